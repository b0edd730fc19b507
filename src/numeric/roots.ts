// Roots of a function of one number inside a bracket: break-even fees, rates of return.
import { invariant } from '../error.ts';

/** A point and the function's value there. */
export interface Sample {
  readonly x: number;
  readonly value: number;
}

export type RootResult =
  | {
      readonly kind: 'root';
      /** The end of the bracket with the smaller residual. */
      readonly root: number;
      /** The function changes sign between these two, `low.x` ≤ `high.x`. */
      readonly bracket: { readonly low: Sample; readonly high: Sample };
      /** The function's value at the root: 0, tiny, or the height of a jump. */
      readonly residual: number;
      /** The function jumps across zero here (a fee tier, a cap): the bracket is the answer. */
      readonly isJump: boolean;
      readonly evaluations: number;
    }
  | {
      readonly kind: 'noSignChange';
      readonly low: Sample;
      readonly high: Sample;
      readonly evaluations: number;
    };

export interface RootOptions {
  /** Width of the bracket at which to stop, in the units of x; 1e-12 by default. */
  readonly tolerance?: number;
  readonly maxEvaluations?: number;
}

type Found = { readonly best: Sample; readonly other: Sample; readonly evaluations: number };

function sampler(f: (x: number) => number): { at: (x: number) => Sample; count: () => number } {
  let evaluations = 0;
  const at = (x: number): Sample => {
    evaluations += 1;
    const value = f(x);
    invariant(value === value, 'a function whose root is sought has a value everywhere');
    return { x, value };
  };
  return { at, count: () => evaluations };
}

function finish({ best, other, evaluations }: Found, scale: number): RootResult {
  const bracket = best.x <= other.x ? { low: best, high: other } : { low: other, high: best };
  const gap = Math.abs(best.value - other.value);
  return {
    kind: 'root',
    root: best.x,
    bracket,
    residual: best.value,
    isJump: best.value !== 0 && gap > 1e-6 * scale,
    evaluations,
  };
}

const opposite = (a: Sample, b: Sample): boolean => a.value < 0 !== b.value < 0;

/** Bisection: halves the bracket until it is within tolerance. Slow, sure, the reference. */
export function bisect(
  f: (x: number) => number,
  from: number,
  to: number,
  { tolerance = 1e-12, maxEvaluations = 200 }: RootOptions = {},
): RootResult {
  const { at, count } = sampler(f);
  let a = at(from);
  let b = at(to);
  const scale = Math.max(Math.abs(a.value), Math.abs(b.value));
  if (a.value === 0) return finish({ best: a, other: a, evaluations: count() }, scale);
  if (b.value === 0) return finish({ best: b, other: b, evaluations: count() }, scale);
  if (!opposite(a, b)) return { kind: 'noSignChange', low: a, high: b, evaluations: count() };
  while (Math.abs(b.x - a.x) > tolerance && count() < maxEvaluations) {
    const middle = a.x + (b.x - a.x) / 2;
    if (middle === a.x || middle === b.x) break;
    const m = at(middle);
    if (m.value === 0) return finish({ best: m, other: m, evaluations: count() }, scale);
    if (opposite(a, m)) b = m;
    else a = m;
  }
  const aIsBest = Math.abs(a.value) <= Math.abs(b.value);
  return finish({ best: aIsBest ? a : b, other: aIsBest ? b : a, evaluations: count() }, scale);
}

/**
 * Brent's method (R. P. Brent 1973, ch. 4): inverse quadratic and secant steps, bisection whenever
 * they do not pay. The bracket always holds the sign change.
 */
export function brent(
  f: (x: number) => number,
  from: number,
  to: number,
  { tolerance = 1e-12, maxEvaluations = 200 }: RootOptions = {},
): RootResult {
  const { at, count } = sampler(f);
  let a = at(from);
  let b = at(to);
  const scale = Math.max(Math.abs(a.value), Math.abs(b.value));
  if (a.value === 0) return finish({ best: a, other: a, evaluations: count() }, scale);
  if (b.value === 0) return finish({ best: b, other: b, evaluations: count() }, scale);
  if (!opposite(a, b)) return { kind: 'noSignChange', low: a, high: b, evaluations: count() };
  // b is the best point so far, c the other end of the bracket, a the point before b.
  let c = a;
  let step = b.x - a.x;
  let stepBefore = step;
  while (count() < maxEvaluations) {
    if (!opposite(b, c)) {
      c = a;
      step = b.x - a.x;
      stepBefore = step;
    }
    if (Math.abs(c.value) < Math.abs(b.value)) {
      a = b;
      b = c;
      c = a;
    }
    const least = 4.440892098500626e-16 * Math.abs(b.x) + tolerance / 2;
    const half = (c.x - b.x) / 2;
    if (Math.abs(half) <= least || b.value === 0) break;
    const proposed = interpolate(a, b, c, half);
    const isGood =
      Math.abs(stepBefore) >= least &&
      Math.abs(a.value) > Math.abs(b.value) &&
      2 * Math.abs(proposed) < Math.min(3 * Math.abs(half) - least, Math.abs(stepBefore)) &&
      proposed > 0 === half > 0;
    stepBefore = isGood ? step : half;
    step = isGood ? proposed : half;
    a = b;
    b = at(Math.abs(step) > least ? b.x + step : b.x + (half > 0 ? least : -least));
  }
  if (!opposite(b, c)) c = a;
  const other = b.value === 0 ? b : c;
  return finish({ best: b, other, evaluations: count() }, scale);
}

/** The step from b that a secant, or a parabola in the value, would take. */
function interpolate(a: Sample, b: Sample, c: Sample, half: number): number {
  const s = b.value / a.value;
  if (a.x === c.x) return (2 * half * s) / (s - 1);
  const q = a.value / c.value;
  const r = b.value / c.value;
  const above = s * (2 * half * q * (q - r) - (b.x - a.x) * (r - 1));
  const below = (q - 1) * (r - 1) * (s - 1);
  return -above / below;
}
