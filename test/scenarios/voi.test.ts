import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../scenarios/compare.ts';
import type { Draw } from '../../scenarios/draw.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import { sweep } from '../../scenarios/sweep.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { valueOfInformation } from '../../scenarios/voi.ts';
import type { ValueOfInformation } from '../../scenarios/voi.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { COLUMNS, steadyPlan } from './steady-plan.ts';

const parameter = (id: ParameterId, draw: Draw): Parameter => {
  return { id, draw, grade: 'E', source: 'a test', unit: 'share' };
};
const OVERHEAD = parameter('removed.overhead', { kind: 'uniform', min: 0, max: 0.8 });
const FEE = parameter('fee-level', { kind: 'uniform', min: 0.2, max: 1.2 });
const IDLE = parameter('payer-speed', { kind: 'uniform', min: 0, max: 0.5 });

const COMPARISON: Comparison = {
  scenario: 'linear',
  title: 'Linear',
  scenarioDigest: '',
  plan: steadyPlan(COLUMNS.solo, 2),
  parameters: [OVERHEAD, FEE, IDLE, parameter('supply-price', { kind: 'point', value: 0 })],
  sampling: INDEPENDENT,
  seed: '7',
  paths: 3000,
  bridgePaths: 0,
  sidePaths: 2,
  isNoisy: true,
};
const ask = (
  of: Partial<Comparison> = {},
  groups: readonly (readonly string[])[] = [],
): Promise<ValueOfInformation> =>
  valueOfInformation(
    { ...COMPARISON, ...of },
    { figure: 'cash', groups },
    inlinePool(sha256),
    sha256,
  );

/** The difference with parameters at these points of their ranges, 0 to 1. */
async function differenceAt(...points: readonly number[]): Promise<number> {
  const parameters = COMPARISON.parameters.map((p, i): Parameter => {
    const { draw } = p;
    if (draw.kind !== 'uniform') return p;
    const value = draw.min + (draw.max - draw.min) * (points[i] ?? 0.5);
    return { ...p, draw: { kind: 'point', value } };
  });
  const [found] = await sweep([{ ...COMPARISON, parameters, paths: 2 }], inlinePool(sha256));
  return found?.deltaCash.mean.cents ?? NaN;
}

/** E[max(m + b·(u − ½), 0)] − max(m, 0) for u uniform from 0 to 1 and |m| < |b|/2. */
const closedForm = (m: number, b: number): number =>
  (m + Math.abs(b) / 2) ** 2 / (2 * Math.abs(b)) - Math.max(m, 0);

describe('what to find out first', () => {
  it('has the closed form of a difference that is linear in uniform parameters', async () => {
    const middle = await differenceAt();
    const overhead = (await differenceAt(1)) - (await differenceAt(0));
    const fee = (await differenceAt(0.5, 1)) - (await differenceAt(0.5, 0));
    const { inputs, everything, parameters, gain } = await ask();
    expect(Math.abs(gain.cents - middle)).toBeLessThan(gain.upperCents - gain.lowerCents);
    for (const [id, slope] of [
      ['removed.overhead', overhead],
      ['fee-level', fee],
    ] as const) {
      expect(Math.abs(middle)).toBeLessThan(Math.abs(slope) / 2);
      const own = inputs.find(({ ids }) => ids[0] === id);
      const truth = closedForm(middle, slope);
      const { cents = NaN, byRuleCents = NaN, standardErrorCents = NaN } = own ?? {};
      expect(Math.abs(cents - truth), id).toBeLessThan(4 * standardErrorCents);
      expect(Math.abs(byRuleCents - truth), id).toBeLessThan(4 * standardErrorCents);
      // The error is small beside what is estimated, or the test would say nothing.
      expect(standardErrorCents).toBeLessThan(truth / 8);
    }
    // Nothing is noisy in this plan: all parameters are everything.
    const known = parameters?.cents ?? NaN;
    expect(Math.abs(known - everything.cents)).toBeLessThan(everything.cents / 20);
    expect(everything.cents).toBeGreaterThan(inputs[0]?.cents ?? NaN);
  });

  it('ranks the one that is worth most first, and what does nothing last', async () => {
    const { inputs, groups, fixed, choice, gain } = await ask({}, [['fee-level', 'payer-speed']]);
    expect(inputs.map(({ cents }) => cents)).toEqual(
      inputs.map(({ cents }) => cents).toSorted((a, b) => b - a),
    );
    expect(inputs.at(-1)?.ids).toEqual(['payer-speed']);
    expect(inputs.at(-1)?.cents).toBeLessThan((inputs[0]?.cents ?? 0) / 50);
    const fee = inputs.find(({ ids }) => ids[0] === 'fee-level')?.cents ?? NaN;
    expect(Math.abs((groups[0]?.cents ?? NaN) - fee)).toBeLessThan(fee / 20);
    expect(fixed).toEqual(['supply-price']);
    expect(choice).toBe(gain.cents > 0 ? 'withMso' : 'independent');
  });

  it('is nothing where the choice is clear, and without a parameter that varies', async () => {
    const dear = [OVERHEAD, parameter('fee-level', { kind: 'uniform', min: 3, max: 4 })];
    const clear = await ask({ parameters: dear, paths: 200 });
    expect(clear.choice).toBe('independent');
    expect(clear.everything.cents).toBe(0);
    expect(clear.inputs.map(({ cents }) => cents)).toEqual([0, 0]);
    const none = await ask({ parameters: [], paths: 200 });
    expect(none).toMatchObject({ parameters: null, inputs: [] });
  });

  it('refuses a group with a name that does not vary here', async () => {
    await expect(ask({ paths: 64 }, [['fee-level', 'supply-price']])).rejects.toMatchObject({
      code: 'scenario/no-such-parameter',
    });
  });
});
