import { daysInAr } from '../../projections/days-in-ar.ts';
import type { DaysInAr } from '../../projections/days-in-ar.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { kpisOf } from '../../projections/revenue-cycle/kpis.ts';
import { readerOf } from '../../projections/revenue-cycle/days-in-ar-series.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { cycleOf, groupOf } from './claims.ts';
import { explainParts, RATES, rateOf } from './claim-rates.ts';
import type { Explanation, RatioExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';
import { entitiesIn, monthIndex } from './scope.ts';

const days = (name: string, label: string, definition: string): FigureKind => ({
  name: `revenue-cycle/${name}`,
  label,
  unit: 'days',
  nature: 'ratio',
  definition,
  keys: ['month', 'entity?'],
});

/** Days in A/R at the end of a month, gross over gross (MGMA, AAFP). */
export const DAYS_GROSS = days(
  'days-in-ar-gross',
  'Days in A/R, gross',
  'Gross receivables at the end of the month by average daily gross charges of three months (MGMA, AAFP).',
);

/** Days in A/R at the end of a month, net over net (HFMA FM-1). */
export const DAYS_NET = days(
  'days-in-ar-net',
  'Days in A/R, net',
  'Net receivables at the end of the month by average daily net patient revenue of three months (HFMA FM-1).',
);

/** Days in A/R of the ledger's control accounts, with their parts. */
export function daysReader(view: View, args: FigureArgs): (state: LedgerState) => DaysInAr {
  const { context } = view;
  const entities = entitiesIn(context, args).map((id) => context.names.numberOf('entity', id));
  const month = monthIndex(context, args.month);
  const calendar = { firstMonth: context.firstMonth, since: firstMonthOfBusiness(context) };
  return (state) => daysInAr(readerOf(state, entities), month, calendar);
}

function value(view: View, kind: FigureKind, args: FigureArgs): number | null {
  if (kind === DAYS_GROSS || kind === DAYS_NET) {
    const parts = daysReader(view, args)(view.state(ledger));
    return kind === DAYS_GROSS ? parts.daysInArGross : parts.daysInArNet;
  }
  const cycle = cycleOf(view);
  const window = windowOf(view, args);
  const { key } = rateOf(kind);
  return kpisOf(cycle.state, cycle.measures, groupOf(cycle, args.entity), window)[key].value;
}

/** Indexes of the months a window names: "2026-03", or "2025-11..2026-10". */
export function windowOf(
  view: View,
  { window }: FigureArgs,
): { readonly from: number; readonly to: number } {
  const [first = '', last = first] = (window ?? '').split('..');
  return { from: monthIndex(view.context, first), to: monthIndex(view.context, last) };
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  return kind === DAYS_GROSS || kind === DAYS_NET
    ? explainDays(view, kind, args)
    : explainRate(view, kind, args);
}

async function explainDays(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): Promise<RatioExplanation> {
  const isGross = kind === DAYS_GROSS;
  const read = daysReader(view, args);
  const parts = read(view.state(ledger));
  const side = (label: string, cents: number, pick: (parts: DaysInAr) => number) =>
    explainSum(view, { ...kind, label, unit: 'cents', definition: label }, args, {
      value: cents,
      projection: ledger,
      read: (state) => pick(read(state)),
    });
  const { windowDays } = parts;
  return {
    kind: 'ratio',
    figure: figureName(kind, args),
    label: kind.label,
    unit: 'days',
    value: isGross ? parts.daysInArGross : parts.daysInArNet,
    definition: kind.definition,
    formula: `receivables × ${windowDays} days ÷ ${isGross ? 'charges' : 'net revenue'} of those days`,
    numerator: isGross
      ? await side('Receivables, gross', parts.grossArCents, (p) => p.grossArCents)
      : await side('Receivables, net', parts.netArCents, (p) => p.netArCents),
    denominator: isGross
      ? await side('Gross charges in the window', parts.chargesCents, (p) => p.chargesCents)
      : await side('Net revenue in the window', parts.netRevenueCents, (p) => p.netRevenueCents),
  };
}

async function explainRate(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): Promise<RatioExplanation> {
  const cycle = cycleOf(view);
  const window = windowOf(view, args);
  const rate = rateOf(kind);
  const figure = kpisOf(cycle.state, cycle.measures, groupOf(cycle, args.entity), window)[rate.key];
  const { unit, isAverage } = rate;
  const about = { figure: figureName(kind, args), unit, isAverage, entity: args.entity };
  const numerator = await explainParts(view, rate.above, window, { ...about, label: 'Numerator' });
  const denominator = await explainParts(view, rate.below, window, {
    ...about,
    label: 'Denominator',
  });
  const divisor = isAverage ? 3 : 1;
  invariant(numerator.value === figure.numerator, 'the numerator is what was divided');
  invariant(
    Math.abs((denominator.value ?? 0) / divisor - figure.denominator) < 1e-6,
    'the denominator is what it was divided by',
  );
  return {
    kind: 'ratio',
    figure: about.figure,
    label: kind.label,
    unit: 'share',
    value: figure.value,
    definition:
      figure.reason === undefined ? figure.definition : `${figure.definition}; ${figure.reason}`,
    formula: isAverage
      ? 'numerator ÷ (denominator ÷ 3): each month over the average of the three before'
      : 'numerator ÷ denominator',
    numerator,
    denominator,
  };
}

export const family: FigureFamily = {
  kinds: [DAYS_GROSS, DAYS_NET, ...RATES.map((rate) => rate.kind)],
  value,
  explain,
};
