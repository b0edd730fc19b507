import { describe, expect, test } from 'vitest';
import { elementaryEffects } from '../../../scenarios/sensitivity/morris.ts';
import { errorsOff, ishigami, sensitivityKey as key } from '../../support/sensitivity-functions.ts';

/** Every elementary effect there is: each start of the grid of four levels with both ends. */
function allEffects(model: (u: Float64Array) => number, inputs: number): number[][] {
  const effects: number[][] = Array.from({ length: inputs }, () => []);
  for (let start = 0; start < 4 ** inputs; start += 1) {
    const levels = Array.from({ length: inputs }, (_, i) => Math.floor(start / 4 ** i) % 4);
    for (let i = 0; i < inputs; i += 1) {
      const moved = levels.map((level, j) => (j === i ? (level + 2) % 4 : level));
      const at = (of: number[]): number => model(Float64Array.from(of, (level) => level / 3));
      const step = ((moved[i] ?? 0) - (levels[i] ?? 0)) / 3;
      effects[i]?.push((at(moved) - at(levels)) / step);
    }
  }
  return effects;
}
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

describe('elementary effects', () => {
  const found = elementaryEffects(ishigami, 3, { trajectories: 4000, grid: 'ends', key });

  test('of Ishigami are those of all starts of the grid within four standard errors', () => {
    allEffects(ishigami, 3).forEach((effects, i) => {
      const { mu, muStar, sigma } = found[i] ?? { mu: null, muStar: null, sigma: NaN };
      if (!mu || !muStar) throw new Error('missing');
      const m = mean(effects);
      // sin² takes one value off the ends of the grid: 7·0.75 over 2/3.
      expect(
        i === 1
          ? Math.abs(muStar.estimate - 7.875)
          : errorsOff(muStar, mean(effects.map(Math.abs))),
      ).toBeLessThan(i === 1 ? 1e-12 : 4);
      expect(errorsOff(mu, m)).toBeLessThan(4);
      expect(sigma / Math.sqrt(mean(effects.map((e) => (e - m) ** 2)))).toBeCloseTo(1, 1);
    });
  });

  test('of Ishigami are the ones SALib publishes for 10,000 trajectories: 7.68, 7.875, 6.26', () => {
    [7.68, 7.875, 6.26].forEach((published, i) =>
      expect(Math.abs((found[i]?.muStar.estimate ?? NaN) - published)).toBeLessThan(0.3),
    );
  });

  test('of a line are its slopes, without spread, on both grids and any even number of levels', () => {
    for (const grid of ['cells', 'ends'] as const) {
      for (const levels of [2, 4, 10]) {
        const design = { trajectories: 8, levels, grid, key };
        const line = elementaryEffects((u) => 3 * (u[0] ?? 0) - 2 * (u[1] ?? 0), 2, design);
        [3, -2].forEach((slope, i) => {
          expect(line[i]?.mu.estimate).toBeCloseTo(slope, 12);
          expect(line[i]?.muStar.estimate).toBeCloseTo(Math.abs(slope), 12);
          expect(line[i]?.sigma).toBeCloseTo(0, 12);
        });
      }
    }
    const design = { trajectories: 2, levels: 3, key };
    expect(() => elementaryEffects(() => 0, 1, design)).toThrow('even levels');
  });

  test('show interaction in sigma, keep off the ends, and cost inputs + 1 runs a trajectory', () => {
    let runs = 0;
    let lowest = 1;
    const starts = new Set<number>();
    const product = elementaryEffects(
      (u) => {
        if (runs % 3 === 0) starts.add(u[0] ?? NaN);
        runs += 1;
        lowest = Math.min(lowest, ...u, ...u.map((x) => 1 - x));
        return (u[0] ?? 0) * (u[1] ?? 0);
      },
      2,
      { trajectories: 100, key },
    );
    expect(runs).toBe(300);
    expect(lowest).toBe(1 / 8);
    expect([...starts].sort((a, b) => a - b)).toEqual([1 / 8, 3 / 8, 5 / 8, 7 / 8]);
    expect(product[0]?.sigma).toBeGreaterThan(0.1);
  });
});
