import {
  code,
  cohort,
  count,
  cr,
  date,
  declare,
  dr,
  money,
  optional,
  signedMoney,
  token,
} from './declare.ts';
import { byTender, SERVICE_LINES, TENDERS } from './shared.ts';

const tender = code('How it was paid or refunded.', TENDERS);
const receipts = {
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

export const PackagePlanPriced = declare({
  type: 'PackagePlanPriced',
  family: 'prepaid',
  doc: 'A package on offer: its price and sessions from a date on.',
  fields: {
    plan: token('Plan.'),
    price: money('Price.'),
    sessions: count('Sessions.'),
    fromOn: date('From when.'),
  },
  rows: [{ subject: 'plan', amounts: ['price', 'sessions', 'fromOn'] }],
});

export const PackageSold = declare({
  type: 'PackageSold',
  family: 'prepaid',
  doc: 'A package was sold: a contract liability until its sessions are used.',
  fields: {
    package: token('Package.'),
    patient: optional(token('Patient.')),
    serviceLine: code('Service line.', SERVICE_LINES),
    tender,
    price: money('Price paid, before tax.'),
    sessions: count('Sessions bought.'),
    expiresOn: optional(date('Expiry, if it has one.')),
  },
  cash: receipts,
  rows: [
    {
      subject: 'package',
      party: 'patient',
      code: ['tender', 'serviceLine'],
      amounts: ['price', 'sessions', 'expiresOn'],
      posts: [dr(byTender, 'price'), cr(2310, 'price')],
    },
  ],
});

export const PackageSessionRedeemed = declare({
  type: 'PackageSessionRedeemed',
  family: 'prepaid',
  doc: 'Sessions of a package were used; breakage goes with them in proportion (606-10-55-48).',
  isReturn: true,
  fields: {
    package: token('Package.'),
    patient: optional(token('Patient.')),
    provider: optional(token('Who performed it.')),
    serviceLine: code('Service line.', SERVICE_LINES),
    sessions: count('Sessions used.'),
    amount: signedMoney('Share of the price for these sessions.'),
    breakage: signedMoney('Breakage recognised with them; zero when it is trued up at close.'),
    visits: optional(count('Visits this stands for.')),
  },
  rows: [
    {
      subject: 'package',
      party: 'provider',
      code: ['serviceLine'],
      amounts: ['amount', 'breakage', 'sessions', 'visits'],
      posts: [dr(2310, 'amount'), dr(2310, 'breakage'), cr(4030, 'amount'), cr(4030, 'breakage')],
    },
  ],
});

export const PackageBreakageRecognized = declare({
  type: 'PackageBreakageRecognized',
  family: 'prepaid',
  doc: 'Value of sessions not expected to be used, true-up or expiry; never beyond what is left.',
  fields: {
    package: optional(token('Package; absent for a portfolio true-up.')),
    amount: signedMoney('Amount recognised; negative when an estimate was too high.'),
  },
  isReturn: true,
  rows: [
    { subject: 'package', amounts: ['amount'], posts: [dr(2310, 'amount'), cr(4030, 'amount')] },
  ],
});

export const PackageRefunded = declare({
  type: 'PackageRefunded',
  family: 'prepaid',
  doc: 'Unused sessions were refunded; a fee kept is revenue.',
  fields: {
    package: token('Package.'),
    patient: optional(token('Patient.')),
    tender,
    refund: money('Money given back.'),
    feeKept: money('Part kept.'),
    sessions: count('Sessions refunded.'),
  },
  cash: 'refunds-and-chargebacks',
  rows: [
    {
      subject: 'package',
      party: 'patient',
      code: ['tender'],
      amounts: ['refund', 'feeKept', 'sessions'],
      posts: [dr(2310, 'refund'), dr(2310, 'feeKept'), cr(byTender, 'refund'), cr(4030, 'feeKept')],
    },
  ],
});

export const MembershipBilled = declare({
  type: 'MembershipBilled',
  family: 'prepaid',
  doc: 'A membership month was billed and paid.',
  fields: {
    membership: token('Membership.'),
    patient: optional(token('Patient.')),
    tender,
    amount: money('Amount.'),
    members: cohort('Members a cohort row stands for; one when absent.'),
  },
  cash: receipts,
  rows: [
    {
      subject: 'membership',
      party: 'patient',
      code: ['tender'],
      amounts: ['amount', 'members'],
      posts: [dr(byTender, 'amount'), cr(2320, 'amount')],
    },
  ],
});

export const MembershipEarned = declare({
  type: 'MembershipEarned',
  family: 'prepaid',
  doc: 'The month of a membership passed: the stand-ready obligation was met over time.',
  fields: { membership: token('Membership.'), amount: money('Amount earned.') },
  rows: [
    { subject: 'membership', amounts: ['amount'], posts: [dr(2320, 'amount'), cr(4040, 'amount')] },
  ],
});

export const GiftCardSold = declare({
  type: 'GiftCardSold',
  family: 'prepaid',
  doc: 'A gift card was sold: a liability at what was paid for it.',
  fields: {
    giftCard: token('Card.'),
    tender,
    amount: money('Amount paid.'),
    expiresOn: optional(date('Expiry, if the state allows one.')),
  },
  cash: receipts,
  rows: [
    {
      subject: 'giftCard',
      code: ['tender'],
      amounts: ['amount', 'expiresOn'],
      posts: [dr(byTender, 'amount'), cr(2330, 'amount')],
    },
  ],
});

export const GiftCardRedeemed = declare({
  type: 'GiftCardRedeemed',
  family: 'prepaid',
  doc: 'A gift card paid for a service or goods, tax and tip with it.',
  fields: {
    giftCard: token('Card.'),
    serviceLine: code('What it paid for.', SERVICE_LINES),
    amount: money('Price covered, before tax.'),
    breakage: money('Breakage recognised with it; zero when it is trued up at close.'),
    salesTax: optional(money('Tax covered.')),
    tips: optional(money('Tip covered.')),
    visits: optional(count('Visits this stands for.')),
  },
  rows: [
    {
      subject: 'giftCard',
      code: ['serviceLine'],
      amounts: ['amount', 'breakage', 'salesTax', 'tips'],
      posts: [
        ...['amount', 'breakage', 'salesTax', 'tips'].map((amount) => dr(2330, amount)),
        cr(4020, 'amount'),
        cr(4020, 'breakage'),
        cr(2210, 'salesTax'),
        cr(2140, 'tips'),
      ],
    },
    { name: 'Visits', subject: 'giftCard', code: ['serviceLine'], amounts: ['visits'] },
  ],
});

export const GiftCardBreakageRecognized = declare({
  type: 'GiftCardBreakageRecognized',
  family: 'prepaid',
  doc: 'Gift-card value not expected to be used and not owed to a state; never beyond what is left.',
  isReturn: true,
  fields: {
    giftCard: optional(token('Card; absent for a portfolio true-up.')),
    amount: signedMoney('Amount; negative when an estimate was too high.'),
  },
  rows: [
    { subject: 'giftCard', amounts: ['amount'], posts: [dr(2330, 'amount'), cr(4020, 'amount')] },
  ],
});

export const GiftCardEscheatable = declare({
  type: 'GiftCardEscheatable',
  family: 'prepaid',
  doc: 'A dormant balance must go to the state: it never becomes revenue (606-10-55-48).',
  fields: { giftCard: token('Card.'), amount: money('Balance.') },
  rows: [
    { subject: 'giftCard', amounts: ['amount'], posts: [dr(2330, 'amount'), cr(2370, 'amount')] },
  ],
});

export const UnclaimedRemitted = declare({
  type: 'UnclaimedRemitted',
  family: 'prepaid',
  doc: 'Unclaimed property was paid to a state.',
  fields: { state: token('State.'), amount: money('Amount.') },
  cash: 'other-operating',
  rows: [
    { party: 'state', amounts: ['amount'], posts: [dr(2370, 'amount'), cr('cash', 'amount')] },
  ],
});

export const LoyaltyRedeemed = declare({
  type: 'LoyaltyRedeemed',
  family: 'prepaid',
  doc: 'Loyalty points were used: the material right deferred at the sale is earned.',
  fields: { patient: optional(token('Patient.')), amount: money('Amount earned.') },
  rows: [
    { subject: 'patient', amounts: ['amount'], posts: [dr(2340, 'amount'), cr(4020, 'amount')] },
  ],
});
