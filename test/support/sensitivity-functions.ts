// Functions whose variance-based indices are known in closed form, on the unit cube.
import type { Estimate } from '../../scenarios/sensitivity/estimate.ts';
import type { UnitModel } from '../../scenarios/sensitivity/unit-model.ts';
import { streamKey } from '../../src/numeric/stream.ts';
import { fixture, sha256 } from './numeric.ts';

interface Indices {
  readonly mean?: number;
  readonly variance: number;
  readonly S1: readonly number[];
  readonly ST: readonly number[];
  readonly shapley: readonly number[];
}
export const PUBLISHED = fixture<{
  ishigami: Indices;
  sobol_g: Indices & { a: readonly number[] };
  linear_gaussian_correlated: {
    b: readonly number[];
    sd: readonly number[];
    rho: number;
    variance: number;
    shapley_unnormalised: readonly number[];
  };
}>('sensitivity.json');

/** sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, each x uniform from −π to π (Ishigami and Homma 1990). */
export const ishigami: UnitModel = (u) => {
  const [a, b, c] = [...u].map((x) => Math.PI * (2 * x - 1)) as [number, number, number];
  return Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a);
};

/** Π (|4u − 2| + a) / (1 + a), the g-function of Saltelli and Sobol'. */
export const sobolG: UnitModel = (u) =>
  u.reduce((product, x, i) => {
    const a = PUBLISHED.sobol_g.a[i] ?? NaN;
    return (product * (Math.abs(4 * x - 2) + a)) / (1 + a);
  }, 1);

export const sensitivityKey = streamKey('sensitivity test', 'scramble', sha256);

/** How many standard errors an estimate is off; 0 where both agree but for rounding. */
export function errorsOff({ estimate, standardError }: Estimate, truth: number): number {
  const off = Math.abs(estimate - truth);
  return off <= 1e-12 * Math.abs(truth) ? 0 : off / standardError;
}
