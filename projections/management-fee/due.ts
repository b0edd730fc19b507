import { monthOf, parseDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import type { AgreementHistory } from '../../src/agreement/amend.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import type { FeeCredit, FeeLine, FeeMonth, FeeState } from '../../src/agreement/fee-types.ts';
import { baseKey, basesOf } from '../../src/agreement/terms.ts';
import type { AgreementTerms } from '../../src/agreement/terms.ts';
import type { PracticeAgreement } from './agreements.ts';
import { baseOver, cellOf, missedIn, rangeOf, unitsOver } from './amounts.ts';
import type { PartRange } from './amounts.ts';
import { sharedCostCents, unknownCost } from './shared-cost.ts';
import type { ManagementFeeState } from './state.ts';
import { unitOf, unknownIn } from './unknown.ts';

/** One stretch of a month under one set of terms, with everything its fee is computed of. */
export interface FeeInput {
  readonly terms: AgreementTerms;
  readonly input: FeeMonth;
  readonly range: PartRange;
  /** Parts of the month before, as far as the agreement ran. */
  readonly before: PartRange | null;
}

/** What the terms credit for the standards missed in a month, in cents. */
export const creditsOf = (due: DueMonth | undefined): number =>
  (due?.credits ?? []).reduce((sum, { amountCents }) => sum + amountCents, 0);

/** What the terms say of one month. */
export interface DueMonth {
  /** Index from the context's first month. */
  readonly month: number;
  /** Why nothing can be said; the amounts are then zero. */
  readonly reason: string | null;
  readonly feeCents: number;
  readonly passThroughCents: number;
  readonly lines: readonly FeeLine[];
  /** For the standards missed, by the terms. */
  readonly credits: readonly FeeCredit[];
  /** Bases of the month by key, in cents. */
  readonly bases: Readonly<Record<string, number>>;
  readonly inputs: readonly FeeInput[];
}

/**
 * The fee of each month of a history that lies in the book, recomputed from its events; limits and
 * what is carried forward go from month to month. Years that began before the book start at zero.
 */
export function dueMonths(
  state: ManagementFeeState,
  agreement: PracticeAgreement,
  history: AgreementHistory,
  pair: number,
  entity: number,
): DueMonth[] {
  const { firstMonth, monthCount } = state.context;
  const first = monthOf(parseDay(history.signed.effectiveFrom)) - firstMonth;
  const months: DueMonth[] = [];
  let carried: FeeState | undefined;
  for (let m = Math.max(0, first); m < monthCount; m++) {
    const stretches = termsInMonth(history, (firstMonth + m) as Month);
    if (stretches.length === 0) continue;
    const due = dueMonth(state, { agreement, history, pair, entity, month: m, stretches, carried });
    months.push(due.due);
    carried = due.carried;
  }
  return months;
}

interface MonthOf {
  readonly agreement: PracticeAgreement;
  readonly history: AgreementHistory;
  readonly pair: number;
  readonly entity: number;
  readonly month: number;
  readonly stretches: ReturnType<typeof termsInMonth>;
  readonly carried: FeeState | undefined;
}

function dueMonth(
  state: ManagementFeeState,
  of: MonthOf,
): { due: DueMonth; carried: FeeState | undefined } {
  const { month } = of;
  const inputs: FeeInput[] = [];
  const lines: FeeLine[] = [];
  const credits: FeeCredit[] = [];
  const bases: Record<string, number> = {};
  let fee = 0;
  let passThrough = 0;
  let { carried } = of;
  for (const [i, { from, to, terms }] of of.stretches.entries()) {
    const range = rangeOf(state, from, to);
    const at = (state.context.firstMonth + month) as Month;
    const unknown =
      unknownIn(terms) ?? unknownCost({ state, agreement: of.agreement, terms, month: at, range });
    if (unknown !== null) {
      const nothing = {
        feeCents: 0,
        passThroughCents: 0,
        lines: [],
        credits: [],
        bases: {},
        inputs: [],
      };
      return { due: { month, reason: unknown, ...nothing }, carried };
    }
    const made = inputOf(state, of, { from, to, terms, range, isFirst: i === 0, carried });
    const result = feeOf(terms, made.input);
    inputs.push(made);
    lines.push(...result.lines);
    credits.push(...result.credits);
    for (const [key, cents] of Object.entries(made.input.bases)) {
      bases[key] = (bases[key] ?? 0) + cents;
    }
    fee += result.feeCents;
    passThrough += result.passThroughCents;
    carried = result.state;
  }
  const due = { month, reason: null, feeCents: fee, passThroughCents: passThrough };
  return { due: { ...due, lines, credits, bases, inputs }, carried };
}

interface Stretch {
  readonly from: Day;
  readonly to: Day;
  readonly terms: AgreementTerms;
  readonly range: PartRange;
  readonly isFirst: boolean;
  readonly carried: FeeState | undefined;
}

function inputOf(state: ManagementFeeState, of: MonthOf, stretch: Stretch): FeeInput {
  const { entity, month, history } = of;
  const { terms, from, to, range, carried } = stretch;
  const start = parseDay(history.signed.effectiveFrom);
  const before = partsBefore(state, month, start);
  const { units, costs } = countsOf(state, of, stretch);
  const over = (r: PartRange): Record<string, number> =>
    Object.fromEntries(
      basesOf(terms.fee).map((base) => [baseKey(base), baseOver(state, base, entity, r) ?? 0]),
    );
  return {
    terms,
    range,
    before,
    input: {
      month: (state.context.firstMonth + month) as Month,
      bases: over(range),
      priorBases: before === null ? zeros(terms) : over(before),
      units,
      costs,
      missedStandards: missedIn(state, of.pair, month),
      days: { from, to },
      ...(history.endsOn === undefined ? {} : { endsOn: parseDay(history.endsOn) }),
      ...(carried === undefined ? {} : { state: carried }),
    },
  };
}

const zeros = (terms: AgreementTerms): Record<string, number> =>
  Object.fromEntries(basesOf(terms.fee).map((base) => [baseKey(base), 0]));

function countsOf(
  state: ManagementFeeState,
  { agreement, entity, month, pair }: MonthOf,
  { terms, range, isFirst }: Stretch,
): { units: Record<string, number>; costs: Record<string, number> } {
  const units: Record<string, number> = {};
  const costs: Record<string, number> = {};
  const at = (state.context.firstMonth + month) as Month;
  // What was passed on is one sum: of several pools, the first is shown with all of it, and of
  // several stretches of a month the first one too.
  let passed = isFirst ? cellOf(state, 'passThrough', pair, month) : 0;
  for (const component of terms.fee.components) {
    if (component.kind === 'pass-through') {
      costs[component.cost] ??= passed;
      passed = 0;
    }
    if (component.kind === 'cost-plus') {
      const scene = { state, agreement, terms, month: at, range };
      costs[component.cost] = sharedCostCents(scene, component);
    }
    const unit = unitOf(component);
    if (unit !== null) units[unit] = unitsOver(state, unit, entity, range) ?? 0;
  }
  return { units, costs };
}

/** Parts of the month before on which the agreement ran; null when there are none in the book. */
function partsBefore(state: ManagementFeeState, month: number, start: Day): PartRange | null {
  const own = state.parts
    .map((part, index) => ({ part, index }))
    .filter(({ part }) => part.month === month - 1 && part.from >= start);
  const [first] = own;
  const last = own.at(-1);
  return first && last ? { first: first.index, last: last.index } : null;
}
