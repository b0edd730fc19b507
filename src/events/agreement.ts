import {
  code,
  count,
  cr,
  crOther,
  date,
  declare,
  dr,
  drOther,
  event,
  flag,
  json,
  list,
  money,
  month,
  optional,
  rate,
  signedMoney,
  text,
  token,
} from './declare.ts';
import { SERVICES } from './shared.ts';
import type { Json } from '../event.ts';

const agreement = token('Agreement.');
const toAffiliate = { subject: 'agreement', party: 'counterparty' } as const;

export const AgreementSigned = declare({
  type: 'AgreementSigned',
  family: 'agreement',
  doc: 'A management services agreement: its terms as data, in force from a date.',
  fields: {
    agreement,
    fromOn: date('First day its terms apply.'),
    terms: json<Json>('Terms: src/agreement/terms.ts.'),
    document: optional(token('Digest of the signed document.')),
  },
  rows: [{ ...toAffiliate, amounts: ['fromOn'] }],
});

export const AgreementAmended = declare({
  type: 'AgreementAmended',
  family: 'agreement',
  doc: 'New terms from a date; fees should not change more than once a year (docs/sources.md#state-rules).',
  fields: {
    agreement,
    fromOn: date('First day the new terms apply.'),
    terms: json<Json>('All terms as they are from then on.'),
    reason: text('Why.'),
  },
  rows: [{ ...toAffiliate, amounts: ['fromOn'] }],
});

export const AgreementTerminated = declare({
  type: 'AgreementTerminated',
  family: 'agreement',
  doc: 'The agreement ends on a date.',
  fields: { agreement, lastOn: date('Last day it applies.'), reason: text('Why.') },
  rows: [{ ...toAffiliate, amounts: ['lastOn'] }],
});

export const ServiceAssumed = declare({
  type: 'ServiceAssumed',
  family: 'agreement',
  doc: 'The MSO took over one of the thirteen services from a date.',
  fields: {
    agreement,
    service: code('Service.', SERVICES),
    fromOn: date('From when.'),
    standAloneYearly: optional(money('What it cost alone, a year.')),
    removedShare: optional(rate('Share of that cost that ended.')),
  },
  rows: [{ ...toAffiliate, code: ['service'], amounts: ['fromOn', 'standAloneYearly'] }],
});

export const ServiceReturned = declare({
  type: 'ServiceReturned',
  family: 'agreement',
  doc: 'The practice took a service back.',
  fields: { agreement, service: code('Service.', SERVICES), fromOn: date('From when.') },
  rows: [{ ...toAffiliate, code: ['service'], amounts: ['fromOn'] }],
});

export const ServiceDelivered = declare({
  type: 'ServiceDelivered',
  family: 'agreement',
  doc: 'What the MSO did in a service in a month: claims billed, campaigns, hires, tickets.',
  fields: {
    agreement,
    service: code('Service.', SERVICES),
    forMonth: month('Month.'),
    units: count('Units of work.'),
    unit: text('What a unit is.'),
  },
  rows: [{ ...toAffiliate, code: ['service'], amounts: ['units', 'forMonth'] }],
});

export const ManagementFeeAccrued = declare({
  type: 'ManagementFeeAccrued',
  family: 'agreement',
  doc: 'The fee of a month as the terms say it, in both books.',
  isReturn: true,
  fields: {
    agreement,
    forMonth: month('Month the fee is for.'),
    amount: signedMoney('Fee.'),
    base: optional(signedMoney('Base it was computed on.')),
    lines: optional(
      list('How it was computed.', {
        rule: text('Component, bracket, rate and rounding.'),
        amount: signedMoney('Part of the fee.'),
      }),
    ),
  },
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount', 'forMonth', 'base'],
      posts: [
        dr(6110, 'amount'),
        cr(2410, 'amount'),
        drOther(1210, 'amount'),
        crOther(4510, 'amount'),
      ],
    },
  ],
});

export const INVOICE_LINES = [
  'management-fee',
  'pass-through',
  'supplies',
  'rent',
  'staffing',
  'licence',
  'joining',
  'credit',
  'interest',
] as const;

export const ManagementFeeInvoiced = declare({
  type: 'ManagementFeeInvoiced',
  family: 'agreement',
  doc: 'What the MSO asked for: a memo; what the terms say posts, the difference is a dispute.',
  isReturn: true,
  fields: {
    agreement,
    invoice: token('Invoice number.'),
    forMonth: month('Month it is for.'),
    line: code('What the line is for.', INVOICE_LINES),
    amount: signedMoney('Amount asked.'),
    base: optional(signedMoney('Base the invoice names.')),
    dueOn: optional(date('Due date.')),
  },
  rows: [
    { ...toAffiliate, code: ['line'], amounts: ['amount', 'forMonth', 'base', 'dueOn'] },
    {
      name: 'Number',
      subject: 'invoice',
      party: 'counterparty',
      code: ['line'],
      amounts: ['amount'],
    },
  ],
});

export const ManagementFeeCredited = declare({
  type: 'ManagementFeeCredited',
  family: 'agreement',
  doc: 'A fee credit, e.g. for a performance standard missed.',
  isReturn: true,
  fields: {
    agreement,
    forMonth: month('Month.'),
    amount: signedMoney('Credit; below zero where a closing takes its own back.'),
    reason: text('Why.'),
    basis: optional(
      code('What it rests on; a closing credits what the terms say no memo has.', [
        'memo',
        'terms',
      ]),
    ),
  },
  rows: [
    {
      ...toAffiliate,
      code: ['basis'],
      amounts: ['amount', 'forMonth'],
      posts: [
        dr(2410, 'amount'),
        cr(6110, 'amount'),
        drOther(4510, 'amount'),
        crOther(1210, 'amount'),
      ],
    },
  ],
});

export const ManagementFeeSettled = declare({
  type: 'ManagementFeeSettled',
  family: 'agreement',
  doc: 'The practice paid the MSO, or the MSO paid a fee back; what is paid over due is an asset.',
  isReturn: true,
  fields: {
    agreement,
    forMonth: optional(month('Month it is for, when known.')),
    invoice: optional(token('Invoice it settles.')),
    reference: optional(token('Bank reference.')),
    amount: signedMoney('Amount; below zero what the MSO paid back.'),
    applies: optional(
      list('What it settles.', { event: event('Event.'), amount: money('Amount.') }),
    ),
  },
  cash: 'management-fee',
  cashOther: 'management-fee',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount', 'forMonth'],
      posts: [
        dr(2410, 'amount'),
        cr('cash', 'amount'),
        drOther('cash', 'amount'),
        crOther(1210, 'amount'),
      ],
    },
    { name: 'Reference', subject: 'reference', party: 'counterparty', amounts: ['amount'] },
  ],
});

export const FeeOverpaymentReclassified = declare({
  type: 'FeeOverpaymentReclassified',
  family: 'agreement',
  doc: 'What was paid over the fee due is the practice’s asset and the MSO’s debt (ASC 210-20-45).',
  isReturn: true,
  fields: {
    agreement,
    forMonth: optional(month('Month that was paid over; none where no month was found.')),
    amount: signedMoney('Change of what stands apart; below zero once it is paid back or set off.'),
  },
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount', 'forMonth'],
      posts: [
        dr(1210, 'amount'),
        cr(2410, 'amount'),
        drOther(1210, 'amount'),
        crOther(2410, 'amount'),
      ],
    },
  ],
});

export const AffiliateCostSettled = declare({
  type: 'AffiliateCostSettled',
  family: 'agreement',
  doc: 'The practice paid the MSO for something other than its fee: costs passed through, rent …',
  fields: {
    agreement,
    invoice: optional(token('Invoice it settles.')),
    reference: optional(token('Bank reference.')),
    amount: money('Amount.'),
    applies: optional(
      list('What it settles.', { event: event('Event.'), amount: money('Amount.') }),
    ),
  },
  cash: 'affiliate-services',
  cashOther: 'affiliate-services',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount'],
      posts: [
        dr(2410, 'amount'),
        cr('cash', 'amount'),
        drOther('cash', 'amount'),
        crOther(1210, 'amount'),
      ],
    },
    { name: 'Reference', subject: 'reference', party: 'counterparty', amounts: ['amount'] },
  ],
});

export const PassThroughCostPaid = declare({
  type: 'PassThroughCostPaid',
  family: 'agreement',
  doc: 'The MSO paid a cost of the practice and asks for it back at cost.',
  fields: { agreement, forMonth: optional(month('Month.')), amount: money('Amount.') },
  cashOther: 'affiliate-services',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount', 'forMonth'],
      posts: [
        dr(6510, 'amount'),
        cr(2410, 'amount'),
        drOther(1210, 'amount'),
        crOther('cash', 'amount'),
      ],
    },
  ],
});

export const AffiliateRentAccrued = declare({
  type: 'AffiliateRentAccrued',
  family: 'agreement',
  doc: 'Rent for space or equipment the MSO lets to the practice.',
  fields: { agreement, forMonth: optional(month('Month.')), amount: money('Amount.') },
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount', 'forMonth'],
      posts: [
        dr(6220, 'amount'),
        cr(2410, 'amount'),
        drOther(1210, 'amount'),
        crOther(4520, 'amount'),
      ],
    },
  ],
});

export const SuppliesSoldToAffiliate = declare({
  type: 'SuppliesSoldToAffiliate',
  family: 'agreement',
  doc: 'The MSO sold product to the practice; mark-up still in stock is eliminated.',
  fields: { agreement, price: money('Price to the practice.'), cost: money('Cost to the MSO.') },
  rows: [
    {
      ...toAffiliate,
      amounts: ['price', 'cost'],
      posts: [
        dr(1310, 'price'),
        cr(2410, 'price'),
        drOther(1210, 'price'),
        crOther(4530, 'price'),
        drOther(5030, 'cost'),
        crOther(1310, 'cost'),
      ],
    },
  ],
});

const affiliateService = {
  ...toAffiliate,
  amounts: ['amount', 'forMonth'],
  posts: [dr(6120, 'amount'), cr(2410, 'amount'), drOther(1210, 'amount'), crOther(4540, 'amount')],
} as const;

export const StaffLeaseAccrued = declare({
  type: 'StaffLeaseAccrued',
  family: 'agreement',
  doc: 'Staff the MSO leases to the practice.',
  fields: { agreement, forMonth: optional(month('Month.')), amount: money('Amount.') },
  rows: [affiliateService],
});

export const LicenceFeeAccrued = declare({
  type: 'LicenceFeeAccrued',
  family: 'agreement',
  doc: 'Licence of brand or software by the MSO.',
  fields: { agreement, forMonth: optional(month('Month.')), amount: money('Amount.') },
  rows: [affiliateService],
});

export const AffiliateLoanFunded = declare({
  type: 'AffiliateLoanFunded',
  family: 'agreement',
  doc: 'The MSO lent the practice money (working-capital line).',
  fields: {
    agreement,
    amount: money('Amount.'),
    interestYearly: optional(rate('Stated rate a year.')),
  },
  cash: 'affiliate-loans-taken',
  cashOther: 'affiliate-loans-made',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount'],
      posts: [
        dr('cash', 'amount'),
        cr(2420, 'amount'),
        drOther(1220, 'amount'),
        crOther('cash', 'amount'),
      ],
    },
  ],
});

export const AffiliateLoanRepaid = declare({
  type: 'AffiliateLoanRepaid',
  family: 'agreement',
  doc: 'The practice paid principal back to the MSO.',
  fields: { agreement, amount: money('Amount.') },
  cash: 'affiliate-loans-taken',
  cashOther: 'affiliate-loans-made',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount'],
      posts: [
        dr(2420, 'amount'),
        cr('cash', 'amount'),
        drOther('cash', 'amount'),
        crOther(1220, 'amount'),
      ],
    },
  ],
});

export const AffiliateInterestPaid = declare({
  type: 'AffiliateInterestPaid',
  family: 'agreement',
  doc: 'Interest on the MSO’s loan was paid.',
  fields: { agreement, amount: money('Amount.') },
  cash: 'interest',
  cashOther: 'interest',
  rows: [
    {
      ...toAffiliate,
      amounts: ['amount'],
      posts: [
        dr(7010, 'amount'),
        cr('cash', 'amount'),
        drOther('cash', 'amount'),
        crOther(4610, 'amount'),
      ],
    },
  ],
});

export const PerformanceMeasured = declare({
  type: 'PerformanceMeasured',
  family: 'agreement',
  doc: 'A performance standard of the agreement was measured for a month.',
  fields: {
    agreement,
    forMonth: month('Month.'),
    standard: token('Standard.'),
    isMet: flag('Met or missed.'),
    measured: optional(text('What was measured, with its unit.')),
  },
  rows: [
    { ...toAffiliate, amounts: ['forMonth'] },
    {
      name: 'Standard',
      subject: 'standard',
      party: 'counterparty',
      amounts: ['forMonth', 'isMet'],
    },
  ],
});

export const MsoReferenceRecorded = declare({
  type: 'MsoReferenceRecorded',
  family: 'agreement',
  doc: 'What the MSO promised and realised elsewhere: its track record.',
  fields: {
    reference: token('Practice asked.'),
    promised: text('What was promised.'),
    realised: text('What came of it.'),
    source: text('Who said so.'),
  },
  rows: [{ subject: 'reference', party: 'counterparty', amounts: [] }],
});
