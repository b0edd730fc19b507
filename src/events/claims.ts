import {
  code,
  cohort,
  count,
  cr,
  date,
  declare,
  dr,
  event,
  list,
  listOrNone,
  money,
  optional,
  signedMoney,
  text,
  token,
} from './declare.ts';
import { PAYER_CLASSES, SERVICE_LINES, WRITE_OFF_REASONS } from './shared.ts';

export const ChargePosted = declare({
  type: 'ChargePosted',
  family: 'claims',
  doc: 'Insured service was delivered; the gross charge and its expected contractual part.',
  fields: {
    claim: token('Claim it will be billed on.'),
    patient: optional(token('Patient.')),
    payer: token('Primary payer.'),
    payerClass: code('Class of the primary payer.', PAYER_CLASSES),
    serviceLine: code('Service line.', SERVICE_LINES),
    provider: optional(token('Rendering provider.')),
    gross: money('Undiscounted charge.'),
    expectedContractual: money('Expected contractual part, by the payer’s rate (ASC 606-10-32).'),
    claims: cohort('How many claims a cohort row stands for; one when absent.'),
  },
  rows: [
    {
      subject: 'claim',
      party: 'payer',
      code: ['payerClass', 'serviceLine'],
      amounts: ['gross', 'expectedContractual', 'claims'],
      posts: [
        dr(1110, 'gross'),
        cr(4010, 'gross'),
        dr(4110, 'expectedContractual'),
        cr(1180, 'expectedContractual'),
      ],
    },
  ],
});

export const ImplicitConcessionEstimated = declare({
  type: 'ImplicitConcessionEstimated',
  family: 'claims',
  doc: 'Patient share not expected to be collected at inception: less revenue, not bad debt.',
  fields: { amount: money('Expected concession.'), basis: optional(text('How it was estimated.')) },
  rows: [{ amounts: ['amount'], posts: [dr(4120, 'amount'), cr(1185, 'amount')] }],
});

export const ClaimSubmitted = declare({
  type: 'ClaimSubmitted',
  family: 'claims',
  doc: 'A claim was sent to a payer. No entry: the charge was posted at delivery.',
  fields: {
    claim: token('Claim.'),
    original: optional(token('The claim it replaces or voids (REF*F8).')),
    frequency: code('Original, replacement or void (CLM05-3).', [
      'original',
      'replacement',
      'void',
    ]),
    rank: code('Rank of the payer it goes to (SBR01).', ['primary', 'secondary', 'tertiary']),
    payer: token('Payer it goes to.'),
    payerClass: code('Class of that payer.', PAYER_CLASSES),
    charge: money('Total charge (CLM02).'),
    serviceOn: date('First date of service.'),
    lines: count('Service lines.'),
    claims: cohort('How many claims a cohort row stands for; one when absent.'),
  },
  rows: [
    {
      subject: 'claim',
      party: 'payer',
      code: ['payerClass', 'frequency', 'rank'],
      amounts: ['charge', 'serviceOn', 'claims', 'lines'],
    },
  ],
});

export const ClaimEdited = declare({
  type: 'ClaimEdited',
  family: 'claims',
  doc: 'What the claim editor (scrubber) said before the claim left: HFMA CL-1 counts it.',
  fields: {
    claim: token('Claim.'),
    outcome: code('Passed untouched, passed after work by hand, or rejected.', [
      'passed',
      'edited',
      'rejected',
    ]),
    claims: cohort('How many claims a cohort row stands for; one when absent.'),
  },
  rows: [{ subject: 'claim', code: ['outcome'], amounts: ['claims'] }],
});

export const ClaimPended = declare({
  type: 'ClaimPended',
  family: 'claims',
  doc: 'A payer holds the claim for information; neither paid nor denied.',
  fields: { claim: token('Claim.'), payer: token('Payer.'), reason: optional(text('Why.')) },
  rows: [{ subject: 'claim', party: 'payer', amounts: [] }],
});

export const PriorAuthorizationRequested = declare({
  type: 'PriorAuthorizationRequested',
  family: 'claims',
  doc: 'A payer was asked to authorise a service beforehand.',
  fields: {
    claim: token('Claim or case.'),
    payer: token('Payer.'),
    outcome: code('What came back.', ['open', 'granted', 'refused']),
  },
  rows: [{ subject: 'claim', party: 'payer', code: ['outcome'], amounts: [] }],
});

/** Classes of an adjustment: a function of group and CARC together (revenue-cycle.md §3.1). */
export const ADJUSTMENT_CLASSES = [
  'contractual',
  'patient',
  'denial',
  'coordination',
  'capitation',
  'informational',
  'duplicate',
  'unknown',
] as const;

export const ADJUSTMENT_GROUPS = ['CO', 'OA', 'PI', 'PR', 'CR'] as const;

/** How an adjudication counts in the denial KPIs (revenue-cycle.md §3.2). */
export const OUTCOMES = [
  'paid',
  'zero-paid',
  'partially-denied',
  'denied',
  'duplicate',
  'reversal',
  'not-counted',
] as const;

export const ClaimAdjudicated = declare({
  type: 'ClaimAdjudicated',
  family: 'claims',
  doc: 'A payer decided a claim: paid, shifted to the patient, adjusted or denied (835 loop 2100).',
  isReturn: true,
  fields: {
    claim: token('Claim.'),
    remittance: token('Remittance it came in.'),
    payer: token('Payer.'),
    payerClass: code('Class of the payer.', PAYER_CLASSES),
    status: token('CLP02 as sent.'),
    rank: code('Rank of the payer; only the primary one moves 1110.', [
      'primary',
      'secondary',
      'tertiary',
    ]),
    outcome: code('How it counts.', OUTCOMES),
    serviceOn: date('First date of service.'),
    charge: signedMoney('Charge adjudicated (CLP03).'),
    paid: signedMoney('Paid (CLP04).'),
    patientShare: signedMoney('Moved to the patient: all PR amounts; zero below the primary.'),
    contractual: signedMoney('Actual contractual adjustment.'),
    denied: signedMoney('Denial-class adjustments, whoever bears them.'),
    deniedOpen: signedMoney('Denied and still asked of the payer: stays in 1110.'),
    released: signedMoney('Estimate of contractual released from 1180.'),
    coordination: signedMoney('What prior payers did (OA-23); never posted again.'),
    deniedLineCharges: signedMoney('Charges of wholly denied lines (HFMA dollars).'),
    claims: cohort('How many claims a cohort row stands for; one when absent.'),
    adjustments: listOrNone('Every adjustment, claim and line level.', {
      group: code('Claim adjustment group.', ADJUSTMENT_GROUPS),
      carc: token('Claim adjustment reason code.'),
      class: code('Its class.', ADJUSTMENT_CLASSES),
      amount: signedMoney('Amount.'),
      line: optional(count('Service line, 1-based; absent at claim level.')),
    }),
  },
  cash: 'payer-receipts',
  rows: [
    {
      subject: 'claim',
      party: 'payer',
      code: ['rank', 'outcome', 'payerClass'],
      amounts: ['charge', 'paid', 'patientShare', 'contractual'],
      posts: [
        dr(1035, 'paid'),
        dr(1120, 'patientShare'),
        dr(4110, 'contractual'),
        ...['paid', 'patientShare', 'contractual'].map((amount) =>
          cr(
            { field: 'rank', accounts: { primary: 1110, secondary: 1120, tertiary: 1120 } },
            amount,
          ),
        ),
      ],
    },
    {
      name: 'Detail',
      subject: 'claim',
      party: 'payer',
      code: ['rank', 'outcome', 'payerClass'],
      amounts: ['denied', 'released', 'deniedOpen', 'claims'],
      posts: [dr(1180, 'released'), cr(4110, 'released')],
    },
    {
      name: 'Measures',
      subject: 'remittance',
      party: 'payer',
      code: ['rank', 'outcome', 'payerClass'],
      amounts: ['serviceOn', 'coordination', 'deniedLineCharges'],
    },
    {
      name: 'Adjustment',
      each: 'adjustments',
      subject: 'claim',
      party: 'carc',
      code: ['class', 'group'],
      amounts: ['amount', 'line'],
    },
  ],
});

export const DenialWrittenOff = declare({
  type: 'DenialWrittenOff',
  family: 'claims',
  doc: 'A denied balance was given up: less revenue, apart from contractuals (HFMA AR-6).',
  fields: {
    claim: token('Claim.'),
    payer: token('Payer.'),
    reason: code('Why it was given up.', WRITE_OFF_REASONS),
    released: money('Estimate of contractual released from 1180.'),
    net: money('Revenue lost: the amount less what was released.'),
    claims: cohort('How many claims a cohort row stands for; one when absent.'),
  },
  rows: [
    {
      subject: 'claim',
      party: 'payer',
      code: ['reason'],
      amounts: ['net', 'released', 'claims'],
      posts: [
        dr(
          {
            field: 'reason',
            accounts: {
              denial: 4125,
              'timely-filing': 4125,
              'small-balance': 4130,
              charity: 4120,
              courtesy: 4130,
              'prompt-pay': 4130,
              'bad-debt': 6710,
              sequestration: 4110,
              capitation: 4110,
              other: 4130,
            },
          },
          'net',
        ),
        dr(1180, 'released'),
        cr(1110, 'net'),
        cr(1110, 'released'),
      ],
    },
  ],
});

export const PayerTakebackNotified = declare({
  type: 'PayerTakebackNotified',
  family: 'claims',
  doc: 'A payer says it overpaid: variable consideration, so revenue falls and a refund is owed.',
  fields: {
    claim: optional(token('Claim.')),
    payer: token('Payer.'),
    amount: money('Amount to give back.'),
    identifiedOn: optional(date('When it was identified: starts the 60-day clock.')),
    dueOn: optional(date('When it must be returned.')),
  },
  rows: [
    {
      subject: 'claim',
      party: 'payer',
      amounts: ['amount'],
      posts: [dr(4115, 'amount'), cr(2360, 'amount')],
    },
  ],
});

export const PayerRefundPaid = declare({
  type: 'PayerRefundPaid',
  family: 'claims',
  doc: 'Money was returned to a payer by check or transfer.',
  fields: {
    payer: token('Payer.'),
    amount: money('Amount.'),
    reference: optional(token('Check or transfer number.')),
    applies: optional(
      list('What it settles.', { event: event('Event.'), amount: money('Amount.') }),
    ),
  },
  cash: 'refunds-and-chargebacks',
  rows: [
    {
      party: 'payer',
      subject: 'reference',
      amounts: ['amount'],
      posts: [dr(2360, 'amount'), cr('cash', 'amount')],
    },
  ],
});
