import { afterAll, describe, expect, it } from 'vitest';
import { compare } from '../../scenarios/compare.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { pathsFor } from '../../scenarios/precision.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import type { TaskPool } from '../../scenarios/runner.ts';
import { column, joinRanges } from '../../scenarios/statistics.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { studentTQuantile } from '../../src/numeric/statistics.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';

const REPLICATES = 4;
const comparison: Comparison = {
  scenario: 'precise',
  title: 'Precise',
  scenarioDigest: '0'.repeat(64),
  plan: { ...EXAMPLE_PLAN, months: 6 },
  parameters: EXAMPLE_PARAMETERS,
  sampling: { correlations: [], sampler: 'sobol', replicates: REPLICATES },
  seed: '11',
  paths: 1_500,
  bridgePaths: 0,
  sidePaths: 0,
  isNoisy: true,
};
const threads = threadPool(2);
afterAll(() => threads.close());

/** Half of the interval of the mean, from the means of the replicates, written out. */
function slowHalf(paths: number): number {
  const run = rangeRunner(specOf(comparison), sha256).run(0, paths);
  const delta = [...column(joinRanges(comparison.plan.months, [run]), 'deltaCash')];
  const means = Array.from({ length: REPLICATES }, (_, r) => {
    const own = delta.filter((__, p) => p % REPLICATES === r);
    return own.reduce((sum, x) => sum + x, 0) / own.length;
  });
  const centre = means.reduce((sum, x) => sum + x, 0) / REPLICATES;
  const squares = means.reduce((sum, x) => sum + (x - centre) ** 2, 0);
  const error = Math.sqrt(squares / (REPLICATES - 1) / REPLICATES);
  return studentTQuantile(REPLICATES - 1, 0.975) * error;
}

describe('as many paths as a precision takes', () => {
  const halves = [256, 512, 1_024, 1_500].map(slowHalf);

  it.each([0, 1, 2, 3])('are the fewest of those looked at: look %i', async (look) => {
    // A look that is no better than one before it is never the first to do.
    const asked = Math.ceil(halves[look] ?? 0) + 1;
    const first = halves.findIndex((half) => Math.ceil(half) <= asked);
    const found = await pathsFor(comparison, asked, inlinePool(sha256));
    expect(found).toMatchObject({ paths: [256, 512, 1_024, 1_500][first], isReached: true });
    expect(Math.abs(found.halfCents - (halves[first] ?? 0))).toBeLessThan(2);
    expect(await pathsFor(comparison, asked, threads)).toEqual(found);
  });

  it('are lived once: the answer over them is that of so many paths', async () => {
    const { run, paths } = await pathsFor(comparison, 1e9, threads);
    const asked = { ...comparison, paths };
    const plain = await compare(asked, threads, sha256);
    let isMainLived = false;
    const watching: TaskPool = {
      ...threads,
      run(specs, tasks, ...rest) {
        isMainLived ||= tasks.some((task) => task.kind === 'range' && task.spec === 0);
        return threads.run(specs, tasks, ...rest);
      },
    };
    const taken = await compare(asked, watching, sha256, undefined, undefined, run);
    expect(taken).toEqual(plain);
    expect(isMainLived).toBe(false);
  });

  it('stopped on the way are those that were lived', async () => {
    // Asked before each range, and once at the end of a look: the sixth no is the fifth range’s.
    let looks = 0;
    const stopped = await pathsFor(comparison, 1, inlinePool(sha256), () => ++looks > 6);
    expect(stopped).toMatchObject({ isReached: false, run: { paths: 5 * 64 } });
  });

  it('are all there are when none do', async () => {
    const found = await pathsFor(comparison, 1, inlinePool(sha256));
    expect(found).toMatchObject({ paths: 1_500, isReached: false });
    expect(found.halfCents).toBeGreaterThan(1);
    const few = await pathsFor({ ...comparison, paths: 100 }, 1, inlinePool(sha256));
    expect(few).toMatchObject({ paths: 100, isReached: false });
  });
});
