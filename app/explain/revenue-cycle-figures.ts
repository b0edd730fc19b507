import {
  ALLOWANCES,
  CHARGES,
  daysInAr,
  NET_REVENUE,
  RECEIVABLES,
  windowStart,
} from '../../projections/days-in-ar.ts';
import type { DaysInAr } from '../../projections/days-in-ar.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { accountsReader, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { kindsPostingTo } from '../../projections/posting-rules.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import type { RevenueCycle } from '../../projections/revenue-cycle.ts';
import { kpisOf } from '../../projections/revenue-cycle/kpis.ts';
import type { Kpis } from '../../projections/revenue-cycle/kpis.ts';
import { readerOf } from '../../projections/revenue-cycle/days-in-ar-series.ts';
import { invariant } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import { claimsOf, cycleNear, cycleOf } from './claim-changes.ts';
import { explainMeasure, groupOf } from './claims.ts';
import { CLAIMS_SUBMITTED, explainParts, RATES, rateOf } from './claim-rates.ts';
import type { Rate } from './claim-rates.ts';
import type { Explanation, RatioExplanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';
import { isOneEvent } from './one-event.ts';
import type { OneEventView } from './one-event.ts';
import { entitiesIn, monthIndex, windowIn } from './scope.ts';
import { negated } from './watch.ts';
import type { Months, Reading } from './watch.ts';

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
  const window = windowIn(view.context, args);
  const kpis = kpisOf(cycle.state, cycle.measures, groupOf(cycle, args.group), window);
  return kind === CLAIMS_SUBMITTED ? kpis.counts.submitted : rateValue(kind, kpis);
}

/** A rate, or an end of its interval. */
function rateValue(kind: FigureKind, kpis: Kpis): number | null {
  const { key, ends } = rateOf(kind);
  const end = ends.find((e) => e.kind === kind)?.end;
  return end === undefined ? kpis[key].value : (kpis[key].interval?.[end] ?? null);
}

async function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  if (kind === CLAIMS_SUBMITTED) return explainSubmitted(view, args);
  return kind === DAYS_GROSS || kind === DAYS_NET
    ? explainDays(view, kind, args)
    : explainRate(view, kind, args);
}

function explainSubmitted(view: View, args: FigureArgs): Promise<Explanation> {
  const { label, unit, definition } = CLAIMS_SUBMITTED;
  const figure = figureName(CLAIMS_SUBMITTED, args);
  const sum = {
    measure: 'submitted',
    weightOf: () => 1,
    ...windowIn(view.context, args),
  } as const;
  return explainMeasure(view, sum, { figure, label, unit, definition }, args.group);
}

async function explainDays(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): Promise<RatioExplanation> {
  const isGross = kind === DAYS_GROSS;
  const { context } = view;
  const parts = daysReader(view, args)(view.state(ledger));
  const month = monthIndex(context, args.month);
  const window = { from: windowStart(month, firstMonthOfBusiness(context)), to: month };
  const entities = entitiesIn(context, args).map((id) => context.names.numberOf('entity', id));
  const side = (label: string, value: number, how: Reading<LedgerState>) =>
    explainSum(view, { ...kind, label, unit: 'cents', definition: label }, args, {
      value,
      projection: ledger,
      ...how,
    });
  const of = (accounts: readonly number[], months: Months): Reading<LedgerState> => ({
    months,
    entities,
    kinds: kindsPostingTo(accounts, context.cashPolicy),
    reader: (state, own) => accountsReader(state, { entities, accounts, ...own }),
  });
  const balance = (accounts: readonly number[]) => of(accounts, { from: 0, to: month });
  const { windowDays } = parts;
  return {
    kind: 'ratio',
    figure: figureName(kind, args),
    label: kind.label,
    unit: 'days',
    value: isGross ? parts.daysInArGross : parts.daysInArNet,
    definition: kind.definition,
    times: windowDays,
    formula: `receivables × ${windowDays} days ÷ ${isGross ? 'charges' : 'net revenue'} of those days`,
    numerator: isGross
      ? await side('Receivables, gross', parts.grossArCents, balance(RECEIVABLES))
      : await side('Receivables, net', parts.netArCents, balance([...RECEIVABLES, ...ALLOWANCES])),
    denominator: isGross
      ? await side(
          'Gross charges in the window',
          parts.chargesCents,
          negated(of([CHARGES], window)),
        )
      : await side(
          'Net revenue in the window',
          parts.netRevenueCents,
          negated(of(NET_REVENUE, window)),
        ),
  };
}

/** Claims that a rate of those months is made of. */
function cycleOfRate(view: View, { above, isAverage }: Rate, { from, to }: Months): RevenueCycle {
  const hasLaid = above.some(({ measure }) => measure === 'patientLaidCents');
  return cycleNear(view, { from: isAverage ? from - 3 : from, to }, hasLaid);
}

async function explainRate(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
): Promise<RatioExplanation> {
  const window = windowIn(view.context, args);
  const rate = rateOf(kind);
  const cycle = cycleOfRate(view, rate, window);
  const kpis = kpisOf(cycle.state, cycle.measures, groupOf(cycle, args.group), window);
  const figure = kpis[rate.key];
  const { unit, isAverage } = rate;
  const about = { figure: figureName(kind, args), unit, isAverage, group: args.group };
  const numerator = await explainParts(view, rate.above, window, { ...about, label: 'Numerator' });
  const denominator = await explainParts(view, rate.below, window, {
    ...about,
    label: 'Denominator',
  });
  const divisor = isAverage ? 3 : 1;
  const isEnd = kind !== rate.kind;
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
    value: rateValue(kind, kpis),
    definition:
      figure.reason === undefined ? figure.definition : `${figure.definition}; ${figure.reason}`,
    formula: isEnd
      ? 'end of Wilson’s score interval (95 %) of numerator ÷ denominator'
      : isAverage
        ? 'numerator ÷ (denominator ÷ 3): each month over the average of the three before'
        : 'numerator ÷ denominator',
    ...(isEnd ? { isBound: true } : { times: divisor }),
    numerator,
    denominator,
  };
}

export const family: FigureFamily = {
  kinds: [
    DAYS_GROSS,
    DAYS_NET,
    CLAIMS_SUBMITTED,
    ...RATES.flatMap((rate) => [rate.kind, ...rate.ends.map((end) => end.kind)]),
  ],
  value,
  explain,
  isNear: (one, kind) =>
    kind === DAYS_GROSS || kind === DAYS_NET ? one.moves(ledger) : one.moves(revenueCycle),
  keysOf: (view, key) => {
    if (key !== 'group') return undefined;
    const { groups } = cycleOf(view).measures;
    const named = [...groups.in('entity'), ...groups.in('payerClass')];
    const own = isOneEvent(view) ? groupsOfEvent(view) : undefined;
    return named
      .filter(({ name, number }) => own === undefined || own.has(number) || own.has(name))
      .map(({ name }) => name);
  },
};

/** Groups that an event can be behind: those of its claims, and its entity for patient payments. */
function groupsOfEvent(view: OneEventView): ReadonlySet<number | string> {
  const { groups } = cycleOf(view).measures;
  const { batch, from } = view.one;
  return new Set<number | string>([
    view.context.names.nameOf('entity', batch.entity[from] ?? 0),
    ...claimsOf(view, 0).flatMap((claim) => groups.of(claim)),
  ]);
}
