import { describe, expect, it } from 'vitest';
import { rangeRunner } from '../../scenarios/run-range.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import { column, joinRanges } from '../../scenarios/statistics.ts';
import { totalVariance } from '../../scenarios/total-variance.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { mean, standardDeviation, variance } from '../../src/numeric/statistics.ts';
import { normals } from '../support/draws.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';

describe('parts of a variance from pairs', () => {
  it('are by hand those of three pairs', () => {
    const { parameters, luck, share } = totalVariance(
      Float64Array.of(1, 5, 3),
      Float64Array.of(2, 4, 6),
    );
    // Covariance ((−2)(−2) + 2·0 + 0·2) / 2 = 2; half the mean square of 1, 1 and 3 is 11/6.
    expect(parameters.estimate).toBeCloseTo(2, 12);
    expect(luck.estimate).toBeCloseTo(11 / 6, 12);
    expect(share?.estimate).toBeCloseTo(2 / (2 + 11 / 6), 12);
  });

  it('come without bias, each with the error it says: θ of variance 4, luck of variance 1', () => {
    const worlds = Array.from({ length: 300 }, (_, world) => {
      const theta = normals('theta', world, 200).map((z) => 2 * z);
      const add = (name: string): Float64Array => {
        const luck = normals(name, world, 200);
        return theta.map((t, i) => t + (luck[i] as number));
      };
      return totalVariance(add('luck'), add('other luck'));
    });
    for (const [part, truth] of [
      ['parameters', 4],
      ['luck', 1],
    ] as const) {
      const estimates = worlds.map((of) => of[part].estimate);
      const strays = standardDeviation(estimates);
      expect(Math.abs(mean(estimates) - truth)).toBeLessThan((4 * strays) / Math.sqrt(300));
      const said = mean(worlds.map((of) => of[part].standardError));
      expect(said / strays).toBeGreaterThan(0.85);
      expect(said / strays).toBeLessThan(1.15);
    }
  });
});

const PLAN = { ...EXAMPLE_PLAN, months: 3, noise: { group: 0.2, site: 0.2, lag: 0.1 } };
const SPEC: RunSpec = {
  plan: PLAN,
  parameters: EXAMPLE_PARAMETERS,
  sampling: INDEPENDENT,
  seed: '7',
  fixed: 'none',
  isNoisy: true,
};

function deltas(of: Partial<RunSpec>, paths: number): Float64Array {
  const run = rangeRunner({ ...SPEC, ...of }, sha256).run(0, paths);
  return column(joinRanges(PLAN.months, [run]), 'deltaCash');
}

describe('luck apart from parameters', () => {
  it('is the luck of another path, and of none of its parameters', () => {
    // All parameters fixed: path 0 with the luck of path 5 is path 5.
    const fixed = deltas({ fixed: 'all' }, 6);
    expect(deltas({ fixed: 'all', luckOffset: 5 }, 1)[0]).toBe(fixed[5]);
    expect(fixed[5]).not.toBe(fixed[0]);
    // No luck: the offset changes nothing.
    expect(deltas({ isNoisy: false, luckOffset: 5 }, 4)).toEqual(deltas({ isNoisy: false }, 4));
  });

  it('is nothing without noise, and everything with the parameters fixed', () => {
    const calm = totalVariance(
      deltas({ isNoisy: false }, 60),
      deltas({ isNoisy: false, luckOffset: 1000 }, 60),
    );
    expect(calm.luck.estimate).toBe(0);
    expect(calm.share?.estimate).toBe(1);
    const first = deltas({ fixed: 'all' }, 60);
    const { parameters, luck } = totalVariance(
      first,
      deltas({ fixed: 'all', luckOffset: 1000 }, 60),
    );
    expect(Math.abs(parameters.estimate)).toBeLessThan(4 * parameters.standardError);
    expect(Math.abs(luck.estimate - variance(first))).toBeLessThan(6 * luck.standardError);
  });

  it('agrees with the slow way: many lucks for each draw of the parameters', () => {
    const [draws, lucks] = [60, 8];
    const table = Array.from({ length: lucks }, (_, k) => deltas({ luckOffset: 1000 * k }, draws));
    const own = Array.from({ length: draws }, (_, i) => table.map((of) => of[i] as number));
    const within = mean(own.map((values) => variance(values)));
    // Means of a few lucks vary by what luck is left in them, too.
    const between = variance(own.map((values) => mean(values))) - within / lucks;
    const [first, second] = table;
    const { parameters, luck } = totalVariance(
      first ?? new Float64Array(0),
      second ?? new Float64Array(0),
    );
    expect(Math.abs(luck.estimate - within)).toBeLessThan(4 * luck.standardError);
    expect(Math.abs(parameters.estimate - between)).toBeLessThan(4 * parameters.standardError);
    expect(luck.estimate).toBeGreaterThan(4 * luck.standardError);
  });
});
