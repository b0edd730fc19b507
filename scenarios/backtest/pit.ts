// Probability integral transform: where in its forecast each outcome fell. Of a calibrated model
// these are uniform; many at both ends mean intervals too narrow, many in the middle too wide
// (scenarios.md §4.5).
import { invariant } from '../../src/error.ts';
import { normalCdf, normalQuantile } from '../../src/numeric/elementary.ts';
import { incompleteGamma } from '../../src/numeric/incomplete.ts';
import { sum } from '../../src/numeric/statistics.ts';

/** Place of an outcome in a normal forecast, between 0 and 1. */
export function pitOfNormal(
  { mean, sd }: { readonly mean: number; readonly sd: number },
  observed: number,
): number {
  invariant(sd > 0, 'a normal forecast has a width');
  return normalCdf((observed - mean) / sd);
}

/**
 * Place of an outcome among a sample, strictly between 0 and 1: its rank, with `u` (uniform, from a
 * stream of its own) spread over the ranks that it ties with. Exactly uniform whenever the outcome
 * is one more draw of what the sample was drawn from, counts included.
 */
export function pitOfSample(sample: ArrayLike<number>, observed: number, u: number): number {
  invariant(u > 0 && u < 1, 'a rank is spread by a number between 0 and 1');
  let below = 0;
  let equal = 0;
  for (let i = 0; i < sample.length; i++) {
    if ((sample[i] as number) < observed) below++;
    else if (sample[i] === observed) equal++;
  }
  return (below + u * (equal + 1)) / (sample.length + 1);
}

/** Places are kept this far from 0 and 1, where a normal score has no end. */
const EDGE = 1.1102230246251565e-16;

/** What the places of independent outcomes say of a model. */
export interface Calibration {
  /** Mean normal score: above 0, outcomes lie higher than forecast. */
  readonly bias: number;
  readonly biasPValue: number;
  /** Mean square of the scores: above 1, intervals are too narrow (or biased); below, too wide. */
  readonly spread: number;
  readonly spreadPValue: number;
}

/**
 * Tests uniform places by their normal scores: mean against the normal, sum of squares against χ²,
 * two-sided. With twenty places it sees intervals of half the width four times in five, where χ² of
 * a histogram or Kolmogorov's test see them one time in seven.
 */
export function calibrationOf(places: ArrayLike<number>): Calibration {
  const n = places.length;
  invariant(n > 0, 'calibration is judged by at least one outcome');
  const scores = Float64Array.from(places, (p) =>
    normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, p))),
  );
  const bias = sum(scores) / n;
  const squares = sum(scores.map((z) => z * z));
  const tails = incompleteGamma(n / 2, squares / 2);
  return {
    bias,
    biasPValue: 2 * normalCdf(-Math.abs(bias) * Math.sqrt(n)),
    spread: squares / n,
    spreadPValue: Math.min(1, 2 * Math.min(tails.lower, tails.upper)),
  };
}
