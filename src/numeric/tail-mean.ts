// The mean of the worst part of a sample: conditional value at risk, also called expected shortfall.
import { invariant } from '../error.ts';
import { select } from './sample-quantile.ts';
import { mean, variance } from './statistics.ts';

export interface TailMean {
  readonly estimate: number;
  /** Infinity where fewer than two values lie in the tail. */
  readonly standardError: number;
}

/**
 * Mean of the lowest `share` of the values, 0 < share ≤ 1, by the formula of Rockafellar and Uryasev
 * (Journal of Risk 2(3):21, 2000): q − E[(q − x)⁺]/share with q the order statistic of rank
 * ⌈n·share⌉, which gives the last value of the tail its part of a whole one. The standard error is
 * that of the mean of (q − x)⁺/share, q taken as known (its own error is of second order). A small
 * sample's tail is too thin: the bias is upwards, of order 1/(n·share).
 */
export function lowerTailMean(values: ArrayLike<number>, share: number): TailMean {
  const n = values.length;
  invariant(n > 0 && share > 0 && share <= 1, 'a tail is a share of a sample');
  const rank = Math.min(n, Math.max(1, Math.ceil(n * share - 1e-9)));
  const below = new Float64Array(values);
  const q = select(below, rank - 1);
  for (let i = 0; i < n; i += 1) below[i] = Math.min(0, (values[i] as number) - q) / share;
  return {
    estimate: q + mean(below),
    standardError: n * share < 2 ? Infinity : Math.sqrt(variance(below) / n),
  };
}
