import { describe, expect, it } from 'vitest';
import {
  batches,
  meanAnswer,
  ratioAnswer,
  standardErrorCents,
} from '../../scenarios/mean-answer.ts';
import { mean, meanInterval, standardDeviation } from '../../src/numeric/statistics.ts';
import { normals } from '../support/draws.ts';

/** Four replicates of ten paths that are alike inside and far apart: dealt in turn. */
const dealt = Float64Array.from({ length: 40 }, (_, p) => 1000 * (p % 4) + Math.floor(p / 4));

describe('errors of a run whose paths come in replicates', () => {
  it('come from the means of the replicates, the estimate from all paths', () => {
    const means = batches(dealt, 4);
    expect([...means]).toEqual([4.5, 1004.5, 2004.5, 3004.5]);
    const { lower, upper } = meanInterval(means);
    const answer = meanAnswer(dealt, 4);
    expect(answer.cents).toBe(Math.round(mean(dealt)));
    expect(Math.abs(answer.lowerCents - lower)).toBeLessThan(1);
    expect(Math.abs(answer.upperCents - upper)).toBeLessThan(1);
    expect(standardErrorCents(dealt, 4)).toBe(Math.round(standardDeviation(means) / 2));
  });

  it('come from the paths themselves where these are independent, or too few', () => {
    expect(batches(dealt, 1)).toBe(dealt);
    expect(batches(dealt.subarray(0, 7), 4)).toHaveLength(7);
    expect(standardErrorCents(dealt)).toBe(Math.round(standardDeviation(dealt) / Math.sqrt(40)));
    expect(standardErrorCents(dealt.subarray(0, 1))).toBeNull();
    const { cents, lowerCents, upperCents } = meanAnswer(dealt.subarray(0, 1));
    expect([lowerCents, upperCents]).toEqual([cents, cents]);
  });

  it('of a ratio follow its replicates, and leave it the ratio of all paths', () => {
    const below = normals('below', 0, 40).map((z) => 100 + z);
    const above = below.map((b, p) => 2 * b + (p % 4) * 10);
    const ratio = ratioAnswer(above, below, 4);
    expect(ratio?.estimate).toBe(mean(above) / mean(below));
    const alone = ratioAnswer(above, below);
    const width = (of: typeof ratio): number => (of?.upper ?? 0) - (of?.lower ?? 0);
    expect(width(ratio)).toBeGreaterThan(3 * width(alone));
    expect(
      ratioAnswer(
        above,
        below.map(() => 0),
      ),
    ).toBeNull();
  });
});
