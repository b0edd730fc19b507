import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seasonalIndices } from '../../../scenarios/calibration/seasonality.ts';
import type { SeasonKind } from '../../../scenarios/calibration/seasonality.ts';
import { relativeError } from '../../support/numeric.ts';
import air from '../../fixtures/calibration/air-passengers.json' with { type: 'json' };

function indicesOf(series: readonly number[], period: number, kind: SeasonKind): readonly number[] {
  const answer = seasonalIndices(series, period, kind);
  if (answer.status !== 'fitted') throw new Error(answer.status);
  return answer.indices;
}

describe('airline passengers, by R’s decompose', () => {
  test.each<[SeasonKind, readonly number[]]>([
    ['multiplicative', air.mult_figure],
    ['additive', air.add_figure],
  ])('%s', (kind, figure) => {
    const indices = indicesOf(air.x, 12, kind);
    expect(indices).toHaveLength(12);
    indices.forEach((x, i) => expect(relativeError(x, figure[i] ?? 0)).toBeLessThan(1e-13));
  });

  test('the trend lies half a year inside', () => {
    const answer = seasonalIndices(air.x, 12, 'additive');
    const trend = answer.status === 'fitted' ? answer.trend : [];
    expect(trend.slice(0, 6).every((x) => x === null)).toBe(true);
    expect(trend.slice(-6).every((x) => x === null)).toBe(true);
    // (112/2 + 118 + … + 118 + 115/2)/12, as R prints it: 126.7917.
    expect(trend[6]).toBeCloseTo(126.7917, 4);
    expect(trend.filter((x) => x !== null)).toHaveLength(132);
  });
});

const kinds = fc.constantFrom<SeasonKind>('multiplicative', 'additive');
const shapes = fc.integer({ min: 2, max: 13 }).chain((period) =>
  fc.array(fc.double({ min: 0.3, max: 3, noNaN: true }), {
    minLength: period,
    maxLength: period,
  }),
);

test('a level with a season gives that season back, at any length from two periods on', () => {
  fc.assert(
    fc.property(kinds, shapes, fc.integer({ min: 0, max: 30 }), (kind, raw, more) => {
      const period = raw.length;
      const mean = raw.reduce((a, b) => a + b, 0) / period;
      const season = raw.map((x) => (kind === 'multiplicative' ? x / mean : x - mean));
      const series = Array.from({ length: 2 * period + more }, (_, i) => {
        const index = season[i % period] ?? 0;
        return kind === 'multiplicative' ? 500 * index : 500 + index;
      });
      indicesOf(series, period, kind).forEach((x, i) => {
        expect(Math.abs(x - (season[i] ?? 0))).toBeLessThan(1e-11);
      });
      const [first = 0, ...rest] = indicesOf(series, period, kind);
      const total = rest.reduce((a, b) => a + b, first);
      expect(Math.abs(total - (kind === 'multiplicative' ? period : 0))).toBeLessThan(1e-11);
    }),
    { numRuns: 100 },
  );
});

test('growth along a line is no season here, while means of years take it for one; without it both agree', () => {
  const line = Array.from({ length: 48 }, (_, i) => 1000 + 10 * i);
  for (const index of indicesOf(line, 12, 'additive')) expect(Math.abs(index)).toBeLessThan(1e-10);
  for (const index of indicesOf(line, 12, 'multiplicative')) {
    expect(Math.abs(index - 1)).toBeLessThan(1e-12);
  }
  const lastYear = line.slice(36);
  const mean = lastYear.reduce((a, b) => a + b, 0) / 12;
  expect((lastYear[11] ?? 0) / mean - 1).toBeGreaterThan(0.03);
  const flat = Array.from({ length: 48 }, (_, i) => 700 * (air.mult_figure[i % 12] ?? 0));
  const year = flat.slice(36);
  const ownMean = year.reduce((a, b) => a + b, 0) / 12;
  indicesOf(flat, 12, 'multiplicative').forEach((index, i) => {
    expect(relativeError(index, (year[i] ?? 0) / ownMean)).toBeLessThan(1e-12);
  });
});

test('refuses what has no season to show', () => {
  expect(seasonalIndices(air.x.slice(0, 23), 12, 'additive')).toEqual({ status: 'too-short' });
  expect(seasonalIndices(air.x.slice(0, 24), 12, 'additive')).toMatchObject({ status: 'fitted' });
  const closed = air.x.map((x, i) => (i === 30 ? 0 : x));
  expect(seasonalIndices(closed, 12, 'multiplicative')).toEqual({ status: 'not-positive', at: 30 });
  expect(seasonalIndices(closed, 12, 'additive')).toMatchObject({ status: 'fitted' });
  expect(() => seasonalIndices(air.x, 1, 'additive')).toThrow('two places');
  expect(() => seasonalIndices([NaN, 1, 2, 3], 2, 'additive')).toThrow('numbers');
});
