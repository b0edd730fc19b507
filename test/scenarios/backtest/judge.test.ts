import { describe, expect, it } from 'vitest';
import { crpsOf } from '../../../scenarios/backtest/forecast.ts';
import type { Point } from '../../../scenarios/backtest/forecast.ts';
import { judge } from '../../../scenarios/backtest/judge.ts';
import { crpsOfNormal } from '../../../scenarios/backtest/scoring.ts';

const point = (origin: number, actual: number, more: Partial<Point> = {}): Point => ({
  origin,
  horizon: 3,
  actual,
  median: 100,
  intervals: [
    { lower: 95, upper: 105 },
    { lower: 90, upper: 110 },
    { lower: 80, upper: 120 },
  ],
  place: 0.5,
  crps: 2,
  intervalScore80: 20,
  naive: 110,
  average: 90,
  ...more,
});

describe('what forecasts come to', () => {
  // Misses of +10, −10, 0, −20, 0, +10 by hand: Σ|miss| = 50 of Σ outcome = 610.
  const points = [90, 110, 100, 120, 100, 90].map((actual, i) => point(i, actual));

  it('is bias and error as shares of what came', () => {
    const found = judge(points);
    expect(found?.errors.model.wape).toBeCloseTo(50 / 610, 12);
    expect(found?.errors.model.bias).toBeCloseTo(-10 / 610, 12);
    // The naive forecast of 110 misses by 20, 0, 10, 10, 10, 20.
    expect(found?.errors['seasonal naive'].wape).toBeCloseTo(70 / 610, 12);
    expect(found?.benchmarkCrps['seasonal naive']).toBeCloseTo(70 / 6, 12);
    expect(found?.verdict).toBe('beats');
  });

  it('says that a model loses when a benchmark misses by less', () => {
    expect(judge(points.map((p) => ({ ...p, naive: p.actual + 1 })))?.verdict).toBe('loses');
    expect(judge(points.slice(0, 5))?.verdict).toBe('too few');
    expect(judge([])).toBeNull();
  });

  it('counts coverage on forecasts that share no month', () => {
    const [fifty, eighty] = judge(points)?.coverage ?? [];
    // Of all six: 100 and 100 within 5; all but 120 within 10.
    expect(fifty?.share).toBeCloseTo(2 / 6, 12);
    expect(eighty?.share).toBeCloseTo(5 / 6, 12);
    // Three months ahead, only origins 0 and 3 are apart: 90 is held, 120 is not.
    expect(eighty?.separate).toMatchObject({ held: 1, of: 2 });
    expect(eighty?.isWithinBand).toBe(true);
  });

  it('tests places only where five are apart', () => {
    expect(judge(points)?.pit).toBeNull();
    const many = Array.from({ length: 30 }, (_, i) => point(i, 100, { place: 0.99 }));
    expect(judge(many)?.pit?.biasPValue).toBeLessThan(1e-6);
  });
});

describe('the score of a forecast', () => {
  it('is the closed form where it is a normal', () => {
    const normal = { mean: 50, sd: 4 };
    const parts = [{ weight: 1, centre: 50, scale: 4 }];
    for (const observed of [35, 49, 50, 58, 80]) {
      const score = crpsOf({ kind: 'normals', isLog: false, parts }, observed);
      expect(score / crpsOfNormal(normal, observed)).toBeCloseTo(1, 3);
    }
  });
});
