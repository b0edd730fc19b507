// Quantiles of a sample, by name of definition, found by selection.
import { invariant } from '../error.ts';
import { binomialTails, countQuantile } from './counts.ts';

/**
 * The nine definitions of Hyndman and Fan 1996 (Am. Stat. 50:361). hf7 is Excel's PERCENTILE.INC,
 * hf6 PERCENTILE.EXC, hf8 what the authors recommend.
 */
export type QuantileDefinition =
  'hf1' | 'hf2' | 'hf3' | 'hf4' | 'hf5' | 'hf6' | 'hf7' | 'hf8' | 'hf9';

/** Continuous definitions take position a + p(n + 1 − a − b), with a = b here but for hf4. */
const POSITIONS: Readonly<Record<string, readonly [number, number]>> = {
  hf4: [0, 1],
  hf5: [0.5, 0.5],
  hf6: [0, 0],
  hf7: [1, 1],
  hf8: [1 / 3, 1 / 3],
  hf9: [3 / 8, 3 / 8],
};
/** Positions this close to a whole number are taken as it, as R does. */
const FUZZ = 8.881784197001252e-16;

/** 1-based rank below the quantile and the weight of the next one. */
function position(
  n: number,
  p: number,
  definition: QuantileDefinition,
): { readonly rank: number; readonly weight: number } {
  const shape = POSITIONS[definition];
  if (shape) {
    const [a, b] = shape;
    const at = a + p * (n + 1 - a - b);
    const rank = Math.floor(at + FUZZ);
    const weight = at - rank;
    return { rank, weight: Math.abs(weight) < FUZZ ? 0 : weight };
  }
  const at = definition === 'hf3' ? n * p - 0.5 : n * p;
  const rank = Math.floor(at + FUZZ);
  const isWhole = Math.abs(at - rank) <= FUZZ * Math.max(1, rank);
  if (definition === 'hf1') return { rank, weight: isWhole ? 0 : 1 };
  if (definition === 'hf2') return { rank, weight: isWhole ? 0.5 : 1 };
  return { rank, weight: isWhole && rank % 2 === 0 ? 0 : 1 };
}

/** One quantile, 0 ≤ p ≤ 1; the input is left as it was. Refuses an empty sample and NaN. */
export function quantile(
  values: ArrayLike<number>,
  p: number,
  definition: QuantileDefinition = 'hf7',
): number {
  return quantiles(values, [p], definition)[0] as number;
}

/** Several quantiles of one sample, by selection over one copy: exact, O(n) each. */
export function quantiles(
  values: ArrayLike<number>,
  ps: readonly number[],
  definition: QuantileDefinition = 'hf7',
): number[] {
  const n = values.length;
  invariant(n > 0, 'a quantile needs at least one value');
  const scratch = new Float64Array(values);
  for (let i = 0; i < n; i += 1) invariant(scratch[i] === scratch[i], 'a quantile of NaN');
  return ps.map((p) => {
    invariant(p >= 0 && p <= 1, 'a quantile is asked for between 0 and 1');
    const { rank, weight } = position(n, p, definition);
    const below = select(scratch, clamp(rank, n) - 1);
    if (weight === 0) return below;
    const above = select(scratch, clamp(rank + 1, n) - 1);
    if (weight === 1 || below === above) return above;
    return (1 - weight) * below + weight * above;
  });
}

/** The same of values that are in ascending order already. */
export function quantilesOfSorted(
  sorted: ArrayLike<number>,
  ps: readonly number[],
  definition: QuantileDefinition = 'hf7',
): number[] {
  const n = sorted.length;
  invariant(n > 0, 'a quantile needs at least one value');
  // What is not a number is sorted to the end.
  invariant(sorted[n - 1] === sorted[n - 1], 'a quantile of NaN');
  return ps.map((p) => {
    invariant(p >= 0 && p <= 1, 'a quantile is asked for between 0 and 1');
    const { rank, weight } = position(n, p, definition);
    const below = sorted[clamp(rank, n) - 1] as number;
    const above = sorted[clamp(rank + 1, n) - 1] as number;
    if (weight === 0) return below;
    if (weight === 1 || below === above) return above;
    return (1 - weight) * below + weight * above;
  });
}

function clamp(rank: number, n: number): number {
  return rank < 1 ? 1 : rank > n ? n : rank;
}

/** The value of 0-based rank k, by quickselect; reorders `values`, and only that. */
export function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(
      values[low] as number,
      values[(low + high) >>> 1] as number,
      values[high] as number,
    );
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i > j) break;
      const swap = values[i] as number;
      values[i] = values[j] as number;
      values[j] = swap;
      i += 1;
      j -= 1;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return values[k] as number;
  }
  return values[k] as number;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * Ranks (1-based) of the order statistics that enclose the p-quantile with at least this confidence,
 * whatever the distribution, and the coverage they have. Rank 0 or n + 1: the sample is too small to
 * bound that side.
 */
export function quantileIntervalRanks(
  n: number,
  p: number,
  confidence = 0.95,
): { readonly lower: number; readonly upper: number; readonly coverage: number } {
  const tail = (1 - confidence) / 2;
  const at = (k: number): { lower: number; upper: number } => binomialTails(n, p, k);
  const start = Math.floor(n * p);
  const lower = countQuantile(at, { lower: tail, upper: 1 - tail }, start);
  const upper = countQuantile(at, { lower: 1 - tail, upper: tail }, start) + 1;
  return { lower, upper, coverage: at(upper - 1).lower - at(lower - 1).lower };
}
