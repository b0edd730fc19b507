import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cholesky, solveLower, timesLower } from '../../src/numeric/cholesky.ts';
import type { Matrix } from '../../src/numeric/cholesky.ts';
import { factorCorrelation, nearestCorrelation } from '../../src/numeric/nearest-correlation.ts';
import { symmetricEigen } from '../../src/numeric/symmetric-eigen.ts';
import { fixture } from '../support/numeric.ts';

const { higham_2002: higham } = fixture<{
  higham_2002: { A: number[][]; nearest: number[][] };
}>('correlation.json');

const at = (of: Matrix, i: number, j: number): number => of[i]?.[j] ?? NaN;
const each = (n: number, of: (i: number, j: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => of(i, j)));
const largest = (a: Matrix, b: Matrix): number =>
  Math.max(...each(a.length, (i, j) => Math.abs(at(a, i, j) - at(b, i, j))).flat());

/** A symmetric matrix with ones on the diagonal and anything from −1 to 1 off it. */
const asked = (least: number, most: number): fc.Arbitrary<number[][]> =>
  fc
    .integer({ min: least, max: most })
    .chain((n) =>
      fc
        .array(fc.integer({ min: -20, max: 20 }), { minLength: n * n, maxLength: n * n })
        .map((r) =>
          each(n, (i, j) => (i === j ? 1 : (r[Math.min(i, j) * n + Math.max(i, j)] ?? NaN) / 20)),
        ),
    );

describe('cholesky', () => {
  test('takes a positive definite matrix apart: L·Lᵀ is it', () => {
    fc.assert(
      fc.property(asked(1, 6), (b) => {
        // B·Bᵀ + 1/10 is positive definite whatever B.
        const n = b.length;
        const product = each(n, (i, j) =>
          b.reduce((s, _, k) => s + at(b, i, k) * at(b, j, k), i === j ? 0.1 : 0),
        );
        const found = cholesky(product);
        if (found.status !== 'positive definite') throw new Error('refused');
        const { lower } = found;
        const again = each(n, (i, j) =>
          lower.reduce((s, _, k) => s + at(lower, i, k) * at(lower, j, k), 0),
        );
        expect(largest(again, product)).toBeLessThan(1e-13);
        expect(lower.every((row, i) => row.slice(i + 1).every((x) => x === 0))).toBe(true);
        const x = Float64Array.from({ length: n }, (_, i) => i - 1.5);
        const y = new Float64Array(n);
        timesLower(lower, x, y);
        expect(largest([solveLower(lower, y)], [x])).toBeLessThan(1e-9);
      }),
    );
  });

  test('refuses exactly what has an eigenvalue of 0 or below, and says where', () => {
    fc.assert(
      fc.property(asked(1, 5), (matrix) => {
        const smallest = symmetricEigen(matrix).values[0] ?? NaN;
        fc.pre(Math.abs(smallest) > 1e-9);
        expect(cholesky(matrix).status).toBe(
          smallest > 0 ? 'positive definite' : 'not positive definite',
        );
      }),
    );
    const contradictory = [
      [1, 0.9, 0.9],
      [0.9, 1, -0.9],
      [0.9, -0.9, 1],
    ];
    expect(cholesky(contradictory)).toMatchObject({ status: 'not positive definite', row: 2 });
    const twice = [
      [1, 1],
      [1, 1],
    ];
    expect(cholesky(twice)).toEqual({ status: 'not positive definite', row: 1, pivot: 0 });
    // Rank one but for rounding: 0.1 + 0.2 is not 0.3.
    const r = 0.1 + 0.2;
    expect(
      cholesky([
        [1, r],
        [r, r * r * (1 + 1e-15)],
      ]).status,
    ).toBe('not positive definite');
  });
});

describe('the eigenvalues of a symmetric matrix', () => {
  test('rebuild it, ascending, with orthogonal vectors', () => {
    fc.assert(
      fc.property(asked(1, 7), (matrix) => {
        const { values, vectors } = symmetricEigen(matrix);
        const n = matrix.length;
        const sum = (of: (k: number) => number): number =>
          [...values.keys()].reduce((s, k) => s + of(k), 0);
        const again = each(n, (i, j) =>
          sum((k) => (values[k] ?? NaN) * at(vectors, k, i) * at(vectors, k, j)),
        );
        expect(largest(again, matrix)).toBeLessThan(1e-13);
        const products = each(n, (i, j) => sum((k) => at(vectors, i, k) * at(vectors, j, k)));
        expect(
          largest(
            products,
            each(n, (i, j) => (i === j ? 1 : 0)),
          ),
        ).toBeLessThan(1e-13);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });
});

/** Squared distance over the entries above the diagonal. */
const distance = (a: Matrix, b: Matrix): number =>
  (
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const
  ).reduce((s, [i, j]) => s + (at(a, i, j) - at(b, i, j)) ** 2, 0);

/** All correlation matrices of three: cosines between three unit vectors. */
function ofAngles([a, b, c]: readonly [number, number, number]): number[][] {
  const [x, y] = [Math.cos(a), Math.cos(b)];
  const z = x * y + Math.sin(a) * Math.sin(b) * Math.cos(c);
  return [
    [1, x, y],
    [x, 1, z],
    [y, z, 1],
  ];
}

/**
 * The slow way: from a grid of starts, steps in one angle at a time, halved when none is nearer.
 */
function searched(matrix: number[][]): number {
  let best = Infinity;
  const starts = [0.4, 1.5, 2.7];
  for (const a of starts)
    for (const b of starts)
      for (const c of starts) {
        const angles: [number, number, number] = [a, b, c];
        let found = distance(ofAngles(angles), matrix);
        for (let step = 0.5; step > 1e-7;) {
          let nearer = false;
          for (const k of [0, 1, 2] as const)
            for (const sign of [1, -1]) {
              const before = angles[k];
              angles[k] += sign * step;
              const next = distance(ofAngles(angles), matrix);
              if (next < found) {
                found = next;
                nearer = true;
              } else angles[k] = before;
            }
          if (!nearer) step /= 2;
        }
        best = Math.min(best, found);
      }
  return best;
}

describe('the nearest correlation matrix', () => {
  test('is Higham’s for his example', () => {
    expect(largest(nearestCorrelation(higham.A), higham.nearest)).toBeLessThan(1e-9);
  });

  test('is symmetric, has ones on the diagonal and no eigenvalue below the floor', () => {
    fc.assert(
      fc.property(asked(1, 6), fc.constantFrom(0, 0.01), (matrix, floor) => {
        const found = nearestCorrelation(matrix, floor);
        expect(
          largest(
            found,
            each(matrix.length, (i, j) => at(found, j, i)),
          ),
        ).toBe(0);
        expect(found.every((row, i) => row[i] === 1)).toBe(true);
        expect(symmetricEigen(found).values[0]).toBeGreaterThan(floor - 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test('is no further off than a slow search over all of three finds, nor much nearer', () => {
    fc.assert(
      fc.property(asked(3, 3), (matrix) => {
        const found = distance(nearestCorrelation(matrix), matrix);
        const slow = searched(matrix);
        expect(found).toBeLessThan(slow + 1e-9);
        expect(found).toBeGreaterThan(slow - 1e-4);
      }),
      { numRuns: 25 },
    );
  });

  test('leaves zeros that are to stay, and moves the rest no further than it must', () => {
    // Of [1 r 0; r 1 s; 0 s 1] the nearest has r² + s² = 1: both are made shorter alike.
    const matrix = [
      [1, 0.9, 0],
      [0.9, 1, 0.9],
      [0, 0.9, 1],
    ];
    const half = Math.SQRT1_2;
    const wanted = [
      [1, half, 0],
      [half, 1, half],
      [0, half, 1],
    ];
    const isZero = (i: number, j: number) => matrix[i]?.[j] === 0;
    expect(largest(nearestCorrelation(matrix, 0, isZero), wanted)).toBeLessThan(1e-9);
    expect(nearestCorrelation(matrix)[0]?.[2]).toBeGreaterThan(0.1);
  });

  test('is the matrix itself where that is one', () => {
    const valid = [
      [1, 0.6, -0.4],
      [0.6, 1, -0.2],
      [-0.4, -0.2, 1],
    ];
    expect(largest(nearestCorrelation(valid), valid)).toBeLessThan(1e-15);
  });
});

describe('a matrix of correlations as people type it', () => {
  test('is taken when it can be, and shown the nearest when not: that one is taken, to four decimals', () => {
    fc.assert(
      fc.property(asked(2, 7), (matrix) => {
        const found = factorCorrelation(matrix);
        if (found.status === 'valid') return;
        if (found.status !== 'not positive definite') throw new Error(found.status);
        expect(found.eigenvalues[0]).toBeLessThan(1e-9);
        const { nearest, changes } = found;
        const rounded = nearest.map((row) => [...row].map((r) => Math.round(r * 1e4) / 1e4));
        expect(factorCorrelation(rounded).status).toBe('valid');
        const sizes = changes.map((change) => Math.abs(change.nearest - change.asked));
        expect(sizes.length).toBeGreaterThan(0);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
        for (const { row, column, asked: was, nearest: is } of changes) {
          expect([was, is]).toEqual([at(matrix, row, column), at(nearest, row, column)]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    { problem: 'not square', row: 0, column: 1, matrix: [[1], [0, 1]] },
    {
      problem: 'diagonal is not 1',
      row: 1,
      column: 1,
      matrix: [
        [1, 0],
        [0, 2],
      ],
    },
    {
      problem: 'not symmetric',
      row: 1,
      column: 0,
      matrix: [
        [1, 0.5],
        [0.4, 1],
      ],
    },
    {
      problem: 'not from -1 to 1',
      row: 0,
      column: 1,
      matrix: [
        [1, 1.5],
        [1.5, 1],
      ],
    },
    {
      problem: 'not from -1 to 1',
      row: 0,
      column: 1,
      matrix: [
        [1, NaN],
        [NaN, 1],
      ],
    },
  ])('is refused where it is $problem', ({ problem, row, column, matrix }) => {
    expect(factorCorrelation(matrix)).toEqual({
      status: 'not a correlation matrix',
      row,
      column,
      problem,
    });
  });
});
