/**
 * What a file may get wrong and still be read, in our own words. The words are fixed, so that
 * nothing of the file can stand in them; segment and element say where to look.
 */
export const ANOMALIES = {
  'no-interchange-header': 'the file starts without an ISA segment',
  'isa-length': 'the ISA segment is not 106 characters long',
  'isa-version': 'the ISA segment has no component separator',
  'no-last-terminator': 'the last segment has no terminator',
  'interchange-not-closed': 'the interchange has no IEA segment; something may be missing',
  'group-not-closed': 'the functional group has no GE segment; something may be missing',
  'segment-outside': 'a segment stands outside of any transaction',
  'segment-count': 'SE01 is not the number of segments from ST to SE',
  'transaction-control': 'SE02 is not ST02',
  'transaction-count': 'GE01 is not the number of transactions in the group',
  'group-control': 'GE02 is not GS06',
  'group-count': 'IEA01 is not the number of groups in the interchange',
  'interchange-control': 'IEA02 is not ISA13',
  'other-transaction': 'a transaction of another kind was skipped',
  'unreadable-amount': 'not an amount; it counts as zero',
  'missing-amount': 'an amount is missing; it counts as zero',
  'unreadable-quantity': 'not a quantity; it was left out',
  'unreadable-date': 'not a date; it was left out',
  'unreadable-code': 'not a code; it was left out',
  'unknown-group': 'not a claim adjustment group',
  'amount-without-reason': 'an adjustment has an amount and no reason (X12 RFI 1532)',
  'reason-without-amount': 'an adjustment has a reason and no amount (X12 RFI 1532)',
  'adjustment-outside': 'an adjustment stands outside of any claim; it was left out',
  'no-trace': 'the payment has no check or transfer number (TRN02)',
  'no-payer': 'the payer is not identified',
  'negative-payment': 'the payment is below zero, which X12 never allows (RFI 2660)',
  'notification-with-money': 'a notification (BPR01 H or BPR04 NON) carries money (RFI 1581)',
  'debit-payment': 'BPR03 says that money is taken, not given',
  'unknown-method': 'BPR04 is not a known payment method',
  'line-unbalanced': 'SVC03 is not SVC02 less the adjustments of the line',
  'claim-unbalanced': 'CLP04 is not CLP03 less the adjustments of the claim and its lines',
  'transaction-unbalanced': 'BPR02 is not the claims paid less the provider-level adjustments',
  'patient-share-differs': 'CLP05 is not the sum of the PR adjustments (RFI 2548)',
  'charge-differs': 'CLP03 is not the sum of the line charges; split claims do that (RFI 137)',
  'interest-differs': 'interest of the claims (AMT*I) is not what PLB L6 says (RFI 2123)',
  'provider-adjustment-without-code': 'a provider-level adjustment has no code',
  'prior-payer-missing': 'a later payer reports no prior payer impact, OA-23 (RFI 2143, 1696)',
  'unknown-status': 'CLP02 is not a known claim status',
  'unknown-reason': 'a claim adjustment reason code that our table does not have',
  'group-reason-mismatch': 'the reason code does not go with this group',
  'glued-modifier': 'the modifier was glued to the procedure code',
  'encounter-only': 'BHT06 is RP: an encounter, no payment is expected',
  'submitted-charge-differs': 'CLM02 is not the sum of the line charges (SV102)',
  'negative-charge': 'a submitted charge is below zero (RFI 2499)',
  'unknown-frequency': 'CLM05-3 is not a frequency we know',
  'original-reference-missing': 'a replacement or void names no original (REF*F8, RFI 1538)',
  'no-service-date': 'the line has no service date (DTP*472)',
} as const;

export type AnomalyCode = keyof typeof ANOMALIES;

/** One oddity of a file that was read all the same; never holds anything of the file itself. */
export interface Anomaly {
  readonly code: AnomalyCode;
  /** Segment number in the file, from 1; blank segments do not count. */
  readonly segment: number;
  /** Element number in that segment, from 1; null for the segment as a whole. */
  readonly element: number | null;
  /** The code in words. */
  readonly what: string;
}

/** An anomaly with its words. */
export function anomaly(
  code: AnomalyCode,
  segment: number,
  element: number | null = null,
): Anomaly {
  return { code, segment, element, what: ANOMALIES[code] };
}
