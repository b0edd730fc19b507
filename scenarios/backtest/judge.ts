// What many forecasts of one series and horizon come to.
import { sum, wilsonInterval } from '../../src/numeric/statistics.ts';
import type { Interval } from '../calibration/posterior.ts';
import { coverageBand } from './coverage.ts';
import { LEVELS } from './forecast.ts';
import type { Point } from './forecast.ts';
import { calibrationOf } from './pit.ts';
import type { Calibration } from './pit.ts';

export const MODELS = ['model', 'seasonal naive', 'last 12 months'] as const;
export type ModelName = (typeof MODELS)[number];

/** Errors of one way to forecast; shares of what came. */
export interface Errors {
  /** Mean of forecast less outcome: above 0, too high. */
  readonly bias: number;
  /** Weighted absolute percentage error: Σ|miss| / Σ outcome. */
  readonly wape: number;
}

/** How often an interval held what came. */
export interface Coverage {
  readonly level: number;
  readonly share: number;
  /** Over outcomes that do not overlap: only they are near to independent. */
  readonly separate: { readonly held: number; readonly of: number; readonly interval: Interval };
  /** Counts that a perfect model has in 95 of 100 cases. */
  readonly band: { readonly least: number; readonly most: number };
  readonly isWithinBand: boolean;
}

export interface Judgement {
  readonly horizon: number;
  readonly points: number;
  readonly errors: Readonly<Record<ModelName, Errors>>;
  /** In the unit of the series; for the benchmarks, which are points, it is their absolute error. */
  readonly crps: number;
  readonly benchmarkCrps: Readonly<Record<Exclude<ModelName, 'model'>, number>>;
  readonly intervalScore80: number;
  readonly coverage: readonly Coverage[];
  /** Of the places of outcomes that do not overlap; null where they are too few. */
  readonly pit: Calibration | null;
  /** By weighted absolute error against the better benchmark; too few points are not judged. */
  readonly verdict: 'beats' | 'loses' | 'too few';
}

/** Fewer forecasts than these are not judged. */
const LEAST_POINTS = 6;
const LEAST_PLACES = 5;

/** Judges the forecasts of one horizon; null where there is none. */
export function judge(points: readonly Point[]): Judgement | null {
  const [first] = points;
  if (first === undefined) return null;
  const { horizon } = first;
  const came = sum(points.map(({ actual }) => actual));
  const errorsOf = (of: (point: Point) => number): Errors => ({
    bias: sum(points.map((p) => of(p) - p.actual)) / came,
    wape: sum(points.map((p) => Math.abs(of(p) - p.actual))) / came,
  });
  const errors = {
    model: errorsOf(({ median }) => median),
    'seasonal naive': errorsOf(({ naive }) => naive),
    'last 12 months': errorsOf(({ average }) => average),
  };
  const average = (of: (point: Point) => number): number => sum(points.map(of)) / points.length;
  const separate = apart(points);
  const best = Math.min(errors['seasonal naive'].wape, errors['last 12 months'].wape);
  return {
    horizon,
    points: points.length,
    errors,
    crps: average(({ crps }) => crps),
    benchmarkCrps: {
      'seasonal naive': average((p) => Math.abs(p.naive - p.actual)),
      'last 12 months': average((p) => Math.abs(p.average - p.actual)),
    },
    intervalScore80: average((p) => p.intervalScore80),
    coverage: LEVELS.map((level, i) => coverageOf(points, separate, level, i)),
    pit: separate.length < LEAST_PLACES ? null : calibrationOf(separate.map(({ place }) => place)),
    verdict:
      points.length < LEAST_POINTS ? 'too few' : errors.model.wape <= best ? 'beats' : 'loses',
  };
}

/** Forecasts whose months between origin and outcome share none with another's. */
function apart(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points.toSorted((a, b) => a.origin - b.origin)) {
    const last = kept.at(-1);
    if (last === undefined || point.origin >= last.origin + last.horizon) kept.push(point);
  }
  return kept;
}

function coverageOf(
  points: readonly Point[],
  separate: readonly Point[],
  level: number,
  at: number,
): Coverage {
  const holds = ({ intervals, actual }: Point): boolean => {
    const interval = intervals[at];
    return interval !== undefined && interval.lower <= actual && actual <= interval.upper;
  };
  const held = separate.filter(holds).length;
  const of = separate.length;
  const { least, most } = coverageBand({ trials: of, nominal: level });
  const { lower, upper } = wilsonInterval(held, of);
  return {
    level,
    share: points.filter(holds).length / points.length,
    separate: { held, of, interval: { lower, upper } },
    band: { least, most },
    isWithinBand: held >= least && held <= most,
  };
}
