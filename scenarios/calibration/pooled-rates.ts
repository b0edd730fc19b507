// Rates of several payers that are alike but not the same: each leans on the others by how few
// claims it has, and how much they lean is itself read from the claims (a beta-binomial hierarchy,
// scenarios.md §4.3). Integrated over a grid of hyperparameters, so that its intervals are exact.
import { beta } from '../../src/numeric/distributions.ts';
import { lnGamma } from '../../src/numeric/incomplete.ts';
import { sum } from '../../src/numeric/statistics.ts';
import { weightsOf } from './posterior.ts';
import type { Posterior } from './posterior.ts';

/** So many of so many. */
export interface Successes {
  readonly successes: number;
  readonly trials: number;
}

/** What is believed of a rate beforehand: where it lies over all payers. */
export interface RatePrior {
  readonly mean: number;
  readonly sd: number;
}

/** A beta over payers: their mean rate, and how many claims' worth they are alike by. */
export interface HyperPoint {
  readonly mean: number;
  readonly alike: number;
}

/** Equally likely means of the prior, times how alike payers may be. */
const MEANS = 11;
export const ALIKE = [10, 25, 60, 150, 400] as const;
/** No mean is tried nearer to 0 or 1 than this: there a beta has next to no width. */
const EDGE = 0.02;

/** Every pair of hyperparameters that is tried; all are equally likely beforehand. */
export function hyperGrid({ mean, sd }: RatePrior): HyperPoint[] {
  const strength = (mean * (1 - mean)) / (sd * sd) - 1;
  const means = beta({ alpha: mean * strength, beta: (1 - mean) * strength });
  return Array.from({ length: MEANS }, (_, i) =>
    Math.min(1 - EDGE, Math.max(EDGE, means.quantile((i + 0.5) / MEANS))),
  ).flatMap((m) => ALIKE.map((alike) => ({ mean: m, alike })));
}

/** ln of the beta function. */
const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b);

/**
 * The rate of each group, and that of a group not seen yet (what all have in common), given what
 * was counted; the binomial coefficients are the same for every hyperparameter and left out.
 */
export function pooledRates(
  groups: readonly Successes[],
  prior: RatePrior,
): { readonly groups: readonly Posterior[]; readonly common: Posterior } {
  const grid = hyperGrid(prior).map(({ mean, alike }) => ({
    a: mean * alike,
    b: (1 - mean) * alike,
  }));
  const weights = weightsOf(
    grid.map(({ a, b }) =>
      sum(
        groups.map(
          ({ successes, trials }) => lnBeta(a + successes, b + trials - successes) - lnBeta(a, b),
        ),
      ),
    ),
  );
  const posterior = ({ successes, trials }: Successes): Posterior => ({
    kind: 'betas',
    parts: grid.flatMap(({ a, b }, i) => {
      const weight = weights[i] ?? 0;
      return weight === 0 ? [] : [{ weight, alpha: a + successes, beta: b + trials - successes }];
    }),
  });
  return { groups: groups.map(posterior), common: posterior({ successes: 0, trials: 0 }) };
}
