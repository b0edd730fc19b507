import { feeDueByMonth, managementFee } from '../../projections/management-fee.ts';
import type { FeeMonthFigures, ManagementFeeState } from '../../projections/management-fee.ts';
import {
  baseOver,
  cellOf,
  extraOver,
  rangeOf,
  refundsOver,
} from '../../projections/management-fee/amounts.ts';
import type { BaseOf, PartRange } from '../../projections/management-fee/amounts.ts';
import type { PracticeAgreement } from '../../projections/management-fee/agreements.ts';
import type { DueMonth } from '../../projections/management-fee/due.ts';
import { sharedCostCents } from '../../projections/management-fee/shared-cost.ts';
import { EXTRAS, PAYMENT, RECORD_INTS } from '../../projections/management-fee/state.ts';
import type { FeeMeasure } from '../../projections/management-fee/state.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import type { FeeLine } from '../../src/agreement/fee-types.ts';
import { BASE_KINDS } from '../../src/agreement/terms.ts';
import { formatDay } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import type { Explanation, SumExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import { rule, sumOf } from './fee-figure.ts';
import type { About } from './fee-figure.ts';
import { figureName } from './figure.ts';

/** Where an agreement's amounts of a practice stand in the state. */
export function pairOf({ view, agreement }: About): (state: ManagementFeeState) => number {
  const entity = view.context.names.numberOf('entity', agreement.practice);
  return (state) => (state.ids.indexOf(agreement.agreement) + 1) * state.entities + entity;
}

const DUE = new WeakMap<PracticeAgreement, readonly DueMonth[]>();

/** What the terms say month by month, worked out once: many figures ask for it. */
function dueOf(state: ManagementFeeState, agreement: PracticeAgreement): readonly DueMonth[] {
  const due = DUE.get(agreement) ?? feeDueByMonth(state, agreement);
  DUE.set(agreement, due);
  return due;
}

/** The stretches of a month on which the terms take their base: those under the agreement. */
function stretchesOf({ view, agreement }: About, months: readonly FeeMonthFigures[]): PartRange[] {
  const state = view.state(managementFee);
  const own = state.agreements.filter(
    (a) => a.agreement === agreement.agreement && a.practice === agreement.practice,
  );
  const wanted = new Set(months.map((m) => m.month - view.context.firstMonth));
  return own
    .flatMap((a) => dueOf(state, a))
    .filter((due) => wanted.has(due.month))
    .flatMap((due) => due.inputs.map(({ range }) => range));
}

/** Whole months, whether the agreement was in force or not. */
function wholeMonths({ view }: About, months: readonly FeeMonthFigures[]): PartRange[] {
  const { parts } = view.state(managementFee);
  return months.map((m) => {
    const index = m.month - view.context.firstMonth;
    return {
      first: parts.findIndex((part) => part.month === index),
      last: parts.findLastIndex((part) => part.month === index),
    };
  });
}

/** The base that a key of a month's bases names. */
function baseNamed(key: string): BaseOf | null {
  const [path = '', deposit] = key.split('@');
  const [name, line] = path.split('/');
  const kind = BASE_KINDS.find((known) => known === name);
  if (kind === undefined) return null;
  const month = deposit === undefined ? 'accrual' : 'deposit';
  return { kind, month, ...(line === undefined ? {} : { line }) };
}

/** The MSO's cost of a cost-plus line, this practice's share, as the events of the MSO's book. */
export async function explainCost(
  about: About,
  month: FeeMonthFigures,
  { component: code }: FeeLine,
): Promise<SumExplanation> {
  const { view, agreement: own, args } = about;
  const figure = {
    ...about.kind,
    label: `Cost: ${code}`,
    unit: 'cents' as const,
    definition: 'The MSO’s cost under the names of the agreement, this practice’s share of it.',
  };
  const read = (state: ManagementFeeState): number => {
    const agreement = state.agreements.find(
      (a) => a.agreement === own.agreement && a.practice === own.practice,
    );
    const stretches = agreement?.histories.flatMap((h) => termsInMonth(h, month.month)) ?? [];
    return sumOf(stretches, ({ terms, from, to }) => {
      const component = terms.fee.components.find((c) => c.code === code);
      if (agreement === undefined || component?.kind !== 'cost-plus') return 0;
      const range = rangeOf(state, from, to);
      return sharedCostCents({ state, agreement, terms, month: month.month, range }, component);
    });
  };
  const lines = month.lines.filter((l) => l.component === code && l.rule === 'cost-plus');
  const value = sumOf(lines, (line) => line.baseCents ?? 0);
  const explained = await explainSum(view, figure, args, {
    value,
    projection: managementFee,
    read,
  });
  return { ...explained, figure: `${explained.figure} · cost ${code}` };
}

/** The events behind a base of the terms over months; null for a base that is the ledger’s. */
export function explainBase(
  about: About,
  months: readonly FeeMonthFigures[],
  base: string,
): Promise<SumExplanation> | null {
  const cents = sumOf(months, (m) => m.bases[base] ?? 0);
  return explainRanges(about, base, cents, stretchesOf(about, months));
}

/** The events behind collections net of refunds of whole months. */
export function explainCollections(
  about: About,
  months: readonly FeeMonthFigures[],
): Promise<SumExplanation> | null {
  const cents = sumOf(months, (m) => m.allInRate.denominator);
  return explainRanges(about, 'collections-net-of-refunds', cents, wholeMonths(about, months));
}

function explainRanges(
  about: About,
  base: string,
  value: number,
  ranges: readonly PartRange[],
): Promise<SumExplanation> | null {
  const named = baseNamed(base);
  if (named === null) return null;
  const { view, agreement, args } = about;
  const entity = view.context.names.numberOf('entity', agreement.practice);
  const label = `Base: ${base.replaceAll('-', ' ')}`;
  const definition = 'The fee base as the agreement has it: no sales tax, tips, loans or capital.';
  const read = (state: ManagementFeeState): number =>
    sumOf(ranges, (range) => baseOver(state, named, entity, range) ?? 0);
  return explainSum(view, { ...about.kind, label, unit: 'cents', definition }, args, {
    value,
    projection: managementFee,
    read,
  }).then((explained) => ({ ...explained, figure: `${explained.figure} · base` }));
}

/** Amounts of an agreement by month, as the fold keeps them, added up over months by index. */
function cellsReader(
  about: About,
  measure: FeeMeasure,
  isIn: (month: number) => boolean,
): (state: ManagementFeeState) => number {
  const pair = pairOf(about);
  const { monthCount } = about.view.context;
  const months = Array.from({ length: monthCount + 1 }, (_, m) => m).filter(isIn);
  return (state) => sumOf(months, (m) => cellOf(state, measure, pair(state), m));
}

/** What they come to at the cut. */
export function cellsOf(
  about: About,
  measure: FeeMeasure,
  isIn: (month: number) => boolean,
): number {
  return cellsReader(about, measure, isIn)(about.view.state(managementFee));
}

/** The events behind them. */
export function explainCells(
  about: About,
  measure: FeeMeasure,
  value: number,
  isIn: (month: number) => boolean,
): Promise<SumExplanation> {
  const { view, kind, args } = about;
  const read = cellsReader(about, measure, isIn);
  return explainSum(view, kind, args, { value, projection: managementFee, read });
}

/** The same of one month; nothing is behind a value that the month has not. */
export async function explainCell(
  about: About,
  measure: FeeMeasure,
  month: FeeMonthFigures | null,
  value: number | null,
): Promise<SumExplanation> {
  const index = (month?.month ?? 0) - about.view.context.firstMonth;
  const isIn = (m: number): boolean => month !== null && value !== null && m === index;
  return { ...(await explainCells(about, measure, value ?? 0, isIn)), value };
}

const REFUNDS = 'refunds not taken off';

/** A name for `explain` of what no base holds: "sales-tax". */
export const extraName = (what: string): string => what.replaceAll(/[^a-z]+/g, '-');

/** Names of all of them. */
export const EXTRA_NAMES: readonly string[] = [...EXTRAS, REFUNDS].map(extraName);

/** What the month holds of something that no base holds. */
export function extraReader(
  about: About,
  month: FeeMonthFigures | null,
): (state: ManagementFeeState) => number {
  const ranges = month === null ? [] : stretchesOf(about, [month]);
  const entity = about.view.context.names.numberOf('entity', about.agreement.practice);
  const extra = EXTRA_NAMES.indexOf(about.args.extra ?? '');
  return (state) =>
    sumOf(ranges, (range) =>
      extra < EXTRAS.length
        ? extraOver(state, extra, entity, range)
        : refundsOver(state, entity, range),
    );
}

/** Payments placed on the month, each with what decided it, and their events. */
export async function explainPayments(
  about: About,
  month: FeeMonthFigures | null,
): Promise<Explanation> {
  const { view, kind, args, agreement } = about;
  const index = (month?.month ?? 0) - view.context.firstMonth;
  const placed = agreement.payments.flatMap((payment) =>
    payment.months
      .filter((m) => m.month === index)
      .map((m) => ({ payment, words: wordsOf(payment), amount: m.cents })),
  );
  const value = month?.paidCents ?? 0;
  invariant(
    sumOf(placed, (step) => step.amount) === value,
    'the payments placed on a month add up to what it was paid',
  );
  const days = new Set(placed.map(({ payment }) => `${payment.on} ${payment.reference}`));
  const whole = [...new Set(placed.map(({ payment }) => payment))];
  const pair = pairOf(about);
  const events: Explanation = await explainSum(view, kind, args, {
    value: sumOf(whole, (payment) => payment.cents),
    projection: managementFee,
    read: (state) => paymentsOn(state, pair(state), days),
  });
  return rule(about, {
    value,
    formula: 'payments placed on the month; a payment may be for several months',
    steps: placed.map(({ words, amount }) => ({ words, amount })),
    from: [{ ...events, figure: `${figureName(kind, args)} · payments in full` }],
  });
}

function wordsOf(payment: About['agreement']['payments'][number]): string {
  const name = payment.reference === '' ? 'without a reference' : payment.reference;
  return `paid ${formatDay(payment.on)}, ${name}, placed by ${payment.by}`;
}

/** Sum of the payments of a pair that fell on these days under these references. */
function paymentsOn(state: ManagementFeeState, pair: number, days: ReadonlySet<string>): number {
  let sum = 0;
  const count = state.counters[0] ?? 0;
  for (let r = 0; r < count; r++) {
    const at = r * RECORD_INTS;
    if (state.recordInts[at] !== PAYMENT || state.recordInts[at + 1] !== pair) continue;
    const reference = state.context.names.nameOf('subject', state.recordInts[at + 2] ?? 0);
    if (days.has(`${state.recordInts[at + 4] ?? 0} ${reference}`)) {
      sum += state.recordCents[r] ?? 0;
    }
  }
  return sum;
}
