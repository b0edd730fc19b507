import { describe, expect, it } from 'vitest';
import { normalDensity, normalQuantile } from '../../src/numeric/normal.ts';
import { mean, standardDeviation } from '../../src/numeric/statistics.ts';
import { lowerTailMean } from '../../src/numeric/tail-mean.ts';
import { normals } from '../support/draws.ts';

const shuffled = [7, 2, 10, 4, 1, 9, 3, 8, 6, 5];

describe('the mean of the worst part', () => {
  it('is the mean of the lowest values, the last one by its part of a whole', () => {
    expect(lowerTailMean(shuffled, 0.1).estimate).toBeCloseTo(1, 12);
    expect(lowerTailMean(shuffled, 0.3).estimate).toBeCloseTo(2, 12);
    expect(lowerTailMean(shuffled, 0.25).estimate).toBeCloseTo((1 + 2 + 0.5 * 3) / 2.5, 12);
    expect(lowerTailMean(shuffled, 0.01).estimate).toBeCloseTo(1, 12);
    expect(lowerTailMean(shuffled, 1).estimate).toBeCloseTo(mean(shuffled), 12);
  });

  it('has the standard error of a mean where the tail is all', () => {
    const { standardError } = lowerTailMean(shuffled, 1);
    expect(standardError).toBeCloseTo(standardDeviation(shuffled) / Math.sqrt(10), 12);
    expect(lowerTailMean(shuffled, 0.1).standardError).toBe(Infinity);
  });

  it('of normals is −φ(z)/α, and its error is how far it strays from world to world', () => {
    const worlds = Array.from({ length: 400 }, (_, world) =>
      lowerTailMean(normals('tail', world, 1000), 0.05),
    );
    const truth = -normalDensity(normalQuantile(0.05)) / 0.05;
    const estimates = worlds.map(({ estimate }) => estimate);
    const strays = standardDeviation(estimates);
    expect(Math.abs(mean(estimates) - truth)).toBeLessThan(4 * (strays / 20) + 0.01);
    const said = mean(worlds.map(({ standardError }) => standardError));
    // 400 worlds know their own deviation to about 4 %.
    expect(said / strays).toBeGreaterThan(0.88);
    expect(said / strays).toBeLessThan(1.12);
  });
});
