import { describe, expect, test } from 'vitest';
import { shapleyEffects } from '../../../scenarios/sensitivity/shapley-effects.ts';
import type { ShapleyOptions } from '../../../scenarios/sensitivity/shapley-effects.ts';
import type { UnitModel } from '../../../scenarios/sensitivity/unit-model.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { shapley } from '../../../src/numeric/shapley.ts';
import {
  PUBLISHED,
  errorsOff,
  ishigami,
  sensitivityKey as key,
  sobolG,
} from '../../support/sensitivity-functions.ts';

const size: ShapleyOptions = { points: 256, replicates: 16, key };
const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
function effects(model: UnitModel, correlation: number[][], options = size) {
  const found = shapleyEffects(model, correlation, options);
  if (found.status !== 'estimated') throw new Error('constant');
  return found;
}
const linear =
  (slopes: readonly number[]): UnitModel =>
  (u) =>
    slopes.reduce((total, slope, i) => total + slope * normalQuantile(u[i] ?? NaN), 0);

/** Var(b′X given the inputs outside the mask) for normals: regress them out one after the other. */
function conditionalVariance(b: readonly number[], correlation: number[][], mask: number): number {
  const s = correlation.map((row, i) => row.map((r, j) => r * (b[i] ?? NaN) * (b[j] ?? NaN)));
  const at = (i: number, j: number): number => s[i]?.[j] ?? NaN;
  const all = b.map((_, i) => i);
  for (const k of all.filter((i) => (mask & (1 << i)) === 0)) {
    const column = all.map((i) => at(i, k));
    const pivot = at(k, k);
    if (pivot < 1e-12) continue;
    for (const i of all)
      for (const j of all)
        (s[i] ?? [])[j] = at(i, j) - ((column[i] ?? NaN) * (column[j] ?? NaN)) / pivot;
  }
  return s.flat().reduce((x, y) => x + y, 0);
}

describe('Shapley effects', () => {
  test.each([
    {
      name: 'Ishigami by coalitions',
      model: ishigami,
      truth: PUBLISHED.ishigami,
      orders: 'coalitions',
    },
    {
      name: 'Ishigami by permutations',
      model: ishigami,
      truth: PUBLISHED.ishigami,
      orders: 'permutations',
    },
    {
      name: "Sobol's g by permutations",
      model: sobolG,
      truth: PUBLISHED.sobol_g,
      orders: 'permutations',
    },
  ] as const)(
    'of $name are the published shares within four standard errors',
    ({ model, truth, orders }) => {
      const found = effects(model, identity(truth.shapley.length), { ...size, orders });
      found.inputs.forEach(({ share }, i) => {
        expect(errorsOff(share, truth.shapley[i] ?? NaN)).toBeLessThan(4);
        expect(share.standardError).toBeLessThan(0.02);
      });
      expect(errorsOff(found.variance, truth.variance)).toBeLessThan(4);
    },
  );

  test.each(['coalitions', 'permutations'] as const)(
    'of a line of correlated normals are the published ones (Owen and Prieur 2017) by %s',
    (orders) => {
      const {
        b,
        sd,
        rho,
        variance,
        shapley_unnormalised: published,
      } = PUBLISHED.linear_gaussian_correlated;
      const slopes = b.map((slope, i) => slope * (sd[i] ?? NaN));
      const found = effects(
        linear(slopes),
        [
          [1, rho],
          [rho, 1],
        ],
        { ...size, orders },
      );
      published.forEach((effect, i) => {
        const input = found.inputs[i];
        if (!input) throw new Error('missing');
        expect(errorsOff(input.effect, effect)).toBeLessThan(4);
        expect(input.effect.standardError).toBeLessThan(0.15);
        expect(errorsOff(input.share, effect / variance)).toBeLessThan(4);
      });
    },
  );

  test('of four correlated normals are the Shapley shares of their conditional variances', () => {
    const b = [1, -2, 0.5, 1.5];
    const correlation = [
      [1, 0.7, 0.2, 0],
      [0.7, 1, -0.3, 0.4],
      [0.2, -0.3, 1, 0.1],
      [0, 0.4, 0.1, 1],
    ];
    const values = Array.from({ length: 16 }, (_, mask) =>
      conditionalVariance(b, correlation, mask),
    );
    const exact = shapley(values, 4);
    for (const orders of ['coalitions', 'permutations'] as const) {
      const found = effects(linear(b), correlation, { ...size, orders });
      found.inputs.forEach(({ effect }, i) => {
        expect(errorsOff(effect, exact[i] ?? NaN)).toBeLessThan(4);
        expect(effect.standardError).toBeLessThan(0.05);
      });
    }
  });

  test('add up to the variance, cost what they say, and name a constant', () => {
    for (const orders of ['coalitions', 'permutations'] as const) {
      let runs = 0;
      const count: UnitModel = (u) => {
        runs += 1;
        return ishigami(u);
      };
      const small = { points: 64, replicates: 8, key, orders };
      const found = effects(count, identity(3), small);
      expect(found.evaluations).toBe(runs);
      const total = found.inputs.reduce((sum, { effect }) => sum + effect.estimate, 0);
      expect(total).toBeCloseTo(found.variance.estimate, 10);
      const shares = found.inputs.reduce((sum, { share }) => sum + share.estimate, 0);
      expect(shares).toBeCloseTo(1, 12);
      expect(shapleyEffects(() => 7, identity(3), small).status).toBe('constant');
      const once = effects(ishigami, identity(3), { ...small, replicates: 1 });
      expect(once.variance.standardError).toBe(Infinity);
    }
  });
});
