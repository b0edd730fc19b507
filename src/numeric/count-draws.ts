// Fast draws of counts by inversion: one uniform each, monotone in it, the same bits everywhere.
// Means below WALK_LIMIT walk the cumulative probabilities from zero; larger ones take the
// Cornish–Fisher expansion and, where it cannot decide between two integers, the exact tails.
import { invariant } from '../error.ts';
import { binomialTails, countQuantile, poissonTails } from './counts.ts';
import { exp, log1p } from './exp-log.ts';
import type { Tails } from './incomplete.ts';
import { standardNormalTable, tabulated } from './quantile-table.ts';

const WALK_LIMIT = 10;
/** Beyond it the rounding of the walked sum would decide; the exact tails do. */
const WALK_TOP = 0.999999;
/** Far beyond any walk below the limit and the top: P(N > 79) is under 1e-40 for a mean of 10. */
const WALK_END = 80;
const LARGEST_UNIFORM = 1 - 1.1102230246251565e-16;
const INVERSE = new Float64Array(WALK_END + 1);
for (let k = 1; k <= WALK_END; k += 1) INVERSE[k] = 1 / k;

/** e^(−i/16), i = 0 … 16·WALK_LIMIT. */
const EXP_OF_SIXTEENTHS = new Float64Array(16 * WALK_LIMIT + 1);
for (let i = 0; i <= 16 * WALK_LIMIT; i += 1) EXP_OF_SIXTEENTHS[i] = exp(-i / 16);

/** e^(−x) for 0 ≤ x < WALK_LIMIT, at a third of the cost of exp; relative error below 5e-16. */
function expOfMinus(x: number): number {
  const i = Math.floor(x * 16 + 0.5);
  const r = i / 16 - x;
  const r2 = r * r;
  const low = 1 + r + r2 * (1 / 2 + r * (1 / 6));
  const high = 1 / 24 + r * (1 / 120) + r2 * (1 / 720 + r * (1 / 5040));
  return (EXP_OF_SIXTEENTHS[i] as number) * (low + r2 * r2 * high);
}

/** x^n for a whole n by repeated squaring; used where x is just below 1. */
function wholePower(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let rest = n | 0; rest > 0; rest >>= 1) {
    if ((rest & 1) === 1) result *= square;
    square *= square;
  }
  return result;
}

/** The least k with P(N ≤ k) ≥ u for a Poisson count of this mean (mean ≥ 0, 0 < u < 1). */
export function poissonDraw(mean: number, u: number): number {
  if (mean < WALK_LIMIT) {
    if (u > WALK_TOP) return exactPoisson(mean, u, mean + 5);
    let term = expOfMinus(mean);
    let sum = term;
    let k = 0;
    while (u > sum && k < WALK_END) {
      k += 1;
      term *= mean * (INVERSE[k] as number);
      sum += term;
    }
    return k;
  }
  const k = expanded(u, mean, mean, mean, mean, mean);
  return k >= 0 ? k : exactPoisson(mean, u, mean);
}

function exactPoisson(mean: number, u: number, start: number): number {
  invariant(mean < Infinity && u > 0 && u < 1, 'a Poisson draw has a mean and a uniform');
  return countQuantile((k) => poissonTails(mean, k), { lower: u, upper: 1 - u }, start);
}

/**
 * The least k with P(N ≤ k) ≥ u among `trials` independent trials. Above a probability of one half
 * failures are drawn with 1 − u, which resolves u to 2^-53.
 */
export function binomialDraw(trials: number, probability: number, u: number): number {
  if (probability > 0.5) {
    return trials - lowBinomial(trials, 1 - probability, Math.min(1 - u, LARGEST_UNIFORM));
  }
  return lowBinomial(trials, probability, u);
}

function lowBinomial(trials: number, p: number, u: number): number {
  const mean = trials * p;
  const q = 1 - p;
  if (mean < WALK_LIMIT) {
    if (u > WALK_TOP) return exactBinomial(trials, p, u, mean + 5);
    let term = trials < 1_000_000 ? wholePower(q, trials) : exp(trials * log1p(-p));
    let sum = term;
    let k = 0;
    const odds = p / q;
    const end = trials < WALK_END ? trials : WALK_END;
    while (u > sum && k < end) {
      term *= odds * (trials - k) * (INVERSE[k + 1] as number);
      k += 1;
      sum += term;
    }
    return k;
  }
  const v = mean * q;
  const skew = q - p;
  const k = expanded(u, mean, v, v * skew, v * (1 - 6 * p * q), v * skew * (1 - 12 * p * q));
  return k >= 0 && k <= trials ? k : exactBinomial(trials, p, u, mean);
}

function exactBinomial(trials: number, p: number, u: number, start: number): number {
  invariant(trials * p < Infinity && u > 0 && u < 1, 'a binomial draw has a mean and a uniform');
  const at = (k: number): Tails => binomialTails(trials, p, k);
  return countQuantile(at, { lower: u, upper: 1 - u }, Math.min(trials, start));
}

/**
 * Cornish–Fisher to third order with the continuity terms of a lattice: the real y at which the
 * count's distribution function, smoothed, passes u; the count is ⌊y⌋. k2 … k5 are cumulants. −1
 * where the expansion's error might reach the next integer: measured against the exact tails for
 * variances from 5 on, error × variance^1.5 is below 0.014, 0.34 and 2.5 for |w| up to 2, 3 and 4;
 * the limits here are at least twice that, and the table of w adds its own error.
 */
function expanded(u: number, mean: number, k2: number, k3: number, k4: number, k5: number): number {
  const w = tabulated(standardNormalTable(), u);
  const w2 = w * w;
  if (!(w2 < 16)) return -1;
  const v = k2 - 1 / 12;
  const s = Math.sqrt(v);
  const perV = 1 / v;
  const g1 = k3 * perV * s * perV;
  const g2 = (k4 + 1 / 120) * perV * perV;
  const g3 = k5 * perV * perV * s * perV;
  const first = g1 * (w2 - 1) * (1 / 6);
  const second = w * (g2 * (w2 - 3) * (1 / 24) - g1 * g1 * (2 * w2 - 5) * (1 / 36));
  const third =
    g3 * ((w2 - 6) * w2 + 3) * (1 / 120) -
    g1 * g2 * ((w2 - 5) * w2 + 2) * (1 / 24) +
    g1 * g1 * g1 * ((12 * w2 - 53) * w2 + 17) * (1 / 324);
  const y = mean + 0.5 + s * (w + first + second + third);
  const k = Math.floor(y);
  const limit = w2 <= 4 ? 0.03 : w2 <= 9 ? 1 : 6;
  const error = limit + 1e-8 * v * v;
  const scale = v * s;
  const fraction = y - k;
  return fraction * scale > error && (1 - fraction) * scale > error ? k : -1;
}

/** Cumulative probabilities with a guide: for a count whose parameters stay fixed over many draws. */
export interface CountTable {
  /** P(N ≤ k), up to the first k that exceeds 1 − 2^-53. */
  readonly cumulative: Float64Array;
  /** guide[i] = the least k with P(N ≤ k) > i/256. */
  readonly guide: Uint32Array;
}

/** Tabulates a count from its tails, e.g. (k) => poissonTails(3.2, k). */
export function countTable(at: (k: number) => Tails): CountTable {
  const cumulative: number[] = [];
  for (let k = 0; k < 1_000_000; k += 1) {
    const { lower, upper } = at(k);
    cumulative.push(Math.max(lower, cumulative[k - 1] ?? 0));
    if (upper < 1.1102230246251565e-16) break;
  }
  const guide = new Uint32Array(256);
  let k = 0;
  for (let i = 0; i < 256; i += 1) {
    while (k < cumulative.length - 1 && (cumulative[k] ?? 1) <= i / 256) k += 1;
    guide[i] = k;
  }
  return { cumulative: Float64Array.from(cumulative), guide };
}

/** The least tabulated k with P(N ≤ k) ≥ u. */
export function drawCount({ cumulative, guide }: CountTable, u: number): number {
  const last = cumulative.length - 1;
  let k = guide[Math.floor(u * 256)] as number;
  while (k > 0 && (cumulative[k - 1] as number) >= u) k -= 1;
  while (k < last && (cumulative[k] as number) < u) k += 1;
  return k;
}
