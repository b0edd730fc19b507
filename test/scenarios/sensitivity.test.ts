import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../scenarios/compare.ts';
import type { Draw } from '../../scenarios/draw.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import { sensitivity } from '../../scenarios/sensitivity.ts';
import type { Sensitivity, SensitivityAsked } from '../../scenarios/sensitivity.ts';
import { sweep } from '../../scenarios/sweep.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const parameter = (id: ParameterId, draw: Draw): Parameter => {
  return { id, draw, grade: 'E', source: 'a test', unit: 'share' };
};
const uniform = (min: number, max: number): Draw => ({ kind: 'uniform', min, max });
const OVERHEAD = parameter('removed.overhead', uniform(0.2, 0.8));
const FEE = parameter('fee-level', uniform(0.85, 1.15));
const FIXED = parameter('supply-price', { kind: 'point', value: 0.02 });

const COMPARISON: Comparison = {
  scenario: 'linear',
  title: 'Linear',
  scenarioDigest: '',
  plan: steadyPlan(COLUMNS.solo, 3),
  parameters: [FEE, FIXED, OVERHEAD],
  sampling: INDEPENDENT,
  seed: '7',
  paths: 2,
  bridgePaths: 0,
  sidePaths: 2,
  isNoisy: true,
};
const run = (
  asked: Partial<SensitivityAsked>,
  of: Partial<Comparison> = {},
): Promise<Sensitivity> =>
  sensitivity(
    { ...COMPARISON, ...of },
    { method: 'sobol', figure: 'cash', ...asked },
    inlinePool(sha256),
    sha256,
  );

/** What one parameter moves the difference by over its range, from two runs of their own. */
async function slopeOf(moved: Parameter): Promise<number> {
  const { draw } = moved;
  if (draw.kind !== 'uniform') throw new Error('a slope is taken over a range');
  const at = (value: number): Comparison => ({
    ...COMPARISON,
    isNoisy: false,
    parameters: COMPARISON.parameters.map((p) =>
      p === moved ? { ...p, draw: { kind: 'point', value } } : { ...p, draw: centreOf(p) },
    ),
  });
  const points = await sweep([at(draw.min), at(draw.max)], inlinePool(sha256));
  const [low = 0, high = 0] = points.map(({ deltaCash }) => deltaCash.mean.cents);
  return high - low;
}
const centreOf = ({ draw }: Parameter): Draw =>
  draw.kind === 'uniform' ? { kind: 'point', value: (draw.min + draw.max) / 2 } : draw;

describe('sensitivity of a difference that is linear in its parameters', () => {
  // Fee and overhead removed are added up: Δ = c + a·x + b·y, so that shares are a² and b² over both
  // (each uniform over its range), elementary effects a and b, and nothing is interplay.
  const truth = async () => {
    const [fee, overhead] = [await slopeOf(FEE), await slopeOf(OVERHEAD)];
    const all = fee * fee + overhead * overhead;
    return {
      slope: { 'fee-level': fee, 'removed.overhead': overhead },
      share: { 'fee-level': (fee * fee) / all, 'removed.overhead': (overhead * overhead) / all },
      deviation: Math.sqrt(all / 12),
    };
  };

  it('has Sobol’ indices and Shapley shares that follow by hand', async () => {
    const { share, deviation } = await truth();
    const sobol = await run({ points: 128 });
    const shapley = await run({ method: 'shapley', points: 256 });
    expect(share['fee-level']).toBeGreaterThan(0.05);
    expect(share['fee-level']).toBeLessThan(0.95);
    for (const [id, own] of Object.entries(share)) {
      const of = ({ inputs }: Sensitivity) => inputs.find((input) => input.id === id)?.measures;
      for (const name of ['first', 'total', 'firstAgain', 'totalAgain']) {
        expect(of(sobol)?.[name]?.estimate, `${id} ${name}`).toBeCloseTo(own, 1);
      }
      expect(Math.abs((of(sobol)?.['total']?.estimate ?? NaN) - own)).toBeLessThan(0.02);
      const { estimate = NaN, lower, upper } = of(shapley)?.['share'] ?? {};
      expect(Math.abs(estimate - own)).toBeLessThan(0.08);
      expect((upper ?? 0) - (lower ?? 0)).toBeLessThan(0.2);
    }
    expect((sobol.deviation ?? 0) / deviation).toBeCloseTo(1, 1);
    const sum = shapley.inputs.reduce(
      (all, { measures }) => all + (measures['share']?.estimate ?? 0),
      0,
    );
    expect(sum).toBeCloseTo(1, 10);
  });

  it('has elementary effects that are its slopes, without spread', async () => {
    const { slope } = await truth();
    const { inputs } = await run({ method: 'morris', points: 8 });
    for (const { id, measures } of inputs) {
      const own = slope[id as keyof typeof slope];
      expect(measures['mean']?.estimate).toBeCloseTo(own, -2);
      expect(measures['size']?.estimate).toBeCloseTo(Math.abs(own), -2);
      expect(measures['spread']?.estimate).toBeLessThan(Math.abs(own) / 1000);
    }
  });

  it('ranks the larger first, counts what it runs, and leaves out what is fixed', async () => {
    const { inputs, evaluations, fixed } = await run({ points: 16 });
    const totals = inputs.map(({ measures }) => measures['total']?.estimate ?? 0);
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    expect(evaluations).toBe(8 * 16 * (2 + 2));
    expect(fixed).toEqual(['supply-price']);
  });
});

describe('sensitivity of other figures', () => {
  it('is the parameters’ alone: how much luck there is changes nothing', async () => {
    const noise = { group: 0.2, site: 0.2, lag: 0.2 };
    const calm = await run({ method: 'morris', points: 4 });
    const wild = await run(
      { method: 'morris', points: 4 },
      { plan: { ...COMPARISON.plan, noise } },
    );
    expect(wild.inputs).toEqual(calm.inputs);
  });

  it('of the return on the fee and of the net present value are their own', async () => {
    const [cash, npv, roi] = [
      await run({ method: 'morris', points: 4 }),
      await run({ method: 'morris', points: 4, figure: 'npv' }),
      await run({ method: 'morris', points: 4, figure: 'roi' }),
    ];
    const sizeOf = ({ inputs }: Sensitivity) =>
      inputs.find(({ id }) => id === 'removed.overhead')?.measures['size']?.estimate ?? 0;
    // Nothing is discounted in this plan.
    expect(sizeOf(npv)).toBeCloseTo(sizeOf(cash), -1);
    expect(sizeOf(roi)).toBeLessThan(20);
    expect(sizeOf(roi)).toBeGreaterThan(0.1);
  });

  it('refuses a return on no fee, and says what else to ask for', async () => {
    const none = [parameter('fee-level', { kind: 'point', value: 0 }), OVERHEAD];
    await expect(run({ figure: 'roi' }, { parameters: none })).rejects.toMatchObject({
      code: 'scenario/no-fee',
    });
  });
});

describe('sensitivity with correlation, and with nothing to vary', () => {
  const sampling = {
    ...INDEPENDENT,
    correlations: [{ between: ['fee-level', 'removed.overhead'] as const, rho: 0.6 }],
  };

  it('is left to Shapley effects, whose shares are those of two correlated terms', async () => {
    for (const method of ['sobol', 'morris'] as const) {
      await expect(run({ method }, { sampling })).rejects.toMatchObject({
        code: 'scenario/correlated',
      });
    }
    const [a, b] = [await slopeOf(FEE), await slopeOf(OVERHEAD)];
    // Owen and Prieur 2017 for a sum of two normals, which two uniforms are near enough to: each
    // has a²(1 − ρ²/2) + ρab + b²ρ²/2 of a² + b² + 2ρab. A higher fee comes with more overhead
    // removed, so that the two undo part of each other.
    const rho = 0.6;
    const all = a * a + b * b + 2 * rho * a * b;
    const of = (x: number, y: number): number =>
      (x * x * (1 - (rho * rho) / 2) + rho * x * y + (y * y * rho * rho) / 2) / all;
    const { inputs, deviation } = await run({ method: 'shapley', points: 512 }, { sampling });
    const share = (id: string): number =>
      inputs.find((input) => input.id === id)?.measures['share']?.estimate ?? NaN;
    expect(Math.abs(share('fee-level') - of(a, b))).toBeLessThan(0.05);
    expect(Math.abs(share('removed.overhead') - of(b, a))).toBeLessThan(0.05);
    expect((deviation ?? 0) / Math.sqrt(all / 12)).toBeCloseTo(1, 1);
    const apart = await run({ method: 'shapley', points: 128 });
    expect(deviation).toBeLessThan((apart.deviation ?? 0) * 0.95);
  });

  it('says so where nothing varies, or nothing that varies matters', async () => {
    expect(await run({}, { parameters: [FIXED] })).toMatchObject({ isConstant: true, inputs: [] });
    const idle = [parameter('payer-speed', uniform(0, 0.5))];
    for (const method of ['sobol', 'morris', 'shapley'] as const) {
      expect(await run({ method, points: 4 }, { parameters: idle })).toMatchObject({
        isConstant: true,
      });
    }
  });
});
