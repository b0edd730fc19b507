import { describe, expect, it } from 'vitest';
import { hyperGrid, pooledRates } from '../../../scenarios/calibration/pooled-rates.ts';
import type { Successes } from '../../../scenarios/calibration/pooled-rates.ts';
import { cdfOf, intervalOf, medianOf } from '../../../scenarios/calibration/posterior.ts';
import { jeffreysInterval } from '../../../src/numeric/statistics.ts';

const PRIOR = { mean: 0.1, sd: 0.04 };

/** P(rate of the first group ≤ x) by plain sums over rates of every group, a thousand each. */
function bySums(groups: readonly Successes[], x: number): number {
  const rates = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
  let [below, all] = [0, 0];
  for (const { mean, alike } of hyperGrid(PRIOR)) {
    const density = (p: number): number =>
      p ** (mean * alike - 1) * (1 - p) ** ((1 - mean) * alike - 1);
    // Its own normalising sum, so that no gamma function is needed.
    const norm = rates.reduce((sum, p) => sum + density(p), 0);
    const likely = ({ successes, trials }: Successes, p: number): number =>
      (density(p) / norm) * p ** successes * (1 - p) ** (trials - successes);
    const others = groups
      .slice(1)
      .reduce((product, g) => product * rates.reduce((sum, p) => sum + likely(g, p), 0), 1);
    for (const p of rates) {
      const weight = others * likely(groups[0] as Successes, p);
      all += weight;
      if (p <= x) below += weight;
    }
  }
  return below / all;
}

describe('rates of payers that are alike', () => {
  it('are what plain sums over every rate say', () => {
    const groups = [
      { successes: 6, trials: 40 },
      { successes: 3, trials: 60 },
      { successes: 30, trials: 200 },
    ];
    const own = pooledRates(groups, PRIOR).groups[0];
    for (const x of [0.08, 0.12, 0.16, 0.2]) {
      expect(own && cdfOf(own, x)).toBeCloseTo(bySums(groups, x), 2);
    }
  });

  it('lean on each other by how few claims they have', () => {
    const big = { successes: 150, trials: 1000 };
    const [small, large] = pooledRates([{ successes: 0, trials: 5 }, big, big, big], PRIOR).groups;
    expect(small && medianOf(small)).toBeGreaterThan(0.1);
    expect(large && medianOf(large)).toBeCloseTo(0.15, 2);
  });

  it('are the claims’ own once there are many, whatever was believed', () => {
    const { groups } = pooledRates([{ successes: 4000, trials: 10_000 }], PRIOR);
    const found = groups[0] && intervalOf(groups[0], 0.95);
    const own = jeffreysInterval(4000, 10_000);
    expect(found?.lower).toBeCloseTo(own.lower, 2);
    expect(found?.upper).toBeCloseTo(own.upper, 2);
  });

  it('of a payer without claims are what all have in common', () => {
    const { groups, common } = pooledRates(
      [
        { successes: 0, trials: 0 },
        { successes: 40, trials: 200 },
      ],
      PRIOR,
    );
    expect(groups[0]).toEqual(common);
  });
});
