import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holtWinters, holtWintersForecast } from '../../../scenarios/calibration/holt-winters.ts';
import type { HoltWinters, Smoothing } from '../../../scenarios/calibration/holt-winters.ts';
import type { SeasonKind } from '../../../scenarios/calibration/seasonality.ts';
import { relativeError } from '../../support/numeric.ts';
import air from '../../fixtures/calibration/air-passengers.json' with { type: 'json' };

type Fitted = Extract<HoltWinters, { status: 'fitted' }>;

function fit(
  series: readonly number[],
  options: { kind: SeasonKind } & Partial<Smoothing>,
  period = 12,
): Fitted {
  const answer = holtWinters(series, period, options);
  if (answer.status !== 'fitted') throw new Error(answer.status);
  return answer;
}

describe('airline passengers, by R’s HoltWinters', () => {
  const { alpha, beta, gamma, sse } = air.hw;

  test('the misses of given parameters', () => {
    const given = fit(air.x, { kind: 'multiplicative', alpha, beta, gamma });
    expect(relativeError(given.squaredMisses, sse)).toBeLessThan(1e-12);
    expect([given.alpha, given.beta, given.gamma]).toEqual([alpha, beta, gamma]);
    expect(given.oneStep).toHaveLength(132);
  });

  test('the parameters of least misses, and no more misses than R stopped at', () => {
    const found = fit(air.x, { kind: 'multiplicative' });
    expect(Math.abs(found.alpha - alpha)).toBeLessThan(1e-3);
    expect(Math.abs(found.beta - beta)).toBeLessThan(1e-3);
    expect(Math.abs(found.gamma - gamma)).toBeLessThan(1e-3);
    expect(relativeError(found.squaredMisses, sse)).toBeLessThan(1e-3);
    expect(found.squaredMisses).toBeLessThanOrEqual(sse);
  });

  test('what is given is kept, and the rest is chosen beside it', () => {
    const found = fit(air.x, { kind: 'multiplicative', gamma });
    expect(found.gamma).toBe(gamma);
    expect(Math.abs(found.alpha - alpha)).toBeLessThan(1e-3);
    expect(Math.abs(found.beta - beta)).toBeLessThan(1e-3);
  });
});

test.each<SeasonKind>(['additive', 'multiplicative'])(
  '%s: nothing on a grid misses less',
  (kind) => {
    const least = fit(air.x, { kind }).squaredMisses;
    const steps = Array.from({ length: 11 }, (_, i) => i / 10);
    for (const alpha of steps) {
      for (const beta of steps) {
        for (const gamma of steps) {
          const there = fit(air.x, { kind, alpha, beta, gamma }).squaredMisses;
          expect(there).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        }
      }
    }
  },
);

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('the additive form is one of errors handed on', () => {
  fc.assert(
    fc.property(share, share, share, (alpha, beta, gamma) => {
      const { oneStep, level, growth, season } = fit(air.x, {
        kind: 'additive',
        alpha,
        beta,
        gamma,
      });
      // From nothing learnt, the start itself.
      const start = fit(air.x.slice(0, 24), { kind: 'additive', alpha: 0, beta: 0, gamma: 0 });
      let l = start.level - 12 * start.growth;
      let b = start.growth;
      const s = [...start.season];
      air.x.slice(12).forEach((x, i) => {
        const expected = l + b + (s[i % 12] ?? 0);
        expect(Math.abs((oneStep[i] ?? NaN) - expected)).toBeLessThan(1e-8);
        const miss = x - expected;
        l += b + alpha * miss;
        b += alpha * beta * miss;
        s[i % 12] = (s[i % 12] ?? 0) + gamma * (1 - alpha) * miss;
      });
      expect(level).toBeCloseTo(l, 8);
      expect(growth).toBeCloseTo(b, 8);
      season.forEach((x, i) => expect(x).toBeCloseTo(s[i] ?? NaN, 8));
    }),
    { numRuns: 30 },
  );
});

test('a season on one level is foreseen exactly, wherever in the year it stops', () => {
  const season = [4, -1, -6, 3];
  const value = (i: number): number => 100 + (season[i % 4] ?? 0);
  for (const length of [8, 9, 14, 19]) {
    const series = Array.from({ length }, (_, i) => value(i));
    const found = fit(series, { kind: 'additive', alpha: 0.4, beta: 0.3, gamma: 0.2 }, 4);
    const ahead = holtWintersForecast(found, 9);
    expect(ahead).toHaveLength(9);
    ahead.forEach((x, h) => expect(Math.abs(x - value(length + h))).toBeLessThan(1e-9));
  }
  const flat = (i: number): number => 80 * ([0.5, 1.2, 1.3][i % 3] ?? 0);
  const series = Array.from({ length: 11 }, (_, i) => flat(i));
  const found = fit(series, { kind: 'multiplicative' }, 3);
  expect(found.squaredMisses).toBeLessThan(1e-18);
  holtWintersForecast(found, 7).forEach((x, h) => {
    expect(Math.abs(x - flat(11 + h))).toBeLessThan(1e-9);
  });
});

test('growth is caught up with, though the start lies half a period behind it', () => {
  const value = (i: number): number => 100 + 2.5 * i + ([4, -1, -6, 3][i % 4] ?? 0);
  const series = Array.from({ length: 400 }, (_, i) => value(i));
  const found = fit(series, { kind: 'additive', alpha: 0.4, beta: 0.3, gamma: 0.2 }, 4);
  expect((found.oneStep[0] ?? 0) - value(4)).toBeCloseTo(-2 * 2.5, 9);
  expect(found.growth).toBeCloseTo(2.5, 6);
  holtWintersForecast(found, 9).forEach((x, h) => {
    expect(Math.abs(x - value(400 + h))).toBeLessThan(1e-5);
  });
});

test('refuses what has no start', () => {
  const kind = 'multiplicative';
  expect(holtWinters(air.x.slice(0, 23), 12, { kind })).toEqual({ status: 'too-short' });
  expect(holtWinters([1, 2, 3, -4, 5], 2, { kind })).toEqual({ status: 'not-positive', at: 3 });
  expect(() => holtWinters(air.x, 12, { kind, alpha: 1.5 })).toThrow('between 0 and 1');
});
