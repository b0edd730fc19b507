// What visits say: level, growth, season and noise of demand (scenarios.md §4.4), and how large a
// change of collections a history of this length and noise could show at all.
import { normalQuantile } from '../../src/numeric/normal.ts';
import { exp } from '../../src/numeric/elementary.ts';
import { feeBaseCents } from '../../projections/fee-base.ts';
import { calendarMonth, monthsIn, windowText } from '../levels/reading.ts';
import type { BookReading, SiteOf } from '../levels/reading.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { monthOf } from '../../src/calendar.ts';
import type { DefaultsKind } from '../defaults-tables.ts';
import {
  fitTrend,
  growthOf,
  levelOf,
  levelWithGrowth,
  noiseOf,
  seasonOf,
  stepOf,
} from './log-trend.ts';
import type { Step, TrendFit, TrendSeries } from './log-trend.ts';
import { estimated, inconclusive } from './parameter.ts';
import type { CalibratedParameter, Counted, EffectPower, Placebo } from './parameter.ts';
import { intervalOf, medianOf } from './posterior.ts';
import {
  noPrior,
  shippedGrowth,
  shippedNoise,
  shippedSeason,
  shippedVisits,
  trendPrior,
} from './shipped.ts';

/** Months that show each calendar month twice: fewer, and a season leans on the documented one. */
export const SEASON_MONTHS = 24;
/** Fewer months than these have no trend that could be told from noise. */
export const LEAST_MONTHS = 6;
/** How far joining may move a level, as sd of the logarithm. */
const STEP_SD = 0.1;

/** Month of all months in which the first agreement began, if it did inside them. */
export function joinedAt(reading: BookReading): number | null {
  if (reading.inForce.length === 0) return null;
  const since = Math.min(...reading.inForce.map((a) => monthOf(a.since)));
  const at = since - reading.context.firstMonth - reading.all.from;
  return at > 0 && at < monthsIn(reading.all) ? at : null;
}

/** Monthly visits of some sites: recorded visits, else appointments kept, which is told. */
export function visitsOf(
  reading: BookReading,
  sites: readonly SiteOf[],
): { readonly values: number[]; readonly counted: string } {
  const of = (slot: 'visits' | 'appointments-kept'): number[] =>
    months(reading).map((m) =>
      sites.reduce(
        (sum, { entity, id }) => sum + reading.levels.sum(slot, { entity, site: id }, m, m),
        0,
      ),
    );
  const visits = of('visits');
  return visits.some((x) => x > 0)
    ? { values: visits, counted: 'visits' }
    : { values: of('appointments-kept'), counted: 'appointments kept' };
}

const months = ({ all }: BookReading): number[] =>
  Array.from({ length: monthsIn(all) }, (_, i) => all.from + i);

/** Monthly collections net of refunds over all practices. */
export function collectionsOf(reading: BookReading): number[] {
  const { names } = reading.context;
  return months(reading).map((m) =>
    reading.practices.reduce(
      (sum, practice) =>
        sum +
        feeBaseCents(
          reading.feeBase,
          'collections-net-of-refunds',
          names.numberOf('entity', practice),
          m,
        ),
      0,
    ),
  );
}

/** Everything that visits say: of the group, and of each site. */
export function demandSays(
  reading: BookReading,
  {
    sites,
    kind,
    isOneSite,
  }: {
    readonly sites: readonly SiteOf[];
    readonly kind: DefaultsKind;
    readonly isOneSite: boolean;
  },
): CalibratedParameter[] {
  const whole = seriesSays(reading, sites, {
    kind,
    of: isOneSite ? (sites[0]?.id ?? '') : 'group',
    isSite: isOneSite,
    hasSeason: true,
  });
  if (isOneSite || sites.length < 2) return whole;
  return [
    ...whole,
    ...sites.flatMap((site) =>
      seriesSays(reading, [site], { kind, of: site.id, isSite: true, hasSeason: false }),
    ),
  ];
}

function seriesSays(
  reading: BookReading,
  sites: readonly SiteOf[],
  more: {
    readonly kind: DefaultsKind;
    readonly of: string;
    readonly isSite: boolean;
    readonly hasSeason: boolean;
  },
): CalibratedParameter[] {
  const { kind, of, isSite, hasSeason } = more;
  const { values, counted } = visitsOf(reading, sites);
  const n = values.length;
  const hasYears = n >= SEASON_MONTHS;
  const about = (parameter: string, unit: Counted['unit'], what: string): Counted => ({
    parameter,
    of,
    unit,
    method: `log-linear trend with drift; ${what}`,
    window: windowText(reading, reading.all),
    n,
    counted: `months of ${counted}`,
  });
  const names = ['visits', 'growth', 'noise'];
  if (n < LEAST_MONTHS || values.some((x) => x <= 0)) {
    const reason =
      n < LEAST_MONTHS
        ? `${n} months are recorded; ${LEAST_MONTHS} are wanted`
        : 'a month has no visits, so that its logarithm has no value';
    return names.map((name) => inconclusive(about(name, 'factor', ''), reason));
  }
  const series = seriesOf(reading, values, STEP_SD);
  const noise = shippedNoise(kind, isSite ? 'site' : 'group');
  const prior = trendPrior(kind, noise.range[1]);
  const fit = fitTrend(series, prior);
  const alone = aloneOf(fit, series, prior);
  const leaning = hasYears
    ? 'season by month, leaning on the documented one'
    : 'too short for its own season: the documented one';
  const level = shippedVisits(kind);
  const share = sites.length;
  const [low, middle, high] = level.range;
  const season = !hasSeason
    ? []
    : Array.from({ length: 12 }, (_, month) => {
        const name = `season.${String(month + 1).padStart(2, '0')}`;
        const shipped = shippedSeason(month);
        if (!hasYears) {
          const reason = `${n} months are recorded; ${SEASON_MONTHS} are wanted: the documented season is used`;
          return inconclusive(about(name, 'factor', ''), reason, shipped);
        }
        return estimated(about(name, 'factor', leaning), seasonOf(fit, month), {
          restsOn: 'log and prior',
          shipped,
          logAlone: alone === null ? null : intervalOf(seasonOf(alone, month), 0.95),
        });
      });
  return [
    estimated(about('visits', 'count', `a month at the end of the log; ${leaning}`), levelOf(fit), {
      restsOn: hasYears ? 'log' : 'log and prior',
      shipped: { ...level, range: [low * share, middle * share, high * share] },
      logAlone: intervalOf(levelOf(fit), 0.95),
    }),
    estimated(about('growth', 'log a year', leaning), growthOf(fit), {
      restsOn: 'log and prior',
      shipped: shippedGrowth(kind),
      logAlone: alone === null ? null : intervalOf(growthOf(alone), 0.95),
      tie: { parameter: 'visits', rho: levelWithGrowth(fit) },
    }),
    estimated(about('noise', 'sd of log', 'residuals, drift apart'), noiseOf(fit), {
      restsOn: 'log and prior',
      shipped: noise,
      logAlone: alone === null ? null : intervalOf(noiseOf(alone), 0.95),
    }),
    ...season,
  ];
}

/** The same fit without priors, where the months determine it: each calendar month twice. */
function aloneOf(
  fit: TrendFit,
  series: TrendSeries,
  prior: Parameters<typeof noPrior>[0],
): TrendFit | null {
  return fit.series.values.length < SEASON_MONTHS ? null : fitTrend(series, noPrior(prior));
}

function seriesOf(
  reading: BookReading,
  values: readonly number[],
  sd: number,
  step?: Step,
): TrendSeries {
  const at = joinedAt(reading);
  const own = step ?? (at === null ? undefined : { at, sd });
  return {
    values,
    calendar: calendarMonth(reading, reading.all.from),
    ...(own === undefined ? {} : { step: own }),
  };
}

/** Twice the error is a difference at 5 %; with 80 % power it takes 2.80 errors. */
const POWER = normalQuantile(0.975) + normalQuantile(0.8);
/** Nothing is believed of a change beforehand when its error is asked for. */
const FLAT_SD = 10;
const COLLECTIONS_NOISE = 0.06;

/** How large a change of collections the history could show; null where months are too few. */
export function effectPower(reading: BookReading, kind: DefaultsKind): EffectPower | null {
  const values = collectionsOf(reading);
  const joined = joinedAt(reading);
  const at = joined ?? Math.floor(values.length / 2);
  const [before, after] = [at, values.length - at];
  if (before < LEAST_MONTHS || after < LEAST_MONTHS || values.some((x) => x <= 0)) return null;
  const standardError = changeError(reading, values, at, kind).halfWidth;
  return {
    monthsBefore: before,
    monthsAfter: after,
    isSupposed: joined === null,
    standardError,
    detectable: exp(POWER * standardError) - 1,
  };
}

/** A change at a month, and its standard error: half its central 68.27 %. */
function changeError(
  reading: BookReading,
  values: readonly number[],
  at: number,
  kind: DefaultsKind,
): { fit: TrendFit; halfWidth: number } {
  const series = seriesOf(reading, values, FLAT_SD, { at, sd: FLAT_SD });
  const fit = fitTrend(series, trendPrior(kind, COLLECTIONS_NOISE));
  const { lower, upper } = intervalOf(stepOf(fit), 0.6826894921370859);
  return { fit, halfWidth: (upper - lower) / 2 };
}

/** A year before and a year after the pretended change are wanted (scenarios.md §4.5.7). */
const PLACEBO_MONTHS = 12;

/** Pretends that the change came a year earlier, with nothing but months before the real one. */
export function placeboOf(reading: BookReading, kind: DefaultsKind): Placebo {
  const at = joinedAt(reading);
  if (at === null) {
    return { status: 'inconclusive', reason: 'no agreement begins inside the recorded months' };
  }
  if (at < 2 * PLACEBO_MONTHS) {
    const wanted = 2 * PLACEBO_MONTHS;
    const reason = `${at} months lie before the agreement; ${wanted} are wanted, a year on each side of the pretended change`;
    return { status: 'inconclusive', reason };
  }
  const values = collectionsOf(reading).slice(0, at);
  if (values.some((x) => x <= 0)) {
    return { status: 'inconclusive', reason: 'a month has no collections' };
  }
  const pretended = at - PLACEBO_MONTHS;
  const { fit } = changeError(reading, values, pretended, kind);
  const step = stepOf(fit);
  const { lower, upper } = intervalOf(step, 0.95);
  const month = (reading.context.firstMonth + reading.all.from + pretended) as Month;
  return {
    status: 'estimated',
    at: formatMonth(month),
    change: { estimate: medianOf(step), lower, upper },
    isClear: lower <= 0 && upper >= 0,
  };
}
