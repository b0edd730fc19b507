// What is promised by month, against the run itself and quantiles by hand.
import { afterAll, describe, expect, it } from 'vitest';
import { metricOf } from '../../scenarios/metrics.ts';
import type { Metric } from '../../scenarios/metrics.ts';
import { planFromDefaults } from '../../scenarios/plan-from-defaults.ts';
import { threadPool } from '../../scenarios/pool.node.ts';
import { promisedMonths } from '../../scenarios/promise.ts';
import { rangeRunner, specOf } from '../../scenarios/run-range.ts';
import { inlinePool } from '../../scenarios/runner.ts';
import type { Comparison } from '../../scenarios/compare.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { parseMonth } from '../../src/calendar.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

const MONTHS = 5;
const PATHS = 131;
const { plan, parameters } = planFromDefaults('solo', {
  start: parseMonth('2027-01'),
  months: MONTHS,
});
const comparison: Comparison = {
  scenario: 'promise',
  title: 'Promise',
  scenarioDigest: 'none',
  plan,
  parameters,
  sampling: INDEPENDENT,
  seed: '7',
  paths: PATHS,
  bridgePaths: 0,
  sidePaths: 2,
  isNoisy: true,
};
const run = specOf(comparison);

const threads = threadPool(3);
afterAll(() => threads.close());

/** Type 7, sorted and interpolated. */
function slowQuantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (values.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + (at % 1) * ((sorted[Math.ceil(at)] ?? NaN) - low);
}

const interval = (values: readonly number[]): number[] =>
  [0.1, 0.5, 0.9].map((p) => Math.round(slowQuantile(values, p)) + 0);

describe('the months of the arm with the MSO', () => {
  const runner = rangeRunner(run, sha256);
  const months = runner.months(0, PATHS);
  const at = (values: Float64Array, month: number): number[] =>
    Array.from({ length: PATHS }, (_, path) => values[path * MONTHS + month] ?? NaN);

  it('are those of the comparison: they add up to its cash and end with its days', () => {
    const found = runner.run(0, PATHS);
    const { monthlyFee } = found;
    const metric = (name: Metric, path: number): number => metricOf(found, name, path);
    // The other arm of joining pays no fee, so the difference is the fee itself.
    expect(months.fee).toEqual(monthlyFee);
    expect(months.fee.some((cents) => cents > 0)).toBe(true);
    for (let path = 0; path < PATHS; path++) {
      const net = months.net.slice(path * MONTHS, (path + 1) * MONTHS);
      expect(net.reduce((sum, cents) => sum + cents, 0)).toBe(metric('netCashWithMso', path));
      expect(months.daysGross[(path + 1) * MONTHS - 1]).toBe(metric('daysGrossWithMso', path));
    }
  });

  it('are promised from P10 to P90, alone and added up, on any number of workers', async () => {
    const promised = await promisedMonths(comparison, inlinePool(sha256));
    expect(await promisedMonths(comparison, threads)).toEqual(promised);
    expect(promised.map(({ month }) => month)).toEqual([
      '2027-01',
      '2027-02',
      '2027-03',
      '2027-04',
      '2027-05',
    ]);
    const running = Array.from({ length: PATHS }, () => 0);
    for (const [m, { net, cumulative, fee, daysInArGross }] of promised.entries()) {
      at(months.net, m).forEach((cents, path) => (running[path] = (running[path] ?? 0) + cents));
      expect(net).toEqual(interval(at(months.net, m)));
      expect(cumulative).toEqual(interval(running));
      expect(fee).toEqual(interval(at(months.fee, m)));
      expect(daysInArGross).toEqual(interval(at(months.daysGross, m)));
    }
  });

  it('of path p alone are those of path p among others', () => {
    const alone = runner.months(77, 78);
    expect(alone.net).toEqual(months.net.slice(77 * MONTHS, 78 * MONTHS));
    expect(alone.daysGross).toEqual(months.daysGross.slice(77 * MONTHS, 78 * MONTHS));
  });
});
