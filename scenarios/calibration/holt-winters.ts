// A level, a growth and a season that are carried along (Holt 1957, Winters 1960): the benchmark
// that a model of demand has to beat (scenarios.md §4.5).
import { invariant } from '../../src/error.ts';
import { minimise } from '../../src/numeric/minimise.ts';
import { covariance, mean, variance } from '../../src/numeric/statistics.ts';
import { seasonalIndices, seasonRefusal } from './seasonality.ts';
import type { Seasonality, SeasonKind } from './seasonality.ts';

/** How much of each surprise goes into the level, the growth and the season; each from 0 to 1. */
export interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

const NAMES = ['alpha', 'beta', 'gamma'] as const;

/** Where a series stands: what a forecast goes on from. */
interface Position {
  readonly level: number;
  /** Growth of the level per step. */
  readonly growth: number;
  /** One per place in the year, that of the next value first. */
  readonly season: readonly number[];
}

export type HoltWinters =
  | (Smoothing &
      Position & {
        readonly status: 'fitted';
        readonly kind: SeasonKind;
        /** Forecasts one step ahead, from the second period's first value on. */
        readonly oneStep: readonly number[];
        /** Sum of their squared misses: what alpha, beta and gamma were chosen by. */
        readonly squaredMisses: number;
      })
  | Exclude<Seasonality, { status: 'fitted' }>;

/** A series with the place its smoothing starts from. */
interface Task {
  readonly series: readonly number[];
  readonly kind: SeasonKind;
  readonly start: Position;
}

/**
 * Holt-Winters smoothing with the start of R's HoltWinters: classical indices of the first two
 * periods, and the line through their moving average. What is not given of alpha, beta and gamma is
 * chosen by the least squared misses one step ahead. Needs two periods, positive where the season
 * is a factor.
 */
export function holtWinters(
  series: readonly number[],
  period: number,
  { kind, ...given }: { readonly kind: SeasonKind } & Partial<Smoothing>,
): HoltWinters {
  const refusal = seasonRefusal(series, period, kind);
  if (refusal) return refusal;
  for (const name of NAMES) {
    const value = given[name] ?? 0;
    invariant(value >= 0 && value <= 1, 'a share of a surprise lies between 0 and 1');
  }
  const task = { series, kind, start: startOf(series, period, kind) };
  const smoothing = chosen(task, given);
  return { status: 'fitted', kind, ...smoothing, ...smooth(task, smoothing) };
}

/**
 * As R has it: the line's level is that of half a period before the first value that is smoothed,
 * so in a growing series the first forecasts lie low until they have caught up.
 */
function startOf(series: readonly number[], period: number, kind: SeasonKind): Position {
  const first = seasonalIndices(series.slice(0, 2 * period), period, kind);
  invariant(first.status === 'fitted', 'two periods have a season');
  const levels = first.trend.filter((x) => x !== null);
  const steps = levels.map((_, i) => i + 1);
  const growth = covariance(steps, levels) / variance(steps);
  return { level: mean(levels) - growth * mean(steps), growth, season: first.indices };
}

/** Places that are tried before the descent: corners lie inside, where slopes are. */
const TRIED = [0.05, 0.3, 0.6, 0.95];

function chosen(task: Task, given: Partial<Smoothing>): Smoothing {
  const free = NAMES.filter((name) => given[name] === undefined);
  const from = (at: readonly number[]): Smoothing => {
    const pick = (name: keyof Smoothing): number => given[name] ?? at[free.indexOf(name)] ?? NaN;
    return { alpha: pick('alpha'), beta: pick('beta'), gamma: pick('gamma') };
  };
  if (free.length === 0) return from([]);
  const misses = (at: readonly number[]): number => smooth(task, from(at)).squaredMisses;
  let starts: number[][] = [[]];
  for (let i = 0; i < free.length; i++)
    starts = starts.flatMap((at) => TRIED.map((x) => [...at, x]));
  const ranked = starts
    .map((at) => ({ at, value: misses(at) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 3);
  const box = free.map(() => ({ from: 0, to: 1 }));
  const [best] = ranked
    .map(({ at }) => minimise(misses, box, at))
    .sort((a, b) => a.value - b.value);
  return from(best?.at ?? []);
}

function smooth(
  { series, kind, start }: Task,
  { alpha, beta, gamma }: Smoothing,
): Position & { readonly oneStep: number[]; readonly squaredMisses: number } {
  const isFactor = kind === 'multiplicative';
  const season = [...start.season];
  const period = season.length;
  const oneStep: number[] = [];
  let { level, growth } = start;
  let squaredMisses = 0;
  for (let i = period; i < series.length; i++) {
    const value = series[i] as number;
    const index = season[i % period] as number;
    const expected = isFactor ? (level + growth) * index : level + growth + index;
    oneStep.push(expected);
    squaredMisses += (value - expected) * (value - expected);
    const before = level;
    level = alpha * (isFactor ? value / index : value - index) + (1 - alpha) * (before + growth);
    growth = beta * (level - before) + (1 - beta) * growth;
    season[i % period] = gamma * (isFactor ? value / level : value - level) + (1 - gamma) * index;
  }
  const next = series.length % period;
  const ordered = [...season.slice(next), ...season.slice(0, next)];
  return { level, growth, season: ordered, oneStep, squaredMisses };
}

/** The next `steps` values as the series stands. */
export function holtWintersForecast(
  { kind, level, growth, season }: Extract<HoltWinters, { status: 'fitted' }>,
  steps: number,
): number[] {
  return Array.from({ length: steps }, (_, h) => {
    const index = season[h % season.length] as number;
    const trend = level + (h + 1) * growth;
    return kind === 'multiplicative' ? trend * index : trend + index;
  });
}
