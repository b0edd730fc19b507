// Which inputs the variance of a figure comes from, for independent inputs.
import { invariant } from '../../src/error.ts';
import { SOBOL_DIMENSIONS, fillScrambled } from '../../src/numeric/sobol-sequence.ts';
import { mean, ratioOfMeans } from '../../src/numeric/statistics.ts';
import type { Estimate } from './estimate.ts';
import type { SampleSize, UnitModel } from './unit-model.ts';

/** One index by two estimators; they agree within their errors, or the sample is too small. */
export interface IndexEstimates {
  /** M. J. W. Jansen, Computer Physics Communications 117:35 (1999). */
  readonly jansen: Estimate;
  /** A. Janon et al., ESAIM: Probability and Statistics 18:342 (2014): pooled mean and variance. */
  readonly janon: Estimate;
}

export type VarianceIndices =
  | { readonly status: 'constant'; readonly value: number; readonly evaluations: number }
  | {
      readonly status: 'estimated';
      readonly mean: number;
      readonly variance: number;
      /**
       * First: the share that goes when the input is known. Total: the share left when all others
       * are.
       */
      readonly inputs: readonly {
        readonly first: IndexEstimates;
        readonly total: IndexEstimates;
        /**
         * First by differences, mean(B·(AB − A)) / variance (Saltelli et al. 2010, table 2 b): 0 to
         * the last digit for an input without influence, where the others have the sample's error.
         */
        readonly firstByDifferences: Estimate;
      }[];
      readonly evaluations: number;
    };

/** Estimates of numerators and denominators, one pair a replicate. */
interface Ratio {
  readonly above: number[];
  readonly below: number[];
}
const ratio = (): Ratio => ({ above: [], below: [] });

/**
 * Sobol' indices of first and total order by Saltelli's design (Saltelli et al., Computer Physics
 * Communications 181:259, 2010): points A and B are the two halves of a scrambled Sobol' point, and
 * AB_i is A with coordinate i from B; points·(inputs + 2) evaluations a replicate. At most 64
 * inputs. For inputs that depend on each other these do not add up: use shapleyEffects.
 */
export function varianceIndices(
  model: UnitModel,
  inputs: number,
  { points, replicates, key }: SampleSize,
): VarianceIndices {
  invariant(inputs > 0 && 2 * inputs <= SOBOL_DIMENSIONS, 'variance indices take 1 to 64 inputs');
  const means: number[] = [];
  const variances: number[] = [];
  const ratios = Array.from({ length: inputs }, () => ({
    first: { jansen: ratio(), janon: ratio() },
    total: { jansen: ratio(), janon: ratio() },
    differences: ratio(),
  }));
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const { a, b, ab } = evaluate(model, inputs, points, { key, replicate });
    const both = [...a, ...b];
    const centre = mean(both);
    const spread = mean(both.map((y) => (y - centre) * (y - centre)));
    means.push(centre);
    variances.push(spread);
    ratios.forEach(({ first, total, differences }, i) => {
      const mixed = ab[i] as Float64Array;
      differences.above.push(
        mean(b.map((y, p) => (y - centre) * ((mixed[p] as number) - (a[p] as number)))),
      );
      differences.below.push(spread);
      add(first, spread, pairOf(b, mixed, centre), 'shared');
      add(total, spread, pairOf(a, mixed, centre), 'rest');
    });
  }
  const evaluations = replicates * points * (inputs + 2);
  const variance = mean(variances);
  if (variance === 0) return { status: 'constant', value: mean(means), evaluations };
  const finish = ({ jansen, janon }: Record<keyof IndexEstimates, Ratio>): IndexEstimates => ({
    jansen: estimateOf(jansen),
    janon: estimateOf(janon),
  });
  return {
    status: 'estimated',
    mean: mean(means),
    variance,
    inputs: ratios.map(({ first, total, differences }) => ({
      first: finish(first),
      total: finish(total),
      firstByDifferences: estimateOf(differences),
    })),
    evaluations,
  };
}

interface Evaluations {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly ab: readonly Float64Array[];
}

function evaluate(
  model: UnitModel,
  inputs: number,
  points: number,
  scramble: { readonly key: SampleSize['key']; readonly replicate: number },
): Evaluations {
  const values = (): Float64Array => new Float64Array(points);
  const out = { a: values(), b: values(), ab: Array.from({ length: inputs }, values) };
  const pair = new Float64Array(2 * inputs);
  const point = pair.subarray(0, inputs);
  const other = pair.subarray(inputs);
  for (let p = 0; p < points; p += 1) {
    fillScrambled(pair, 0, 2 * inputs, p, scramble);
    out.a[p] = model(point);
    for (let i = 0; i < inputs; i += 1) {
      const own = point[i] as number;
      point[i] = other[i] as number;
      (out.ab[i] as Float64Array)[p] = model(point);
      point[i] = own;
    }
    out.b[p] = model(other);
  }
  return out;
}

/**
 * Half the mean squared difference of a pair of columns, and the variance of both taken together.
 */
function pairOf(
  y: Float64Array,
  z: Float64Array,
  centre: number,
): { readonly halfSquare: number; readonly pooled: number } {
  const at = (p: number): number => (z[p] as number) - centre;
  const half = (x: number): number => 0.5 * x * x;
  const halfSquare = mean(y.map((value, p) => half(value - (z[p] as number))));
  const middle = mean(y.map((value, p) => 0.5 * (value - centre + at(p))));
  const square = mean(y.map((value, p) => half(value - centre) + half(at(p))));
  return { halfSquare, pooled: square - middle * middle };
}

/**
 * A pair that shares only input i gives 1 − first index; one that shares all the rest, the total.
 */
function add(
  index: Record<keyof IndexEstimates, Ratio>,
  spread: number,
  { halfSquare, pooled }: { readonly halfSquare: number; readonly pooled: number },
  kind: 'shared' | 'rest',
): void {
  index.jansen.above.push(kind === 'shared' ? spread - halfSquare : halfSquare);
  index.jansen.below.push(spread);
  index.janon.above.push(kind === 'shared' ? pooled - halfSquare : halfSquare);
  index.janon.below.push(pooled);
}

/** Ratio of the means over replicates, with the delta method's error. */
function estimateOf({ above, below }: Ratio): Estimate {
  const found = ratioOfMeans(above, below);
  invariant(found, 'an index has a variance to be a share of');
  return { estimate: found.estimate, standardError: found.standardError };
}
