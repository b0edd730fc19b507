// All zeros of f(x) = Σ a_i·e^(−x·t_i) on the whole line. Multiplying by e^(s·x), with s between two
// exponents whose terms differ in sign, and differentiating takes exactly one change of sign out of
// the coefficients, and between two zeros of the derivative f·e^(s·x) is monotone: the proof of the
// generalised rule of signs (Laguerre 1883; G. J. O. Jameson, Math. Gazette 90, 2006), run as code.
import { invariant } from '../error.ts';
import { exp } from './exp-log.ts';
import { brent } from './roots.ts';
import { sum } from './statistics.ts';

/** One term a·e^(−x·t): `exponent` is t, `coefficient` a. */
export interface Term {
  readonly exponent: number;
  readonly coefficient: number;
}

/** A place where the sum is zero. */
export interface Zero {
  readonly x: number;
  /** The sum has one sign on both sides: a zero of even multiplicity, or two that rounding merges. */
  readonly isTouching: boolean;
}

/** Half an ulp of 1. */
const ROUNDING = 1.1102230246251565e-16;
/** Roundings of a term beside those of its exponent: amount, product, exponential and sum. */
const ROUNDINGS_OF_TERM = 8;
/** A coefficient of a derivative never gets smaller against the largest, so that it keeps its sign. */
const LEAST_COEFFICIENT = 1e-290;

/** One rung of the ladder: the sum itself, or what is left of it after `depth` derivatives. */
interface Rung {
  readonly exponents: readonly number[];
  readonly coefficients: readonly number[];
  readonly depth: number;
}

/** The index of the first coefficient whose sign differs from the one before; −1 for none. */
function firstChange(coefficients: readonly number[]): number {
  return coefficients.findIndex((a, i) => i > 0 && a < 0 !== (coefficients[i - 1] as number) < 0);
}

/** How often neighbouring coefficients differ in sign; at most as many zeros, and as even or odd. */
export function signChanges(coefficients: readonly number[]): number {
  return coefficients.filter((a, i) => i > 0 && a < 0 !== (coefficients[i - 1] as number) < 0)
    .length;
}

/** The derivative of f·e^(s·x), s in the middle of the gap before term `at`, largest size 1. */
function derivative({ exponents, coefficients, depth }: Rung, at: number): Rung {
  const s = ((exponents[at - 1] as number) + (exponents[at] as number)) / 2;
  const raw = coefficients.map((a, i) => a * (s - (exponents[i] as number)));
  const largest = raw.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  const scaled = raw.map((a, i) => {
    const size = Math.max(Math.abs(a) / largest, LEAST_COEFFICIENT);
    return (coefficients[i] as number) < 0 === i < at ? -size : size;
  });
  return { exponents, coefficients: scaled, depth: depth + 1 };
}

/** The sum over the sum of the sizes of its terms: −1 to 1; 0 when rounding could have made it. */
function relativeSum({ exponents, coefficients, depth }: Rung): (x: number) => number {
  const terms = new Float64Array(exponents.length);
  return (x) => {
    const origin = (x >= 0 ? exponents[0] : exponents.at(-1)) as number;
    let scale = 0;
    let roundings = 0;
    for (let i = 0; i < terms.length; i += 1) {
      const decay = x * ((exponents[i] as number) - origin);
      const term = (coefficients[i] as number) * exp(-decay);
      terms[i] = term;
      scale += Math.abs(term);
      roundings += Math.abs(term) * (decay + ROUNDINGS_OF_TERM + 3 * depth);
    }
    const total = sum(terms);
    return Math.abs(total) <= ROUNDING * roundings ? 0 : total / scale;
  };
}

/** A point beyond all zeros on one side: there the outermost term alone gives the sign. */
function beyond(f: (x: number) => number, from: number, step: number, outermost: number): number {
  let x = from + step;
  for (let by = step; f(x) * outermost <= 0; by *= 2) {
    x = from + by;
    invariant(Math.abs(x) < Infinity, 'far out the outermost term outweighs all others');
  }
  return x;
}

/** Zeros that rounding cannot tell apart, ascending. */
interface Cluster {
  readonly points: readonly number[];
  readonly isTouching: boolean;
}

/**
 * The zeros of a rung, between whose `critical` points (all zeros of the next one) it is monotone.
 * A zero at 0 comes out as exactly that.
 */
function zerosBetween(rung: Rung, critical: readonly number[]): Cluster[] {
  const knots = [0, ...critical].sort((a, b) => a - b);
  const f = relativeSum(rung);
  const { exponents, coefficients } = rung;
  const step = 1 / ((exponents.at(-1) as number) - (exponents[0] as number));
  const low = beyond(f, knots[0] as number, -step, coefficients.at(-1) as number);
  const high = beyond(f, knots.at(-1) as number, step, coefficients[0] as number);
  const found: Cluster[] = [];
  let before = { x: low, value: f(low) };
  let zeros: number[] = [];
  for (const x of [...knots, high]) {
    const value = f(x);
    if (value === 0) {
      zeros.push(x);
      continue;
    }
    const isTouching = before.value < 0 === value < 0;
    if (zeros.length > 0) found.push({ points: zeros, isTouching });
    else if (!isTouching) {
      const result = brent(f, before.x, x, { tolerance: 1e-17 * step });
      invariant(result.kind === 'root', 'a change of sign brackets a zero');
      found.push({ points: [result.root], isTouching });
    }
    before = { x, value };
    zeros = [];
  }
  return found;
}

/**
 * All real zeros of Σ a_i·e^(−x·t_i), ascending. Terms come with exponents that increase and
 * coefficients that are not 0, within 290 powers of ten of each other. Zeros that rounding cannot
 * tell apart are listed once; a sum that comes as near to zero as the rounding of its terms counts
 * as zero there. Takes about terms × changes of sign × zeros × 50 exponentials.
 */
export function zerosOfExponentialSum(terms: readonly Term[]): Zero[] {
  const exponents = terms.map(({ exponent }) => exponent);
  const largest = terms.reduce((most, { coefficient: a }) => Math.max(most, Math.abs(a)), 0);
  const coefficients = terms.map(({ coefficient }) => coefficient / largest);
  invariant(
    exponents.every((t, i) => i === 0 || t > (exponents[i - 1] as number)) &&
      coefficients.every((a) => a !== 0 && Math.abs(a) <= 1),
    'an exponential sum has increasing exponents and finite coefficients other than 0',
  );
  const ladder: Rung[] = [];
  let rung: Rung = { exponents, coefficients, depth: 0 };
  for (let at = firstChange(coefficients); at > 0; at = firstChange(rung.coefficients)) {
    ladder.push(rung);
    rung = derivative(rung, at);
  }
  let clusters: Cluster[] = [];
  for (const next of ladder.reverse()) {
    clusters = zerosBetween(
      next,
      clusters.flatMap(({ points }) => points),
    );
  }
  return clusters.map(({ points, isTouching }) => ({
    x: points[Math.floor(points.length / 2)] as number,
    isTouching,
  }));
}
