import { pearsonOfSpearman } from '../src/numeric/correlation.ts';
import { copulaUniform, latentDraw } from '../src/numeric/gaussian-copula.ts';
import { owenScramble, pointOfPath, sobolWord } from '../src/numeric/sobol-sequence.ts';
import { streamKey, uniform } from '../src/numeric/stream.ts';
import type { Sha256, StreamKey } from '../src/numeric/stream.ts';
import { centralOf, distributionOf } from './draw.ts';
import { neutralOf, PARAMETER_IDS, PARAMETER_INDEX } from './effects.ts';
import type { ParameterId } from './effects.ts';
import { isEstimate, isVarying } from './parameters.ts';
import type { ParameterSet } from './parameters.ts';

/** Rank correlation of two parameters. */
export interface Correlation {
  readonly between: readonly [ParameterId, ParameterId];
  /** Spearman's rho, strictly between -1 and 1. */
  readonly rho: number;
}

/** How the values of a path are drawn. */
export interface Sampling {
  readonly correlations: readonly Correlation[];
  /**
   * `random`: every path for itself. `sobol`: scrambled Sobol' points, so that paths cover the
   * parameters evenly; path p is point floor(p / replicates) of replicate p mod replicates.
   */
  readonly sampler: 'random' | 'sobol';
  /** Independent scrambles of a Sobol' run; what they differ by is its error. */
  readonly replicates: number;
  /**
   * `mirrored`: every second point of a Sobol' replicate has the luck of the one before turned over
   * (antithetic variates), so that what luck adds to one it takes from the other; else `own`.
   */
  readonly luck?: 'own' | 'mirrored';
}

export const INDEPENDENT: Sampling = { correlations: [], sampler: 'random', replicates: 1 };

/** The parameters of a run with how they are drawn, ready to give the values of any path. */
export interface ValueSource {
  /** Fills the values of a path in the order of PARAMETER_IDS; absent ones are neutral. */
  fill(path: number, out: Float64Array): void;
}

/**
 * One uniform for each parameter, addressed by its id or by its frozen dimension, so that adding a
 * parameter, or holding one, changes no other. Correlated ones are joined by a Gaussian copula
 * whose matrix was found positive definite when the scenario was read.
 */
export function valueSource(
  parameters: ParameterSet,
  of: {
    readonly seed: string;
    readonly fixed: 'none' | 'estimates' | 'all';
    readonly sampling: Sampling;
    readonly sha256: Sha256;
  },
): ValueSource {
  const uniformOf = uniformsOf(of);
  const copula = copulaOf(of.sampling.correlations, uniformOf);
  const compiled = parameters.map((parameter) => {
    const { id, draw } = parameter;
    const isFixed = of.fixed === 'all' || (of.fixed === 'estimates' && isEstimate(parameter));
    const isHeld = isFixed || draw.kind === 'point';
    return {
      id,
      index: PARAMETER_INDEX[id],
      held: isHeld ? centralOf(draw) : null,
      distribution: distributionOf(draw),
    };
  });
  return {
    fill(path, out) {
      PARAMETER_IDS.forEach((id, i) => {
        out[i] = neutralOf(id);
      });
      copula?.draw(path);
      for (const { id, index, held, distribution } of compiled) {
        if (held !== null) out[index] = held;
        else out[index] = distribution.quantile(copula?.uniform(id) ?? uniformOf(id, path));
      }
    },
  };
}

type UniformOf = (id: ParameterId, path: number) => number;

function uniformsOf(of: {
  readonly seed: string;
  readonly sampling: Sampling;
  readonly sha256: Sha256;
}): UniformOf {
  const { sampler, replicates } = of.sampling;
  if (sampler === 'sobol') {
    const key = streamKey(of.seed, 'parameters/sobol', of.sha256);
    return (id, path) => {
      const { replicate, index } = pointOfPath(path, replicates);
      const dimension = PARAMETER_INDEX[id];
      const word = owenScramble(sobolWord(index, dimension), dimension, { key, replicate });
      return (word + 0.5) * TWO_MINUS_32;
    };
  }
  const keys = new Map<ParameterId, StreamKey>();
  return (id, path) => {
    let key = keys.get(id);
    if (key === undefined) {
      key = streamKey(of.seed, `parameter/${id}`, of.sha256);
      keys.set(id, key);
    }
    return uniform(key, { path, entity: 0, draw: 0 });
  };
}

const TWO_MINUS_32 = 2.3283064365386963e-10;

/** Parameters that a correlation names, in the order of PARAMETER_IDS. */
export function correlatedIds(correlations: readonly Correlation[]): readonly ParameterId[] {
  const named = new Set(correlations.flatMap(({ between }) => between));
  return PARAMETER_IDS.filter((id) => named.has(id));
}

/**
 * Correlations with a parameter of one value, which nothing can move with. They stay in the matrix,
 * so that holding a parameter changes the draws of no other.
 */
export function idleCorrelations(
  parameters: ParameterSet,
  correlations: readonly Correlation[],
): readonly { readonly between: Correlation['between']; readonly held: ParameterId }[] {
  const isHeld = (id: ParameterId) => parameters.some((p) => p.id === id && !isVarying(p));
  return correlations.flatMap(({ between }) => {
    const held = between.find(isHeld);
    return held === undefined ? [] : [{ between, held }];
  });
}

/** Pearson's matrix of the normals behind correlated parameters, in the order of their ids. */
export function latentMatrix(correlations: readonly Correlation[]): Float64Array[] {
  const ids = correlatedIds(correlations);
  const matrix = ids.map((_, i) => Float64Array.from(ids, (__, j) => (i === j ? 1 : 0)));
  for (const { between, rho } of correlations) {
    const [i, j] = [ids.indexOf(between[0]), ids.indexOf(between[1])];
    const r = pearsonOfSpearman(rho);
    (matrix[i] as Float64Array)[j] = r;
    (matrix[j] as Float64Array)[i] = r;
  }
  return matrix;
}

/** Draws the uniforms of correlated parameters together; null where none are. */
function copulaOf(correlations: readonly Correlation[], uniformOf: UniformOf) {
  if (correlations.length === 0) return null;
  const ids = correlatedIds(correlations);
  const place = new Map(ids.map((id, i) => [id, i]));
  const latent = new Float64Array(ids.length);
  const uniforms = new Float64Array(ids.length);
  const joint = latentDraw(latentMatrix(correlations));
  return {
    draw(path: number): void {
      ids.forEach((id, i) => {
        uniforms[i] = uniformOf(id, path);
      });
      joint(uniforms, latent);
    },
    uniform(id: ParameterId): number | undefined {
      const i = place.get(id);
      return i === undefined ? undefined : copulaUniform(latent[i] as number);
    },
  };
}
