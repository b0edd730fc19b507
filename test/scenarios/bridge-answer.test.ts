import { describe, expect, it } from 'vitest';
import { activeDrivers } from '../../scenarios/bridge.ts';
import {
  bridgeOf,
  coalitionTasks,
  coalitionsOf,
  pathBridge,
} from '../../scenarios/bridge-answer.ts';
import type { Coalitions } from '../../scenarios/bridge-answer.ts';
import { inlinePool, pathsOfSpec, rangeOf, rangeTasks } from '../../scenarios/runner.ts';
import { column, mean } from '../../scenarios/statistics.ts';
import type { Paths } from '../../scenarios/statistics.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { standardDeviation } from '../../src/numeric/statistics.ts';
import { EXAMPLE_PARAMETERS, EXAMPLE_PLAN } from '../support/example-plan.ts';

const PLAN = {
  ...EXAMPLE_PLAN,
  months: 4,
  credit: { floorCents: 5_000_000, limitCents: 8_000_000, rateAnnual: 0.09 },
};
const SPEC = {
  plan: PLAN,
  parameters: EXAMPLE_PARAMETERS,
  sampling: INDEPENDENT,
  seed: '3',
  fixed: 'none',
  isNoisy: true,
} as const;
const DRIVERS = activeDrivers(new Set(EXAMPLE_PARAMETERS.map(({ id }) => id)));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, p) => p);

async function runOf(paths: number, some: readonly number[], drivers = DRIVERS) {
  const tasks = [...rangeTasks(0, paths), ...coalitionTasks(drivers, some)];
  const results = await inlinePool(sha256).run([SPEC], tasks);
  return {
    run: pathsOfSpec(0, PLAN.months, tasks, results),
    coalitions: coalitionsOf(drivers, some, tasks, results),
  };
}
const totalOf = (bars: readonly { readonly cents: number }[]): number =>
  bars.reduce((sum, { cents }) => sum + cents, 0);
const bridge = (run: Paths, coalitions: Coalitions) =>
  bridgeOf(run, Math.round(mean(column(run, 'deltaCash'))), coalitions, []);

describe('the bridge of a path', () => {
  it('adds up to that path’s own difference on both levels, with a bar for its loans', async () => {
    const { run, coalitions } = await runOf(6, numbers(6));
    const delta = column(run, 'deltaCash');
    let financed = 0;
    for (let path = 0; path < 6; path++) {
      const { level1, level2, grossCents, totalCents } = pathBridge(run, path, 0.5, coalitions);
      expect(totalCents).toBe(delta[path]);
      expect(totalOf(level1)).toBe(delta[path]);
      expect(totalOf(level2)).toBe(grossCents);
      expect(level1[0]?.cents).toBe(grossCents);
      for (const { cents } of [...level1, ...level2]) expect(Number.isInteger(cents)).toBe(true);
      financed += Math.abs(level1.find(({ id }) => id === 'financing')?.cents ?? 0);
    }
    expect(financed).toBeGreaterThan(0);
  });

  it('refuses a difference of regimes that no driver brings', async () => {
    const { run, coalitions } = await runOf(1, [0], ['volume']);
    expect(() => pathBridge(run, 0, 0.5, coalitions)).toThrow('has a driver');
  });

  it('is the same for one path alone as among others', async () => {
    const all = await runOf(6, numbers(6));
    const one = await runOf(6, [4]);
    expect(pathBridge(one.run, 0, 0.5, one.coalitions)).toEqual(
      pathBridge(all.run, 4, 0.5, all.coalitions),
    );
  });
});

describe('the bridge of the mean', () => {
  it('has as bars the means of the paths’ bars, with the standard error of these', async () => {
    const paths = 6;
    const { run, coalitions } = await runOf(paths, numbers(paths));
    const own = numbers(paths).map((path) => pathBridge(run, path, 0.5, coalitions));
    const { level1, level2, grossCents, totalCents } = bridge(run, coalitions);
    expect(totalOf(level1)).toBe(totalCents);
    expect(totalOf(level2)).toBe(grossCents);
    for (const level of ['level1', 'level2'] as const) {
      for (const { id, cents, standardErrorCents } of { level1, level2 }[level]) {
        const bars = own.map((of) => of[level].find((bar) => bar.id === id)?.cents ?? 0);
        expect(Math.abs(cents - mean(bars)), id).toBeLessThanOrEqual(2);
        const error = id === 'sampling' ? 0 : standardDeviation(bars) / Math.sqrt(paths);
        expect(Math.abs((standardErrorCents ?? NaN) - error), id).toBeLessThanOrEqual(2);
      }
    }
  });

  it('closes by sampling where fewer paths were run, with the error of a part of a whole', async () => {
    const { run, coalitions } = await runOf(12, numbers(4));
    const { level2, grossCents } = bridge(run, coalitions);
    const sampling = level2.at(-1);
    const gross = numbers(12).map((p) => {
      const at = (metric: 'deltaCash' | 'feePaid' | 'changeCost' | 'financing'): number =>
        column(run, metric)[p] ?? NaN;
      return at('deltaCash') + at('feePaid') + at('changeCost') - at('financing');
    });
    expect(totalOf(level2)).toBe(grossCents);
    const gap = mean(gross) - mean(gross.slice(0, 4));
    expect(Math.abs((sampling?.cents ?? NaN) - gap)).toBeLessThanOrEqual(2);
    const error = standardDeviation(gross) * Math.sqrt(1 / 4 - 1 / 12);
    expect(Math.abs((sampling?.standardErrorCents ?? NaN) - error)).toBeLessThanOrEqual(1);
  });
});

describe('the coalitions of a bridge', () => {
  it('are the same from tasks of one path as from tasks of all', async () => {
    const paths = numbers(3);
    const of = async (most?: number) => {
      const tasks = coalitionTasks(DRIVERS, paths, most);
      const results = await inlinePool(sha256).run([SPEC], tasks);
      return { tasks: tasks.length, values: coalitionsOf(DRIVERS, paths, tasks, results).values };
    };
    const [whole, split] = [await of(), await of(1)];
    expect(split.values).toEqual(whole.values);
    expect(split.tasks).toBe(3 * whole.tasks);
  });
});

describe('the paths of a range', () => {
  const sized = (sites: number, months: number) =>
    rangeOf({
      ...PLAN,
      months,
      sites: Array.from({ length: sites }, () => PLAN.sites[0] as never),
    });

  it('are fewer where a path is long, and always half as many', () => {
    expect([
      sized(1, 36),
      sized(40, 36),
      sized(40, 240),
      sized(200, 240),
      sized(1000, 240),
    ]).toEqual([64, 64, 8, 2, 1]);
  });
});
