import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimise } from '../../src/numeric/minimise.ts';
import type { Range } from '../../src/numeric/minimise.ts';

const wide: readonly Range[] = [
  { from: -5, to: 5 },
  { from: -5, to: 5 },
];
const rosenbrock = ([x = 0, y = 0]: readonly number[]): number =>
  (1 - x) ** 2 + 100 * (y - x * x) ** 2;

test('follows the bent valley of Rosenbrock 1960 to its end', () => {
  const found = minimise(rosenbrock, wide, [-1.2, 1]);
  expect(found.isSettled).toBe(true);
  expect(found.at[0]).toBeCloseTo(1, 6);
  expect(found.at[1]).toBeCloseTo(1, 6);
  expect(found.evaluations).toBeLessThan(430);
});

test('stays in the box: the least value may lie on a face or in a corner', () => {
  const box = [wide[0] as Range, { from: -1, to: 0.25 }];
  const onFace = minimise(rosenbrock, box, [-1.2, 0.2]);
  expect(onFace.at[1]).toBe(0.25);
  // With y = ¼ the slope in x is −2(1 − x) − 400x(¼ − x²) = 0.
  const x = onFace.at[0] ?? NaN;
  expect(Math.abs(-2 * (1 - x) - 400 * x * (0.25 - x * x))).toBeLessThan(1e-3);
  const corner = minimise(
    ([a = 0, b = 0, c = 0]) => a - b + c,
    [...wide, { from: 2, to: 3 }],
    [0, 0, 2.5],
  );
  expect(corner.at).toEqual([-5, 5, 2]);
  expect(minimise(([a = 0]) => -a, [{ from: 0, to: 1 }], [1]).at).toEqual([1]);
});

test('a bowl’s lowest point, or where the box comes nearest to it, from anywhere', () => {
  const place = fc.double({ min: -5, max: 5, noNaN: true });
  const lowest = fc.double({ min: -7, max: 7, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(place, place), fc.tuple(lowest, lowest), (start, [a, b]) => {
      const found = minimise(([x = 0, y = 0]) => 3 + (x - a) ** 2 + 4 * (y - b) ** 2, wide, start);
      expect(found.at[0]).toBeCloseTo(Math.max(-5, Math.min(5, a)), 5);
      expect(found.at[1]).toBeCloseTo(Math.max(-5, Math.min(5, b)), 5);
    }),
    { numRuns: 100 },
  );
});

test('draws the corners together where no step pays: a well that all of them stand around', () => {
  const well = ([x = 0, y = 0]: readonly number[]): number =>
    x * x + y * y < 1e-4 ? x * x + y * y - 1 : 5;
  const found = minimise(well, wide, [0.004, 0.003]);
  expect(found.value).toBeCloseTo(-1, 12);
  expect(found.evaluations).toBeLessThan(500);
});

test('goes round where the function has no value, and refuses what is no start', () => {
  const half = ([x = 0]: readonly number[]): number => (x < 0.3 ? NaN : (x - 0.1) ** 2);
  expect(minimise(half, [{ from: 0, to: 1 }], [0.9]).at[0]).toBeCloseTo(0.3, 6);
  expect(minimise(half, [{ from: 0, to: 1 }], [0.25]).at[0]).toBeCloseTo(0.3, 6);
  expect(() => minimise(half, [], [])).toThrow('place in every range');
  expect(() => minimise(half, wide, [1])).toThrow('place in every range');
});
