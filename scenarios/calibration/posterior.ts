// What a log leaves open about a parameter, as plain data: it goes into JSON, and a scenario can
// draw a parameter from it by its quantiles (scenarios.md §2.6: one uniform per variate).
import { invariant } from '../../src/error.ts';
import type { Distribution } from '../../src/numeric/distributions.ts';
import { exp, log, normalCdf } from '../../src/numeric/elementary.ts';
import { incompleteBeta } from '../../src/numeric/incomplete.ts';
import { brent } from '../../src/numeric/roots.ts';
import { quantile, quantiles } from '../../src/numeric/sample-quantile.ts';
import { studentTTails, sum } from '../../src/numeric/statistics.ts';

/** One of several explanations, with how much the data speak for it; weights add up to 1. */
interface Weighted {
  readonly weight: number;
}

/** A distribution over a parameter: mixtures of named ones, or a sample. */
export type Posterior =
  /** Of a share. */
  | {
      readonly kind: 'betas';
      readonly parts: readonly (Weighted & { readonly alpha: number; readonly beta: number })[];
    }
  /** Student's t around a centre; `isLog`: the parameter is the exponential of it. */
  | {
      readonly kind: 'students';
      readonly degrees: number;
      readonly isLog: boolean;
      readonly parts: readonly (Weighted & { readonly centre: number; readonly scale: number })[];
    }
  | {
      readonly kind: 'normals';
      readonly isLog: boolean;
      readonly parts: readonly (Weighted & { readonly centre: number; readonly scale: number })[];
    }
  /** Positive values equally far apart as logarithms, rising; each spreads over its own cell. */
  | {
      readonly kind: 'log-grid';
      readonly cells: readonly (Weighted & { readonly value: number })[];
    }
  /** Equally likely values, rising. */
  | { readonly kind: 'sample'; readonly values: readonly number[] };

/** A central interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** P(parameter ≤ x). */
export function cdfOf(posterior: Posterior, x: number): number {
  switch (posterior.kind) {
    case 'betas':
      return sum(
        posterior.parts.map(({ weight, alpha, beta }) =>
          x <= 0 ? 0 : x >= 1 ? weight : weight * incompleteBeta(alpha, beta, x, 1 - x).lower,
        ),
      );
    case 'students': {
      const { degrees, isLog, parts } = posterior;
      if (isLog && x <= 0) return 0;
      const at = isLog ? log(x) : x;
      return sum(
        parts.map(
          ({ weight, centre, scale }) =>
            weight * studentTTails(degrees, (at - centre) / scale).lower,
        ),
      );
    }
    case 'normals': {
      const { isLog, parts } = posterior;
      if (isLog && x <= 0) return 0;
      const at = isLog ? log(x) : x;
      return sum(
        parts.map(({ weight, centre, scale }) => weight * normalCdf((at - centre) / scale)),
      );
    }
    case 'log-grid': {
      const { cells } = posterior;
      if (x <= 0) return 0;
      const step = log((cells[1]?.value ?? 1) / (cells[0]?.value ?? 1));
      // Where x lies, in cells from the lower end of the first one.
      const place = log(x / (cells[0]?.value ?? 1)) / step + 0.5;
      return sum(cells.map(({ weight }, i) => weight * Math.min(1, Math.max(0, place - i))));
    }
    case 'sample': {
      const { values } = posterior;
      const below = values.filter((value) => value < x).length;
      const equal = values.filter((value) => value === x).length;
      return (below + (equal + 1) / 2) / (values.length + 1);
    }
  }
}

/** The x with P(parameter ≤ x) = p, 0 < p < 1. */
export function quantileOf(posterior: Posterior, p: number): number {
  invariant(p > 0 && p < 1, 'a quantile lies between 0 and 1');
  if (posterior.kind === 'sample') return quantile(posterior.values, p, 'hf6');
  const isOnLine = posterior.kind === 'students' || posterior.kind === 'normals';
  // Shares and deviations are searched by their logarithm, so that small ones keep their digits.
  const at = (t: number): number =>
    isOnLine ? (posterior.isLog ? exp(t) : t) : posterior.kind === 'betas' ? shareAt(t) : exp(t);
  const miss = (t: number): number => cdfOf(posterior, at(t)) - p;
  const [low, high] = bracket(posterior, miss);
  const found = brent(miss, low, high, { tolerance: 1e-11 });
  return at(found.kind === 'root' ? found.root : low);
}

/** The logistic function: every share is at one place of the line. */
const shareAt = (t: number): number => 1 / (1 + exp(-t));

/** Two places on the line of search around every quantile that is asked for. */
function bracket(
  posterior: Exclude<Posterior, { kind: 'sample' }>,
  miss: (t: number) => number,
): [number, number] {
  let [low, high] =
    posterior.kind === 'students' || posterior.kind === 'normals'
      ? [
          Math.min(...posterior.parts.map(({ centre, scale }) => centre - 4 * scale)),
          Math.max(...posterior.parts.map(({ centre, scale }) => centre + 4 * scale)),
        ]
      : posterior.kind === 'betas'
        ? [-8, 8]
        : [
            log((posterior.cells[0]?.value ?? 1) / 2),
            log((posterior.cells.at(-1)?.value ?? 1) * 2),
          ];
  for (let i = 0; i < 60 && miss(low) > 0; i++) low -= high - low;
  for (let i = 0; i < 60 && miss(high) < 0; i++) high += high - low;
  return [low, high];
}

export const medianOf = (posterior: Posterior): number => quantileOf(posterior, 0.5);

/** The central interval that holds the parameter with this probability. */
export function intervalOf(posterior: Posterior, level: number): Interval {
  const tail = (1 - level) / 2;
  return { lower: quantileOf(posterior, tail), upper: quantileOf(posterior, 1 - tail) };
}

/** The posterior as scenarios draw parameters: by its quantiles; its mean is that of 199 of them. */
export function distributionOf(posterior: Posterior): Distribution {
  const grid = Array.from({ length: 199 }, (_, i) => quantileOf(posterior, (i + 1) / 200));
  return {
    name: `posterior (${posterior.kind})`,
    quantile: (u) => quantileOf(posterior, u),
    upperQuantile: (q) => quantileOf(posterior, 1 - q),
    mean: sum(grid) / grid.length,
    isDiscrete: false,
  };
}

/** Values that a sample is kept by: as many quantiles, equally likely. */
const KEPT = 199;

/** A posterior by equally likely values; of many, by so many of their quantiles. */
export function sampleOf(values: readonly number[]): Posterior {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length <= KEPT) return { kind: 'sample', values: sorted };
  const at = Array.from({ length: KEPT }, (_, i) => (i + 1) / (KEPT + 1));
  return { kind: 'sample', values: quantiles(sorted, at, 'hf6') };
}

/** Weights that add up to 1 from logarithms of how well each explanation fits; small ones go. */
export function weightsOf(logFits: readonly number[], least = 1e-4): number[] {
  const best = Math.max(...logFits);
  const raw = logFits.map((fit) => exp(fit - best));
  const total = sum(raw);
  const kept = raw.map((weight) => (weight / total < least ? 0 : weight));
  const rest = sum(kept);
  return kept.map((weight) => weight / rest);
}
