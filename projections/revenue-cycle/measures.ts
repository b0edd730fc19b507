import { monthOf } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { DECIDING, outcomeOf } from './claim.ts';
import type { Claim } from './claim.ts';
import { Groups } from './groups.ts';
import { layPatientPayments } from './patient-payments.ts';
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

/** Measures by group and month; months count from the state's first. */
export class MonthlyMeasures {
  readonly groups: Groups;
  readonly #state: RevenueCycleState;
  readonly #rows: Float64Array[] = [];

  constructor(state: RevenueCycleState, claims: readonly Claim[]) {
    this.#state = state;
    this.groups = new Groups(state);
    for (const claim of claims) this.#take(claim, this.groups.of(claim));
    for (const { entity, month, cents } of layPatientPayments(state, claims)) {
      this.#add([0, this.groups.ofEntity(entity)], month, 'patientLaidCents', cents);
    }
  }

  /** What one claim counts alone, in the group of all; patient payments are laid over many. */
  static ofClaim(state: RevenueCycleState, claim: Claim): MonthlyMeasures {
    const own = new MonthlyMeasures(state, []);
    own.#take(claim, [0]);
    return own;
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

  #month(day: Day): number {
    return monthOf(day) - this.#state.firstMonth;
  }

  #take(claim: Claim, groups: readonly number[]): void {
    this.#takeSubmission(claim, groups);
    this.#takeDecisions(claim, groups);
    this.#takeMoney(claim, groups);
    for (const edit of claim.edits) {
      const month = this.#month(edit.day);
      this.#add(groups, month, 'edits', edit.claims);
      if (edit.code === 1) this.#add(groups, month, 'editsPassed', edit.claims);
    }
  }

  #takeSubmission(claim: Claim, groups: readonly number[]): void {
    const { submittedOn, claims, first } = claim;
    if (submittedOn === null) return;
    const month = this.#month(submittedOn);
    this.#add(groups, month, 'submitted', claims);
    this.#add(groups, month, 'submittedCents', claim.submittedCents);
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
    this.#add(groups, month, 'decidedOfSubmitted', decided);
    this.#add(groups, month, 'firstPass', passed);
    this.#add(groups, month, 'openOfSubmitted', claims - decided);
  }

  #takeDecisions(claim: Claim, groups: readonly number[]): void {
    for (const { day, outcome, claims, deniedCents, deniedLineCents } of claim.first) {
      const month = this.#month(day);
      this.#add(groups, month, 'firstDecisions', claims);
      this.#add(groups, month, 'initiallyDeniedCents', deniedCents);
      this.#add(groups, month, 'deniedLineCents', deniedLineCents);
      if (outcome === 'denied') this.#add(groups, month, 'initiallyDenied', claims);
      if (outcome === 'partially-denied') {
        this.#add(groups, month, 'initiallyPartlyDenied', claims);
      }
    }
    for (const decision of claim.decisions) {
      if (decision.rank !== 1) continue;
      const month = this.#month(decision.day);
      const outcome = outcomeOf(decision);
      const measure = APART[outcome];
      if (measure !== undefined) this.#add(groups, month, measure, decision.claims);
      if (!DECIDING.has(outcome)) continue;
      this.#add(groups, month, 'remitted', decision.claims);
      if (outcome === 'denied') this.#add(groups, month, 'remittedDenied', decision.claims);
    }
  }

  /** Money of claims whose charge is in the book: an opening item says nothing of its charge. */
  #takeMoney({ servedOn, money, isOpening }: Claim, groups: readonly number[]): void {
    if (servedOn === null || isOpening || money.gross === 0) return;
    const month = this.#month(servedOn);
    this.#add(groups, month, 'servedCents', money.gross);
    this.#add(groups, month, 'contractualCents', money.contractual + money.laterContractual);
    this.#add(groups, month, 'payerPaidCents', money.paid + money.laterPaid);
    this.#add(groups, month, 'patientShareCents', money.patientShare);
    this.#add(groups, month, 'patientPaidCents', money.patientPaid);
    this.#add(groups, month, 'writtenOffCents', money.writtenOff);
    this.#add(groups, month, 'openCents', money.open);
  }
}

const APART: Readonly<Record<string, Measure>> = {
  duplicate: 'duplicates',
  reversal: 'payerReversals',
  'not-counted': 'notCounted',
};
