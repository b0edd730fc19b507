import {
  code,
  count,
  cr,
  date,
  declare,
  dr,
  event,
  list,
  money,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';
import { byTender, SERVICE_LINES, TENDERS } from './shared.ts';

const tender = code('How it was paid.', TENDERS);
const cashByTender = {
  field: 'tender',
  lines: {
    card: 'patient-receipts',
    cash: 'patient-receipts',
    check: 'patient-receipts',
    ach: 'patient-receipts',
    financing: 'patient-receipts',
    reward: 'patient-receipts',
  },
} as const;

export const PointOfSaleCompleted = declare({
  type: 'PointOfSaleCompleted',
  family: 'receipts',
  doc: 'Services or goods were sold and paid for; tax and tips are not revenue (606-10-32-2A).',
  isReturn: true,
  fields: {
    sale: token('Ticket line.'),
    patient: optional(token('Patient.')),
    provider: optional(token('Who performed it.')),
    serviceLine: code('Service line.', SERVICE_LINES),
    tender,
    service: signedMoney('Services, after discount, before tax.'),
    retail: signedMoney('Goods, after discount, before tax.'),
    loyalty: optional(signedMoney('Part of the price deferred for points earned.')),
    salesTax: signedMoney('Sales tax collected.'),
    tips: signedMoney('Tips collected for staff.'),
    visits: optional(count('Visits this line stands for: one per ticket, on its first line.')),
  },
  cash: cashByTender,
  rows: [
    {
      subject: 'sale',
      party: 'provider',
      code: ['tender', 'serviceLine'],
      amounts: ['service', 'retail', 'salesTax', 'tips'],
      posts: [
        ...['service', 'retail', 'salesTax', 'tips'].map((amount) => dr(byTender, amount)),
        cr(4020, 'service'),
        cr(4050, 'retail'),
        cr(2210, 'salesTax'),
        cr(2140, 'tips'),
      ],
    },
    {
      name: 'Loyalty',
      subject: 'sale',
      party: 'patient',
      code: ['tender', 'serviceLine'],
      amounts: ['loyalty', 'visits'],
      posts: [dr(byTender, 'loyalty'), cr(2340, 'loyalty')],
    },
  ],
});

export const ServiceSoldOnAccount = declare({
  type: 'ServiceSoldOnAccount',
  family: 'receipts',
  doc: 'A self-pay service was delivered and billed to the patient.',
  fields: {
    patient: optional(token('Patient.')),
    serviceLine: code('Service line.', SERVICE_LINES),
    amount: money('Price.'),
  },
  rows: [
    {
      subject: 'patient',
      code: ['serviceLine'],
      amounts: ['amount'],
      posts: [dr(1120, 'amount'), cr(4020, 'amount')],
    },
  ],
});

export const PatientPaymentReceived = declare({
  type: 'PatientPaymentReceived',
  family: 'receipts',
  doc: 'A patient paid (part of) what the payer left to them.',
  isReturn: true,
  fields: {
    patient: optional(token('Patient.')),
    claim: optional(token('Claim, when the system says which.')),
    tender,
    amount: signedMoney('Amount.'),
    applies: optional(
      list('What it settles.', { event: event('Event.'), amount: money('Amount.') }),
    ),
  },
  cash: cashByTender,
  rows: [
    {
      subject: 'claim',
      party: 'patient',
      code: ['tender'],
      amounts: ['amount'],
      posts: [dr(byTender, 'amount'), cr(1120, 'amount')],
    },
  ],
});

export const PatientDepositReceived = declare({
  type: 'PatientDepositReceived',
  family: 'receipts',
  doc: 'Money taken before any service is agreed: a liability.',
  fields: { patient: optional(token('Patient.')), tender, amount: money('Amount.') },
  cash: cashByTender,
  rows: [
    {
      subject: 'patient',
      code: ['tender'],
      amounts: ['amount'],
      posts: [dr(byTender, 'amount'), cr(2350, 'amount')],
    },
  ],
});

export const PatientDepositApplied = declare({
  type: 'PatientDepositApplied',
  family: 'receipts',
  doc: 'A deposit was used for a service, or paid a balance.',
  fields: {
    patient: optional(token('Patient.')),
    use: code('What it paid for.', ['service', 'balance']),
    amount: money('Amount.'),
  },
  rows: [
    {
      subject: 'patient',
      code: ['use'],
      amounts: ['amount'],
      posts: [
        dr(2350, 'amount'),
        cr({ field: 'use', accounts: { service: 4020, balance: 1120 } }, 'amount'),
      ],
    },
  ],
});

export const PatientCreditRefunded = declare({
  type: 'PatientCreditRefunded',
  family: 'receipts',
  doc: 'A deposit or credit balance was returned to the patient.',
  fields: { patient: optional(token('Patient.')), tender, amount: money('Amount.') },
  cash: 'refunds-and-chargebacks',
  rows: [
    {
      subject: 'patient',
      code: ['tender'],
      amounts: ['amount'],
      posts: [dr(2350, 'amount'), cr(byTender, 'amount')],
    },
  ],
});

export const PatientBalanceConceded = declare({
  type: 'PatientBalanceConceded',
  family: 'receipts',
  doc: 'Patient share given up as expected at inception: implicit concession, not bad debt.',
  fields: {
    patient: optional(token('Patient.')),
    claim: optional(token('Claim.')),
    estimated: money('Part already estimated in 1185.'),
    excess: money('Part beyond the estimate.'),
  },
  rows: [
    {
      subject: 'claim',
      party: 'patient',
      amounts: ['estimated', 'excess'],
      posts: [dr(1185, 'estimated'), dr(4120, 'excess'), cr(1120, 'estimated'), cr(1120, 'excess')],
    },
  ],
});

export const CreditLossEstimated = declare({
  type: 'CreditLossEstimated',
  family: 'receipts',
  doc: 'Expected credit loss on balances once judged collectible (ASC 326).',
  fields: { amount: money('Amount.'), basis: optional(text('How it was estimated.')) },
  rows: [{ amounts: ['amount'], posts: [dr(6710, 'amount'), cr(1190, 'amount')] }],
});

export const CreditLossWrittenOff = declare({
  type: 'CreditLossWrittenOff',
  family: 'receipts',
  doc: 'A patient balance was written off against the allowance for credit losses.',
  fields: {
    patient: optional(token('Patient.')),
    claim: optional(token('Claim.')),
    amount: money('Amount.'),
  },
  rows: [
    {
      subject: 'claim',
      party: 'patient',
      amounts: ['amount'],
      posts: [dr(1190, 'amount'), cr(1120, 'amount')],
    },
  ],
});

export const CardBatchSettled = declare({
  type: 'CardBatchSettled',
  family: 'receipts',
  doc: 'The processor paid a batch of card sales, net of its fee; the deposit is grossed up.',
  isReturn: true,
  fields: {
    batch: token('Batch or deposit reference.'),
    gross: signedMoney('Card sales in the batch.'),
    fee: signedMoney('Processor fee kept.'),
  },
  cash: 'card-settlements',
  rows: [
    {
      subject: 'batch',
      amounts: ['gross', 'fee'],
      posts: [dr('cash', 'gross'), cr('cash', 'fee'), dr(6410, 'fee'), cr(1030, 'gross')],
    },
  ],
});

export const PartnerSettled = declare({
  type: 'PartnerSettled',
  family: 'receipts',
  doc: 'A financing partner or a manufacturer paid for sales made on its tender, net of its cut.',
  fields: {
    partner: token('Partner.'),
    reference: optional(token('Deposit reference.')),
    gross: money('Sales settled.'),
    discount: money('Merchant discount kept.'),
  },
  cash: 'financing-and-rewards',
  rows: [
    {
      subject: 'reference',
      party: 'partner',
      amounts: ['gross', 'discount'],
      posts: [dr('cash', 'gross'), cr('cash', 'discount'), dr(6410, 'discount'), cr(1050, 'gross')],
    },
  ],
});

export const ChargebackReceived = declare({
  type: 'ChargebackReceived',
  family: 'receipts',
  doc: 'A card sale was disputed: revenue back, fee as cost.',
  fields: { dispute: token('Dispute.'), amount: money('Sale.'), fee: money('Fee.') },
  cash: 'refunds-and-chargebacks',
  rows: [
    {
      subject: 'dispute',
      amounts: ['amount', 'fee'],
      posts: [dr(4130, 'amount'), dr(6410, 'fee'), cr('cash', 'amount'), cr('cash', 'fee')],
    },
  ],
});

export const ChargebackWon = declare({
  type: 'ChargebackWon',
  family: 'receipts',
  doc: 'A dispute was decided for the practice.',
  fields: { dispute: token('Dispute.'), amount: money('Sale returned to us.') },
  cash: 'refunds-and-chargebacks',
  rows: [
    { subject: 'dispute', amounts: ['amount'], posts: [dr('cash', 'amount'), cr(4130, 'amount')] },
  ],
});

export const SaleRefunded = declare({
  type: 'SaleRefunded',
  family: 'receipts',
  doc: 'Money for a service or goods was given back, with the tax on it.',
  fields: {
    sale: optional(token('Ticket line refunded.')),
    tender,
    amount: money('Price refunded.'),
    salesTax: money('Tax refunded.'),
    soldOn: optional(date('When it was sold.')),
  },
  cash: 'refunds-and-chargebacks',
  rows: [
    {
      subject: 'sale',
      code: ['tender'],
      amounts: ['amount', 'salesTax'],
      posts: [
        dr(4130, 'amount'),
        dr(2210, 'salesTax'),
        cr(byTender, 'amount'),
        cr(byTender, 'salesTax'),
      ],
    },
  ],
});

export const SalesTaxRemitted = declare({
  type: 'SalesTaxRemitted',
  family: 'receipts',
  doc: 'Sales tax was paid to the state, less a vendor discount where the state grants one.',
  fields: {
    state: token('State.'),
    amount: money('Tax owed that this settles.'),
    discount: money('Vendor discount kept.'),
    reference: optional(token('Payment reference.')),
  },
  cash: 'sales-tax',
  rows: [
    {
      party: 'state',
      subject: 'reference',
      amounts: ['amount', 'discount'],
      posts: [
        dr(2210, 'amount'),
        cr('cash', 'amount'),
        dr('cash', 'discount'),
        cr(6810, 'discount'),
      ],
    },
  ],
});

export const TipsPaid = declare({
  type: 'TipsPaid',
  family: 'receipts',
  doc: 'Tips collected were passed to staff through payroll, with employer tax on them.',
  fields: { amount: money('Tips.'), employerTaxes: money('Employer taxes on tips.') },
  rows: [
    {
      amounts: ['amount', 'employerTaxes'],
      posts: [
        dr(2140, 'amount'),
        cr(2110, 'amount'),
        dr(6020, 'employerTaxes'),
        cr(2120, 'employerTaxes'),
      ],
    },
  ],
});
