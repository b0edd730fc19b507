import { quantileIntervalRanks, quantilesOfSorted } from '../src/numeric/sample-quantile.ts';
import { mean, meanInterval, ratioOfMeans, wilsonInterval } from '../src/numeric/statistics.ts';
import { METRIC_COUNT, METRIC_INDEX } from './metrics.ts';
import type { Metric, PathMetrics, PathsResult } from './metrics.ts';

export { mean, meanInterval, ratioOfMeans, wilsonInterval };

/** All paths of a run in path order: statistics are computed once from these (settled §6.6). */
export interface Paths extends PathMetrics {
  readonly paths: number;
  readonly months: number;
  readonly monthlyDelta: Float64Array;
}

/** One metric of every path, in path order: the run's own numbers, to be read and not changed. */
export function column({ metrics, stride, place, paths }: Paths, metric: Metric): Float64Array {
  const at = METRIC_INDEX[metric] * stride + place;
  return metrics.subarray(at, at + paths);
}

/** Paths on which the MSO is strictly better: a tie is not a win (settled.md §6.4). */
export function strictlyBetter(delta: Float64Array): number {
  let count = 0;
  for (const d of delta) if (d > 0) count += 1;
  return count;
}

/**
 * Where a quantile may lie by chance: two order statistics that enclose it with at least 95 %
 * confidence, whatever the distribution (scenarios.md §2.5). Null: too few paths to bound that side.
 */
export interface QuantileInterval {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly lowerPath: number | null;
  readonly upperPath: number | null;
  /** The confidence the ranks have: at least 0.95 where both sides are bounded. */
  readonly coverage: number;
}

/** A quantile with the two paths it lies between, so that it can be explained. */
export interface QuantileAnswer {
  readonly p: number;
  readonly value: number;
  readonly lowerPath: number;
  readonly upperPath: number;
  /** Weight of the upper path; the value is lower + weight × (upper − lower). Hyndman-Fan 7. */
  readonly weight: number;
  readonly interval: QuantileInterval;
}

/** Type-7 quantiles (Excel PERCENTILE.INC) with their paths; ties go to the earlier path. */
export function explainedQuantiles(values: Float64Array, ps: readonly number[]): QuantileAnswer[] {
  const sorted = sortedCopy(values);
  const pathOf = pathsByValue(values, sorted);
  const plain = quantilesOfSorted(sorted, ps, 'hf7');
  return ps.map((p, i) => {
    const h = (values.length - 1) * p;
    const low = Math.floor(h);
    const high = Math.min(values.length - 1, low + 1);
    return {
      p,
      value: plain[i] as number,
      lowerPath: pathOf(low) as number,
      upperPath: pathOf(high) as number,
      weight: h - low,
      interval: intervalOf(values, pathOf, p),
    };
  });
}

/** The smallest value that at least a share of them does not exceed (type 1): always a path's own. */
export function pathAt(values: Float64Array, p: number): QuantileAnswer {
  const sorted = sortedCopy(values);
  const pathOf = pathsByValue(values, sorted);
  const [value = NaN] = quantilesOfSorted(sorted, [p], 'hf1');
  const path = values.indexOf(value);
  const interval = intervalOf(values, pathOf, p);
  return { p, value, lowerPath: path, upperPath: path, weight: 0, interval };
}

/** The path that stands at a 0-based rank by value; null beside the ranks. */
type PathOfRank = (rank: number) => number | null;

let scratch = new Float64Array(0);

/** The values in ascending order, until the next call: a fan of a million paths needs one copy. */
function sortedCopy(values: Float64Array): Float64Array {
  if (scratch.length !== values.length) scratch = new Float64Array(values.length);
  scratch.set(values);
  return scratch.sort();
}

/** Ties go to the earlier path. */
function pathsByValue(values: Float64Array, sorted: Float64Array): PathOfRank {
  return (rank) => {
    const value = sorted[rank];
    if (value === undefined) return null;
    let earlier = 0;
    while (sorted[rank - earlier - 1] === value) earlier += 1;
    let path = values.indexOf(value);
    for (; earlier > 0; earlier--) path = values.indexOf(value, path + 1);
    return path;
  };
}

type Ranks = ReturnType<typeof quantileIntervalRanks>;
/** Ranks hang on the number of paths and the share alone; a fan asks for the same ones each month. */
const RANKS = new Map<string, Ranks>();

function ranksOf(n: number, p: number): Ranks {
  const key = `${n}/${p}`;
  const known = RANKS.get(key) ?? quantileIntervalRanks(n, p);
  RANKS.set(key, known);
  return known;
}

function intervalOf(values: Float64Array, pathOf: PathOfRank, p: number): QuantileInterval {
  const { lower, upper, coverage } = ranksOf(values.length, p);
  const lowerPath = pathOf(lower - 1);
  const upperPath = pathOf(upper - 1);
  return {
    lower: lowerPath === null ? null : (values[lowerPath] as number),
    upper: upperPath === null ? null : (values[upperPath] as number),
    lowerPath,
    upperPath,
    coverage,
  };
}

/** Joins ranges in path order. Those that lie one behind the other already are not copied. */
export function joinRanges(months: number, ranges: readonly PathsResult[]): Paths {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const paths = sorted.reduce((n, { from, to }) => n + to - from, 0);
  return joinedInPlace(months, paths, sorted) ?? joinedAnew(months, paths, sorted);
}

/** The ranges as one, where they stand in one block in their order without a gap. */
function joinedInPlace(
  months: number,
  paths: number,
  sorted: readonly PathsResult[],
): Paths | undefined {
  const [first] = sorted;
  if (first === undefined) return undefined;
  const { metrics, stride, place } = first;
  const days = first.monthlyDelta;
  let next = place;
  for (const range of sorted) {
    const isNext = range.metrics.buffer === metrics.buffer && range.place === next;
    const byte = days.byteOffset + (next - place) * months * days.BYTES_PER_ELEMENT;
    const delta = range.monthlyDelta;
    if (!isNext || delta.buffer !== days.buffer || delta.byteOffset !== byte) return undefined;
    next += range.to - range.from;
  }
  const monthlyDelta = new Float64Array(days.buffer, days.byteOffset, paths * months);
  return { paths, months, metrics, stride, place, monthlyDelta };
}

function joinedAnew(months: number, paths: number, sorted: readonly PathsResult[]): Paths {
  const metrics = new Float64Array(paths * METRIC_COUNT);
  const monthlyDelta = new Float64Array(paths * months);
  let at = 0;
  for (const range of sorted) {
    const count = range.to - range.from;
    for (let m = 0; m < METRIC_COUNT; m++) {
      const from = m * range.stride + range.place;
      metrics.set(range.metrics.subarray(from, from + count), m * paths + at);
    }
    monthlyDelta.set(range.monthlyDelta, at * months);
    at += count;
  }
  return { paths, months, metrics, stride: paths, place: 0, monthlyDelta };
}
