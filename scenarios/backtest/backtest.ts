import type { ColumnBook } from '../../src/batch/column-book.ts';
import { entitiesOf } from '../../src/batch/book-context.ts';
import { addDays, firstDay, formatDay, formatMonth, lastDay, monthOf } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import type { Cut } from '../../src/event.ts';
import { firstMonthOfBusiness } from '../../projections/book-start.ts';
import { kindOfGroup, trendPrior } from '../calibration/shipped.ts';
import { FIRST_ORIGIN, HORIZONS, pointsFrom } from './forecast.ts';
import type { Point } from './forecast.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { SERIES, seriesAt } from './series.ts';
import type { KnownSeries, SeriesName } from './series.ts';

/** The books of a month are read so many days after its end: what is recorded later is unknown. */
export const KNOWN_AFTER_DAYS = 15;

/** Month's noise beforehand, as sd of the logarithm: estimates. */
const NOISE: Readonly<Record<SeriesName, number>> = {
  'net collections': 0.06,
  visits: 0.04,
  'cash receipts': 0.08,
};

export interface BacktestedSeries {
  readonly series: SeriesName;
  /** What is counted: cents, or visits (appointments kept, where visits are not counted). */
  readonly counted: string;
  readonly judgements: readonly Judgement[];
  readonly points: readonly Point[];
}

export interface Backtest {
  readonly first: string;
  readonly last: string;
  /** Months that were origins, and those that could be none because they were recorded later. */
  readonly origins: readonly string[];
  readonly unrecorded: readonly string[];
  readonly series: readonly BacktestedSeries[];
}

/** The cut at an origin: months up to it, and only what was recorded when its books were read. */
export function originCut(book: ColumnBook, origin: Month, cut: Cut): Cut {
  const asOf = lastDay(origin);
  const read = formatDay(addDays(asOf, KNOWN_AFTER_DAYS));
  const known = book.knownAt(`${read}T23:59:59.999Z`);
  return { asOf, knownAt: Math.min(known, cut.knownAt) };
}

/**
 * Rolling-origin backtest (scenarios.md §4.5.3): from every month on that has a year behind it,
 * forecast what was unknown then and compare with what came, as the cut knows it. Throws
 * `backtest/too-short` where no origin has a month after it.
 */
export function backtest(book: ColumnBook, cut: Cut): Backtest {
  const last = (monthOf((cut.asOf + 1) as Day) - 1) as Month;
  const context = book.context(cut);
  const end = Math.min(last, context.firstMonth + context.monthCount - 1) as Month;
  const came = seriesAt(book, { ...cut, asOf: Math.min(cut.asOf, lastDay(end)) as Day }, end);
  const first = (context.firstMonth + firstMonthOfBusiness(context)) as Month;
  if (came === null || end - first < FIRST_ORIGIN) throw tooShort(first, end, context);
  const months = Array.from(
    { length: end - first - FIRST_ORIGIN + 1 },
    (_, i) => (first + FIRST_ORIGIN - 1 + i) as Month,
  );
  const known = months.map((origin) => ({
    origin,
    series: seriesAt(book, originCut(book, origin, cut), origin),
  }));
  const origins = known.filter(({ series }) => series !== null);
  return {
    first: formatMonth(first),
    last: formatMonth(end),
    origins: origins.map(({ origin }) => formatMonth(origin)),
    unrecorded: known.filter(({ series }) => series === null).map((o) => formatMonth(o.origin)),
    series: SERIES.map((series) => {
      const points = origins.flatMap(({ series: then }) =>
        then === null || !isSame(series, then, came)
          ? []
          : pointsFrom(
              { ...then, values: then.values[series] },
              came.values[series],
              trendPrior(kindOfGroup(then.sites), NOISE[series]),
            ),
      );
      return {
        series,
        counted: series === 'visits' ? came.visitsAre : 'cents',
        points,
        judgements: HORIZONS.flatMap((horizon) => {
          const found = judge(points.filter((point) => point.horizon === horizon));
          return found === null ? [] : [found];
        }),
      };
    }),
  };
}

/** What was known then began in the same month and was counted in the same things. */
const isSame = (name: SeriesName, then: KnownSeries, now: KnownSeries): boolean =>
  then.first === now.first && (name !== 'visits' || then.visitsAre === now.visitsAre);

function tooShort(
  first: Month,
  end: Month,
  context: Parameters<typeof entitiesOf>[0],
): FeeworthError {
  const found =
    entitiesOf(context, 'practice').length === 0
      ? 'the book has no practice'
      : `it has ${formatMonth(first)} to ${formatMonth(end)}`;
  return new FeeworthError(
    'backtest/too-short',
    'usage',
    `A backtest wants ${FIRST_ORIGIN} months and one to forecast`,
    { hint: `${found}; months count once they are whole, from ${formatDay(firstDay(first))} on` },
  );
}
