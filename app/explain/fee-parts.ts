import { managementFee } from '../../projections/management-fee.ts';
import type { FeeMonthFigures, ManagementFeeState } from '../../projections/management-fee.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import type { PracticeAgreement } from '../../projections/management-fee/agreements.ts';
import { baseOver, cellOf, rangeOf } from '../../projections/management-fee/amounts.ts';
import type { BaseOf, PartRange } from '../../projections/management-fee/amounts.ts';
import { sharedCostCents } from '../../projections/management-fee/shared-cost.ts';
import { PAYMENT, RECORD_INTS } from '../../projections/management-fee/state.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import type { FeeLine } from '../../src/agreement/fee-types.ts';
import { BASE_KINDS } from '../../src/agreement/terms.ts';
import { formatDay } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import type { Explanation, RuleExplanation, SumExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import type { About } from './fee-figures.ts';
import { figureName } from './figure.ts';

/** Where an agreement's amounts of a practice stand in the state. */
function pairOf({ view, agreement }: About): (state: ManagementFeeState) => number {
  const entity = view.context.names.numberOf('entity', agreement.practice);
  return (state) => (state.ids.indexOf(agreement.agreement) + 1) * state.entities + entity;
}

function agreementIn({ view, agreement }: About): PracticeAgreement | undefined {
  const { agreement: id, practice } = agreement;
  return agreementsOf(view.context).find((a) => a.agreement === id && a.practice === practice);
}

/** The stretches of a month on which the agreement is in force. */
const stretchesOf = (agreement: PracticeAgreement | undefined, { month }: FeeMonthFigures) =>
  agreement?.histories.flatMap((h) => termsInMonth(h, month)) ?? [];

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
  line: FeeLine,
): Promise<SumExplanation> {
  const { view, args } = about;
  const agreement = agreementIn(about);
  const stretches = stretchesOf(agreement, month);
  const figure = {
    ...about.kind,
    label: `Cost: ${line.component}`,
    unit: 'cents' as const,
    definition: 'The MSO’s cost under the names of the agreement, this practice’s share of it.',
  };
  const read = (state: ManagementFeeState): number => {
    let sum = 0;
    for (const { terms, from, to } of stretches) {
      const component = terms.fee.components.find((c) => c.code === line.component);
      if (agreement === undefined || component?.kind !== 'cost-plus') continue;
      const range = rangeOf(state, from, to);
      sum += sharedCostCents({ state, agreement, terms, month: month.month, range }, component);
    }
    return sum;
  };
  const cents = month.lines
    .filter((l) => l.component === line.component && l.rule === 'cost-plus')
    .reduce((sum, l) => sum + (l.baseCents ?? 0), 0);
  const explained = await explainSum(view, figure, args, {
    value: cents,
    projection: managementFee,
    read,
  });
  return { ...explained, figure: `${explained.figure} · cost ${line.component}` };
}

/** The events behind a base on the days the agreement is in force; null for one nobody tells. */
export async function explainChargedBase(
  about: About,
  month: FeeMonthFigures,
  base: string,
  cents: number,
): Promise<SumExplanation | null> {
  const stretches = stretchesOf(agreementIn(about), month);
  return explainBase(about, base, cents, ({ parts }) =>
    stretches.map(({ from, to }) => rangeOf({ parts }, from, to)),
  );
}

/** The events behind collections of a whole month. */
export async function explainMonthBase(
  about: About,
  month: FeeMonthFigures,
  base: string,
  cents: number,
): Promise<SumExplanation | null> {
  const index = month.month - about.view.context.firstMonth;
  return explainBase(about, base, cents, ({ parts }) => [
    {
      first: parts.findIndex((part) => part.month === index),
      last: parts.findLastIndex((part) => part.month === index),
    },
  ]);
}

async function explainBase(
  about: About,
  base: string,
  cents: number,
  rangesOf: (state: ManagementFeeState) => readonly PartRange[],
): Promise<SumExplanation | null> {
  const named = baseNamed(base);
  if (named === null) return null;
  const { view, agreement, args } = about;
  const entity = view.context.names.numberOf('entity', agreement.practice);
  const label = `Base: ${base.replaceAll('-', ' ')}`;
  const definition = 'The fee base as the agreement has it: no sales tax, tips, loans or capital.';
  const figure = { ...about.kind, label, unit: 'cents' as const, definition };
  const explained = await explainSum(view, figure, args, {
    value: cents,
    projection: managementFee,
    read: (state) =>
      rangesOf(state).reduce((sum, r) => sum + (baseOver(state, named, entity, r) ?? 0), 0),
  });
  return { ...explained, figure: `${explained.figure} · base` };
}

/** The invoice lines of the month. */
export function explainInvoiced(
  about: About,
  month: FeeMonthFigures | null,
): Promise<SumExplanation> {
  const { view, kind, args } = about;
  const pair = pairOf(about);
  const index = (month?.month ?? 0) - view.context.firstMonth;
  return explainSum(view, kind, args, {
    value: month?.invoicedFeeCents ?? 0,
    projection: managementFee,
    read: (state) => (month === null ? 0 : cellOf(state, 'invoicedFee', pair(state), index)),
  });
}

/** The entries of closings that moved what was paid over due from 2410 to 1210. */
export async function explainSetApart(about: About): Promise<SumExplanation> {
  const { view, kind, args, agreement } = about;
  const pair = pairOf(about);
  const label = 'Set apart in 1210';
  const explained = await explainSum(view, { ...kind, label }, args, {
    value: agreement.totals.setApartCents,
    projection: managementFee,
    read: (state) => {
      let sum = 0;
      for (let m = 0; m <= state.context.monthCount; m++) {
        sum += cellOf(state, 'setApart', pair(state), m);
      }
      return sum;
    },
  });
  return { ...explained, figure: `${explained.figure} · set apart` };
}

/** Payments placed on the month, each with what decided it, and their events. */
export async function explainPayments(
  about: About,
  month: FeeMonthFigures | null,
): Promise<RuleExplanation> {
  const { view, kind, args, agreement } = about;
  const index = (month?.month ?? 0) - view.context.firstMonth;
  const placed = agreement.payments.flatMap((payment) =>
    payment.months
      .filter((m) => m.month === index)
      .map((m) => ({ payment, words: wordsOf(payment), amount: m.cents })),
  );
  const value = month?.paidCents ?? 0;
  const sum = placed.reduce((total, step) => total + step.amount, 0);
  invariant(sum === value, 'the payments placed on a month add up to what it was paid');
  const days = new Set(placed.map(({ payment }) => `${payment.on} ${payment.reference}`));
  const whole = [...new Set(placed.map(({ payment }) => payment))];
  const pair = pairOf(about);
  const events: Explanation = await explainSum(view, kind, args, {
    value: whole.reduce((total, payment) => total + payment.cents, 0),
    projection: managementFee,
    read: (state) => paymentsOn(state, pair(state), days),
  });
  return {
    kind: 'rule',
    figure: figureName(kind, args),
    label: kind.label,
    unit: 'cents',
    value,
    definition: kind.definition,
    formula: 'payments placed on the month; a payment may be for several months',
    steps: placed.map(({ words, amount }) => ({ words, amount })),
    from: [{ ...events, figure: `${figureName(kind, args)} · payments in full` }],
  };
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
