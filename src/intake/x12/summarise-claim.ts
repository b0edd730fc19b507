import type { Cents } from '../../money.ts';
import { allocate } from '../../money.ts';
import type { Anomaly } from './anomaly.ts';
import { anomaly } from './anomaly.ts';
import { classifyAdjustment } from './carc.ts';
import type { AdjustmentClass, DenialCategory } from './carc-table.ts';
import type { Adjustment, AdjustmentGroup, RemittanceClaim, RemittanceLine } from './types-835.ts';

export type PayerRank = 'primary' | 'secondary' | 'tertiary';

/** How an adjudication counts in the denial figures (revenue-cycle.md §3.2). */
export type ClaimOutcome =
  'paid' | 'zero-paid' | 'partially-denied' | 'denied' | 'duplicate' | 'reversal' | 'not-counted';

/** An adjustment with its class, and the line it stands on. */
export interface ClassifiedAdjustment extends Adjustment {
  readonly class: AdjustmentClass;
  readonly category: DenialCategory | null;
  /** Service line from 1; null at claim level. */
  readonly line: number | null;
}

/** A line as the denial figures see it. */
export interface LineDecision {
  readonly outcome: 'paid' | 'zero-paid' | 'partially-denied' | 'denied' | 'not-counted';
  /** Denial-class cents of the line with its share of claim-level denials. */
  readonly deniedCents: Cents;
}

/**
 * What `ClaimAdjudicated` carries of a claim. For a claim that balances, paid + patientShare +
 * contractual + deniedOpen + duplicate + coordination + capitation + informational + unknown +
 * patientOutsidePr is the charge, to the cent.
 */
export interface ClaimSummary {
  readonly status: string;
  /** From CLP02; null where it does not say: 4, 22, 23, 25. */
  readonly rank: PayerRank | null;
  readonly outcome: ClaimOutcome;
  readonly isReversal: boolean;
  /** Nothing paid, and duplicates are the only denials (18, B13). */
  readonly isDuplicate: boolean;
  /** The payer sent it on to the next one (19, 20, 21, 23): nobody bills that one again. */
  readonly isForwarded: boolean;
  /** A price told beforehand (25): no money, no figure. */
  readonly isPredetermination: boolean;
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  /** All PR amounts, and patient classes of a 4010 CR reversal. */
  readonly patientShareCents: Cents;
  /** Contractual class outside of PR. */
  readonly contractualCents: Cents;
  /** Denial class, whoever bears it: the numerator of `denialRateDollars`. */
  readonly deniedCents: Cents;
  /** Denial class outside of PR: still asked of the payer. */
  readonly deniedOpenCents: Cents;
  /** Charges of wholly denied lines, of the claim where it has no lines (HFMA dollars). */
  readonly deniedLineChargesCents: Cents;
  readonly duplicateCents: Cents;
  readonly coordinationCents: Cents;
  readonly capitationCents: Cents;
  readonly informationalCents: Cents;
  readonly unknownCents: Cents;
  /** Patient classes outside of PR: OA-100, OA-187, or the slip CO-1. */
  readonly patientOutsidePrCents: Cents;
  /** Paid less (charge less adjustments), as balanced by the reader. */
  readonly differenceCents: Cents;
  /** Lines with a charge above zero; quality codes at zero count nowhere. */
  readonly linesCounted: number;
  readonly linesDenied: number;
  readonly lines: readonly LineDecision[];
  readonly adjustments: readonly ClassifiedAdjustment[];
  readonly anomalies: readonly Anomaly[];
}

const RANKS: Readonly<Record<string, PayerRank>> = {
  '1': 'primary',
  '19': 'primary',
  '2': 'secondary',
  '20': 'secondary',
  '3': 'tertiary',
  '21': 'tertiary',
};
const REVERSAL = '22';
const FORWARDED = '23';
const PREDETERMINATION = '25';
/** Statuses of a decision; 4010's 5 (pended) is none. */
const DECIDED = new Set(['1', '2', '3', '4', '19', '20', '21']);
const FORWARDING = new Set(['19', '20', '21', FORWARDED]);

type Bucket = AdjustmentClass | 'patientShare' | 'patientOutsidePr';

/** The one bucket of the receivable that an adjustment falls into. */
function bucketOf(group: AdjustmentGroup | null, class_: AdjustmentClass): Bucket {
  if (group === 'PR' || (group === 'CR' && class_ === 'patient')) return 'patientShare';
  return class_ === 'patient' ? 'patientOutsidePr' : class_;
}

interface Tally {
  readonly buckets: Record<Bucket, number>;
  readonly adjustments: ClassifiedAdjustment[];
  readonly anomalies: Anomaly[];
  denied: number;
}

/** Classifies adjustments into the tally; gives the denial-class cents among them. */
function tallyAdjustments(
  tally: Tally,
  claim: RemittanceClaim,
  owner: RemittanceClaim | RemittanceLine,
  line: number | null,
): number {
  let denied = 0;
  for (const adjustment of owner.adjustments) {
    const { group, reason, amountCents, quantity } = adjustment;
    const day = owner.serviceFrom ?? claim.serviceFrom;
    const { class: class_, entry, isMismatched } = classifyAdjustment(group, reason, day);
    const category = entry?.category ?? null;
    tally.adjustments.push({ group, reason, amountCents, quantity, class: class_, category, line });
    tally.buckets[bucketOf(group, class_)] += amountCents;
    if (class_ === 'denial') denied += amountCents;
    if (entry === null && group !== null) {
      tally.anomalies.push(anomaly('unknown-reason', owner.segment));
    }
    if (isMismatched) tally.anomalies.push(anomaly('group-reason-mismatch', owner.segment));
  }
  tally.denied += denied;
  return denied;
}

/** Denial of one line: nothing paid of a charge, and denial-class money on it (§3.2). */
export function decideLine(line: RemittanceLine, deniedCents: Cents): LineDecision {
  const { chargeCents, paidCents } = line;
  if (chargeCents <= 0) return { outcome: 'not-counted', deniedCents };
  if (deniedCents > 0)
    return { outcome: paidCents > 0 ? 'partially-denied' : 'denied', deniedCents };
  return { outcome: paidCents > 0 ? 'paid' : 'zero-paid', deniedCents };
}

/**
 * Claim-level denials are shared out over the lines by their charges, largest remainder first: the
 * recorded rule of revenue-cycle.md §2.3. It decides which lines count as denied, no amounts.
 */
function shareOut(deniedCents: number, lines: readonly RemittanceLine[]): readonly Cents[] {
  if (deniedCents === 0 || lines.length === 0) return lines.map(() => 0 as Cents);
  return allocate(
    deniedCents,
    lines.map((line) => (line.chargeCents > 0 ? line.chargeCents : 0)),
  );
}

function outcomeOf(
  claim: RemittanceClaim,
  deniedCents: number,
  isDuplicate: boolean,
): ClaimOutcome {
  const { status, paidCents } = claim;
  if (status === REVERSAL) return 'reversal';
  if (!DECIDED.has(status) || paidCents < 0) return 'not-counted';
  if (isDuplicate) return 'duplicate';
  if (deniedCents > 0) return paidCents > 0 ? 'partially-denied' : 'denied';
  if (paidCents > 0) return 'paid';
  return claim.chargeCents > 0 ? 'zero-paid' : 'not-counted';
}

/**
 * The figures of one adjudicated claim. Denied is what the payer refused with denial-class reasons,
 * not CLP02 = 4 and not everything unpaid: a deductible is no denial (X12 RFI 1423, 1079).
 */
export function summariseClaim(claim: RemittanceClaim): ClaimSummary {
  const tally: Tally = {
    buckets: {
      contractual: 0,
      patient: 0,
      denial: 0,
      coordination: 0,
      capitation: 0,
      informational: 0,
      duplicate: 0,
      unknown: 0,
      patientShare: 0,
      patientOutsidePr: 0,
    },
    adjustments: [],
    anomalies: [],
    denied: 0,
  };
  const { buckets } = tally;
  const atClaim = shareOut(tallyAdjustments(tally, claim, claim, null), claim.lines);
  const lines = claim.lines.map((line, i) => {
    const own = tallyAdjustments(tally, claim, line, i + 1);
    return decideLine(line, (own + (atClaim[i] ?? 0)) as Cents);
  });
  const { status } = claim;
  const hasDuplicate = tally.adjustments.some((a) => a.class === 'duplicate' && a.amountCents > 0);
  const isDuplicate = claim.paidCents === 0 && hasDuplicate && tally.denied === 0;
  const outcome = outcomeOf(claim, tally.denied, isDuplicate);
  const rank = RANKS[status] ?? null;
  const isLater = rank === 'secondary' || rank === 'tertiary';
  if (isLater && outcome !== 'denied' && !tally.adjustments.some((a) => a.reason === '23')) {
    tally.anomalies.push(anomaly('prior-payer-missing', claim.segment));
  }
  let linesDenied = 0;
  let linesCounted = 0;
  let deniedLineCharges = 0;
  lines.forEach((line, i) => {
    if (line.outcome !== 'not-counted') linesCounted += 1;
    if (line.outcome !== 'denied') return;
    linesDenied += 1;
    deniedLineCharges += claim.lines[i]?.chargeCents ?? 0;
  });
  if (lines.length === 0 && outcome === 'denied') deniedLineCharges = claim.chargeCents;
  if (!DECIDED.has(status)) deniedLineCharges = linesDenied = 0;
  return {
    status,
    rank,
    outcome,
    isReversal: status === REVERSAL,
    isDuplicate,
    isForwarded: FORWARDING.has(status),
    isPredetermination: status === PREDETERMINATION,
    chargeCents: claim.chargeCents,
    paidCents: claim.paidCents,
    patientShareCents: buckets.patientShare as Cents,
    contractualCents: buckets.contractual as Cents,
    deniedCents: tally.denied as Cents,
    deniedOpenCents: buckets.denial as Cents,
    deniedLineChargesCents: deniedLineCharges as Cents,
    duplicateCents: buckets.duplicate as Cents,
    coordinationCents: buckets.coordination as Cents,
    capitationCents: buckets.capitation as Cents,
    informationalCents: buckets.informational as Cents,
    unknownCents: buckets.unknown as Cents,
    patientOutsidePrCents: buckets.patientOutsidePr as Cents,
    differenceCents: claim.differenceCents,
    linesCounted,
    linesDenied,
    lines,
    adjustments: tally.adjustments,
    anomalies: tally.anomalies,
  };
}
