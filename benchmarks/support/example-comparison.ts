import type { Comparison } from '../../scenarios/compare.ts';
import type { Sampling } from '../../scenarios/value-source.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../../test/support/example-plan.ts';

/** How a scenario draws its parameters unless it says otherwise. */
const BY_DEFAULT: Sampling = { correlations: [], sampler: 'sobol', replicates: 8 };

/** The workload of the benchmarks of scenarios: three sites of two practices over 36 months. */
export function exampleComparison(of: {
  readonly paths: number;
  readonly bridgePaths?: number;
}): Comparison {
  return {
    scenario: 'benchmark',
    title: 'Benchmark',
    scenarioDigest: 'none',
    plan: EXAMPLE_PLAN,
    parameters: EXAMPLE_PARAMETERS,
    sampling: BY_DEFAULT,
    seed: '20260401',
    paths: of.paths,
    bridgePaths: of.bridgePaths ?? 0,
    // Two is the least that the side runs can do with; they are no part of any question here.
    sidePaths: 2,
    isNoisy: true,
  };
}

/** Site-months that a path lives in both its arms. */
export const SITE_MONTHS_A_PATH = 2 * EXAMPLE_PLAN.months * EXAMPLE_PLAN.sites.length;
