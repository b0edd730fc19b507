// Level, growth, season and noise of a monthly series, by linear regression of its logarithm with
// normal priors. How large the noise is and how much the level drifts are two further unknowns: each
// pair on a grid explains the series more or less well, and all are used by how well they do. So
// every figure is a mixture of normals, exact but for the grid.
import { invariant } from '../../src/error.ts';
import { cholesky, solveLower } from '../../src/numeric/cholesky.ts';
import { spearmanOfPearson } from '../../src/numeric/correlation.ts';
import { exp, log } from '../../src/numeric/elementary.ts';
import { sum } from '../../src/numeric/statistics.ts';
import { weightsOf } from './posterior.ts';
import type { Posterior } from './posterior.ts';

/** What is believed of a series beforehand. */
export interface TrendPrior {
  /** Month's noise, as sd of the logarithm: its middle, and the sd of its own logarithm. */
  readonly noise: { readonly middle: number; readonly logSd: number };
  readonly growth: { readonly mean: number; readonly sd: number };
  /** Logarithms of the season, January first, and how far a month may lie from them. */
  readonly season: readonly number[];
  readonly seasonSd: number;
}

/** A month from which on the level may be another one: somebody joined. */
export interface Step {
  readonly at: number;
  readonly sd: number;
}

export interface TrendSeries {
  /** All positive, oldest first. */
  readonly values: readonly number[];
  /** Calendar month of the first value, 0 = January. */
  readonly calendar: number;
  readonly step?: Step;
}

/** Variance of a month's drift as a share of the variance of the month's noise. */
export const DRIFTS = [0, 0.01, 0.04, 0.16, 0.64] as const;
/** Sd of the level beforehand: nothing is known of it. */
const LEVEL_SD = 10;
/** Sizes of the noise that are tried: so many sds of its logarithm to each side, and how many. */
const NOISE_REACH = 3.5;
const NOISE_STEPS = 41;

/** One pair's fit: coefficients are normal around `mean`. */
interface Part {
  readonly weight: number;
  readonly noise: number;
  readonly drift: number;
  readonly mean: Float64Array;
  /** The same less what the prior expects. */
  readonly move: Float64Array;
  /** L, where L·Lᵀ is the precision of the coefficients. */
  readonly root: readonly Float64Array[];
  readonly whitened: Whitened;
}

/** A series and what it is made of, freed of the correlation that a drift gives its errors. */
interface Whitened {
  readonly drift: number;
  readonly lower: readonly Float64Array[];
  readonly lnDeterminant: number;
  readonly columns: readonly Float64Array[];
  /** The series less what the prior expects. */
  readonly miss: Float64Array;
  readonly products: readonly (readonly number[])[];
  readonly pulls: readonly number[];
  readonly square: number;
}

export interface TrendFit {
  readonly series: TrendSeries;
  readonly parts: readonly Part[];
  /** Noise sizes that were tried, rising, with how likely each is. */
  readonly noises: readonly { readonly value: number; readonly weight: number }[];
}

const LEVEL = 0;
const GROWTH = 1;
const SEASON = 2;
const STEP = 14;

/** What a month's logarithm is made of: level, years since the last month, season, step. */
function designRow({ values, calendar, step }: TrendSeries, t: number): Float64Array {
  const row = new Float64Array(step === undefined ? STEP : STEP + 1);
  row[LEVEL] = 1;
  row[GROWTH] = (t - (values.length - 1)) / 12;
  row[SEASON + ((calendar + t) % 12)] = 1;
  if (step !== undefined && t >= step.at) row[STEP] = 1;
  return row;
}

/** Fits a series; needs one positive value. */
export function fitTrend(series: TrendSeries, prior: TrendPrior): TrendFit {
  const { values, step } = series;
  invariant(values.length > 0 && values.every((x) => x > 0), 'a logarithm needs positive values');
  const logs = Float64Array.from(values, log);
  const hasStep = step !== undefined;
  const means = [mean(logs), prior.growth.mean, ...prior.season, ...(hasStep ? [0] : [])];
  const sds = [
    LEVEL_SD,
    prior.growth.sd,
    ...prior.season.map(() => prior.seasonSd),
    ...(hasStep ? [step.sd] : []),
  ];
  const precisions = sds.map((sd) => 1 / (sd * sd));
  const rows = Array.from(values, (_, t) => designRow(series, t));
  const noises = noiseGrid(prior);
  const pairs = DRIFTS.flatMap((drift) => {
    const whitened = whiten(drift, rows, logs, means);
    return noises.map(({ value: noise, weight }) => ({
      whitened,
      noise,
      ...posteriorOf(whitened, noise, precisions, log(weight)),
    }));
  });
  const weights = weightsOf(pairs.map(({ logFit }) => logFit));
  const parts = pairs.flatMap(({ whitened, noise, root, move }, i): Part[] => {
    const weight = weights[i] ?? 0;
    if (weight === 0) return [];
    const at = Float64Array.from(means, (m, k) => m + (move[k] ?? 0));
    return [{ weight, noise, drift: whitened.drift, mean: at, move, root, whitened }];
  });
  const ofNoise = noises.map(({ value }, i) => ({
    value,
    weight: sum(DRIFTS.map((_, d) => weights[d * noises.length + i] ?? 0)),
  }));
  return { series, parts, noises: ofNoise };
}

const mean = (values: Float64Array): number => sum(values) / values.length;

/** Sizes of the noise, equally far apart as logarithms, weighed by a normal of the logarithm. */
function noiseGrid({ noise: { middle, logSd } }: TrendPrior): { value: number; weight: number }[] {
  return Array.from({ length: NOISE_STEPS }, (_, i) => {
    const z = NOISE_REACH * ((2 * i) / (NOISE_STEPS - 1) - 1);
    return { value: middle * exp(z * logSd), weight: exp((-z * z) / 2) };
  });
}

/** Covariance of two months' errors, in variances of the noise: its own, and their common drift. */
const errors = (drift: number, s: number, t: number): number =>
  (s === t ? 1 : 0) + drift * (Math.min(s, t) + 1);

function whiten(
  drift: number,
  rows: readonly Float64Array[],
  logs: Float64Array,
  means: readonly number[],
): Whitened {
  const lower = factor(rows.map((_, s) => rows.map((__, t) => errors(drift, s, t))));
  const miss = solveLower(
    lower,
    logs.map((y, t) => y - dot(rows[t] ?? [], means)),
  );
  const columns = means.map((_, k) =>
    solveLower(
      lower,
      rows.map((row) => row[k] ?? 0),
    ),
  );
  return {
    drift,
    lower,
    lnDeterminant: lnDiagonal(lower),
    columns,
    miss,
    products: columns.map((x) => columns.map((y) => dot(x, y))),
    pulls: columns.map((x) => dot(x, miss)),
    square: dot(miss, miss),
  };
}

function lnDiagonal(lower: readonly Float64Array[]): number {
  let total = 0;
  for (let i = 0; i < lower.length; i++) total += log((lower[i] as Float64Array)[i] as number);
  return total;
}

/** Coefficients for one noise, and how well the pair explains the series (its ln, constants off). */
function posteriorOf(
  { products, pulls, square, miss, lnDeterminant }: Whitened,
  noise: number,
  precisions: readonly number[],
  lnPrior: number,
): { root: readonly Float64Array[]; move: Float64Array; logFit: number } {
  const per = 1 / (noise * noise);
  // The lower triangle is all that is read.
  const root = factor(
    products.map((row, j) => {
      const own = Float64Array.from(row);
      for (let k = 0; k <= j; k++) own[k] = (own[k] as number) * per;
      own[j] = (own[j] as number) + (precisions[j] as number);
      return own;
    }),
  );
  const pull = solveLower(
    root,
    pulls.map((x) => x * per),
  );
  const left = square * per - dot(pull, pull);
  const logFit = lnPrior - miss.length * log(noise) - lnDeterminant - lnDiagonal(root) - left / 2;
  return { root, move: solveUpper(root, pull), logFit };
}

function factor(matrix: readonly ArrayLike<number>[]): readonly Float64Array[] {
  const result = cholesky(matrix);
  invariant(result.status === 'positive definite', 'noise makes every covariance definite');
  return result.lower;
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i] as number) * (y[i] as number);
  return total;
}

/** The x with Lᵀ·x = b. */
function solveUpper(lower: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(lower.length);
  for (let i = lower.length - 1; i >= 0; i--) {
    let left = b[i] as number;
    for (let j = i + 1; j < lower.length; j++) {
      left -= ((lower[j] as Float64Array)[i] as number) * (x[j] as number);
    }
    x[i] = left / ((lower[i] as Float64Array)[i] as number);
  }
  return x;
}

/** Variance of a weighted sum of the coefficients: the square of L⁻¹ times the weights. */
function varianceOf({ root }: Part, weights: ArrayLike<number>): number {
  const image = solveLower(root, weights);
  return dot(image, image);
}

/** A weighted sum of the coefficients; `isLog`: the exponential of it. */
function combination(
  fit: TrendFit,
  entries: readonly (readonly [number, number])[],
  isLog: boolean,
): Posterior {
  const weights = new Float64Array(fit.parts[0]?.mean.length ?? 0);
  for (const [at, weight] of entries) weights[at] = weight;
  return mixture(fit, isLog, (part) => ({
    centre: dot(part.mean, weights),
    variance: varianceOf(part, weights),
  }));
}

/** Neighbouring sizes of the noise that are made one normal: they hardly differ. */
const MERGED = 3;

/** All pairs as one mixture, with few enough parts to be written down. */
function mixture(
  fit: TrendFit,
  isLog: boolean,
  of: (part: Part) => { readonly centre: number; readonly variance: number },
): Posterior {
  const places = new Map(fit.noises.map(({ value }, i) => [value, i]));
  const cells = new Map<string, { weight: number; first: number; second: number }>();
  for (const part of fit.parts) {
    const { centre, variance } = of(part);
    const key = `${part.drift} ${Math.floor((places.get(part.noise) ?? 0) / MERGED)}`;
    const cell = cells.get(key) ?? { weight: 0, first: 0, second: 0 };
    cell.weight += part.weight;
    cell.first += part.weight * centre;
    cell.second += part.weight * (variance + centre * centre);
    cells.set(key, cell);
  }
  const parts = [...cells.values()].map(({ weight, first, second }) => {
    const centre = first / weight;
    return { weight, centre, scale: Math.sqrt(Math.max(0, second / weight - centre * centre)) };
  });
  return { kind: 'normals', isLog, parts };
}

/** Coefficients that make the level of the last month, season taken out. */
const levelIn = ({ series }: TrendFit): readonly (readonly [number, number])[] => [
  [LEVEL, 1],
  ...Array.from({ length: 12 }, (_, m) => [SEASON + m, 1 / 12] as const),
  ...(series.step === undefined ? [] : [[STEP, 1] as const]),
];

/** An average month's value at the level of the last month, season taken out; drift apart. */
export const levelOf = (fit: TrendFit): Posterior => combination(fit, levelIn(fit), true);

/**
 * Spearman's correlation of the level and the growth of a fit, as if both were normal: a series that
 * may have grown faster has come to a higher level.
 */
export function levelWithGrowth(fit: TrendFit): number {
  const growth = [[GROWTH, 1]] as const;
  const [both, level, own] = [[...levelIn(fit), ...growth], levelIn(fit), growth].map((entries) =>
    spreadOf(combination(fit, entries, false)),
  ) as [number, number, number];
  const r = (both - level - own) / (2 * Math.sqrt(level * own));
  return spearmanOfPearson(Math.min(1, Math.max(-1, r)));
}

/** Variance of a mixture of normals. */
function spreadOf(posterior: Posterior): number {
  invariant(posterior.kind === 'normals', 'a combination is a mixture of normals');
  const { parts } = posterior;
  const mean = sum(parts.map(({ weight, centre }) => weight * centre));
  const about = (x: number): number => (x - mean) * (x - mean);
  return sum(parts.map(({ weight, centre, scale }) => weight * (scale * scale + about(centre))));
}

/** Growth a year, as a difference of logarithms. */
export const growthOf = (fit: TrendFit): Posterior => combination(fit, [[GROWTH, 1]], false);

/** Factor of a calendar month (0 = January) against the geometric mean of all twelve. */
export const seasonOf = (fit: TrendFit, month: number): Posterior =>
  combination(
    fit,
    Array.from({ length: 12 }, (_, m) => [SEASON + m, (m === month ? 1 : 0) - 1 / 12] as const),
    true,
  );

/** Change of the level at the step, as a difference of logarithms. */
export function stepOf(fit: TrendFit): Posterior {
  invariant(fit.series.step !== undefined, 'a series without a step has none to tell');
  return combination(fit, [[STEP, 1]], false);
}

/** The month's noise, as sd of the logarithm; drift is not in it. */
export const noiseOf = (fit: TrendFit): Posterior => ({ kind: 'log-grid', cells: fit.noises });

/** The value `ahead` months after the last one (1 is the next), noise and drift included. */
export function forecastOf(fit: TrendFit, ahead: number): Posterior {
  const t = fit.series.values.length - 1 + ahead;
  const row = designRow(fit.series, t);
  // What the months up to now say of the next one's error goes by drift, not by noise.
  const shared = new Map<number, Float64Array>();
  return mixture(fit, true, (part) => {
    const { lower, columns, miss } = part.whitened;
    const known =
      shared.get(part.drift) ??
      solveLower(
        lower,
        lower.map((_, s) => errors(part.drift, s, t)),
      );
    shared.set(part.drift, known);
    const rest = row.map((x, k) => x - dot(columns[k] ?? [], known));
    const own = errors(part.drift, t, t) - dot(known, known);
    // Residuals are miss − Σ column·move, and known · column is row − rest.
    const carried =
      dot(known, miss) - sum(part.move.map((m, k) => m * ((row[k] ?? 0) - (rest[k] ?? 0))));
    return {
      centre: dot(part.mean, row) + carried,
      variance: part.noise * part.noise * own + varianceOf(part, rest),
    };
  });
}
