import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import type { Draft } from './draft.ts';
import type { Fields } from './fields.ts';
import type { Adjustment, Remittance, RemittanceClaim, RemittanceLine } from './types-835.ts';

/** Element of the segment that the balancing rule is about, for anomalies. */
const SVC_PAID = 3;
const CLP_CHARGE = 3;
const CLP_PAID = 4;
const CLP_PATIENT = 5;
const REVERSAL = '22';

const sumOf = (adjustments: readonly Adjustment[]): number => {
  let sum = 0;
  for (const { amountCents } of adjustments) sum += amountCents;
  return sum;
};

const patientShareOf = (adjustments: readonly Adjustment[]): number => {
  let sum = 0;
  for (const { group, amountCents } of adjustments) if (group === 'PR') sum += amountCents;
  return sum;
};

/** Line level: SVC03 = SVC02 − Σ CAS of the line (TR3 1.10.2.1.1). Alters no amount. */
export function balanceLine(line: Draft<RemittanceLine>, fields: Fields): void {
  const { paidCents, chargeCents, adjustments, segment } = line;
  line.differenceCents = (paidCents - (chargeCents - sumOf(adjustments))) as Cents;
  if (line.differenceCents !== 0) fields.note('line-unbalanced', segment, SVC_PAID);
}

/**
 * Claim level: CLP04 = CLP03 − Σ CAS of the claim and of its lines (RFI 1053); the patient's share
 * (RFI 2548) and the sum of the line charges (RFI 137) are looked at, and never enter balancing.
 */
export function balanceClaim(
  claim: Draft<RemittanceClaim>,
  isUnreadable: boolean,
  fields: Fields,
): void {
  const { chargeCents, paidCents, segment, lines } = claim;
  let adjusted = sumOf(claim.adjustments);
  let patientShare = patientShareOf(claim.adjustments);
  let lineCharges = 0;
  let isBalanced = !isUnreadable;
  let from: Day | null = null;
  let to: Day | null = null;
  for (const line of lines) {
    adjusted += sumOf(line.adjustments);
    patientShare += patientShareOf(line.adjustments);
    lineCharges += line.chargeCents;
    if (line.differenceCents !== 0) isBalanced = false;
    if (line.serviceFrom !== null && (from === null || line.serviceFrom < from)) {
      from = line.serviceFrom;
    }
    if (line.serviceTo !== null && (to === null || line.serviceTo > to)) to = line.serviceTo;
  }
  claim.serviceFrom ??= from;
  claim.serviceTo ??= to;
  claim.patientShareCents = patientShare as Cents;
  claim.differenceCents = (paidCents - (chargeCents - adjusted)) as Cents;
  claim.isBalanced = isBalanced && claim.differenceCents === 0;
  if (claim.differenceCents !== 0) fields.note('claim-unbalanced', segment, CLP_PAID);
  if (lines.length > 0 && lineCharges !== chargeCents) {
    fields.note('charge-differs', segment, CLP_CHARGE);
  }
  if (claim.status !== REVERSAL && (claim.patientShareStatedCents ?? 0) !== patientShare) {
    fields.note('patient-share-differs', segment, CLP_PATIENT);
  }
}

/**
 * Transaction level: BPR02 = Σ CLP04 − Σ PLB. The difference belongs into suspense; claims stay as
 * they came. Interest of the claims must be what PLB L6 pays (RFI 2123).
 */
export function balanceRemittance(
  remittance: Draft<Remittance>,
  isUnreadable: boolean,
  fields: Fields,
): void {
  let paid = 0;
  let interest = 0;
  for (const claim of remittance.claims) {
    paid += claim.paidCents;
    interest += claim.interestCents;
  }
  let adjusted = 0;
  for (const { code, amountCents } of remittance.providerAdjustments) {
    adjusted += amountCents;
    if (code === 'L6') interest += amountCents;
  }
  remittance.claimsPaidCents = paid as Cents;
  remittance.providerAdjustedCents = adjusted as Cents;
  remittance.differenceCents = (remittance.amountCents - (paid - adjusted)) as Cents;
  remittance.isBalanced = remittance.differenceCents === 0 && !isUnreadable;
  if (remittance.differenceCents !== 0) fields.note('transaction-unbalanced', remittance.segment);
  if (interest !== 0) fields.note('interest-differs', remittance.segment);
}
