import {
  beta,
  lognormal,
  lognormalFromRange,
  normal,
  pert,
  point,
  triangular,
  uniformBetween,
} from '../src/numeric/distributions.ts';
import type { Distribution } from '../src/numeric/distributions.ts';
import { fromQuantiles } from '../src/numeric/from-quantiles.ts';
import type { QuantileTable } from '../src/numeric/from-quantiles.ts';

interface Ends {
  readonly min: number;
  readonly max: number;
}
interface ThreePoints extends Ends {
  readonly mode: number;
}

/** How a parameter varies over paths; plain data, in the parameter's own unit. */
export type Draw =
  | { readonly kind: 'point'; readonly value: number }
  | ({ readonly kind: 'triangular' } & ThreePoints)
  | ({ readonly kind: 'pert' } & ThreePoints)
  | ({ readonly kind: 'uniform' } & Ends)
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'lognormal'; readonly median: number; readonly gsd: number }
  | { readonly kind: 'lognormal-range'; readonly p5: number; readonly p95: number }
  /** A beta on 0 to 1. */
  | { readonly kind: 'beta'; readonly alpha: number; readonly beta: number }
  /** Of any shape, by some of its quantiles. */
  | ({ readonly kind: 'quantiles' } & QuantileTable);

/** Throws `numeric/bad-distribution` in its own words where it is none. */
export function distributionOf(draw: Draw): Distribution {
  switch (draw.kind) {
    case 'point':
      return point(draw.value);
    case 'triangular':
      return draw.min === draw.max ? point(draw.mode) : triangular(draw);
    case 'pert':
      return draw.min === draw.max ? point(draw.mode) : pert(draw);
    case 'uniform':
      return draw.min === draw.max ? point(draw.min) : uniformBetween(draw);
    case 'normal':
      return normal(draw);
    case 'lognormal':
      return lognormal(draw);
    case 'lognormal-range':
      return lognormalFromRange(draw);
    case 'beta':
      return beta(draw);
    case 'quantiles':
      return fromQuantiles(draw);
  }
}

/**
 * The value a parameter is held at when it is not drawn: the mode that a file names, the median of a
 * lognormal or of quantiles, the mean of the others.
 */
export function centralOf(draw: Draw): number {
  switch (draw.kind) {
    case 'point':
      return draw.value;
    case 'triangular':
    case 'pert':
      return draw.mode;
    case 'lognormal':
      return draw.median;
    case 'lognormal-range':
    case 'quantiles':
      return distributionOf(draw).quantile(0.5);
    default:
      return distributionOf(draw).mean;
  }
}

/** The value that a share of all draws does not exceed. */
export const quantileOf = (draw: Draw, p: number): number => distributionOf(draw).quantile(p);

/** Keys of each distribution as a scenario file writes them, in that order. */
export const DRAW_KEYS = {
  point: ['value'],
  triangular: ['min', 'mode', 'max'],
  pert: ['min', 'mode', 'max'],
  uniform: ['min', 'max'],
  normal: ['mean', 'sd'],
  lognormal: ['median', 'gsd'],
  'lognormal-range': ['p5', 'p95'],
  beta: ['alpha', 'beta'],
  quantiles: ['at', 'values'],
} as const satisfies Readonly<Record<Draw['kind'], readonly string[]>>;

/** Keys that hold a plain number: no unit is said of them. */
const PLAIN: ReadonlySet<string> = new Set(['gsd', 'alpha', 'beta']);

/** Whether a key of a distribution is a plain number and no value of the parameter. */
export const isPlainKey = (key: string): boolean => PLAIN.has(key);

/** What is told of a table of quantiles: it may be a long one. */
const TOLD = [
  ['p5', 0.05],
  ['p50', 0.5],
  ['p95', 0.95],
] as const;

/** The figures of a draw with their keys, in the order of DRAW_KEYS; of quantiles three of them. */
export function figuresOf(draw: Draw): readonly (readonly [key: string, value: number])[] {
  if (draw.kind === 'quantiles') {
    const { quantile } = distributionOf(draw);
    return TOLD.map(([key, p]) => [key, Math.round(quantile(p) * 1e6) / 1e6]);
  }
  const figures = draw as unknown as Readonly<Record<string, number>>;
  return DRAW_KEYS[draw.kind].map((key) => [key, figures[key] as number]);
}

/** A draw in short: its kind and its figures in order; of a value that is known, the value alone. */
export function drawWords(draw: Draw): string {
  const figures = figuresOf(draw).map(([, value]) => String(value));
  return draw.kind === 'point' ? figures.join('') : `${draw.kind} ${figures.join(' / ')}`;
}
