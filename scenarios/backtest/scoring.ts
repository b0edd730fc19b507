// Scores of a forecast against what came: all are losses in the unit of what is forecast, and
// proper, which means that nobody gains by forecasting anything but what they believe (Gneiting and
// Raftery 2007, JASA 102:359).
import { invariant } from '../../src/error.ts';
import { erf, normalDensity } from '../../src/numeric/elementary.ts';
import { sum } from '../../src/numeric/statistics.ts';

const SQRT_2 = 1.4142135623730951;
const INVERSE_SQRT_PI = 0.5641895835477563;

/** Continuous ranked probability score of a normal forecast: ∫ (F(x) − [x ≥ observed])² dx. */
export function crpsOfNormal(
  { mean, sd }: { readonly mean: number; readonly sd: number },
  observed: number,
): number {
  invariant(sd > 0, 'a normal forecast has a width');
  const z = (observed - mean) / sd;
  return sd * (z * erf(z / SQRT_2) + 2 * normalDensity(z) - INVERSE_SQRT_PI);
}

/**
 * CRPS of the distribution that gives each value of a sample the same weight (the paths of a run):
 * mean |x − observed| − half the mean |x − x′| over all pairs. Of one value it is its absolute
 * error. On average a sample of n scores worse, by 1/n, than the distribution it was drawn from:
 * compare models by samples of one size.
 */
export function crpsOfSample(sample: ArrayLike<number>, observed: number): number {
  const n = sample.length;
  invariant(n > 0, 'a forecast by a sample has at least one value');
  // Differences from what came, so that a large level costs no digits.
  const sorted = Float64Array.from(sample, (x) => x - observed).sort();
  const miss = sum(sorted.map(Math.abs)) / n;
  // Over all pairs, the k-th smallest is subtracted n − k times and added k − 1 times.
  const spread = sum(sorted.map((x, k) => (2 * k + 1 - n) * x)) / n / n;
  return miss - spread;
}

/**
 * Interval score of a central interval that should hold what comes with probability 1 − alpha: its
 * width, and 2/alpha times what it is missed by.
 */
export function intervalScore(
  {
    lower,
    upper,
    alpha,
  }: { readonly lower: number; readonly upper: number; readonly alpha: number },
  observed: number,
): number {
  invariant(lower <= upper && alpha > 0 && alpha < 1, 'an interval has two ends and a level');
  const missed = Math.max(0, lower - observed) + Math.max(0, observed - upper);
  return upper - lower + (2 / alpha) * missed;
}

/** Pinball loss of a forecast of the p-quantile; at p = ½ half the absolute error. */
export function pinballLoss(
  { p, forecast }: { readonly p: number; readonly forecast: number },
  observed: number,
): number {
  invariant(p > 0 && p < 1, 'a quantile is forecast between 0 and 1');
  return observed >= forecast ? p * (observed - forecast) : (1 - p) * (forecast - observed);
}
