import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  kendallOfPearson,
  pairwise,
  pearson,
  pearsonOfKendall,
  pearsonOfSpearman,
  ranks,
  spearman,
  spearmanOfPearson,
} from '../../src/numeric/correlation.ts';
import { copulaUniform, latentDraw, latentRedraw } from '../../src/numeric/gaussian-copula.ts';
import { imanConover } from '../../src/numeric/iman-conover.ts';
import { arcsine, sinPi } from '../../src/numeric/sine.ts';
import { mean, variance } from '../../src/numeric/statistics.ts';
import { streamKey, uniform } from '../../src/numeric/stream.ts';
import { fixture, relativeError, sha256 } from '../support/numeric.ts';

const published = fixture<{
  conversions: {
    spearman_to_pearson: [number, number][];
    kendall_to_pearson: [number, number][];
  };
  iman_conover: {
    target: number[][];
    X: number[][];
    result: number[][];
    achieved_spearman: number[][];
    result_ranks: number[][];
  };
}>('correlation.json');

const key = streamKey('correlation test', 'normals', sha256);
/** Independent uniforms, one column an input. */
const uniforms = (path: number, rows: number, inputs: number): number[][] =>
  Array.from({ length: rows }, (_, draw) =>
    Array.from({ length: inputs }, (__, entity) => uniform(key, { path, entity, draw })),
  );
const columnsOf = (rows: readonly ArrayLike<number>[]): number[][] =>
  Array.from(rows[0] ?? [], (_, j) => rows.map((row) => row[j] ?? NaN));

describe('sine and arcsine', () => {
  test('are those of the library to 3 ulp, and exact at quarter turns', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true }), (x) => {
        // The library's own argument π·x is rounded, which matters near whole numbers.
        if (Math.abs(x) <= 0.5)
          expect(relativeError(sinPi(x), Math.sin(Math.PI * x))).toBeLessThan(7e-16);
        expect(relativeError(arcsine(x), Math.asin(x))).toBeLessThan(7e-16);
      }),
    );
    expect([-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 1e6].map((x) => sinPi(x) + 0)).toEqual([
      1, 0, -1, 0, 1, 0, -1, 0,
    ]);
    expect([arcsine(1), arcsine(-1), arcsine(1.1)]).toEqual([Math.PI / 2, -Math.PI / 2, NaN]);
  });

  test('repeat every two half turns', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1024, max: 1024 }), fc.integer(), (k, turns) => {
        expect(sinPi(k / 1024 + 2 * turns)).toBe(sinPi(k / 1024));
      }),
    );
  });
});

describe('conversions for a Gaussian copula', () => {
  test('are the published ones', () => {
    for (const [rho, r] of published.conversions.spearman_to_pearson) {
      expect(Math.abs(pearsonOfSpearman(rho) - r)).toBeLessThan(1e-15);
      expect(Math.abs(spearmanOfPearson(r) - rho)).toBeLessThan(1e-15);
    }
    for (const [tau, r] of published.conversions.kendall_to_pearson) {
      expect(Math.abs(pearsonOfKendall(tau) - r)).toBeLessThan(1e-15);
      expect(Math.abs(kendallOfPearson(r) - tau)).toBeLessThan(1e-15);
    }
  });

  test('keep −1, 0 and 1', () => {
    for (const convert of [
      pearsonOfSpearman,
      spearmanOfPearson,
      pearsonOfKendall,
      kendallOfPearson,
    ])
      [-1, 0, 1].forEach((r) => expect(convert(r)).toBeCloseTo(r, 15));
  });
});

describe('ranks', () => {
  test('are counts of what is below, ties sharing the mean of theirs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const slow = values.map(
          (v) =>
            values.filter((w) => w < v).length + (values.filter((w) => w === v).length + 1) / 2,
        );
        expect([...ranks(values)]).toEqual(slow);
      }),
    );
  });

  test('correlate as they say', () => {
    expect(spearman([1, 2, 3, 4], [1, 8, 27, 64])).toBe(1);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
    // No ties: 1 − 6·Σd²/(n(n² − 1)).
    expect(spearman([10, 20, 30, 40, 50], [3, 1, 2, 5, 4])).toBeCloseTo(1 - (6 * 8) / (5 * 24), 15);
    expect(pearson([1, 2], [3, 3])).toBeNaN();
  });
});

describe('normals drawn through the Cholesky factor', () => {
  const asked = [
    [1, 0.6, -0.4],
    [0.6, 1, -0.2],
    [-0.4, -0.2, 1],
  ];
  const correlation = asked.map((row) => row.map(pearsonOfSpearman));
  const draw = latentDraw(correlation);
  const BATCHES = 24;
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    uniforms(batch, 400, 3).map((u) => {
      const latent = new Float64Array(3);
      draw(u, latent);
      return latent;
    }),
  );
  const withinErrors = (found: number[][][]): void => {
    for (const [i, j] of [
      [1, 0],
      [2, 0],
      [2, 1],
    ] as const) {
      const values = found.map((matrix) => matrix[i]?.[j] ?? NaN);
      const standardError = Math.sqrt(variance(values) / values.length);
      expect(Math.abs(mean(values) - (asked[i]?.[j] ?? NaN))).toBeLessThan(4 * standardError);
      expect(standardError).toBeLessThan(0.02);
    }
  };
  const spearmanOf = (rows: readonly ArrayLike<number>[]): number[][] =>
    pairwise(spearman, columnsOf(rows)).map((row) => [...row]);

  test('have the Spearman correlation asked for within four standard errors', () => {
    withinErrors(batches.map(spearmanOf));
  });

  test('have it still when some are drawn anew given the others', () => {
    for (const { order, kept } of [
      { order: [2, 0, 1], kept: 1 },
      { order: [2, 0, 1], kept: 2 },
      { order: [1, 2, 0], kept: 0 },
    ]) {
      const redraw = latentRedraw(correlation, order);
      withinErrors(
        batches.map((rows, batch) => {
          const fresh = uniforms(1000 + batch, rows.length, 3);
          const changed = rows.map((row, k) => {
            const latent = row.slice();
            redraw(kept, fresh[k] ?? [], latent);
            const same = order.filter((input) => latent[input] === row[input]);
            expect(same).toEqual(order.slice(0, kept));
            return latent;
          });
          return spearmanOf(changed);
        }),
      );
    }
  });

  test('become uniforms that every inverse distribution takes', () => {
    for (const z of [-60, -9, 0, 9, 60]) {
      expect(copulaUniform(z)).toBeGreaterThan(0);
      expect(copulaUniform(z)).toBeLessThan(1);
    }
    expect(copulaUniform(0)).toBe(0.5);
  });

  test('are refused where the matrix is not positive definite', () => {
    expect(() =>
      latentDraw([
        [1, 1],
        [1, 1],
      ]),
    ).toThrow('positive definite');
  });
});

describe('Iman and Conover’s reordering', () => {
  const { target, X, result, achieved_spearman, result_ranks } = published.iman_conover;
  const reordered = (columns: readonly ArrayLike<number>[], to: number[][]) => {
    const found = imanConover(columns, to);
    if (found.status !== 'reordered') throw new Error(found.status);
    return found;
  };

  test('is the published one, value by value', () => {
    const found = reordered(columnsOf(X), target);
    expect(columnsOf(found.columns)).toEqual(result);
    expect(columnsOf(found.columns.map(ranks))).toEqual(result_ranks);
    found.achieved.forEach((row, i) =>
      row.forEach((rho, j) => {
        // Printed to twelve digits.
        expect(Math.abs(rho - (achieved_spearman[i]?.[j] ?? NaN))).toBeLessThan(1e-12);
      }),
    );
  });

  test('keeps every column’s values, the first one’s order, and comes near the target', () => {
    const rows = 500;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (path, rho) => {
          const columns = columnsOf(uniforms(path, rows, 2)).map((c) => c.map((u) => u / (1 - u)));
          const found = reordered(columns, [
            [1, rho],
            [rho, 1],
          ]);
          expect(found.columns[0]).toEqual(Float64Array.from(columns[0] ?? []));
          expect(found.columns[1]?.toSorted()).toEqual(Float64Array.from(columns[1] ?? []).sort());
          // The scores have the target for Pearson's r exactly before they are ranked.
          expect(Math.abs((found.achieved[0]?.[1] ?? NaN) - spearmanOfPearson(rho))).toBeLessThan(
            0.05,
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test('takes out the correlation that the columns came with', () => {
    const [x = []] = columnsOf(uniforms(7, 500, 1));
    const y = x.map((u, k) => u + 0.2 * uniform(key, { path: 8, entity: 0, draw: k }));
    expect(spearman(x, y)).toBeGreaterThan(0.9);
    const found = reordered(
      [x, y],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(Math.abs(found.achieved[0]?.[1] ?? NaN)).toBeLessThan(0.05);
  });

  test('says why there is none', () => {
    const bad = [
      [1, 1],
      [1, 1],
    ];
    const good = [
      [1, 0.5],
      [0.5, 1],
    ];
    expect(
      imanConover(
        [
          [1, 2, 3],
          [2, 3, 1],
        ],
        bad,
      ).status,
    ).toBe('target not positive definite');
    expect(
      imanConover(
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
        good,
      ).status,
    ).toBe('columns not independent enough');
    expect(imanConover([[1], [2]], good).status).toBe('columns not independent enough');
    expect(() => imanConover([[1, 2], [1]], good)).toThrow('as long as each other');
  });
});
