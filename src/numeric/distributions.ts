// Named distributions as inverse distribution functions: one uniform per variate, no rejection, so
// that common random numbers, antithetics and stratification stay aligned (scenarios.md §2.6).
import { FeeworthError } from '../error.ts';
import { exp, log, log1p, pow } from './exp-log.ts';
import { inverseIncompleteBeta, inverseIncompleteGamma, lnGamma } from './incomplete.ts';
import { normalQuantile } from './normal.ts';

/** A distribution by its quantiles. Arguments lie strictly between 0 and 1. */
export interface Distribution {
  readonly name: string;
  /** The least x with P(X ≤ x) ≥ u. */
  readonly quantile: (u: number) => number;
  /** quantile(1 − q) without losing the digits of a small q: the survival function's inverse. */
  readonly upperQuantile: (q: number) => number;
  readonly mean: number;
  readonly isDiscrete: boolean;
}

/** z with P(Z ≤ z) = 0.95: what "p5 to p95" means for a normal or lognormal. */
export const Z_95 = 1.6448536269514722;

/** Refuses a parameter with the reader's own words; every distribution checks its own. */
export function refuseParameter(name: string, problem: string, hint: string): never {
  throw new FeeworthError('scenario/bad-distribution', 'input', `${name}: ${problem}`, { hint });
}

function finite(name: string, parameters: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(parameters)) {
    if (!Number.isFinite(value)) {
      refuseParameter(name, `${key} is not a finite number`, `give ${key} as a plain number`);
    }
  }
}

function positive(name: string, parameters: Readonly<Record<string, number>>): void {
  finite(name, parameters);
  for (const [key, value] of Object.entries(parameters)) {
    if (!(value > 0)) {
      refuseParameter(name, `${key} is ${value}`, `${key} must be greater than 0`);
    }
  }
}

/** A value that is known: every draw is the same. */
export function point(value: number): Distribution {
  finite('point', { value });
  const at = (): number => value;
  return { name: 'point', quantile: at, upperQuantile: at, mean: value, isDiscrete: true };
}

export function uniformBetween({ min, max }: { min: number; max: number }): Distribution {
  finite('uniform', { min, max });
  if (min >= max) refuseParameter('uniform', `min ${min} is not below max ${max}`, 'min < max');
  const width = max - min;
  return {
    name: 'uniform',
    quantile: (u) => min + width * u,
    upperQuantile: (q) => max - width * q,
    mean: min + width / 2,
    isDiscrete: false,
  };
}

export function normal({ mean, sd }: { mean: number; sd: number }): Distribution {
  finite('normal', { mean });
  positive('normal', { sd });
  return {
    name: 'normal',
    quantile: (u) => mean + sd * normalQuantile(u),
    upperQuantile: (q) => mean - sd * normalQuantile(q),
    mean,
    isDiscrete: false,
  };
}

/** Lognormal by its median and geometric standard deviation (gsd > 1). */
export function lognormal({ median, gsd }: { median: number; gsd: number }): Distribution {
  positive('lognormal', { median, gsd });
  if (gsd <= 1) refuseParameter('lognormal', `gsd is ${gsd}`, 'gsd must be greater than 1');
  return lognormalOf(log(median), log(gsd));
}

/** Lognormal by its 5th and 95th percentiles. */
export function lognormalFromRange({ p5, p95 }: { p5: number; p95: number }): Distribution {
  positive('lognormal', { p5, p95 });
  if (p5 >= p95) refuseParameter('lognormal', `p5 ${p5} is not below p95 ${p95}`, 'p5 < p95');
  return lognormalOf((log(p5) + log(p95)) / 2, (log(p95) - log(p5)) / (2 * Z_95));
}

function lognormalOf(mu: number, sigma: number): Distribution {
  return {
    name: 'lognormal',
    quantile: (u) => exp(mu + sigma * normalQuantile(u)),
    upperQuantile: (q) => exp(mu - sigma * normalQuantile(q)),
    mean: exp(mu + (sigma * sigma) / 2),
    isDiscrete: false,
  };
}

interface ThreePoints {
  readonly min: number;
  readonly mode: number;
  readonly max: number;
}

function orderedThree(name: string, { min, mode, max }: ThreePoints): void {
  finite(name, { min, mode, max });
  if (!(min <= mode && mode <= max && min < max)) {
    refuseParameter(
      name,
      `${min}, ${mode}, ${max} are not in order`,
      'min ≤ mode ≤ max, min < max',
    );
  }
}

/** Triangular; min and max are the ends, not percentiles. */
export function triangular({ min, mode, max }: ThreePoints): Distribution {
  orderedThree('triangular', { min, mode, max });
  const width = max - min;
  const left = mode - min;
  const right = max - mode;
  const fromLeft = (u: number): number => min + Math.sqrt(u * width * left);
  const fromRight = (q: number): number => max - Math.sqrt(q * width * right);
  return {
    name: 'triangular',
    quantile: (u) => (u * width <= left ? fromLeft(u) : fromRight(1 - u)),
    upperQuantile: (q) => (q * width <= right ? fromRight(q) : fromLeft(1 - q)),
    mean: (min + mode + max) / 3,
    isDiscrete: false,
  };
}

export function beta({ alpha, beta: b }: { alpha: number; beta: number }): Distribution {
  positive('beta', { alpha, beta: b });
  return {
    name: 'beta',
    quantile: (u) => inverseIncompleteBeta(alpha, b, { lower: u, upper: 1 - u }).x,
    upperQuantile: (q) => inverseIncompleteBeta(alpha, b, { lower: 1 - q, upper: q }).x,
    mean: alpha / (alpha + b),
    isDiscrete: false,
  };
}

/** PERT: a beta between min and max whose mean is (min + λ·mode + max)/(λ + 2); λ = 4 by custom. */
export function pert({
  min,
  mode,
  max,
  lambda = 4,
}: ThreePoints & { lambda?: number }): Distribution {
  orderedThree('pert', { min, mode, max });
  positive('pert', { lambda });
  const width = max - min;
  const alpha = 1 + (lambda * (mode - min)) / width;
  const b = 1 + (lambda * (max - mode)) / width;
  const place = (lower: number, upper: number): number => {
    const { x, y } = inverseIncompleteBeta(alpha, b, { lower, upper });
    return x < 0.5 ? min + width * x : max - width * y;
  };
  return {
    name: 'pert',
    quantile: (u) => place(u, 1 - u),
    upperQuantile: (q) => place(1 - q, q),
    mean: (min + lambda * mode + max) / (lambda + 2),
    isDiscrete: false,
  };
}

/** Gamma by shape and scale; the mean is shape × scale. */
export function gamma({ shape, scale }: { shape: number; scale: number }): Distribution {
  positive('gamma', { shape, scale });
  return {
    name: 'gamma',
    quantile: (u) => scale * inverseIncompleteGamma(shape, { lower: u, upper: 1 - u }),
    upperQuantile: (q) => scale * inverseIncompleteGamma(shape, { lower: 1 - q, upper: q }),
    mean: shape * scale,
    isDiscrete: false,
  };
}

/** Weibull by shape and scale: payment lags and times to failure. */
export function weibull({ shape, scale }: { shape: number; scale: number }): Distribution {
  positive('weibull', { shape, scale });
  return {
    name: 'weibull',
    quantile: (u) => scale * pow(-log1p(-u), 1 / shape),
    upperQuantile: (q) => scale * pow(-log(q), 1 / shape),
    mean: scale * exp(lnGamma(1 + 1 / shape)),
    isDiscrete: false,
  };
}

/** Exponential by its mean: waiting times without memory. */
export function exponential({ mean }: { mean: number }): Distribution {
  positive('exponential', { mean });
  return {
    name: 'exponential',
    quantile: (u) => -mean * log1p(-u),
    upperQuantile: (q) => -mean * log(q),
    mean,
    isDiscrete: false,
  };
}

/**
 * Observed values, each equally likely: the inverse of their distribution function (hf1). Order of
 * the values does not matter, so two columns never become correlated by having been sorted.
 */
export function empirical(values: ArrayLike<number>): Distribution {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0) refuseParameter('empirical', 'there are no values', 'give at least one value');
  for (const value of sorted) finite('empirical', { value });
  const at = (i: number): number => sorted[i < 0 ? 0 : i >= n ? n - 1 : i] as number;
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    name: 'empirical',
    quantile: (u) => at(Math.ceil(u * n) - 1),
    upperQuantile: (q) => at(n - 1 - Math.floor(q * n)),
    mean: sum / n,
    isDiscrete: true,
  };
}
