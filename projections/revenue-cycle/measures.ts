import { monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { DECIDING, outcomeOf } from './claim.ts';
import type { Claim } from './claim.ts';
import { Groups } from './groups.ts';
import { layPatientPayments } from './patient-payments.ts';
import type { Laid } from './patient-payments.ts';
import type { RevenueCycleState } from './state.ts';

/** What is counted by month and group; each in the month named. */
export const MEASURES = [
  // Month of first submission.
  'submitted',
  'submittedCents',
  'decidedOfSubmitted',
  'firstPass',
  'openOfSubmitted',
  // Month of the first decision (BPR16).
  'firstDecisions',
  'initiallyDenied',
  'initiallyPartlyDenied',
  'initiallyDeniedCents',
  'deniedLineCents',
  // Month of any decision of the primary payer.
  'remitted',
  'remittedDenied',
  'duplicates',
  'payerReversals',
  'notCounted',
  // Month of the edit report.
  'editsPassed',
  'edits',
  // Month of service.
  'servedCents',
  'contractualCents',
  'payerPaidCents',
  'patientShareCents',
  'patientPaidCents',
  'patientLaidCents',
  'writtenOffCents',
  'openCents',
] as const;
export type Measure = (typeof MEASURES)[number];

const INDEX = Object.fromEntries(MEASURES.map((m, i) => [m, i])) as Record<Measure, number>;

/** Days after the first submission within which a payer's reversal spoils a first pass. */
export const FIRST_PASS_DAYS = 120;

/** Takes an amount of a measure in a month, which counts from the state's first and may lie outside. */
export type TakeMeasure = (month: number, measure: Measure, amount: number) => void;

/** Measures by group and month; months count from the state's first. */
export class MonthlyMeasures {
  readonly groups: Groups;
  readonly #state: RevenueCycleState;
  readonly #rows: Float64Array[] = [];

  /** `laid` are the payments laid on all claims of the book, where these are some of them. */
  constructor(
    state: RevenueCycleState,
    claims: readonly Claim[],
    laid: readonly Laid[] = layPatientPayments(state, claims),
  ) {
    this.#state = state;
    this.groups = new Groups(state);
    let groups: readonly number[] = [];
    const take: TakeMeasure = (month, measure, amount) => this.#add(groups, month, measure, amount);
    for (const claim of claims) {
      groups = this.groups.of(claim);
      measureClaim(state, claim, take);
    }
    for (const { entity, month, cents } of laid) {
      this.#add([0, this.groups.ofEntity(entity)], month, 'patientLaidCents', cents);
    }
  }

  /** Whether anything was counted of a group. */
  has(group: number): boolean {
    return this.#rows[group] !== undefined;
  }

  /** Sum of a measure over months [from, to] of a group. */
  sum(group: number, measure: Measure, from: number, to: number): number {
    const row = this.#rows[group];
    if (row === undefined) return 0;
    let sum = 0;
    for (let m = Math.max(0, from); m <= Math.min(to, this.#state.months - 1); m++) {
      sum += row[m * MEASURES.length + INDEX[measure]] ?? 0;
    }
    return sum;
  }

  #add(groups: readonly number[], month: number, measure: Measure, amount: number): void {
    if (month < 0 || month >= this.#state.months || amount === 0) return;
    const at = month * MEASURES.length + INDEX[measure];
    for (const group of groups) {
      let row = this.#rows[group];
      if (row === undefined) {
        row = new Float64Array(this.#state.months * MEASURES.length);
        this.#rows[group] = row;
      }
      row[at] = (row[at] ?? 0) + amount;
    }
  }
}

/** Everything that one claim counts by itself; payments that name no claim are laid over many. */
export function measureClaim(state: RevenueCycleState, claim: Claim, take: TakeMeasure): void {
  const monthIn = (day: Day): number => monthOf(day) - state.firstMonth;
  measureSubmission(claim, monthIn, take);
  measureDecisions(claim, monthIn, take);
  measureMoney(claim, monthIn, take);
  for (const edit of claim.edits) {
    const month = monthIn(edit.day);
    take(month, 'edits', edit.claims);
    if (edit.code === 1) take(month, 'editsPassed', edit.claims);
  }
}

type MonthIn = (day: Day) => number;

function measureSubmission(claim: Claim, monthIn: MonthIn, take: TakeMeasure): void {
  const { submittedOn, claims, first } = claim;
  if (submittedOn === null) return;
  const month = monthIn(submittedOn);
  take(month, 'submitted', claims);
  take(month, 'submittedCents', claim.submittedCents);
  let decided = 0;
  let passed = 0;
  for (const { outcome, claims: n } of first) {
    decided += n;
    if (outcome === 'paid' || outcome === 'zero-paid') passed += n;
  }
  const { reversedOn } = claim;
  const isTakenBack = reversedOn !== null && reversedOn <= submittedOn + FIRST_PASS_DAYS;
  if (claim.isRejected || claim.isReplaced || isTakenBack) passed = 0;
  // A rejection that nobody mended would vanish if only decisions were counted.
  if (claim.isRejected) decided = claims;
  take(month, 'decidedOfSubmitted', decided);
  take(month, 'firstPass', passed);
  take(month, 'openOfSubmitted', claims - decided);
}

function measureDecisions(claim: Claim, monthIn: MonthIn, take: TakeMeasure): void {
  for (const { day, outcome, claims, deniedCents, deniedLineCents } of claim.first) {
    const month = monthIn(day);
    take(month, 'firstDecisions', claims);
    take(month, 'initiallyDeniedCents', deniedCents);
    take(month, 'deniedLineCents', deniedLineCents);
    if (outcome === 'denied') take(month, 'initiallyDenied', claims);
    if (outcome === 'partially-denied') take(month, 'initiallyPartlyDenied', claims);
  }
  for (const decision of claim.decisions) {
    if (decision.rank !== 1) continue;
    const month = monthIn(decision.day);
    const outcome = outcomeOf(decision);
    const measure = APART[outcome];
    if (measure !== undefined) take(month, measure, decision.claims);
    if (!DECIDING.has(outcome)) continue;
    take(month, 'remitted', decision.claims);
    if (outcome === 'denied') take(month, 'remittedDenied', decision.claims);
  }
}

/** Money of claims whose charge is in the book: an opening item says nothing of its charge. */
function measureMoney(
  { servedOn, money, isOpening }: Claim,
  monthIn: MonthIn,
  take: TakeMeasure,
): void {
  if (servedOn === null || isOpening || money.gross === 0) return;
  const month = monthIn(servedOn);
  take(month, 'servedCents', money.gross);
  take(month, 'contractualCents', money.contractual + money.laterContractual);
  take(month, 'payerPaidCents', money.paid + money.laterPaid);
  take(month, 'patientShareCents', money.patientShare);
  take(month, 'patientPaidCents', money.patientPaid);
  take(month, 'writtenOffCents', money.writtenOff);
  take(month, 'openCents', money.open);
}

const APART: Readonly<Record<string, Measure>> = {
  duplicate: 'duplicates',
  reversal: 'payerReversals',
  'not-counted': 'notCounted',
};
