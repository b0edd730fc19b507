// One series forecast from one origin: by the model, and by the two benchmarks it has to beat.
import type { Month } from '../../src/calendar.ts';
import { mean } from '../../src/numeric/statistics.ts';
import { fitTrend, forecastOf } from '../calibration/log-trend.ts';
import type { TrendPrior } from '../calibration/log-trend.ts';
import { cdfOf, intervalOf, quantileOf } from '../calibration/posterior.ts';
import type { Interval, Posterior } from '../calibration/posterior.ts';
import { intervalScore } from './scoring.ts';
import { calendarOf } from './series.ts';

/** Months ahead that are forecast. */
export const HORIZONS = [1, 3, 6, 12] as const;
/** Months that an origin has behind it at least. */
export const FIRST_ORIGIN = 12;
/** Probabilities of the central intervals. */
export const LEVELS = [0.5, 0.8, 0.95] as const;
/** How far joining may move a level beforehand, as sd of the logarithm. */
const STEP_SD = 0.1;
/** Probability beyond the ends of the integral that scores a forecast, and its steps to each side. */
const EDGE = 0.0005;
const STEPS = 150;

/** What was known of a series at an origin. */
export interface KnownAt {
  readonly first: Month;
  /** Up to and with the origin's month. */
  readonly values: readonly number[];
  readonly joined: Month | null;
}

/** A forecast and what came. */
export interface Point {
  /** Index of the origin's month in the series. */
  readonly origin: number;
  readonly horizon: number;
  readonly actual: number;
  readonly median: number;
  /** By LEVELS. */
  readonly intervals: readonly Interval[];
  /** Place of what came in the forecast, 0 to 1. */
  readonly place: number;
  readonly crps: number;
  readonly intervalScore80: number;
  readonly naive: number;
  readonly average: number;
}

/**
 * Forecasts from an origin at every horizon that has come; none where a month known then is not
 * positive. The benchmarks know the same: the same month a year before, and the last twelve's mean.
 */
export function pointsFrom(
  { first, values, joined }: KnownAt,
  actual: readonly number[],
  prior: TrendPrior,
): Point[] {
  const origin = values.length - 1;
  if (values.length < FIRST_ORIGIN || values.some((x) => !(x > 0))) return [];
  const at = joined === null ? -1 : joined - first;
  const fit = fitTrend(
    {
      values,
      calendar: calendarOf(first),
      ...(at > 0 && at <= origin ? { step: { at, sd: STEP_SD } } : {}),
    },
    prior,
  );
  const average = mean(values.slice(-12));
  return HORIZONS.flatMap((horizon): Point[] => {
    const came = actual[origin + horizon];
    if (came === undefined) return [];
    const forecast = forecastOf(fit, horizon);
    const intervals = LEVELS.map((level) => intervalOf(forecast, level));
    const [, eighty] = intervals;
    return [
      {
        origin,
        horizon,
        actual: came,
        median: quantileOf(forecast, 0.5),
        intervals,
        place: cdfOf(forecast, came),
        crps: crpsOf(forecast, came),
        intervalScore80:
          eighty === undefined ? NaN : intervalScore({ ...eighty, alpha: 0.2 }, came),
        naive: values[origin + horizon - 12] ?? NaN,
        average,
      },
    ];
  });
}

/**
 * Continuous ranked probability score of a forecast, ∫ (F(x) − [x ≥ observed])² dx, by trapezoids
 * between its outermost quantiles; beyond them the forecast is as good as sure.
 */
export function crpsOf(forecast: Posterior, observed: number): number {
  const low = Math.min(quantileOf(forecast, EDGE), observed);
  const high = Math.max(quantileOf(forecast, 1 - EDGE), observed);
  // Each side by itself: what came is where the integrand jumps.
  const part = (from: number, to: number, isAbove: boolean): number => {
    const step = (to - from) / STEPS;
    if (!(step > 0)) return 0;
    let total = 0;
    for (let i = 0; i <= STEPS; i++) {
      const f = cdfOf(forecast, from + i * step) - (isAbove ? 1 : 0);
      total += (i === 0 || i === STEPS ? 0.5 : 1) * f * f;
    }
    return total * step;
  };
  return part(low, observed, false) + part(observed, high, true);
}
