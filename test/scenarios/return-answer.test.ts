import { describe, expect, it } from 'vitest';
import { METRIC_COUNT } from '../../scenarios/metrics.ts';
import { returnOf } from '../../scenarios/return-answer.ts';
import type { Paths } from '../../scenarios/statistics.ts';
import { parseDay } from '../../src/calendar.ts';
import { xirr } from '../../src/numeric/cash-flow-returns.ts';
import { studentTQuantile } from '../../src/numeric/statistics.ts';
import { normals } from '../support/draws.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';

/** Paths of monthly differences, cents. */
const pathsOf = (rows: readonly (readonly number[])[]): Paths => {
  const months = rows[0]?.length ?? 0;
  return {
    paths: rows.length,
    months,
    metrics: new Float64Array(rows.length * METRIC_COUNT),
    stride: rows.length,
    place: 0,
    monthlyDelta: Float64Array.from(rows.flat()),
  };
};
const planOf = (months: number) => ({ ...EXAMPLE_PLAN, months });
const of = (...rows: readonly (readonly number[])[]) =>
  returnOf(pathsOf(rows), planOf(rows[0]?.length ?? 0));
const yearLater = (before: number, after: number): number[] => [
  before,
  ...Array.from({ length: 11 }, () => 0),
  after,
];

describe('the rate of return of the mean path', () => {
  it('is that of its flows on the last days of their months', () => {
    const { status, rates, signChanges } = of(yearLater(-900, 1200), yearLater(-1100, 1220));
    const [rate] = xirr([
      { day: parseDay('2026-11-30'), amount: -1000 },
      { day: parseDay('2027-11-30'), amount: 1210 },
    ]).rates;
    expect(status).toBe('one');
    expect(signChanges).toBe(1);
    expect(rates[0]).toBeCloseTo(0.21, 10);
    expect(rates[0]).toBeCloseTo(rate?.rate ?? NaN, 12);
  });

  it('says in words when there is none, every one, several, or too little time', () => {
    expect(of(yearLater(-5, -5)).words).toBe('none: money only goes out');
    expect(of(yearLater(5, 5)).words).toBe('none: money only comes in');
    expect(of(yearLater(0, 0))).toMatchObject({ status: 'every', rates: [], interval: null });
    expect(of(yearLater(1000, -1100)).words).toContain('as on a loan');
    expect(of([-1000, 1200])).toMatchObject({ status: 'short', rates: [] });
    // Lorie and Savage's oil pump, a year apart: 25 % and 400 %.
    const empty = Array.from({ length: 11 }, () => 0);
    const pump = of([-1600, ...empty, 10_000, ...empty, -10_000]);
    expect(pump.status).toBe('several');
    expect(pump.rates[0]).toBeCloseTo(0.25, 2);
    expect(pump.rates[1]).toBeCloseTo(4, 1);
    expect(pump).toMatchObject({ interval: null, signChanges: 2 });
    expect(pump.words).toContain('several');
  });

  it('has a modified rate wherever money goes both ways', () => {
    // A year's 1,000 out and 1,210 in at its end needs no rate to be compared.
    expect(of(yearLater(-1000, 1210)).modified).toBeCloseTo(0.21, 10);
    expect(of(yearLater(-5, -5)).modified).toBeNull();
  });

  it('has the interval that leaving out one path after the other gives', () => {
    const spread = normals('returns', 0, 40);
    const rows = Array.from(spread, (z) => yearLater(-1000, 1200 + 80 * z));
    const { interval, rates } = of(...rows);
    const n = rows.length;
    const without = rows.map((_, i) => of(...rows.filter((_row, k) => k !== i)).rates[0] ?? NaN);
    const centre = without.reduce((a, b) => a + b, 0) / n;
    const jackknife = Math.sqrt(
      (without.reduce((sum, r) => sum + (r - centre) ** 2, 0) * (n - 1)) / n,
    );
    const half = ((interval?.upper ?? 0) - (interval?.lower ?? 0)) / 2;
    expect(half / (studentTQuantile(n - 1, 0.975) * jackknife)).toBeCloseTo(1, 1);
    expect(interval?.estimate).toBe(rates[0]);
  });
});
