import {
  code,
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
import { COST_ACCOUNTS, COST_CATEGORIES } from './shared.ts';

const category = code('What it is for.', COST_CATEGORIES);

export const VendorBillRecorded = declare({
  type: 'VendorBillRecorded',
  family: 'costs',
  doc: 'A vendor’s bill: a cost and a payable.',
  isReturn: true,
  fields: {
    vendor: token('Vendor.'),
    bill: token('Bill number, with the vendor the key of the bill.'),
    category,
    amount: signedMoney('Amount; negative for a credit note.'),
    dueOn: optional(date('Due date.')),
  },
  rows: [
    {
      subject: 'bill',
      party: 'vendor',
      code: ['category'],
      amounts: ['amount', 'dueOn'],
      posts: [dr({ field: 'category', accounts: COST_ACCOUNTS }, 'amount'), cr(2010, 'amount')],
    },
  ],
});

export const VendorPaid = declare({
  type: 'VendorPaid',
  family: 'costs',
  doc: 'A vendor was paid; paying for equipment bought on account is investing (230-10-45-13).',
  fields: {
    vendor: token('Vendor.'),
    bill: optional(token('Bill it settles.')),
    reference: optional(token('Check or transfer number.')),
    purpose: code('What the bill was for.', ['supplies', 'rent', 'equipment', 'other']),
    amount: money('Amount.'),
    applies: optional(
      list('What it settles.', { event: event('Event.'), amount: money('Amount.') }),
    ),
  },
  cash: {
    field: 'purpose',
    lines: {
      supplies: 'supplies-and-inventory',
      rent: 'rent-and-leases',
      equipment: 'equipment',
      other: 'vendors',
    },
  },
  rows: [
    {
      subject: 'bill',
      party: 'vendor',
      code: ['purpose'],
      amounts: ['amount'],
      posts: [dr(2010, 'amount'), cr('cash', 'amount')],
    },
  ],
});

export const CostPaid = declare({
  type: 'CostPaid',
  family: 'costs',
  doc: 'A cost known only from the bank: paid as it was incurred, without a bill.',
  isReturn: true,
  fields: {
    category,
    amount: signedMoney('Amount; negative when money came back.'),
    reference: optional(token('Bank reference.')),
  },
  cash: 'vendors',
  rows: [
    {
      subject: 'reference',
      code: ['category'],
      amounts: ['amount'],
      posts: [dr({ field: 'category', accounts: COST_ACCOUNTS }, 'amount'), cr('cash', 'amount')],
    },
  ],
});

export const ExpenseAccrued = declare({
  type: 'ExpenseAccrued',
  family: 'costs',
  doc: 'A cost of the period whose bill has not come; reversed when it does.',
  isReturn: true,
  fields: {
    category,
    amount: signedMoney('Amount.'),
    reversesOn: optional(date('When it reverses.')),
  },
  rows: [
    {
      code: ['category'],
      amounts: ['amount'],
      posts: [dr({ field: 'category', accounts: COST_ACCOUNTS }, 'amount'), cr(2020, 'amount')],
    },
  ],
});

export const IncomeTaxAccrued = declare({
  type: 'IncomeTaxAccrued',
  family: 'costs',
  doc: 'Entity-level income tax of the period.',
  isReturn: true,
  fields: { amount: signedMoney('Amount.') },
  rows: [{ amounts: ['amount'], posts: [dr(7110, 'amount'), cr(2020, 'amount')] }],
});

export const IncomeTaxPaid = declare({
  type: 'IncomeTaxPaid',
  family: 'costs',
  doc: 'Entity-level income tax was paid.',
  fields: { amount: money('Amount.') },
  cash: 'income-tax',
  rows: [{ amounts: ['amount'], posts: [dr(2020, 'amount'), cr('cash', 'amount')] }],
});

export const PrepaidPaid = declare({
  type: 'PrepaidPaid',
  family: 'costs',
  doc: 'A cost was paid ahead, or a deposit given.',
  fields: { category, amount: money('Amount.'), reference: optional(token('Bank reference.')) },
  cash: 'vendors',
  rows: [
    {
      subject: 'reference',
      code: ['category'],
      amounts: ['amount'],
      posts: [dr(1410, 'amount'), cr('cash', 'amount')],
    },
  ],
});

export const PrepaidAmortized = declare({
  type: 'PrepaidAmortized',
  family: 'costs',
  doc: 'The period’s share of a cost paid ahead.',
  isReturn: true,
  fields: { category, amount: signedMoney('Amount.') },
  rows: [
    {
      code: ['category'],
      amounts: ['amount'],
      posts: [dr({ field: 'category', accounts: COST_ACCOUNTS }, 'amount'), cr(1410, 'amount')],
    },
  ],
});

export const EquipmentPurchased = declare({
  type: 'EquipmentPurchased',
  family: 'costs',
  doc: 'Equipment or leasehold improvements: paid, financed, or on account.',
  fields: {
    asset: token('Asset.'),
    paid: money('Paid now.'),
    financed: money('By note or finance lease: non-cash.'),
    onAccount: money('Owed to the vendor; investing when paid.'),
  },
  cash: 'equipment',
  rows: [
    {
      subject: 'asset',
      amounts: ['paid', 'financed', 'onAccount'],
      posts: [
        dr(1510, 'paid'),
        dr(1510, 'financed'),
        dr(1510, 'onAccount'),
        cr('cash', 'paid'),
        cr(2510, 'financed'),
        cr(2010, 'onAccount'),
      ],
    },
  ],
});

export const DepreciationRecorded = declare({
  type: 'DepreciationRecorded',
  family: 'costs',
  doc: 'Straight-line depreciation of the period (ASC 360).',
  isReturn: true,
  fields: { asset: optional(token('Asset.')), amount: signedMoney('Amount.') },
  rows: [
    { subject: 'asset', amounts: ['amount'], posts: [dr(6610, 'amount'), cr(1590, 'amount')] },
  ],
});

export const LeaseCommenced = declare({
  type: 'LeaseCommenced',
  family: 'costs',
  doc: 'An operating lease began: right of use and liability, no cash (ASC 842).',
  fields: { lease: token('Lease.'), amount: money('Present value of the payments.') },
  rows: [
    { subject: 'lease', amounts: ['amount'], posts: [dr(1610, 'amount'), cr(2610, 'amount')] },
  ],
});

export const LeasePaid = declare({
  type: 'LeasePaid',
  family: 'costs',
  doc: 'A payment under an operating lease: straight-line cost, liability less accretion.',
  fields: {
    lease: token('Lease.'),
    payment: money('Paid; equals the straight-line cost where rents are level.'),
    principal: money('Payment less accretion: reduces liability and right of use alike.'),
    reference: optional(token('Bank reference.')),
  },
  cash: 'rent-and-leases',
  rows: [
    {
      subject: 'lease',
      party: 'reference',
      amounts: ['payment', 'principal'],
      posts: [
        dr(6210, 'payment'),
        dr(2610, 'principal'),
        cr('cash', 'payment'),
        cr(1610, 'principal'),
      ],
    },
  ],
});

export const MarketingCampaignRun = declare({
  type: 'MarketingCampaignRun',
  family: 'costs',
  doc: 'A campaign: what it aimed at and whether it fits the brand; its cost comes as bills.',
  fields: {
    campaign: token('Campaign.'),
    channel: text('Where it ran.'),
    style: code('How hard it sells: aggressive campaigns bring many who do not stay.', [
      'brand',
      'offer',
      'aggressive',
    ]),
    newPatients: optional(token('New patients it is credited with.')),
  },
  rows: [{ subject: 'campaign', code: ['style'], amounts: [] }],
});
