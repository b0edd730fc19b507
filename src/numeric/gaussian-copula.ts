// Inputs that depend on each other through a Gaussian copula: correlated standard normals, each
// turned into a uniform by Φ. It has no tail dependence (scenarios.md §2.9).
import { invariant } from '../error.ts';
import { cholesky, timesLower } from './cholesky.ts';
import type { Matrix } from './cholesky.ts';
import { normalCdf, normalQuantile } from './normal.ts';

const BELOW_ONE = 0.9999999999999999;

/** Φ(z) kept strictly between 0 and 1, so that every inverse distribution is finite there. */
export function copulaUniform(z: number): number {
  return Math.min(BELOW_ONE, Math.max(Number.MIN_VALUE, normalCdf(z)));
}

function lowerOf(correlation: Matrix): readonly Float64Array[] {
  const result = cholesky(correlation);
  invariant(result.status === 'positive definite', 'a copula has a positive definite matrix');
  return result.lower;
}

/** Turns independent uniforms into correlated standard normals, both by number of the input. */
export type LatentDraw = (uniforms: ArrayLike<number>, latent: Float64Array) => void;

/**
 * Draws the latent normals of a copula. `correlation` is Pearson's of the normals
 * (pearsonOfSpearman, pearsonOfKendall), positive definite: check with `factorCorrelation` first.
 */
export function latentDraw(correlation: Matrix): LatentDraw {
  const lower = lowerOf(correlation);
  const independent = new Float64Array(lower.length);
  return (uniforms, latent) => {
    for (let i = 0; i < lower.length; i += 1) {
      independent[i] = normalQuantile(uniforms[i] as number);
    }
    timesLower(lower, independent, latent);
  };
}

/**
 * Draws inputs anew given the `kept` first ones of the order; `latent` is read for those and
 * written for the rest, `uniforms` is read for the rest. Both go by number of the input.
 */
export type LatentRedraw = (
  kept: number,
  uniforms: ArrayLike<number>,
  latent: Float64Array,
) => void;

/**
 * Draws latent normals given some of them. With L the factor of the matrix in the given order,
 * L_kk·e = z_k is solved for e by substitution, and the rest is L_rk·e + L_rr·e′ with e′ fresh: it
 * has the conditional mean Σ_rk·Σ_kk⁻¹·z_k and the conditional covariance. One factor serves every
 * `kept`. `order` names each input once.
 */
export function latentRedraw(correlation: Matrix, order: readonly number[]): LatentRedraw {
  const entry = (i: number, j: number): number =>
    (correlation[i] as ArrayLike<number>)[j] as number;
  const lower = lowerOf(order.map((i) => order.map((j) => entry(i, j))));
  const independent = new Float64Array(order.length);
  return (kept, uniforms, latent) => {
    for (let i = 0; i < order.length; i += 1) {
      const input = order[i] as number;
      const row = lower[i] as Float64Array;
      let known = 0;
      for (let j = 0; j < i; j += 1) known += (row[j] as number) * (independent[j] as number);
      if (i < kept) {
        independent[i] = ((latent[input] as number) - known) / (row[i] as number);
        continue;
      }
      const fresh = normalQuantile(uniforms[input] as number);
      independent[i] = fresh;
      latent[input] = known + (row[i] as number) * fresh;
    }
  };
}
