import { describe, expect, it } from 'vitest';
import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import type { Parameter } from '../../scenarios/parameters.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import { tornado } from '../../scenarios/tornado.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

const COMPARISON: Comparison = {
  scenario: 'example',
  title: 'Example',
  scenarioDigest: '',
  plan: { ...EXAMPLE_PLAN, months: 6 },
  parameters: EXAMPLE_PARAMETERS,
  sampling: INDEPENDENT,
  seed: '7',
  paths: 40,
  bridgePaths: 0,
  sidePaths: 2,
  isNoisy: true,
};
const run = (of: Partial<Comparison> = {}) =>
  tornado({ ...COMPARISON, ...of }, inlinePool(sha256), sha256);

describe('a tornado', () => {
  it('has at each end the difference that a comparison with that value has', async () => {
    const { base, bars } = await run();
    const all = await compare(COMPARISON, inlinePool(sha256), sha256);
    expect(base).toEqual(all.deltaCash.mean);
    const bar = bars.find(({ id }) => id === 'volume');
    for (const [value = 0, mean] of [
      [bar?.lowValue, bar?.low],
      [bar?.highValue, bar?.high],
    ] as const) {
      const parameters = EXAMPLE_PARAMETERS.map((p): Parameter =>
        p.id === 'volume' ? { ...p, draw: { kind: 'point', value } } : p,
      );
      const one = await compare({ ...COMPARISON, parameters }, inlinePool(sha256), sha256);
      expect(one.deltaCash.mean).toEqual(mean);
    }
  });

  it('holds each at its tenth and ninetieth percentile, the widest bar first', async () => {
    const { bars, fixed } = await run();
    // Triangular from 0 by 1 to 4: below its mode a share of x²/4 lies, above it all but (4 - x)²/12.
    const draw = { kind: 'triangular', min: 0, mode: 0.01, max: 0.04 } as const;
    const [own] = (
      await run({
        parameters: [{ id: 'volume', draw, grade: 'E', source: 'a test', unit: 'share' }],
      })
    ).bars;
    expect(own?.lowValue).toBeCloseTo(Math.sqrt(0.1 * 4) / 100, 12);
    expect(own?.highValue).toBeCloseTo((4 - Math.sqrt(0.1 * 12)) / 100, 12);
    const widths = bars.map(({ swing }) => Math.abs(swing.cents));
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect([...bars.map(({ id }) => id), ...fixed].sort()).toEqual(
      EXAMPLE_PARAMETERS.map(({ id }) => id).sort(),
    );
  });

  it('gives the swing path by path: what both ends share cancels', async () => {
    const { bars } = await run();
    for (const { low, high, swing } of bars) {
      expect(Math.abs(high.cents - low.cents - swing.cents)).toBeLessThanOrEqual(1);
      const own = swing.upperCents - swing.lowerCents;
      expect(own).toBeLessThanOrEqual(low.upperCents - low.lowerCents);
    }
  });

  it('has no bar for what does not vary, and none at all where nothing does', async () => {
    const parameters = EXAMPLE_PARAMETERS.map((p): Parameter => ({
      ...p,
      draw: { kind: 'point', value: 0.01 },
    }));
    const { bars, fixed } = await run({ parameters });
    expect(bars).toEqual([]);
    expect(fixed.length).toBe(parameters.length);
  });
});
