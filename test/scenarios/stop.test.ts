// A comparison that is told to stop: what is whole from the first path on is a run of its own.
import { afterAll, describe, expect, it } from 'vitest';
import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { planFromDefaults } from '../../scenarios/plan-from-defaults.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { inlinePool, workOf, workOfAll } from '../../scenarios/runner.ts';
import type { TaskPool } from '../../scenarios/runner.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseMonth } from '../../src/calendar.ts';
import type { Answer } from '../../scenarios/answer.ts';
import { activeDrivers } from '../../scenarios/bridge.ts';
import { livedMasks } from '../../scenarios/separate-drivers.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

const { plan, parameters } = planFromDefaults('solo', { start: parseMonth('2027-01'), months: 6 });
const comparison: Comparison = {
  scenario: 'stop',
  title: 'Stop',
  scenarioDigest: 'none',
  plan,
  parameters,
  sampling: INDEPENDENT,
  seed: '7',
  paths: 300,
  bridgePaths: 1,
  sidePaths: 2,
  isNoisy: true,
};

const threads = threadPool(2);
afterAll(() => threads.close());

/** Everything that rests on the paths of the headline alone. */
function ofPaths(answer: Answer): Partial<Answer> {
  const share = { shareOnEstimates: null, shareOnEstimatesInterval: null };
  const whole = { digest: '', managerCases: [], ...share, spread: null };
  return { ...answer, ...whole, bridge: { ...answer.bridge, level2: [], paths: 0 } };
}

/** Stops once so many tasks are done. */
async function stoppedAfter(done: number, pool: TaskPool): Promise<Answer> {
  let isStopped = false;
  let count = 0;
  const onProgress = (): void => {
    count += 1;
    if (count >= done) isStopped = true;
  };
  return compare(comparison, pool, sha256, onProgress, () => isStopped);
}

describe('a comparison that is stopped', () => {
  it('is the run over the paths that were complete', async () => {
    for (const pool of [inlinePool(sha256), threads]) {
      const answer = await stoppedAfter(2, pool);
      // Two ranges of 64, and what the second worker had begun.
      expect([128, 192]).toContain(answer.paths);
      const { paths } = answer;
      const fewer = { ...comparison, paths, bridgePaths: 0 };
      const alone = await compare(fewer, inlinePool(sha256), sha256);
      expect(ofPaths(answer)).toEqual(ofPaths(alone));
      expect(answer.managerCases).toEqual([]);
      expect(answer.bridge.level2).toEqual([]);
    }
  });

  it('counts no path behind a gap', async () => {
    const inline = inlinePool(sha256);
    const withGap: TaskPool = {
      ...inline,
      async run(specs, tasks) {
        const all = await inline.run(specs, tasks);
        // Of the ranges: what is run once quantiles are known has none.
        const isGap = (i: number): boolean => i === 2 && tasks[i]?.kind === 'range';
        return all.map((result, i) => (isGap(i) ? undefined : result));
      },
    };
    expect((await compare(comparison, withGap, sha256)).paths).toBe(128);
  });

  it('that has no whole range says so', async () => {
    const stopping = compare(comparison, threads, sha256, undefined, () => true);
    await expect(stopping).rejects.toMatchObject({ code: 'scenario/stopped', category: 'stopped' });
  });

  it('leaves its workers ready, and is whole when all was done', async () => {
    const whole = await compare(comparison, threads, sha256);
    expect(whole).toEqual(await compare(comparison, inlinePool(sha256), sha256));
    expect(await stoppedAfter(1_000, threads)).toEqual(whole);
    expect(whole.paths).toBe(300);
    expect(whole.managerCases).toHaveLength(3);
  });
});

describe('work', () => {
  it('is counted in lives of one arm, and all of it is told in the end', async () => {
    const told: number[] = [];
    let of = 0;
    await compare(comparison, inlinePool(sha256), sha256, (done, all) => {
      told.push(done);
      of = all;
    });
    // 300 pairs, four side runs of two pairs and one of one, the coalitions that are lived.
    const drivers = activeDrivers(new Set(parameters.map(({ id }) => id)));
    expect(of).toBe(2 * (300 + 4 * 2 + 1) + livedMasks(drivers).length);
    expect(told.at(-1)).toBe(of);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    const pairs = { kind: 'range', spec: 0, from: 0, to: 64 } as const;
    expect([workOf(pairs), workOf({ ...pairs, kind: 'months' })]).toEqual([128, 64]);
    expect(workOfAll([pairs, pairs])).toBe(256);
  });
});
