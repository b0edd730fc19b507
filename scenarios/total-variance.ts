import { invariant } from '../src/error.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import { mean, ratioOfMeans } from '../src/numeric/statistics.ts';
import { meanEstimate } from './sensitivity/estimate.ts';
import type { Estimate } from './sensitivity/estimate.ts';

/** Var(Y) = Var(E[Y|θ]) + E[Var(Y|θ)]: what is not known, and luck; in squared units of Y. */
export interface VarianceParts {
  /** Var(E[Y|θ]): would go if the parameters were known. Below 0 only by chance; not clipped. */
  readonly parameters: Estimate;
  /** E[Var(Y|θ)]: would stay. */
  readonly luck: Estimate;
  /** Share of the first part of both, by the delta method; null where nothing varies. */
  readonly share: Interval | null;
  readonly pairs: number;
}

/**
 * The law of total variance from pairs of runs: both of a pair have one draw of the parameters and
 * luck of their own, so that what they have in common is the parameters'. Their covariance is an
 * unbiased estimate of Var(E[Y|θ]), half the mean squared difference one of E[Var(Y|θ)] (the
 * pick-and-freeze design of Sobol' with luck as the other input). Each part has the standard error
 * of its mean over pairs.
 */
export function totalVariance(first: Float64Array, second: Float64Array): VarianceParts {
  const pairs = first.length;
  invariant(pairs >= 2 && second.length === pairs, 'parts of a variance take two pairs or more');
  // Each run is centred on its own mean: n products then make n − 1 covariances.
  const [a, b] = [mean(first), mean(second)];
  const shared = first.map((x, i) => ((x - a) * ((second[i] as number) - b) * pairs) / (pairs - 1));
  const own = first.map((x, i) => {
    const difference = x - (second[i] as number);
    return (difference * difference) / 2;
  });
  const all = shared.map((x, i) => x + (own[i] as number));
  const share = mean(all) === 0 ? null : ratioOfMeans(shared, all);
  return {
    parameters: meanEstimate(shared),
    luck: meanEstimate(own),
    share: share && { estimate: share.estimate, lower: share.lower, upper: share.upper },
    pairs,
  };
}
