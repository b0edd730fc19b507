// Monthly series of a book as they were known at a cut.
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { entitiesOf, sitesOf } from '../../src/batch/book-context.ts';
import { monthOf, monthParts, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import type { CashLine } from '../../src/events/declare.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { cashFlow, cashOf } from '../../projections/cash-flow.ts';
import { feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import { levels } from '../../projections/levels.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';

/** What is forecast, in the order in which it is shown. */
export const SERIES = ['net collections', 'visits', 'cash receipts'] as const;
export type SeriesName = (typeof SERIES)[number];

/** Series of all practices from the first month of business on; money in cents. */
export interface KnownSeries {
  readonly first: Month;
  readonly values: Readonly<Record<SeriesName, readonly number[]>>;
  /** Month in which the first agreement known then began; null without one. */
  readonly joined: Month | null;
  /** Sites known then. */
  readonly sites: number;
  /** Whether visits are visits, or gross charges where nobody counts them. */
  readonly visitsAre: 'visits' | 'appointments kept' | 'gross charges';
}

const RECEIPTS: readonly CashLine[] = [
  'payer-receipts',
  'patient-receipts',
  'card-settlements',
  'financing-and-rewards',
];

/** Reads the series up to a month, with nothing but what a cut lets through; null if that is none. */
export function seriesAt(book: ColumnBook, cut: Cut, last: Month): KnownSeries | null {
  const context = book.context(cut);
  const practices = entitiesOf(context, 'practice').map(({ id }) => id);
  const since = firstMonthOfBusiness(context);
  const months = last - context.firstMonth - since + 1;
  // A month that is not in the book yet is not one of zero visits.
  if (practices.length === 0 || months < 1 || since + months > context.monthCount) return null;
  const state = {
    levels: levels.start(context, cut),
    feeBase: startFeeBase(context),
    cash: cashFlow.start(context, cut),
  };
  for (const { batch, from, to } of book.feed(cut)) {
    levels.fold(state.levels, batch, from, to);
    foldFeeBase(state.feeBase, batch, from, to);
    cashFlow.fold(state.cash, batch, from, to);
  }
  const figures = levels.figures(state.levels);
  const entities = practices.map((id) => context.names.numberOf('entity', id));
  const places = context.names.size('site');
  const monthly = (of: (month: number) => number): number[] =>
    Array.from({ length: months }, (_, i) => of(since + i));
  const slot = (name: 'visits' | 'appointments-kept') => (month: number) => {
    let sum = 0;
    for (const entity of practices) {
      for (let s = 0; s < places; s++) {
        const site = context.names.nameOf('site', s);
        sum += figures.sum(name, { entity, site }, month, month);
      }
    }
    return sum;
  };
  const base = (name: 'collections-net-of-refunds' | 'gross-charges') => (month: number) =>
    entities.reduce((sum, entity) => sum + feeBaseCents(state.feeBase, name, entity, month), 0);
  const receipts = (month: number): number => {
    let sum = 0;
    for (const entity of entities) {
      for (let site = 0; site < places; site++) {
        for (const line of RECEIPTS) sum += cashOf(state.cash, entity, site, month, line);
      }
    }
    return sum;
  };
  const visits = monthly(slot('visits'));
  const kept = monthly(slot('appointments-kept'));
  const isPositive = (values: readonly number[]): boolean => values.every((x) => x > 0);
  const visitsAre = isPositive(visits)
    ? 'visits'
    : isPositive(kept)
      ? 'appointments kept'
      : 'gross charges';
  const counted = {
    visits,
    'appointments kept': kept,
    'gross charges': monthly(base('gross-charges')),
  };
  return {
    first: (context.firstMonth + since) as Month,
    values: {
      'net collections': monthly(base('collections-net-of-refunds')),
      visits: counted[visitsAre],
      'cash receipts': monthly(receipts),
    },
    joined: joinedIn(context),
    sites: sitesOf(context).length,
    visitsAre,
  };
}

function joinedIn(context: Parameters<typeof agreementsOf>[0]): Month | null {
  const starts = agreementsOf(context).flatMap(({ histories }) =>
    histories.map(({ signed }) => monthOf(parseDay(signed.effectiveFrom))),
  );
  return starts.length === 0 ? null : (Math.min(...starts) as Month);
}

/** Calendar month of a month, 0 = January. */
export const calendarOf = (month: Month): number => monthParts(month).month - 1;
