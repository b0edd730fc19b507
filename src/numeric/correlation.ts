// Measures of correlation, and what they are of the normals behind a Gaussian copula.
import { arcsine, sinPi } from './sine.ts';
import { covariance, variance } from './statistics.ts';

const TWO_OVER_PI = 0.6366197723675814;

/**
 * Pearson's r of the normals whose ranks correlate by Spearman's ρ: 2·sin(πρ/6) (K. Pearson 1907).
 * Taking ρ itself for r is the usual slip: 0.6 is 0.618.
 */
export function pearsonOfSpearman(rho: number): number {
  return 2 * sinPi(rho / 6);
}

/** Spearman's ρ of normals with Pearson's r: 6/π·asin(r/2). */
export function spearmanOfPearson(r: number): number {
  return 3 * TWO_OVER_PI * arcsine(r / 2);
}

/** Pearson's r of normals with Kendall's τ: sin(πτ/2) (Greiner's relation). */
export function pearsonOfKendall(tau: number): number {
  return sinPi(tau / 2);
}

/** Kendall's τ of normals with Pearson's r: 2/π·asin(r). */
export function kendallOfPearson(r: number): number {
  return TWO_OVER_PI * arcsine(r);
}

/** Positions of the values from smallest to largest, ties in the order given. */
export function sortedOrder(values: ArrayLike<number>): number[] {
  const at = (i: number): number => values[i] as number;
  return Array.from({ length: values.length }, (_, i) => i).sort((i, j) => at(i) - at(j) || i - j);
}

/** Ranks from 1; tied values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = sortedOrder(values);
  const out = new Float64Array(order.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) {
      to += 1;
    }
    for (let k = from; k < to; k += 1) out[order[k] as number] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

/** Pearson's r of pairs, kept within −1 … 1; NaN where a column does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const r = covariance(x, y) / Math.sqrt(variance(x) * variance(y));
  return Math.max(-1, Math.min(1, r));
}

/** Spearman's ρ of pairs: Pearson's r of their ranks. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranks(x), ranks(y));
}

/** A measure of every pair of columns, by rows: symmetric with 1 on the diagonal. */
export function pairwise(
  measure: (x: ArrayLike<number>, y: ArrayLike<number>) => number,
  columns: readonly ArrayLike<number>[],
): Float64Array[] {
  const out = columns.map(() => new Float64Array(columns.length).fill(1));
  columns.forEach((x, i) => {
    for (let j = 0; j < i; j += 1) {
      const value = measure(x, columns[j] as ArrayLike<number>);
      (out[i] as Float64Array)[j] = value;
      (out[j] as Float64Array)[i] = value;
    }
  });
  return out;
}
