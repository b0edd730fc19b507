import { describe, expect, it } from 'vitest';
import { elementaryEffects } from '../../../scenarios/sensitivity/morris.ts';
import { planned } from '../../../scenarios/sensitivity/planned.ts';
import { shapleyEffects } from '../../../scenarios/sensitivity/shapley-effects.ts';
import type { UnitModel } from '../../../scenarios/sensitivity/unit-model.ts';
import { varianceIndices } from '../../../scenarios/sensitivity/variance-indices.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { streamKey } from '../../../src/numeric/stream.ts';

const key = streamKey('1', 'planned', sha256);
const figure: UnitModel = ([a = 0, b = 0, c = 0]) => a * a + 3 * a * b - c;
const sample = { points: 8, replicates: 3, key };
const IDENTITY = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

describe('a design taken apart', () => {
  it.each([
    ['Morris', (model: UnitModel) => elementaryEffects(model, 3, { trajectories: 5, key }), 20],
    ['Sobol’', (model: UnitModel) => varianceIndices(model, 3, sample), 120],
    ['Shapley, by coalitions', (model: UnitModel) => shapleyEffects(model, IDENTITY, sample), 192],
    [
      'Shapley, by orders',
      (model: UnitModel) => shapleyEffects(model, IDENTITY, { ...sample, orders: 'permutations' }),
      96,
    ],
  ])('of %s gives what the figure itself would', (_, analyse, count) => {
    const plan = planned<unknown>(analyse);
    expect(plan.points).toHaveLength(count);
    expect(plan.analyse(plan.points.map(figure))).toEqual(analyse(figure));
  });

  it('refuses a design whose points hang on what came before', () => {
    const adaptive = planned((model) =>
      model(Float64Array.of(0.5)) > 1 ? model(Float64Array.of(0.1)) : 0,
    );
    expect(() => adaptive.analyse([9])).toThrow('the same points');
  });
});
