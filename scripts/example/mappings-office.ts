// Mapping files for payroll, bills, stock, claim edits, write-offs, invoices and the opening.

const COSTS = `    map:
      Rent: rent
      Utilities: utilities
      Billing service: billing
      PEO and benefits admin: hr-payroll
      Marketing agency: marketing
      Advertising: advertising
      Compliance: compliance
      Bookkeeping: accounting
      Payer contracting: payer-contracting
      Credentialing: credentialing
      Recruiting: recruitment
      IT and EMR: it
      Purchasing group: supply-chain
      Brand and website: branding
      Equipment lease: equipment-lease
      Equipment service: equipment-service
      Medical director: medical-director
      Insurance: insurance
      Software: software
      Legal: professional-fees
      Office and linen: general
      MSO joining: joining`;

/** What payments are for on the cash-flow statement; every vendor is named, none is guessed. */
const PURPOSES = `    map:
      AUS Plaza Landlord: rent
      DAL Plaza Landlord: rent
      PHX Plaza Landlord: rent
      Meridian Biologics: supplies
      Cardinal Point Medical Supply: supplies
      Verdant Skincare: supplies
${[
  'AUS Utilities Co-op',
  'AestheticBuy GPO',
  'Bright Hire',
  'Brightleaf Billing',
  'Cedar MSO Example LLC',
  'Contract Compass',
  'CredCheck Services',
  'DAL Utilities Co-op',
  'Dr. Exemplar Oversight PLLC',
  'Granite Mutual Insurance',
  'Halo Creative Agency',
  'Lumi\u00e8re Device Leasing',
  'Lumi\u00e8re Device Service',
  'Metro Ads Network',
  'Northgate IT',
  'PHX Utilities Co-op',
  'Paloverde Staffing PEO',
  'Pixel & Prose Studio',
  'SafeHarbor Compliance Advisors',
  'SpaDesk Software',
  'Spotless Linen',
  'Statute & Sons Legal',
  'Tallybook Bookkeeping',
]
  .map((name) => `      ${name}: other`)
  .join('\n')}`;

const TITLES = `    map:
      Nurse injector: provider
      Laser technician: provider
      Aesthetician: provider
      Medical assistant: staff
      Front desk: front-desk
      Practice manager: manager`;

const SITE_MAP = `    map:
      Juniper Aesthetics Austin: austin
      Juniper Aesthetics Dallas: dallas
      Juniper Aesthetics Phoenix: phoenix`;

const SHELVES = `    map:
      Toxin: injectables
      Filler: injectables
      Clinical: supplies
      Retail: retail`;

const HEAD = 'schema: feeworth-mapping/1';

export const OFFICE_MAPPINGS: Readonly<Record<string, string>> = {
  'payroll-tx.yaml': `# Payroll register of Texas: a heading and a total per site, a grand total at the end.
${HEAD}
target: payroll
system: gustav-payroll
dateFormats: [MM/DD/YYYY]
header:
  find: [Employee, Gross Pay, Net Pay]
sections:
  - field: site
    column: 1
    pattern: '^Department: (.+)$'
${SITE_MAP}
totals:
  - column: 1
    pattern: '^Department total$'
    check: [Gross Pay, Total Withheld, Net Pay, Employer Taxes]
    scope: section
  - column: 1
    pattern: '^Grand total$'
    check: [Gross Pay, Total Withheld, Net Pay, Employer Taxes]
columns:
  payDate: Check Date
  employee: Employee
  role:
    column: Title
${TITLES}
  gross: Gross Pay
  employerTaxes: Employer Taxes
  withheld: Total Withheld
  tips: Tips
  net: Net Pay
  checkNumber: Voucher
`,
  'payroll-az.yaml': `# Payroll register of Arizona: the header has FICA twice, the employee's part first.
${HEAD}
target: payroll
system: mesa-pay
dateFormats: [YYYY-MM-DD]
totals:
  - column: 1
    pattern: '^Totals$'
    check: [Net]
columns:
  payDate: Pay Date
  employee: Employee No
  role:
    column: Position
${TITLES}
  gross: Gross
  employerTaxes: Employer Total
  withheld: Deductions
  tips: Tips
  net: Net
  checkNumber: Run
  site:
    constant: phoenix
`,
  'bills-tx.yaml': `# Bills entered in Texas: saved by a spreadsheet in Windows-1252, a total below.
${HEAD}
target: vendor-bill
system: ledgerly
encoding: cp1252
dateFormats: [MM/DD/YYYY]
header:
  find: [Num, Vendor, Account]
totals:
  - column: 1
    pattern: '^TOTAL$'
    check: [Amount]
columns:
  billNumber: Num
  vendor: Vendor
  billDate: Bill Date
  dueDate: Due Date
  category:
    column: Account
${COSTS}
  amount: Amount
  site:
    column: Location
${SITE_MAP}
`,
  'bills-az.yaml': `# Bills received in Arizona: typed ones carry US dates, scanned ones ISO dates.
${HEAD}
target: vendor-bill
system: docscan
encoding: cp1252
dateFormats: [MM/DD/YYYY, YYYY-MM-DD]
columns:
  billNumber: Invoice Number
  vendor: Supplier
  billDate: Invoice Date
  dueDate: Payment Due
  category:
    column: Expense Account
${COSTS}
  amount: Total
`,
  'bill-payments.yaml': `# Payments of bills, both practices.
${HEAD}
target: bill-payment
system: ledgerly
encoding: cp1252
dateFormats: [YYYY-MM-DD]
columns:
  date: Payment Date
  vendor: Vendor
  billNumber: Bill
  amount: Amount Paid
  reference: Payment Reference
  purpose:
    column: Vendor
${PURPOSES}
`,
  'inventory-receipts.yaml': `# Product received; each row is the vendor's bill as well.
${HEAD}
target: inventory-receipt
system: stockroom
dateFormats: [YYYY-MM-DD]
columns:
  date: Received
  vendor: Vendor
  billNumber: Bill
  category:
    column: Shelf
${SHELVES}
  item: Shelf
  amount: Cost
  site:
    column: Location
${SITE_MAP}
`,
  'inventory-usage.yaml': `# Product used in a month, and what the quarterly count did not find.
${HEAD}
target: inventory-usage
system: stockroom
dateFormats: [YYYY-MM]
columns:
  month: Month
  category:
    column: Shelf
${SHELVES}
  movement:
    column: Movement
    map:
      Used: used
      Count shortage: shrink
  amount: Cost
  site:
    column: Location
${SITE_MAP}
`,
  'claim-edits.yaml': `# What the claim editor said before each claim left.
${HEAD}
target: claim-edit-report
system: claim-relay
dateFormats: [MM/DD/YYYY]
columns:
  date: Batch Date
  claim: Claim
  outcome:
    column: Result
    map:
      PASS: passed
      PASS AFTER EDIT: edited
      REJECT: rejected
  site:
    column: Facility
${SITE_MAP}
`,
  'write-offs-tx.yaml': `# Write-offs posted in Texas.
${HEAD}
target: write-off
system: brightleaf
dateFormats: [MM/DD/YYYY]
columns:
  date: Posted
  claim: Claim
  patient: Patient Acct
  amount: Amount
  reason:
    column: Adjustment
    map:
      Denial - final: denial
      Timely filing: timely-filing
      Bad debt: bad-debt
  site:
    column: Facility
${SITE_MAP}
`,
  'write-offs-az.yaml': `# Write-offs of Arizona's old billing system: pipes, lines that end with CR alone.
${HEAD}
target: write-off
system: desert-billing
delimiter: '|'
dateFormats: [YYYY-MM-DD]
columns:
  date: DATE
  claim: CLAIM
  patient: ACCOUNT
  amount: AMOUNT
  reason:
    column: CODE
    map:
      DEN: denial
      TF: timely-filing
      BD: bad-debt
`,
  'mso-invoice.yaml': `# Invoices of Cedar MSO: the fee and what it passes on at cost.
${HEAD}
target: mso-invoice
system: cedar-mso
dateFormats: [MM/DD/YYYY, YYYY-MM]
header:
  find: [Invoice, Service Month, Charge]
totals:
  - column: 1
    pattern: '^Invoice total$'
    check: [Amount]
columns:
  invoice: Invoice
  invoiceDate: Invoice Date
  month: Service Month
  dueDate: Due
  line:
    column: Charge
    map:
      Management fee: management-fee
      Software licences at cost: pass-through
  base: Base
  rate: Rate
  amount: Amount
`,
  'opening-balances.yaml': `# Trial balance of 2024-10-31: the practice's own account names and our numbers.
${HEAD}
target: opening-balances
system: ledgerly
header:
  find: [Account, Debit, Credit]
totals:
  - column: 1
    pattern: '^TOTAL$'
    check: [Debit, Credit]
columns:
  account:
    column: Account
    map:
      Operating checking: '1010'
      Undeposited cash: '1036'
      Card processor clearing: '1030'
      Financing and rewards receivable: '1050'
      Insurance receivable: '1110'
      Patient receivable: '1120'
      Contractual allowance: '1180'
      Inventory: '1310'
      Equipment: '1510'
      Accumulated depreciation: '1590'
      Accounts payable: '2010'
      Payroll taxes payable: '2120'
      Tips payable: '2140'
      Sales tax payable: '2210'
      Package deposits: '2310'
      Gift cards outstanding: '2330'
      Equipment note: '2510'
      Contributed capital: '3010'
      Retained earnings: '3900'
  debit: Debit
  credit: Credit
`,
  'opening-items.yaml': `# What was open on 2024-10-31, behind the balances.
${HEAD}
target: opening-items
system: ledgerly
dateFormats: [YYYY-MM-DD]
columns:
  kind:
    column: Kind
    map:
      Claim: claim
      Package: package
      Gift card: gift-card
      Vendor bill: bill
      Patient balance: patient-balance
  id: Reference
  party: Party
  date: Date
  amount: Open Amount
  count: Sessions
  payer: Payer
  site: Site
`,
};
