import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { quantile } from '../../src/numeric/sample-quantile.ts';
import { metricOf } from '../../scenarios/metrics.ts';
import type { Metric, RangeResult } from '../../scenarios/metrics.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import { COLUMNS, steadyParameters, steadyPlan } from './steady-plan.ts';
import type { Column } from './steady-plan.ts';
import { INDEPENDENT } from '../../scenarios/value-source.ts';

// The check of mso.md §7.4 (settled.md §6.3, accrual view, undiscounted): the five simple effects
// alone must give the published table. A denial given up is written off four months later, so the
// steady twelve months are months 5 to 16: what 16 months come to less what 4 come to.
const SEED = '20260101';

/** Net benefit, fee and gross benefit of the steady year of each path, in thousands. */
function steadyYear(column: Column, paths: number, fixed: 'none' | 'all') {
  const of = (months: number): RangeResult =>
    rangeRunner(
      {
        plan: steadyPlan(column, months),
        parameters: steadyParameters(column),
        sampling: INDEPENDENT,
        seed: SEED,
        fixed,
        isNoisy: false,
      },
      sha256,
    ).run(0, paths);
  const long = of(16);
  const short = of(4);
  const year = (metric: Metric, path: number): number =>
    (metricOf(long, metric, path) - metricOf(short, metric, path)) / 100_000;
  return Array.from({ length: paths }, (_, path) => {
    const net = year('ebitdaWithMso', path) - year('ebitdaIndependent', path);
    const fee = year('feeDue', path);
    return { net, fee, gross: net + fee, collections: year('collectionsWithMso', path) };
  });
}

const PUBLISHED = [
  {
    name: '(a) solo',
    column: COLUMNS.solo,
    gross: 82.8,
    fee: 103,
    roi: -20.2 / 103,
    rate: 0.08,
    better: 0.22,
    quantiles: [-0.48, -0.18, 0.26],
  },
  {
    name: '(b) five sites',
    column: COLUMNS.fiveSites,
    gross: 563,
    fee: 649,
    roi: -86 / 649,
    rate: 0.078,
    better: 0.32,
    quantiles: [-0.44, -0.12, 0.39],
  },
  {
    name: '(c) forty sites',
    column: COLUMNS.fortySites,
    gross: 5534,
    fee: 5875,
    roi: -341 / 5875,
    rate: 0.075,
    better: 0.4,
    quantiles: [-0.39, -0.06, 0.41],
  },
] as const;

describe('a steady year with the simple effects of mso.md §7.2', () => {
  it.each(PUBLISHED)('gives §7.4 at the centrals: $name', ({ column, ...published }) => {
    const [year] = steadyYear(column, 1, 'all');
    if (year === undefined) throw new Error('one path was asked for');
    expect(Math.abs(year.gross / published.gross - 1)).toBeLessThan(0.01);
    expect(Math.abs(year.fee / published.fee - 1)).toBeLessThan(0.01);
    expect(Math.abs(year.net / year.fee - published.roi)).toBeLessThan(0.01);
    const breakEven = (year.gross / year.fee) * column.fee[1];
    expect(Math.abs(breakEven - published.rate)).toBeLessThan(0.001);
    expect(year.fee / year.collections).toBeCloseTo(column.fee[1], 6);
  });

  it.each(PUBLISHED)('gives §7.4 with triangular draws: $name', ({ column, ...published }) => {
    const paths = 4096;
    const years = steadyYear(column, paths, 'none');
    const better = years.filter((y) => y.net > 0).length / paths;
    expect(Math.abs(better - published.better), `P(NB>0) ${better}`).toBeLessThan(0.02);
    const roi = Float64Array.from(years, (y) => y.net / y.fee);
    [0.05, 0.5, 0.95].forEach((p, i) => {
      const value = quantile(roi, p);
      const off = Math.abs(value - (published.quantiles[i] ?? 0));
      expect(off, `P${p * 100} of ROI ${value}`).toBeLessThan(0.015);
    });
  });
});
