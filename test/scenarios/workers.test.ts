import { afterAll, describe, expect, it } from 'vitest';
import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { planFromDefaults } from '../../scenarios/plan-from-defaults.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import type { TaskPool } from '../../scenarios/runner.ts';
import { parseMonth } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

// One worker or many: the digest covers every path's cents, so a single path that differs shows.
const { plan, parameters } = planFromDefaults('solo', { start: parseMonth('2027-01'), months: 12 });
const comparison: Comparison = {
  scenario: 'workers',
  title: 'Workers',
  scenarioDigest: 'none',
  plan,
  parameters,
  sampling: INDEPENDENT,
  seed: '7',
  paths: 150,
  bridgePaths: 2,
  sidePaths: 70,
  isNoisy: true,
};

const pools: TaskPool[] = [threadPool(1), threadPool(4)];
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

describe('compare over workers', () => {
  it('gives one digest, whoever does the work', async () => {
    const alone = await compare(comparison, inlinePool(sha256), sha256);
    for (const pool of pools) {
      const answer = await compare(comparison, pool, sha256);
      expect(answer).toEqual(alone);
    }
    const other = await compare({ ...comparison, seed: '8' }, inlinePool(sha256), sha256);
    expect(other.digest).not.toBe(alone.digest);
    // The same workers a second time, with another run.
    for (const pool of pools) {
      const again = await compare({ ...comparison, seed: '8' }, pool, sha256);
      expect(again.digest).toBe(other.digest);
    }
  });

  it('adds up: bars to the cent on both levels, parts of the ROI as printed', async () => {
    const { bridge, deltaCash, feeRoi } = await compare(comparison, inlinePool(sha256), sha256);
    const sum = (bars: readonly { cents: number }[]): number =>
      bars.reduce((total, bar) => total + bar.cents, 0);
    expect(sum(bridge.level1)).toBe(deltaCash.mean.cents);
    expect(sum(bridge.level2)).toBe(bridge.grossCents);
    expect(feeRoi?.estimate).toBeCloseTo(
      (feeRoi?.numeratorCents ?? 0) / (feeRoi?.denominatorCents ?? 1),
      6,
    );
  });
});
