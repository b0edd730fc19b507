import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageBand, kupiecTest } from '../../../scenarios/backtest/coverage.ts';
import {
  crpsOfNormal,
  crpsOfSample,
  intervalScore,
  pinballLoss,
} from '../../../scenarios/backtest/scoring.ts';
import { binomialDensity } from '../../../src/numeric/incomplete.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { fillUniforms, streamKey } from '../../../src/numeric/stream.ts';
import { relativeError, sha256 } from '../../support/numeric.ts';
import vectors from '../../fixtures/backtest/scoring.json' with { type: 'json' };

const key = streamKey('scoring.test', 'outcomes', sha256);
function normals(n: number, path = 0): Float64Array {
  const out = new Float64Array(n);
  fillUniforms(out, 0, n, key, { path, entity: 0, draw: 0 });
  return out.map(normalQuantile);
}
const average = (xs: ArrayLike<number>): number =>
  Array.from(xs).reduce((a, b) => a + b, 0) / xs.length;

describe('published values at 1e-10', () => {
  test('CRPS of a normal', () => {
    for (const [mean = 0, sd = 0, observed = 0, score = 0] of vectors.crps_normal) {
      expect(relativeError(crpsOfNormal({ mean, sd }, observed), score)).toBeLessThan(1e-13);
    }
    // At the mean of a standard normal: (√2 − 1)/√π.
    const atMean = (Math.SQRT2 - 1) / Math.sqrt(Math.PI);
    expect(relativeError(crpsOfNormal({ mean: 5, sd: 2 }, 5), 2 * atMean)).toBeLessThan(1e-14);
  });

  test('interval score', () => {
    for (const { l: lower, u: upper, alpha, y, score } of vectors.interval_score) {
      expect(relativeError(intervalScore({ lower, upper, alpha }, y), score)).toBeLessThan(1e-14);
    }
    expect(intervalScore({ lower: 80, upper: 120, alpha: 0.2 }, 70)).toBe(140);
  });

  test('Kupiec', () => {
    // 250, 12, 0.05 with forty digits; the vector's own is 3e-13 off.
    const { likelihoodRatio } = kupiecTest({ trials: 250, breaches: 12, rate: 0.05 });
    expect(relativeError(likelihoodRatio, 0.0213240251805833)).toBeLessThan(1e-14);
    for (const { n: trials, breaches, p: rate, LR, pvalue } of vectors.kupiec) {
      const got = kupiecTest({ trials, breaches, rate });
      expect(relativeError(got.likelihoodRatio, LR)).toBeLessThan(1e-11);
      expect(relativeError(got.pValue, pvalue)).toBeLessThan(1e-11);
    }
  });

  test('coverage that may be', () => {
    for (const { n: trials, nominal, lo, hi } of vectors.binomial_acceptance_95) {
      expect(coverageBand({ trials, nominal })).toMatchObject({ least: lo, most: hi });
    }
  });
});

test('Kupiec’s ratio is one of binomial likelihoods, and stands at none and at all', () => {
  const whole = fc.integer({ min: 1, max: 300 });
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(whole, share, share, (trials, part, rate) => {
      const breaches = Math.round(part * trials);
      const at = (p: number): number => binomialDensity(breaches, trials - breaches, p, 1 - p);
      const ratio = 2 * Math.log(at(breaches / trials) / at(rate));
      const got = kupiecTest({ trials, breaches, rate });
      if (ratio < 600) expect(Math.abs(got.likelihoodRatio - ratio)).toBeLessThan(1e-9);
    }),
    { numRuns: 200 },
  );
  const none = kupiecTest({ trials: 10, breaches: 0, rate: 0.1 });
  expect(none.likelihoodRatio).toBeCloseTo(-20 * Math.log(0.9), 13);
  const all = kupiecTest({ trials: 10, breaches: 10, rate: 0.1 });
  expect(all.likelihoodRatio).toBeCloseTo(20 * Math.log(10), 12);
  expect(kupiecTest({ trials: 10, breaches: 1, rate: 0.1 })).toEqual({
    likelihoodRatio: 0,
    pValue: 1,
  });
  expect(() => kupiecTest({ trials: 3, breaches: 4, rate: 0.1 })).toThrow('breaches');
});

test('a calibrated model passes its band at least as often as is said, one fewer would not do', () => {
  for (const trials of [1, 6, 12, 24, 60]) {
    for (const nominal of [0.5, 0.8, 0.95]) {
      const { least, most, passes } = coverageBand({ trials, nominal });
      const chance = (k: number): number => binomialDensity(k, trials - k, nominal, 1 - nominal);
      const from = (a: number, b: number): number => {
        let all = 0;
        for (let k = a; k <= b; k++) all += chance(k);
        return all;
      };
      expect(passes).toBeCloseTo(from(least, most), 12);
      expect(passes).toBeGreaterThan(0.95 - 1e-12);
      expect(from(0, least - 1)).toBeLessThan(0.025);
      expect(from(0, least)).toBeGreaterThanOrEqual(0.025);
      expect(from(most + 1, trials)).toBeLessThanOrEqual(0.025);
      expect(from(most, trials)).toBeGreaterThan(0.025);
    }
  }
});

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });

test('CRPS of a sample is its definition over all pairs; shifting and scaling change the unit', () => {
  const samples = fc.array(number, { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(samples, number, (sample, observed) => {
      const n = sample.length;
      const miss = average(sample.map((x) => Math.abs(x - observed)));
      const pairs = sample.flatMap((x) => sample.map((y) => Math.abs(x - y)));
      const score = crpsOfSample(sample, observed);
      expect(Math.abs(score - (miss - average(pairs) / 2))).toBeLessThan(1e-10);
      const moved = crpsOfSample(
        sample.map((x) => 3 * x + 7),
        3 * observed + 7,
      );
      expect(Math.abs(moved - 3 * score)).toBeLessThan(1e-9);
      if (n === 1) expect(score).toBe(Math.abs((sample[0] ?? 0) - observed));
    }),
    { numRuns: 200 },
  );
});

test('CRPS of a sample comes to the closed form as the sample grows', () => {
  const forecast = { mean: 100, sd: 15 };
  for (const observed of [60, 100, 130]) {
    const exact = crpsOfNormal(forecast, observed);
    for (const n of [100, 1_000, 10_000]) {
      const even = Float64Array.from(
        { length: n },
        (_, i) => 100 + 15 * normalQuantile((i + 0.5) / n),
      );
      expect(Math.abs(crpsOfSample(even, observed) - exact)).toBeLessThan(15 / n);
      const drawn = normals(n, 1).map((z) => 100 + 15 * z);
      expect(Math.abs(crpsOfSample(drawn, observed) - exact)).toBeLessThan((4 * 15) / Math.sqrt(n));
    }
  }
});

test('CRPS is twice the pinball loss over all quantiles; an interval’s score is that of its ends', () => {
  const n = 20_000;
  for (const observed of [-1, 0.3, 2.5]) {
    let all = 0;
    for (let i = 0; i < n; i++) {
      const p = (i + 0.5) / n;
      all += pinballLoss({ p, forecast: normalQuantile(p) }, observed);
    }
    const exact = crpsOfNormal({ mean: 0, sd: 1 }, observed);
    expect(Math.abs((2 * all) / n - exact)).toBeLessThan(1e-4);
  }
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      (a, b, y, alpha) => {
        const [lower, upper] = a < b ? [a, b] : [b, a];
        const ends =
          pinballLoss({ p: alpha / 2, forecast: lower }, y) +
          pinballLoss({ p: 1 - alpha / 2, forecast: upper }, y);
        const score = intervalScore({ lower, upper, alpha }, y);
        expect(Math.abs(score - (2 / alpha) * ends)).toBeLessThan(1e-6);
      },
    ),
  );
});

describe('scores are proper: over 4,000 seeded outcomes the true forecast loses least', () => {
  const outcomes = normals(4_000).map((z) => 10 + 3 * z);
  const wrong = [
    { mean: 9, sd: 3 },
    { mean: 11, sd: 3 },
    { mean: 10, sd: 2 },
    { mean: 10, sd: 4.5 },
  ];
  const right = { mean: 10, sd: 3 };
  type Forecast = typeof right;

  test.each<[string, (forecast: Forecast, observed: number) => number]>([
    ['CRPS', crpsOfNormal],
    [
      'interval score',
      ({ mean, sd }, y) => {
        const half = sd * normalQuantile(0.9);
        return intervalScore({ lower: mean - half, upper: mean + half, alpha: 0.2 }, y);
      },
    ],
    [
      'pinball loss',
      ({ mean, sd }, y) => pinballLoss({ p: 0.9, forecast: mean + sd * normalQuantile(0.9) }, y),
    ],
    [
      'CRPS of a sample',
      ({ mean, sd }, y) =>
        crpsOfSample(
          FORECAST_SAMPLE.map((z) => mean + sd * z),
          y,
        ),
    ],
  ])('%s', (_, score) => {
    const least = average(outcomes.map((y) => score(right, y)));
    for (const forecast of wrong) {
      expect(average(outcomes.map((y) => score(forecast, y)))).toBeGreaterThan(1.01 * least);
    }
  });
});

const FORECAST_SAMPLE = Float64Array.from({ length: 30 }, (_, i) => normalQuantile((i + 0.5) / 30));

test('a forecast that is none is refused', () => {
  expect(() => crpsOfNormal({ mean: 0, sd: 0 }, 1)).toThrow('width');
  expect(() => crpsOfSample([], 1)).toThrow('at least one');
  expect(() => intervalScore({ lower: 2, upper: 1, alpha: 0.1 }, 1)).toThrow('two ends');
  expect(() => pinballLoss({ p: 1, forecast: 1 }, 1)).toThrow('between 0 and 1');
});
