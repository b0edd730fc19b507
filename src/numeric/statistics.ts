// Summary statistics that keep their digits, computed once from path-ordered arrays and never from
// merged moments (settled.md §6.6).
import { invariant } from '../error.ts';
import { incompleteBeta, inverseIncompleteBeta } from './incomplete.ts';
import type { Tails } from './incomplete.ts';
import { normalQuantile } from './normal.ts';

/** Compensated sum as head + tail (A. Neumaier 1974). */
function neumaier(count: number, term: (i: number) => number): readonly [number, number] {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < count; i += 1) {
    const x = term(i);
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return [sum, lost];
}

/** Sum with Neumaier's compensation; the order of the terms is part of the result. */
export function sum(values: ArrayLike<number>): number {
  const [head, lost] = neumaier(values.length, (i) => values[i] as number);
  return head + lost;
}

/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Unbiased covariance (n − 1) in two passes; NaN below two pairs. */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  invariant(x.length === y.length, 'covariance takes pairs');
  const n = x.length;
  if (n < 2) return NaN;
  const mx = mean(x);
  const my = mean(y);
  const [head, lost] = neumaier(n, (i) => ((x[i] as number) - mx) * ((y[i] as number) - my));
  return (head + lost) / (n - 1);
}

/** Unbiased variance (n − 1) in two passes; NaN below two values. */
export function variance(values: ArrayLike<number>): number {
  return covariance(values, values);
}

/** Square root of the unbiased variance. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Lag-1 autocorrelation: Σ(x_i − m)(x_{i+1} − m) / Σ(x_i − m)². */
export function lag1Autocorrelation(values: ArrayLike<number>): number {
  const n = values.length;
  const m = mean(values);
  const d = (i: number): number => (values[i] as number) - m;
  const [above, aboveLost] = neumaier(n - 1, (i) => d(i) * d(i + 1));
  const [below, belowLost] = neumaier(n, (i) => d(i) * d(i));
  return (above + aboveLost) / (below + belowLost);
}

/** The t with P(T ≤ t) = p for Student's t with `degrees` of freedom; error below 1e-11 relative. */
export function studentTQuantile(degrees: number, p: number): number {
  invariant(degrees > 0 && p > 0 && p < 1, 'a t quantile needs degrees > 0 and 0 < p < 1');
  const oneTail = p < 0.5 ? p : 1 - p;
  const target = { lower: 2 * oneTail, upper: 1 - 2 * oneTail };
  if (target.upper <= 0) return 0;
  const { x, y } = inverseIncompleteBeta(degrees / 2, 0.5, target);
  const t = Math.sqrt(degrees) * Math.sqrt(y / x);
  return p < 0.5 ? -t : t;
}

/** P(T ≤ t) and P(T > t) for Student's t with `degrees` of freedom, both tails with their digits. */
export function studentTTails(degrees: number, t: number): Tails {
  invariant(degrees > 0, 'Student’s t has degrees > 0');
  const square = t * t;
  const x = degrees / (degrees + square);
  const oneTail = incompleteBeta(degrees / 2, 0.5, x, square / (degrees + square)).lower / 2;
  return t < 0 ? { lower: oneTail, upper: 1 - oneTail } : { lower: 1 - oneTail, upper: oneTail };
}

export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Mean with Student's t interval; needs two values. */
export function meanInterval(values: ArrayLike<number>, confidence = 0.95): Interval {
  const n = values.length;
  const estimate = mean(values);
  if (n < 2) return { estimate, lower: -Infinity, upper: Infinity };
  const t = studentTQuantile(n - 1, (1 + confidence) / 2);
  const half = t * Math.sqrt(variance(values) / n);
  return { estimate, lower: estimate - half, upper: estimate + half };
}

/**
 * E[above] / E[below] over paired observations, with the delta method's interval and Student's t:
 * the estimator of the fee ROI (scenarios.md §2.3; never the mean of path ratios). Null when the
 * denominators' mean is zero, so that no ratio exists.
 */
export function ratioOfMeans(
  above: ArrayLike<number>,
  below: ArrayLike<number>,
  confidence = 0.95,
): (Interval & { readonly standardError: number }) | null {
  invariant(above.length === below.length, 'a ratio of means takes pairs');
  const n = above.length;
  const denominator = mean(below);
  if (n === 0 || denominator === 0) return null;
  const estimate = mean(above) / denominator;
  if (n < 2) return { estimate, lower: -Infinity, upper: Infinity, standardError: Infinity };
  const residual = Float64Array.from(
    { length: n },
    (_, i) => (above[i] as number) - estimate * (below[i] as number),
  );
  const standardError = Math.sqrt(variance(residual) / n) / Math.abs(denominator);
  const half = studentTQuantile(n - 1, (1 + confidence) / 2) * standardError;
  return { estimate, lower: estimate - half, upper: estimate + half, standardError };
}

/** Wilson's score interval of a share: successes out of trials. Holds at 0 and at all. */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkShare(successes, trials);
  const z = normalQuantile((1 + confidence) / 2);
  const estimate = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (estimate + (z * z) / (2 * trials)) / scale;
  const inner = (estimate * (1 - estimate)) / trials + (z * z) / (4 * trials * trials);
  const half = (z * Math.sqrt(inner)) / scale;
  return {
    estimate,
    lower: successes === 0 ? 0 : centre - half,
    upper: successes === trials ? 1 : centre + half,
  };
}

/** Jeffreys' interval: quantiles of Beta(k+½, n−k+½); 0 and 1 at the ends (Brown et al. 2001). */
export function jeffreysInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkShare(successes, trials);
  const a = successes + 0.5;
  const b = trials - successes + 0.5;
  const tail = (1 - confidence) / 2;
  const low = inverseIncompleteBeta(a, b, { lower: tail, upper: 1 - tail }).x;
  const high = inverseIncompleteBeta(a, b, { lower: 1 - tail, upper: tail }).x;
  return {
    estimate: a / (trials + 1),
    lower: successes === 0 ? 0 : low,
    upper: successes === trials ? 1 : high,
  };
}

/** Clopper and Pearson's exact interval: covers at least as often as it says. */
export function clopperPearsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): Interval {
  checkShare(successes, trials);
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  const low = { lower: tail, upper: 1 - tail };
  const high = { lower: 1 - tail, upper: tail };
  return {
    estimate: successes / trials,
    lower: successes === 0 ? 0 : inverseIncompleteBeta(successes, failures + 1, low).x,
    upper: failures === 0 ? 1 : inverseIncompleteBeta(successes + 1, failures, high).x,
  };
}

function checkShare(successes: number, trials: number): void {
  invariant(
    trials > 0 && successes >= 0 && successes <= trials,
    'an interval of a share needs 0 ≤ successes ≤ trials and at least one trial',
  );
}
