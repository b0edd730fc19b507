// Mapping files for the front desks, the bank and the card processors, as a person would keep them.

const LINES_TX = `    map:
      Service: service
      Product: retail
      Product return: retail-return
      Package sale: package-sale
      Package redemption: package-redemption
      Package refund: package-refund
      Membership dues: membership
      Membership earned: membership-redemption
      Gift card sale: gift-card-sale
      Gift card redemption: gift-card-redemption
      Balance payment: patient-payment`;

export const DESK_MAPPINGS: Readonly<Record<string, string>> = {
  'day-sheet-tx.yaml': `# GlowDesk day sheets of Austin and Dallas: preamble, a heading per location, a trailing total.
schema: feeworth-mapping/1
target: point-of-sale
system: glowdesk
dateFormats: [MM/DD/YYYY]
negative: parentheses
header:
  find: [Ticket, Line Type, Tender]
sections:
  - field: site
    column: 1
    pattern: '^Location: (?:Juniper Aesthetics )?(.+)$'
    map:
      Austin: austin
      Dallas: dallas
totals:
  - column: 1
    pattern: '^Total$'
    check: [Net, Sales Tax, Tip]
columns:
  date: Date
  ticket: Ticket
  line:
    column: Line Type
${LINES_TX}
  serviceLine:
    column: Department
    map:
      Injectables - toxin: neurotoxin
      Injectables - filler: filler
      Laser: laser
      Body: body
      Skin: facial
      Weight program: weight-loss
      Wellness: wellness
      Retail: retail
      Medical: medical
  item: Item
  amount: Net
  salesTax: Sales Tax
  tip: Tip
  tender:
    column: Tender
    map:
      Credit Card: card
      Cash: cash
      Check: check
      CareFlex: financing
      Maker Rewards: reward
  patient: Patient Acct
  provider: Provider
  instrument: Package / Card
  sessions: Sessions
`,
  'day-sheet-az.yaml': `# Phoenix runs another system: semicolons, ISO dates, short codes, no total.
schema: feeworth-mapping/1
target: point-of-sale
system: saltbush-pos
delimiter: ';'
dateFormats: [YYYY-MM-DD]
columns:
  date: Closed
  ticket: Invoice
  line:
    column: Kind
    map:
      S: service
      P: retail
      PV: retail-return
      PS: package-sale
      PR: package-redemption
      PX: package-refund
      MD: membership
      ME: membership-redemption
      GS: gift-card-sale
      GR: gift-card-redemption
      BP: patient-payment
  serviceLine:
    column: Unit
    map:
      TOX: neurotoxin
      FIL: filler
      LAS: laser
      BOD: body
      SKN: facial
      WGT: weight-loss
      WEL: wellness
      RET: retail
      MED: medical
  item: Service
  amount: Amount
  salesTax: Tax
  tip: Gratuity
  tender:
    column: Paid By
    map:
      CC: card
      CA: cash
      CK: check
      CF: financing
      MR: reward
  patient: Guest Code
  provider: Staff
  instrument: Instrument
  sessions: Sessions
  site:
    constant: phoenix
`,
  'appointments-tx.yaml': `# Appointment book of Austin and Dallas.
schema: feeworth-mapping/1
target: appointments
system: glowdesk
dateFormats: [MM/DD/YYYY]
columns:
  date: Date
  booked: Booked
  completed: Completed
  noShow: No Show
  lateCancelled: Late Cancelled
  newPatients: New Patients
  site:
    column: Location
    map:
      Juniper Aesthetics Austin: austin
      Juniper Aesthetics Dallas: dallas
`,
  'appointments-az.yaml': `# Appointment book of Phoenix.
schema: feeworth-mapping/1
target: appointments
system: saltbush-pos
dateFormats: [YYYY-MM-DD]
columns:
  date: Day
  booked: Total Appointments
  completed: Arrived
  noShow: No-Shows
  lateCancelled: Late Cancels
  newPatients: First Visits
  site:
    column: Center
    map:
      Juniper Aesthetics Phoenix: phoenix
`,
  'cards-tx.yaml': `# PrismPay settlements: a title, dollar signs and thousands separators.
schema: feeworth-mapping/1
target: card-batch
system: prismpay
dateFormats: [MM/DD/YYYY]
header:
  find: [Batch ID, Gross Amount]
columns:
  batch: Batch ID
  date: Batch Date
  depositDate: Funding Date
  gross: Gross Amount
  fee: Fees
  net: Net Deposit
  processor:
    constant: prismpay
  site:
    column: Store
    map:
      Juniper Aesthetics Austin: austin
      Juniper Aesthetics Dallas: dallas
`,
  'cards-az.yaml': `# The same processor, saved as "Unicode text": UTF-16, tabs, dates such as 05-Nov-2024.
schema: feeworth-mapping/1
target: card-batch
system: prismpay
encoding: utf-16le
delimiter: tab
dateFormats: [DD-MMM-YYYY]
columns:
  batch: Batch
  date: Close Date
  depositDate: Funded
  gross: Volume
  fee: Discount
  net: Payout
  processor:
    constant: prismpay
  site:
    constant: phoenix
`,
  'partners.yaml': `# Settlements of the financing partner and of the makers' reward programme.
schema: feeworth-mapping/1
target: card-batch
system: partner-portal
dateFormats: [YYYY-MM-DD]
columns:
  batch: Settlement
  date: Sale Date
  depositDate: Deposit Date
  gross: Gross
  fee: Merchant Discount
  net: Net
  processor:
    column: Partner
    map:
      CareFlex Finance: careflex
      Maker Rewards: maker-rewards
  kind:
    constant: partner
`,
  'bank-tx.yaml': `# First Prickly Pear Bank: debit and credit columns, running balance, totals below.
schema: feeworth-mapping/1
target: bank-statement
system: prickly-pear-bank
dateFormats: [MM/DD/YYYY]
header:
  find: [Description, Debit, Credit, Balance]
debitCredit:
  debit: Debit
  credit: Credit
runningBalance:
  column: Balance
totals:
  - column: 1
    pattern: '^Totals$'
    check: [Debit, Credit]
skip:
  - column: 1
    pattern: '^Closing balance$'
    reason: closing balance
columns:
  date: Date
  account:
    constant: tx-operating
  description: Description
  balance: Balance
  reference: Reference
rules:
  column: Description
  match:
${rules()}
`,
  'bank-az.yaml': `# Saguaro Federal: a column without a name, withdrawals below zero.
schema: feeworth-mapping/1
target: bank-statement
system: saguaro-federal
dateFormats: [YYYY-MM-DD]
header:
  find: [Details, Withdrawals, Deposits]
debitCredit:
  debit: Withdrawals
  credit: Deposits
  debitIs: negative
runningBalance:
  column: Running Balance
totals:
  - column: 1
    pattern: '^Total$'
    check: [Withdrawals, Deposits]
columns:
  date: Posted
  account:
    constant: az-operating
  description: Details
  balance: Running Balance
  reference: Trace or Check
ignore: [2]
rules:
  column: Details
  match:
${rules()}
`,
};

/** What the descriptions of both banks mean; the first rule that fits decides. */
function rules(): string {
  const table: readonly (readonly [pattern: string, code: string, direction: 'in' | 'out'])[] = [
    ['^HCCLAIMPMT .* TRN\\*1\\*(?<trace>[A-Z0-9]+)\\*', 'payer-receipt', 'in'],
    ['^LOCKBOX CHECK', 'payer-receipt', 'in'],
    ['^PRISMPAY', 'card-settlement', 'in'],
    ['^(CAREFLEX|MAKER REWARDS)', 'financing-or-reward', 'in'],
    ['^COUNTER DEPOSIT', 'deposit', 'in'],
    ['^PAYROLL NET', 'payroll', 'out'],
    ['^(IRS USATAXPYMT|STATE TAX)', 'payroll-tax', 'out'],
    ['CEDAR MSO EXAMPLE LLC FEE$', 'management-fee', 'out'],
    ['CEDAR MSO EXAMPLE LLC COSTS$', 'affiliate', 'out'],
    ['LANDLORD$', 'rent', 'out'],
    ['^ACH PMT', 'vendor', 'out'],
    ['^(TEXAS COMPTROLLER|ARIZONA DOR)', 'sales-tax', 'out'],
    ['EQUIPMENT CREDIT PRINCIPAL$', 'loan', 'out'],
    ['EQUIPMENT CREDIT INTEREST$', 'interest', 'out'],
    ['^OWNER DRAW', 'distribution', 'out'],
  ];
  return table
    .map(([p, code, direction]) =>
      [`    - pattern: '${p}'`, `      code: ${code}`, `      direction: ${direction}`].join('\n'),
    )
    .join('\n');
}
