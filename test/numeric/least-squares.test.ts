import { describe, expect, it } from 'vitest';
import {
  addEquations,
  addRow,
  leastSquares,
  normalEquations,
} from '../../src/numeric/least-squares.ts';
import { normals } from '../support/draws.ts';

const rows = Array.from({ length: 30 }, (_, p) => {
  const [a = 0, b = 0] = normals('rows', p, 2);
  return Float64Array.of(1, a, b);
});
const of = (some: readonly Float64Array[], y: (row: Float64Array) => number) => {
  const equations = normalEquations(3);
  for (const row of some) addRow(equations, row, y(row));
  return equations;
};
const plane = ([, a = 0, b = 0]: Float64Array): number => 5 - 2 * a + 3 * b;

describe('least squares', () => {
  it('find the plane that points lie on', () => {
    const [c, a, b] = leastSquares(of(rows, plane));
    expect(c).toBeCloseTo(5, 6);
    expect(a).toBeCloseTo(-2, 6);
    expect(b).toBeCloseTo(3, 6);
  });

  it('leave residuals that no term explains', () => {
    const bent = (row: Float64Array): number => plane(row) + (row[1] ?? 0) ** 2;
    const found = leastSquares(of(rows, bent));
    for (const term of [0, 1, 2]) {
      const left = rows.reduce((sum, row) => {
        const fitted = row.reduce((all, x, i) => all + x * (found[i] ?? 0), 0);
        return sum + (row[term] ?? 0) * (bent(row) - fitted);
      }, 0);
      expect(Math.abs(left)).toBeLessThan(1e-5);
    }
  });

  it('of a part and of the rest are those of the whole, and back again', () => {
    const whole = of(rows, plane);
    const part = of(rows.slice(0, 12), plane);
    const rest = of(rows.slice(12), plane);
    const joined = normalEquations(3);
    addEquations(joined, part, 1);
    addEquations(joined, rest, 1);
    expect(leastSquares(joined)[1]).toBeCloseTo(leastSquares(whole)[1] ?? NaN, 9);
    addEquations(joined, part, -1);
    expect(leastSquares(joined)[2]).toBeCloseTo(leastSquares(rest)[2] ?? NaN, 6);
  });

  it('give some solution for terms that say the same, and none to one that says nothing', () => {
    const twice = normalEquations(3);
    for (const row of rows)
      addRow(twice, Float64Array.of(1, row[1] ?? 0, row[1] ?? 0), row[1] ?? 0);
    const [, a = 0, b = 0] = leastSquares(twice);
    expect(a + b).toBeCloseTo(1, 6);
    const idle = normalEquations(2);
    rows.forEach(() => {
      addRow(idle, Float64Array.of(1, 0), 7);
    });
    expect(leastSquares(idle)[0]).toBeCloseTo(7, 6);
    expect(leastSquares(idle)[1]).toBe(0);
  });
});
