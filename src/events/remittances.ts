import {
  code,
  cr,
  date,
  declare,
  dr,
  flag,
  money,
  optional,
  signedMoney,
  token,
} from './declare.ts';

/** Provider-level adjustment codes and the account each belongs to (settled.md §3.3). */
export const PROVIDER_ADJUSTMENTS = {
  WO: 2360,
  FB: 2360,
  '72': 2360,
  L6: 4610,
  '90': 4110,
  IR: 1410,
  E3: 1410,
  LE: 2020,
  CT: 4610,
  IP: 4610,
  PI: 4610,
  IS: 4610,
  AP: 4610,
  LS: 4610,
  CV: 4610,
  '50': 6510,
  '51': 6510,
  OB: 2410,
  CS: 1090,
  other: 1090,
} as const;
export const PROVIDER_ADJUSTMENT_CODES = Object.keys(
  PROVIDER_ADJUSTMENTS,
) as (keyof typeof PROVIDER_ADJUSTMENTS)[];

export const RemittanceReceived = declare({
  type: 'RemittanceReceived',
  family: 'remittances',
  doc: 'One payment of a payer with its explanation (835 transaction): the cash of it.',
  fields: {
    remittance: token('Check or transfer number (TRN02), as the bank line carries it.'),
    payer: token('Payer.'),
    amount: money('BPR02.'),
    method: code('BPR04.', ['ACH', 'CHK', 'BOP', 'FWT', 'NON']),
    producedOn: optional(date('DTM*405.')),
    isBalanced: flag('Whether BPR02 equals the claims less the provider-level adjustments.'),
    difference: signedMoney('BPR02 less what the claims and adjustments add up to.'),
  },
  cash: 'payer-receipts',
  rows: [
    {
      subject: 'remittance',
      party: 'payer',
      code: ['method'],
      amounts: ['amount', 'difference'],
      posts: [dr('cash', 'amount'), cr(1035, 'amount')],
    },
  ],
});

export const RemittanceSuspended = declare({
  type: 'RemittanceSuspended',
  family: 'remittances',
  doc: 'The difference of an unbalanced remittance waits in suspense; claims stay untouched.',
  fields: {
    remittance: token('Check or transfer number.'),
    payer: token('Payer.'),
    difference: signedMoney('BPR02 less what claims and adjustments add up to.'),
  },
  rows: [
    {
      subject: 'remittance',
      party: 'payer',
      amounts: ['difference'],
      posts: [dr(1035, 'difference'), cr(1090, 'difference')],
    },
  ],
});

export const ProviderLevelAdjusted = declare({
  type: 'ProviderLevelAdjusted',
  family: 'remittances',
  doc: 'Money moved outside of claims (835 PLB): above zero it reduces the payment (RFI 1756).',
  fields: {
    remittance: token('Remittance it came in.'),
    payer: token('Payer.'),
    code: code('PLB03-1; unknown ones wait in suspense.', PROVIDER_ADJUSTMENT_CODES),
    rawCode: token('PLB03-1 as sent.'),
    reference: optional(token('What it refers to, tokenised (PLB03-2).')),
    amount: signedMoney('PLB04 as sent: above zero it reduces the payment.'),
  },
  rows: [
    {
      subject: 'reference',
      party: 'payer',
      code: ['code'],
      amounts: ['amount'],
      posts: [dr({ field: 'code', accounts: PROVIDER_ADJUSTMENTS }, 'amount'), cr(1035, 'amount')],
    },
  ],
});
