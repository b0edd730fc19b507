import { COST_CATEGORIES, SERVICE_LINES, TENDERS, WRITE_OFF_REASONS } from '../../events/shared.ts';
import type { Target, TargetField, TargetFieldKind } from './target.ts';

type More = Partial<Omit<TargetField, 'name' | 'kind' | 'doc' | 'example' | 'synonyms'>>;

const field = (
  name: string,
  kind: TargetFieldKind,
  doc: string,
  example: string,
  synonyms: string,
  more: More = {},
): TargetField => ({
  name,
  kind,
  doc,
  example,
  required: false,
  synonyms: synonyms === '' ? [] : synonyms.split(', '),
  ...more,
});
const must: More = { required: true };

const site = field(
  'site',
  'text',
  'Site of the group, by its id; a column, a section heading or a constant.',
  'austin',
  'location, site, center, clinic, store, branch, office',
);
const patient = field(
  'patient',
  'token',
  'Patient, as the system numbers them; becomes a keyed token.',
  'P-10482',
  'patient, client, guest, customer, patient id, client id, guest id, guest code, mrn, customer id',
  { tokenKind: 'patient' },
);

/** What a line of a day sheet sells, takes or gives back. */
export const SALE_LINES = [
  'service',
  'retail',
  'service-refund',
  'retail-return',
  'package-sale',
  'package-redemption',
  'package-refund',
  'membership',
  'membership-redemption',
  'membership-refund',
  'gift-card-sale',
  'gift-card-redemption',
  'patient-payment',
  'patient-refund',
  'deposit',
  'deposit-applied',
  'deposit-refund',
  'no-show-fee',
  'loyalty-redemption',
  'tip',
] as const;

/** The lines on which a quantity below zero means a return. */
export const RETURN_LINES = [
  'service-refund',
  'retail-return',
  'package-refund',
  'membership-refund',
  'patient-refund',
  'deposit-refund',
] as const;
const onReturns: More = { negativeWith: { field: 'line', codes: RETURN_LINES } };

export const POINT_OF_SALE: Target = {
  name: 'point-of-sale',
  doc: 'Day sheet of the point-of-sale system: one row per ticket line. Nothing of its memos.',
  fields: [
    field(
      'date',
      'date',
      'Day of the sale.',
      '2026-01-05',
      'date, sale date, invoice date, transaction date, closed date, day, business date, checkout date',
      must,
    ),
    field(
      'ticket',
      'token',
      'Ticket or invoice number; lines of one ticket share it.',
      'T-90311',
      'ticket, invoice, invoice no, order, order number, ticket number, receipt, sale id, transaction id, check',
      { required: true, tokenKind: 'ticket' },
    ),
    field(
      'line',
      'code',
      'What the line is.',
      'service',
      'category, item type, type, sale type, line type, item category, line category, product type',
      { required: true, codes: SALE_LINES },
    ),
    field(
      'serviceLine',
      'code',
      'Service line of the practice.',
      'neurotoxin',
      'service line, service category, department, sub category, subcategory, business unit',
      { codes: SERVICE_LINES },
    ),
    field(
      'item',
      'text',
      'Service, product or plan by its name in the price list.',
      'Botox 20 units',
      'item, item name, service, service name, product, product name, sku, description',
    ),
    field('quantity', 'quantity', 'How many.', '1', 'quantity, qty, units, count', onReturns),
    field(
      'amount',
      'signed-money',
      'Net of discount, without sales tax and tip.',
      '280.00',
      'amount, net, net amount, net sales, net price, sales, subtotal, sales exc tax, sale amount',
      must,
    ),
    field(
      'salesTax',
      'signed-money',
      'Sales tax collected on the line.',
      '0.00',
      'sales tax, tax, taxes, tax amount, total tax',
    ),
    field('tip', 'signed-money', 'Tip for staff.', '0.00', 'tip, tips, gratuity, gratuities'),
    field(
      'tender',
      'code',
      'How it was paid.',
      'card',
      'tender, payment type, payment method, paid by, pay method, payment, method',
      { codes: TENDERS },
    ),
    patient,
    field(
      'provider',
      'token',
      'Who performed it.',
      'INJ-2',
      'provider, staff, employee, therapist, sold by, served by, performed by, staff id, provider id',
      { tokenKind: 'provider' },
    ),
    field(
      'instrument',
      'token',
      'Package, membership or gift card that is sold or used.',
      'PK-771',
      'package id, package, gift card, gift card number, card number, instrument, membership id, series id, package number',
      { tokenKind: 'instrument' },
    ),
    field(
      'sessions',
      'count',
      'Sessions of the package sold, or used up by the line.',
      '6',
      'sessions, session count, number of sessions, visits included, sessions used',
    ),
    field(
      'expiresOn',
      'date',
      'Last day on which the package or card can be used.',
      '2027-01-05',
      'expires, expiry, expiration, expiration date, expiry date, expires on, valid until',
      { isTerm: true },
    ),
    site,
  ],
};

/** Role of an employee; providers go to 5110, everybody else to 6010. */
export const PAYROLL_ROLES = [
  'provider',
  'staff',
  'manager',
  'front-desk',
  'billing',
  'marketing',
  'administration',
] as const;

export const PAYROLL: Target = {
  name: 'payroll',
  doc: 'Payroll register: one row per employee and pay date.',
  fields: [
    field(
      'payDate',
      'date',
      'Day of payment.',
      '2026-01-15',
      'pay date, check date, payment date, paid on, date',
      must,
    ),
    field(
      'periodStart',
      'date',
      'First day worked.',
      '2025-12-29',
      'period start, period begin, pay period start, begin date, from, start date, period beginning',
    ),
    field(
      'periodEnd',
      'date',
      'Last day worked.',
      '2026-01-11',
      'period end, period ending, pay period end, end date, to',
    ),
    field(
      'employee',
      'token',
      'Employee, by number or name; becomes a keyed token.',
      'E-204',
      'employee, employee id, employee number, emp id, emp no, employee name, name, file number, file #, worker',
      { required: true, tokenKind: 'employee' },
    ),
    field(
      'role',
      'code',
      'What the employee does.',
      'provider',
      'role, job, job title, title, position, department, dept, class',
      { required: true, codes: PAYROLL_ROLES },
    ),
    field(
      'department',
      'text',
      'Department, when the register has one beside the site.',
      'Clinical',
      'department, dept, cost center, cost centre, division',
    ),
    site,
    field(
      'gross',
      'money',
      'Gross pay.',
      '3200.00',
      'gross, gross pay, gross wages, total gross, gross earnings, earnings, total earnings',
      must,
    ),
    field(
      'employerTaxes',
      'money',
      "The employer's own payroll taxes.",
      '244.80',
      'employer taxes, employer tax, er taxes, company taxes, er tax, employer liability, employer contributions',
      must,
    ),
    field(
      'withheld',
      'money',
      'Taxes and deductions withheld from the employee.',
      '704.00',
      'withheld, withholding, withholdings, employee taxes, taxes withheld, deductions, total deductions, ee taxes',
      must,
    ),
    field(
      'tips',
      'money',
      'Tips inside gross pay: owed to staff since the sale, so no wages.',
      '185.00',
      'tips, tip, gratuities, tips paid, credit card tips',
    ),
    field(
      'net',
      'money',
      'Paid out.',
      '2496.00',
      'net, net pay, take home, net amount, check amount',
      must,
    ),
    field(
      'checkNumber',
      'text',
      'Number of the check or deposit.',
      '10423',
      'check number, check no, check, voucher, check #, deposit number, payment number',
    ),
  ],
};

const billNumber = (more: More): TargetField =>
  field(
    'billNumber',
    'text',
    "Number of the vendor's bill.",
    'ALG-55120',
    'bill number, invoice number, bill no, invoice no, invoice, bill, num, bill #, invoice #, document number',
    more,
  );
const vendor = field(
  'vendor',
  'text',
  'Vendor, by its id or business name.',
  'allergan',
  'vendor, vendor name, supplier, supplier name, payee, vendor id, supplier id',
  must,
);

export const VENDOR_BILL: Target = {
  name: 'vendor-bill',
  doc: 'Bills received from vendors: one row per bill or bill line.',
  fields: [
    billNumber(must),
    vendor,
    field(
      'billDate',
      'date',
      'Date of the bill.',
      '2026-01-08',
      'bill date, invoice date, date, document date',
      must,
    ),
    field(
      'dueDate',
      'date',
      'Day it falls due.',
      '2026-02-07',
      'due date, due, due on, payment due',
      {
        isTerm: true,
      },
    ),
    field(
      'category',
      'code',
      'What it is for.',
      'supplies',
      'category, account, expense account, type, expense category, gl account, expense type',
      { required: true, codes: COST_CATEGORIES },
    ),
    field(
      'amount',
      'signed-money',
      'Amount of the bill; a credit note is below zero.',
      '4180.00',
      'amount, total, bill amount, invoice amount, invoice total, line amount, total amount',
      must,
    ),
    site,
  ],
};

/** What a bill was for, as far as lines of the cash-flow statement differ (ASC 230-10-45). */
export const PAYMENT_PURPOSES = ['supplies', 'rent', 'equipment', 'other'] as const;

export const BILL_PAYMENT: Target = {
  name: 'bill-payment',
  doc: 'Payments of vendor bills: one row per bill paid.',
  fields: [
    field(
      'date',
      'date',
      'Day of payment.',
      '2026-02-05',
      'date, payment date, paid on, paid date',
      must,
    ),
    vendor,
    billNumber({}),
    field('amount', 'money', 'Paid.', '4180.00', 'amount, paid, amount paid, payment amount', must),
    field(
      'reference',
      'text',
      'Check or transfer number.',
      'ACH-8831',
      'reference, ref, check number, check no, payment reference, confirmation, transfer, ref no',
    ),
    field(
      'purpose',
      'code',
      'What the bill was for, where the cash-flow statement tells it apart; other when absent.',
      'rent',
      'purpose, pays for',
      { codes: PAYMENT_PURPOSES },
    ),
  ],
};

/** Lines of an MSO's invoice; only the fee is measured against the agreement. */
export const MSO_INVOICE_LINES = [
  'management-fee',
  'pass-through',
  'supplies',
  'rent',
  'staffing',
  'licence',
  'interest',
  'credit',
] as const;

export const MSO_INVOICE: Target = {
  name: 'mso-invoice',
  doc: "The MSO's invoices to the practice: one row per invoice line.",
  fields: [
    field(
      'invoice',
      'text',
      'Invoice number.',
      'MSO-2026-01',
      'invoice, invoice number, invoice no, invoice #, number, document number',
      must,
    ),
    field(
      'invoiceDate',
      'date',
      'Date of the invoice.',
      '2026-02-03',
      'invoice date, date, issued',
      must,
    ),
    field(
      'month',
      'month',
      'Month that is charged.',
      '2026-01',
      'month, service month, period, billing period, billing month, for month',
      must,
    ),
    field(
      'line',
      'code',
      'What is charged.',
      'management-fee',
      'line, type, line type, item, charge, description, category',
      {
        required: true,
        codes: MSO_INVOICE_LINES,
      },
    ),
    field(
      'base',
      'signed-money',
      'Base the fee was computed on, as the invoice says.',
      '182000.00',
      'base, fee base, revenue base, basis, collections, net collections, net revenue',
    ),
    field(
      'dueDate',
      'date',
      'Day it falls due.',
      '2026-02-18',
      'due date, due, due on, payment due',
      { isTerm: true },
    ),
    field(
      'rate',
      'rate',
      'Rate applied, as the invoice says.',
      '0.09',
      'rate, fee rate, percent, percentage, fee %',
    ),
    field(
      'amount',
      'signed-money',
      'Amount charged; a credit is below zero.',
      '16380.00',
      'amount, total, line amount, charge amount, amount due, invoice amount',
      must,
    ),
    site,
  ],
};

/** What a bank line is, as the rules of the mapping read it from its description. */
export const BANK_CODES = [
  'payer-receipt',
  'card-settlement',
  'financing-or-reward',
  'deposit',
  'payroll',
  'payroll-tax',
  'vendor',
  'rent',
  'management-fee',
  'affiliate',
  'refund',
  'chargeback',
  'sales-tax',
  'income-tax',
  'loan',
  'interest',
  'bank-fee',
  'equipment',
  'capital',
  'distribution',
  'transfer',
  'other',
] as const;

export const BANK_STATEMENT: Target = {
  name: 'bank-statement',
  doc: 'Lines of a bank account. The description is matched by rules; only its token is kept.',
  fields: [
    field(
      'date',
      'date',
      'Day on which the bank booked it.',
      '2026-01-09',
      'date, posting date, posted, post date, transaction date, booking date, posted date',
      must,
    ),
    field(
      'account',
      'text',
      'Bank account, by a name of its own.',
      'operating',
      'account, account name, account id',
    ),
    field(
      'description',
      'token',
      'What the bank wrote; may name people, so it becomes a token.',
      'ACH CREDIT AETNA TRN 88213',
      'description, details, memo, narrative, payee, transaction, bank description, name',
      { tokenKind: 'bank-description' },
    ),
    field(
      'code',
      'code',
      'What the line is: by rules, or by the code column of the bank.',
      'payer-receipt',
      'code, category, type, transaction type',
      {
        codes: BANK_CODES,
      },
    ),
    field(
      'amount',
      'signed-money',
      'Money in above zero, money out below.',
      '540.00',
      'amount, transaction amount, net amount, value',
      must,
    ),
    field(
      'balance',
      'signed-money',
      'Balance after the line.',
      '55632.67',
      'balance, running balance, running bal, ledger balance, account balance, running bal.',
    ),
    field(
      'trace',
      'text',
      'Trace number of an electronic payment, as the remittance has it (TRN02).',
      '88213',
      'trace, trace number, trn, trace no, eft number, trace #',
    ),
    field(
      'reference',
      'text',
      "Check number or the bank's own reference.",
      '1042',
      'reference, ref, check number, check or slip #, check no, check #, bank reference, customer reference, fitid',
    ),
  ],
};

/** Who pays a settlement: sales on cards stand in 1030, on financing and rewards in 1050. */
export const SETTLEMENT_KINDS = ['card', 'partner'] as const;

export const CARD_BATCH: Target = {
  name: 'card-batch',
  doc: "The card processor's settlement report: one row per batch.",
  fields: [
    field(
      'date',
      'date',
      'Day the batch was closed.',
      '2026-01-08',
      'date, batch date, close date, transaction date, settled',
      must,
    ),
    field(
      'depositDate',
      'date',
      'Day the bank received it.',
      '2026-01-10',
      'deposit date, funding date, payout date, funded, funded on, available on',
    ),
    field(
      'gross',
      'money',
      'Sales of the batch.',
      '4185.60',
      'gross, gross amount, sales, gross sales, batch amount, volume',
      must,
    ),
    field(
      'fee',
      'money',
      'Fee kept by the processor.',
      '116.78',
      'fee, fees, discount, processing fee, processing fees, total fees',
      must,
    ),
    field(
      'net',
      'signed-money',
      'Paid out.',
      '4068.82',
      'net, net amount, payout, deposit, net deposit, deposit amount',
      must,
    ),
    field(
      'chargebacks',
      'money',
      'Chargebacks kept back.',
      '0.00',
      'chargebacks, disputes, chargeback amount, adjustments',
    ),
    field(
      'batch',
      'text',
      'Batch number.',
      'B-20260108',
      'batch, batch number, batch id, payout id, batch no, batch #',
      must,
    ),
    field('processor', 'text', 'Processor.', 'stripe', 'processor, acquirer, gateway, provider'),
    field(
      'kind',
      'code',
      'Whether the card processor pays, or a financing or rewards partner; card when absent.',
      'card',
      'kind, tender',
      { codes: SETTLEMENT_KINDS },
    ),
    site,
  ],
};

const claim = (more: More): TargetField =>
  field(
    'claim',
    'token',
    'Patient control number of the claim (CLM01), so that it meets its 837 and 835.',
    'C-20931',
    'claim, claim id, claim number, patient control number, pcn, account number, claim no, claim #, clm01',
    { tokenKind: 'claim', ...more },
  );

export const CLAIM_EDIT_REPORT: Target = {
  name: 'claim-edit-report',
  doc: "The clearinghouse's report: one row per claim, before any payer has seen it.",
  fields: [
    claim(must),
    field(
      'date',
      'date',
      'Day of the report.',
      '2026-01-06',
      'date, report date, processed, processed date, edit date',
      must,
    ),
    field(
      'outcome',
      'code',
      'Passed untouched, passed after edits by hand, or rejected.',
      'passed',
      'outcome, status, result, claim status, edit status',
      {
        required: true,
        codes: ['passed', 'edited', 'rejected'],
      },
    ),
    site,
  ],
};

export const WRITE_OFF: Target = {
  name: 'write-off',
  doc: 'Write-offs posted in the billing system, other than contractual ones.',
  oneOf: [['claim', 'patient']],
  fields: [
    field(
      'date',
      'date',
      'Day it was posted.',
      '2026-03-31',
      'date, posting date, write off date, adjustment date, posted',
      must,
    ),
    claim({}),
    patient,
    field(
      'amount',
      'money',
      'Given up.',
      '160.00',
      'amount, write off, write-off amount, adjustment, adjustment amount',
      must,
    ),
    field(
      'reason',
      'code',
      'Why.',
      'timely-filing',
      'reason, adjustment reason, write off reason, code, adjustment code, adjustment type',
      {
        required: true,
        codes: WRITE_OFF_REASONS,
      },
    ),
    site,
  ],
};

/** Kinds of stock that the accounts tell apart. */
export const STOCK_CATEGORIES = ['injectables', 'retail', 'supplies'] as const;
const stock = field(
  'category',
  'code',
  'Kind of stock.',
  'injectables',
  'category, type, item category, product category, stock type',
  {
    required: true,
    codes: STOCK_CATEGORIES,
  },
);
const item = field(
  'item',
  'text',
  'Product by its name or number.',
  'Botox 100u',
  'item, product, sku, item name, product name',
);
const quantity = field('quantity', 'quantity', 'Units.', '12', 'quantity, qty, units');

/** What became of stock: used and sold are cost of sales, the others are counts and losses. */
export const STOCK_MOVEMENTS = ['used', 'expiry', 'shrink', 'waste', 'count'] as const;

export const INVENTORY_USAGE: Target = {
  name: 'inventory-usage',
  doc: 'Stock used up or sold, at cost: by day, or one row per month and category.',
  oneOf: [['date', 'month']],
  fields: [
    field(
      'date',
      'date',
      'Day of use; this or the month must be there.',
      '2026-01-31',
      'date, used on, usage date',
    ),
    field('month', 'month', 'Month of use.', '2026-01', 'month, period'),
    stock,
    field(
      'movement',
      'code',
      'What became of it; used when absent.',
      'used',
      'movement, movement type, transaction type, reason',
      { codes: STOCK_MOVEMENTS },
    ),
    item,
    quantity,
    field(
      'amount',
      'money',
      'At cost.',
      '9100.00',
      'amount, cost, total cost, cost of goods, extended cost, value',
      must,
    ),
    site,
  ],
};

export const INVENTORY_RECEIPT: Target = {
  name: 'inventory-receipt',
  doc: 'Stock received: one row per delivery line.',
  fields: [
    field(
      'date',
      'date',
      'Day of delivery.',
      '2026-01-08',
      'date, received, receipt date, received date, delivery date, received on',
      must,
    ),
    vendor,
    billNumber({}),
    stock,
    item,
    quantity,
    field(
      'amount',
      'money',
      'At cost.',
      '4180.00',
      'amount, cost, total cost, extended cost, total, value',
      must,
    ),
    site,
  ],
};

const visitCount = (name: string, doc: string, example: string, synonyms: string, more?: More) =>
  field(name, 'count', doc, example, synonyms, more);

export const APPOINTMENTS: Target = {
  name: 'appointments',
  doc: 'Appointment book, counted by day and site.',
  fields: [
    field('date', 'date', 'Day.', '2026-01-05', 'date, day, appointment date', must),
    visitCount(
      'booked',
      'Booked.',
      '31',
      'booked, appointments, total, scheduled, total appointments',
      must,
    ),
    visitCount('completed', 'Kept.', '26', 'completed, kept, arrived, checked out, closed', must),
    visitCount('noShow', 'Not kept, no word.', '2', 'no show, no shows, noshow, no-show, no-shows'),
    visitCount(
      'lateCancelled',
      'Cancelled too late to refill.',
      '3',
      'late cancelled, late cancel, late cancellations, cancelled, cancellations, late cancels',
    ),
    visitCount(
      'newPatients',
      'Kept by people new to the practice.',
      '5',
      'new patients, new clients, new guests, first visits, new',
    ),
    site,
  ],
};

export const OPENING_BALANCES: Target = {
  name: 'opening-balances',
  doc: 'Trial balance on the day the book begins: one row per account.',
  oneOf: [['debit', 'credit']],
  notBoth: [['debit', 'credit']],
  fields: [
    field(
      'account',
      'text',
      'Number of the account in the chart of this book.',
      '1010',
      'account, account number, account no, acct, gl account, number',
      must,
    ),
    field('debit', 'money', 'Debit balance.', '55632.67', 'debit, dr, debits'),
    field('credit', 'money', 'Credit balance.', '0.00', 'credit, cr, credits'),
  ],
};

/** What may be open on the day a book begins (settled.md §3.2). */
export const OPENING_KINDS = [
  'claim',
  'package',
  'membership',
  'gift-card',
  'bill',
  'arrears',
  'patient-balance',
] as const;

export const OPENING_ITEMS: Target = {
  name: 'opening-items',
  doc: 'Items open on the day the book begins, behind the balances of their accounts.',
  fields: [
    field('kind', 'code', 'What it is.', 'claim', 'kind, type, item type', {
      required: true,
      codes: OPENING_KINDS,
    }),
    field(
      'id',
      'token',
      'Its number in its own system; the token meets that of later files.',
      'C-20931',
      'id, number, reference, item id, item',
      {
        required: true,
        tokenKindBy: {
          field: 'kind',
          kinds: {
            claim: 'claim',
            package: 'instrument',
            membership: 'instrument',
            'gift-card': 'instrument',
            'patient-balance': 'patient',
          },
        },
      },
    ),
    field(
      'party',
      'token',
      'Patient, or vendor or MSO of a bill.',
      'P-10482',
      'party, patient, vendor, client, guest',
      {
        tokenKindBy: {
          field: 'kind',
          kinds: {
            claim: 'patient',
            package: 'patient',
            membership: 'patient',
            'gift-card': 'patient',
            'patient-balance': 'patient',
          },
        },
      },
    ),
    field(
      'date',
      'date',
      'Day it began: service, sale, bill.',
      '2025-11-18',
      'date, service date, sale date, bill date, opened',
      must,
    ),
    field(
      'amount',
      'money',
      'Still open.',
      '412.00',
      'amount, balance, open, open amount, remaining, outstanding',
      must,
    ),
    field(
      'count',
      'count',
      'Sessions left of a package.',
      '4',
      'count, sessions, sessions left, remaining sessions',
    ),
    field(
      'payer',
      'text',
      'Payer of a claim.',
      'aetna',
      'payer, insurance, insurer, payer name, carrier',
    ),
    site,
  ],
};

/** Every target, in the order in which they are listed to people. */
export const TARGETS: readonly Target[] = [
  POINT_OF_SALE,
  PAYROLL,
  VENDOR_BILL,
  BILL_PAYMENT,
  MSO_INVOICE,
  BANK_STATEMENT,
  CARD_BATCH,
  CLAIM_EDIT_REPORT,
  WRITE_OFF,
  INVENTORY_USAGE,
  INVENTORY_RECEIPT,
  APPOINTMENTS,
  OPENING_BALANCES,
  OPENING_ITEMS,
];

/** The target of that name, if there is one. */
export function findTarget(name: string): Target | undefined {
  return TARGETS.find((t) => t.name === name);
}
