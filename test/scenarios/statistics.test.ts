import { describe, expect, it } from 'vitest';
import { explainedQuantiles, pathAt } from '../../scenarios/statistics.ts';
import { normalQuantile } from '../../src/numeric/normal.ts';
import { coverageBand } from '../../scenarios/backtest/coverage.ts';
import { normals } from '../support/draws.ts';

/** 1 to n in an order that is not theirs; 7 divides no n here. */
const mixed = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => ((7 * i) % n) + 1);

describe('the interval of a quantile', () => {
  it('lies between the published order statistics, and names their paths', () => {
    const values = mixed(1000);
    const [p95] = explainedQuantiles(values, [0.95]);
    // scenarios.md §2.5: n = 1000, p = 0.95 → ranks 936 and 964.
    expect(p95?.interval).toMatchObject({ lower: 936, upper: 964 });
    expect(values[p95?.interval.lowerPath ?? -1]).toBe(936);
    expect(values[p95?.interval.upperPath ?? -1]).toBe(964);
    expect(p95?.interval.coverage).toBeGreaterThanOrEqual(0.95);
    expect(pathAt(values, 0.95).interval).toEqual(p95?.interval);
  });

  it('has no bound on a side that so few paths cannot bound', () => {
    const [low, , high] = explainedQuantiles(mixed(16), [0.1, 0.5, 0.9]);
    expect(low?.interval).toMatchObject({ lower: null, lowerPath: null });
    expect(low?.interval.upper).not.toBeNull();
    expect(high?.interval).toMatchObject({ upper: null, upperPath: null });
  });

  it('holds the true quantile as often as it says', () => {
    const worlds = 400;
    let held = 0;
    let promised = 0;
    for (let world = 0; world < worlds; world++) {
      const [p10] = explainedQuantiles(normals('quantile', world, 200), [0.1]);
      const { lower, upper, coverage } = p10?.interval ?? {};
      promised = coverage ?? 0;
      if ((lower ?? Infinity) <= normalQuantile(0.1) && normalQuantile(0.1) < (upper ?? -Infinity))
        held += 1;
    }
    const { least, most } = coverageBand({ trials: worlds, nominal: promised }, 0.99);
    expect(held).toBeGreaterThanOrEqual(least);
    expect(held).toBeLessThanOrEqual(most);
  });
});
