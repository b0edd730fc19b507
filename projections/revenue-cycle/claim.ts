import { added, NONE } from './lists.ts';
import type { Day } from '../../src/calendar.ts';
import { OUTCOMES } from '../../src/events/claims.ts';
import { readRecords } from './records.ts';
import type { ClaimRecord } from './records.ts';
import {
  CHARGE,
  CONCEDED,
  CONTRACTUAL,
  DECISION,
  EDIT,
  ESTIMATE,
  GROSS,
  LATER_CONTRACTUAL,
  LATER_PAID,
  OPENED,
  OPENING,
  PAID,
  PATIENT_PAID,
  PATIENT_SHARE,
  SUBMISSION,
  SUMS,
  WRITE_OFF,
  WRITTEN_OFF,
} from './state.ts';
import type { RevenueCycleState } from './state.ts';

export type Outcome = (typeof OUTCOMES)[number];
/** How waiting for a payer ends; an initial denial is no end (scenarios.md §4.1). */
export const ENDS = ['paid', 'moved to the patient', 'written off'] as const;
export type End = (typeof ENDS)[number];

/** A first decision of (a part of) a claim. */
export interface FirstDecision {
  readonly day: Day;
  readonly outcome: Outcome;
  readonly claims: number;
  /** Denial-class cents, and charges of wholly denied lines. */
  readonly deniedCents: number;
  readonly deniedLineCents: number;
}

/** Money of a claim in cents; opening + gross = paid + patient + contractual + written off + open. */
export interface ClaimMoney {
  readonly gross: number;
  readonly opening: number;
  readonly paid: number;
  readonly patientShare: number;
  readonly contractual: number;
  readonly writtenOff: number;
  /** Still asked of the payer: the claim's part of account 1110. */
  readonly open: number;
  readonly laterPaid: number;
  readonly laterContractual: number;
  readonly patientPaid: number;
  readonly conceded: number;
  /** Estimate of contractual inside the open amount (1180). */
  readonly estimate: number;
}

/** A claim (its number is its lineage: CLM01) as the figures see it. */
export interface Claim {
  readonly subject: number;
  readonly payerClass: number;
  readonly payer: number;
  readonly entity: number;
  readonly site: number;
  /** First date of service; the earliest other date where none is known. */
  readonly servedOn: Day | null;
  /** First original submission to the primary payer. */
  readonly submittedOn: Day | null;
  readonly submittedCents: number;
  /** Claims it stands for: one, or a cohort. */
  readonly claims: number;
  readonly isOpening: boolean;
  readonly isReplaced: boolean;
  readonly isRejected: boolean;
  /** Day of the first reversal by the payer (CLP02 22). */
  readonly reversedOn: Day | null;
  /**
   * Only the first decision of each claim. Where the original submission is not in the book (an
   * opening item, a file that is missing), what was decided after the replacement is no first one.
   */
  readonly first: readonly FirstDecision[];
  /** Ends of waiting for the payer, with the claims each ends. */
  readonly ends: readonly { readonly day: Day; readonly end: End; readonly claims: number }[];
  readonly decisions: readonly ClaimRecord[];
  readonly edits: readonly ClaimRecord[];
  readonly money: ClaimMoney;
}

const PRIMARY = 1;
const ORIGINAL = 1;
const REJECTED = 3;
/** Outcomes that are decisions; duplicates, reversals and what does not count are shown apart. */
export const DECIDING: ReadonlySet<Outcome> = new Set([
  'paid',
  'zero-paid',
  'partially-denied',
  'denied',
]);

export const outcomeOf = (record: ClaimRecord): Outcome =>
  OUTCOMES[record.code - 1] ?? 'not-counted';

/** Every claim of a state, in the order the book met them. */
export function* claimsOf(state: RevenueCycleState): Generator<Claim> {
  const count = state.counters[0] ?? 0;
  for (let claim = 1; claim <= count; claim++) yield claimAt(state, claim);
}

/** A claim by its number (from 1) in the state. */
export function claimAt(state: RevenueCycleState, claim: number): Claim {
  const records = readRecords(state, claim);
  let charges: ClaimRecord[] = NONE;
  let submissions: ClaimRecord[] = NONE;
  let openings: ClaimRecord[] = NONE;
  let decisions: ClaimRecord[] = NONE;
  let edits: ClaimRecord[] = NONE;
  let writeOffs: ClaimRecord[] = NONE;
  for (const record of records) {
    if (record.kind === CHARGE) charges = added(charges, record);
    else if (record.kind === SUBMISSION) submissions = added(submissions, record);
    else if (record.kind === OPENED) openings = added(openings, record);
    else if (record.kind === DECISION) decisions = added(decisions, record);
    else if (record.kind === EDIT) edits = added(edits, record);
    else if (record.kind === WRITE_OFF) writeOffs = added(writeOffs, record);
  }
  const sent = submissions.find((s) => s.code === ORIGINAL && s.rank === PRIMARY);
  const replacedOn = submissions.find((s) => s.code > ORIGINAL)?.day;
  const counted = sent ?? charges[0] ?? openings[0] ?? decisions[0];
  const claims = claimsIn(counted);
  const principal = charges[0] ?? sent ?? openings[0] ?? submissions[0] ?? records[0];
  const primary = decisions.filter((d) => d.rank === PRIMARY);
  let served = Infinity;
  for (const { day } of charges) served = Math.min(served, day);
  for (const { b } of submissions) served = Math.min(served, b);
  for (const { b } of openings) served = Math.min(served, b);
  const decidedUntil = sent === undefined ? replacedOn : undefined;
  return {
    subject: state.subjectOf[claim] ?? 0,
    payerClass: principal?.payerClass ?? 0,
    payer: principal === undefined || principal.kind === EDIT ? 0 : principal.party,
    entity: principal?.entity ?? 0,
    site: principal?.site ?? 0,
    servedOn: (served < Infinity ? served : (records[0]?.day ?? null)) as Day | null,
    submittedOn: sent?.day ?? null,
    submittedCents: sent?.a ?? 0,
    claims,
    isOpening: openings.length > 0,
    isReplaced: replacedOn !== undefined,
    isRejected: edits.some((r) => r.code === REJECTED),
    reversedOn: primary.find((d) => outcomeOf(d) === 'reversal')?.day ?? null,
    first: firstDecisions(
      primary.filter((d) => decidedUntil === undefined || d.day <= decidedUntil),
      claims,
    ),
    ends: endsOf(primary, writeOffs, claims),
    decisions,
    edits,
    money: moneyOf(state, claim),
  };
}

/** A recorded claim is one; an opening item that says no count is one as well. */
function claimsIn(record: ClaimRecord | undefined): number {
  if (record === undefined) return 1;
  return record.kind === OPENED && record.claims === 0 ? 1 : record.claims;
}

/** Decisions use up the claims in order of date: of one claim, only the first one counts. */
function firstDecisions(primary: readonly ClaimRecord[], claims: number): FirstDecision[] {
  let first: FirstDecision[] = NONE;
  let left = claims;
  for (const decision of primary) {
    if (left <= 0) break;
    const outcome = outcomeOf(decision);
    if (!DECIDING.has(outcome) || decision.claims <= 0) continue;
    const taken = Math.min(left, decision.claims);
    left -= taken;
    const { day, a: deniedCents, b: deniedLineCents } = decision;
    first = added(first, { day, outcome, claims: taken, deniedCents, deniedLineCents });
  }
  return first;
}

/**
 * The first payment ends the waiting; so does an adjudication that leaves all to the patient, and a
 * write-off. On one day a payment comes first, then the patient, then the write-off.
 */
function endsOf(
  primary: readonly ClaimRecord[],
  writeOffs: readonly ClaimRecord[],
  claims: number,
): { day: Day; end: End; claims: number }[] {
  let found: { day: Day; end: End; claims: number }[] = NONE;
  for (const record of primary) {
    const outcome = outcomeOf(record);
    if (outcome === 'reversal' || outcome === 'duplicate') continue;
    const end: End | null = record.isPaid
      ? 'paid'
      : record.hasPatientShare
        ? 'moved to the patient'
        : null;
    if (end !== null) found = added(found, { day: record.day, end, claims: record.claims });
  }
  for (const { day, claims: given } of writeOffs) {
    found = added(found, { day, end: 'written off', claims: given });
  }
  // Of one there is no order; what is shared by those that have none is not touched.
  if (found.length > 1)
    found.sort(
      (x, y) => x.day - y.day || ENDS.indexOf(x.end) - ENDS.indexOf(y.end) || x.claims - y.claims,
    );
  let ends: { day: Day; end: End; claims: number }[] = NONE;
  let left = claims;
  for (const { day, end, claims: given } of found) {
    const taken = Math.min(left, given);
    if (taken <= 0) continue;
    left -= taken;
    ends = added(ends, { day, end, claims: taken });
  }
  return ends;
}

/** The money of a claim by its number. */
export function moneyOf(state: RevenueCycleState, claim: number): ClaimMoney {
  const at = claim * SUMS;
  const sum = (n: number): number => state.sums[at + n] ?? 0;
  const [gross, opening] = [sum(GROSS), sum(OPENING)];
  const [paid, patientShare, contractual] = [sum(PAID), sum(PATIENT_SHARE), sum(CONTRACTUAL)];
  const writtenOff = sum(WRITTEN_OFF);
  return {
    gross,
    opening,
    paid,
    patientShare,
    contractual,
    writtenOff,
    open: gross + opening - paid - patientShare - contractual - writtenOff,
    laterPaid: sum(LATER_PAID),
    laterContractual: sum(LATER_CONTRACTUAL),
    patientPaid: sum(PATIENT_PAID),
    conceded: sum(CONCEDED),
    estimate: sum(ESTIMATE),
  };
}
