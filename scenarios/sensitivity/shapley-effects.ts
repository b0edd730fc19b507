// Shares of a figure's variance that add up to all of it, also where inputs depend on each other.
import { invariant } from '../../src/error.ts';
import type { Matrix } from '../../src/numeric/cholesky.ts';
import { copulaUniform, latentDraw, latentRedraw } from '../../src/numeric/gaussian-copula.ts';
import type { LatentRedraw } from '../../src/numeric/gaussian-copula.ts';
import { shapley } from '../../src/numeric/shapley.ts';
import { SOBOL_DIMENSIONS, fillScrambled } from '../../src/numeric/sobol-sequence.ts';
import { ratioOfMeans } from '../../src/numeric/statistics.ts';
import { uniform } from '../../src/numeric/stream.ts';
import type { StreamKey } from '../../src/numeric/stream.ts';
import { meanEstimate } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import type { SampleSize, UnitModel } from './unit-model.ts';

export type ShapleyEffects =
  | { readonly status: 'constant'; readonly evaluations: number }
  | {
      readonly status: 'estimated';
      readonly variance: Estimate;
      /**
       * `effect` in squared units of the figure; the shares add up to 1, the effects to the
       * variance.
       */
      readonly inputs: readonly { readonly effect: Estimate; readonly share: Estimate }[];
      readonly evaluations: number;
    };

export interface ShapleyOptions extends SampleSize {
  /**
   * 'coalitions' takes every order of the inputs by way of their 2^inputs coalitions, the default
   * up to 6 inputs; 'permutations' draws one order a point, inputs + 1 evaluations each.
   */
  readonly orders?: 'coalitions' | 'permutations';
}

const MOST_COALITION_INPUTS = 6;

/** Half the squared change of the figure when the inputs that are not kept are drawn anew. */
type Cost = (redraw: LatentRedraw, kept: number) => number;
/** One replicate's and point's contribution to each input's effect. */
type Contributions = (cost: Cost, at: { replicate: number; point: number }) => readonly number[];

/**
 * Shapley effects (Song, Nelson and Staum, SIAM/ASA J. Uncertainty Quantification 4:1060, 2016;
 * Owen and Prieur 2017) for inputs with a Gaussian copula of the given positive definite
 * correlation of normals: the Shapley shares of c(J) = E[Var(Y | all inputs but J)]. That
 * expectation is ½·E[(Y − Y_J)²] with the inputs J drawn anew given the rest, so that one pair of
 * runs estimates it without bias; each point's shares add up to its half squared change, and the
 * effects to the variance.
 */
export function shapleyEffects(
  model: UnitModel,
  correlation: Matrix,
  options: ShapleyOptions,
): ShapleyEffects {
  const inputs = correlation.length;
  invariant(inputs > 0 && 2 * inputs <= SOBOL_DIMENSIONS, 'Shapley effects take 1 to 64 inputs');
  const { points, replicates, key } = options;
  const byCoalitions = (options.orders ?? defaultOrders(inputs)) === 'coalitions';
  const contributions = byCoalitions
    ? coalitionContributions(correlation)
    : orderContributions(correlation, key);
  const draw = latentDraw(correlation);
  const pair = new Float64Array(2 * inputs);
  const latent = new Float64Array(inputs);
  const changed = new Float64Array(inputs);
  const point = new Float64Array(inputs);
  const run = (at: Float64Array): number => {
    for (let i = 0; i < inputs; i += 1) point[i] = copulaUniform(at[i] as number);
    return model(point);
  };
  const effects = Array.from({ length: inputs }, () => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const sums = new Float64Array(inputs);
    for (let p = 0; p < points; p += 1) {
      fillScrambled(pair, 0, 2 * inputs, p, { key, replicate });
      draw(pair, latent);
      const base = run(latent);
      const fresh = pair.subarray(inputs);
      const shares = contributions(
        (redraw, kept) => {
          changed.set(latent);
          redraw(kept, fresh, changed);
          const change = run(changed) - base;
          return 0.5 * change * change;
        },
        { replicate, point: p },
      );
      for (let i = 0; i < inputs; i += 1) sums[i] = (sums[i] as number) + (shares[i] as number);
    }
    effects.forEach((of, i) => (of[replicate] = (sums[i] as number) / points));
  }
  const runs = byCoalitions ? 1 << inputs : inputs + 1;
  return summary(effects, replicates * points * runs);
}

const defaultOrders = (inputs: number): 'coalitions' | 'permutations' =>
  inputs <= MOST_COALITION_INPUTS ? 'coalitions' : 'permutations';

function coalitionContributions(correlation: Matrix): Contributions {
  const inputs = correlation.length;
  invariant(inputs <= 16, 'every coalition is taken for up to 16 inputs');
  const all = Array.from({ length: inputs }, (_, i) => i);
  const redraws = Array.from({ length: 1 << inputs }, (_, mask) => {
    const kept = all.filter((i) => (mask & (1 << i)) === 0);
    const rest = all.filter((i) => (mask & (1 << i)) !== 0);
    return { kept: kept.length, redraw: latentRedraw(correlation, [...kept, ...rest]) };
  });
  const values = new Float64Array(redraws.length);
  return (cost) => {
    redraws.forEach(({ kept, redraw }, mask) => {
      values[mask] = mask === 0 ? 0 : cost(redraw, kept);
    });
    return shapley(values, inputs);
  };
}

/** The orders come from draws of the same stream that no scramble uses: their counters end in 1. */
function orderContributions(correlation: Matrix, key: StreamKey): Contributions {
  const inputs = correlation.length;
  return (cost, { replicate, point }) => {
    const ranks = Array.from({ length: inputs }, (_, draw) =>
      uniform(key, { path: replicate, entity: point, draw }),
    );
    const order = [...ranks.keys()].sort((i, j) => (ranks[i] as number) - (ranks[j] as number));
    // The last ones of the order are drawn anew first, so that one factor serves all its prefixes.
    const redraw = latentRedraw(correlation, order);
    const shares = ranks.map(() => 0);
    let before = 0;
    for (let kept = inputs - 1; kept >= 0; kept -= 1) {
      const after = cost(redraw, kept);
      shares[order[kept] as number] = after - before;
      before = after;
    }
    return shares;
  };
}

function summary(effects: readonly Float64Array[], evaluations: number): ShapleyEffects {
  const replicates = (effects[0] as Float64Array).length;
  const totals = Float64Array.from({ length: replicates }, (_, r) =>
    effects.reduce((total, of) => total + (of[r] as number), 0),
  );
  if (totals.every((total) => total === 0)) return { status: 'constant', evaluations };
  return {
    status: 'estimated',
    variance: meanEstimate(totals),
    inputs: effects.map((of) => {
      const share = ratioOfMeans(of, totals);
      invariant(share, 'a share has a variance to be a share of');
      const { estimate, standardError } = share;
      return { effect: meanEstimate(of), share: { estimate, standardError } };
    }),
    evaluations,
  };
}
