// Basic statistics by a second way: exact fractions, sums over all outcomes, plain integration.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile, quantileIntervalRanks } from '../../src/numeric/sample-quantile.ts';
import type { QuantileDefinition } from '../../src/numeric/sample-quantile.ts';
import * as s from '../../src/numeric/statistics.ts';
import { relativeError } from '../support/numeric.ts';

test('mean, variance and lag-1 autocorrelation are those of exact fractions, far from 0 too', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 });
  const far = fc.constantFrom(0, 1e6, 1e12);
  fc.assert(
    fc.property(values, far, (near, origin) => {
      const x = near.map((value) => origin + value);
      const n = BigInt(x.length);
      const total = x.reduce((sum, value) => sum + BigInt(value), 0n);
      // n times the deviations from the mean: whole numbers.
      const deviations = x.map((value) => n * BigInt(value) - total);
      const squares = deviations.reduce((sum, d) => sum + d * d, 0n);
      const products = deviations.slice(1).map((d, i) => d * (deviations[i] ?? 0n));
      expect(s.mean(x)).toBe(Number(total) / x.length);
      if (squares === 0n) return;
      const variance = Number(squares) / Number(n * n * (n - 1n));
      expect(relativeError(s.variance(x), variance)).toBeLessThan(origin > 1e9 ? 1e-6 : 1e-12);
      const lag1 = Number(products.reduce((sum, p) => sum + p, 0n)) / Number(squares);
      const error = Math.abs(s.lag1Autocorrelation(x) - lag1);
      expect(error).toBeLessThan(origin > 1e9 ? 1e-3 : 1e-11);
    }),
  );
});

describe('the nine sample quantiles', () => {
  const sample = fc
    .array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 25 })
    .map((values) => values.toSorted((a, b) => a - b));
  // Of 16, so that np is exact and often whole.
  const share = fc.integer({ min: 1, max: 15 }).map((k) => k / 16);

  test('1 is the least value that so much of the sample does not exceed; 2 and 3 break its ties', () => {
    fc.assert(
      fc.property(sample, share, (x, p) => {
        const reaches = (v: number): boolean => x.filter((w) => w <= v).length / x.length >= p;
        expect(quantile(x, p, 'hf1')).toBe(x.find(reaches));
        const halfway = (x.length * p) % 1 === 0;
        const next = x[Math.round(x.length * p)] ?? NaN;
        const expected = halfway ? ((x.find(reaches) ?? NaN) + next) / 2 : x.find(reaches);
        expect(quantile(x, p, 'hf2')).toBe(expected);
        // 3 takes the rank nearest to np, the even one of two as near.
        const low = Math.floor(x.length * p);
        const over = x.length * p - low;
        const rank = over > 0.5 || (over === 0.5 && low % 2 === 1) ? low + 1 : low;
        expect(quantile(x, p, 'hf3')).toBe(x[Math.max(rank, 1) - 1]);
      }),
    );
  });

  /** Where each definition plots the k-th of n values (Hyndman and Fan 1996, table 1 and §3). */
  const PLOTTED: readonly (readonly [QuantileDefinition, (k: number, n: number) => number])[] = [
    ['hf4', (k, n) => k / n],
    ['hf5', (k, n) => (k - 0.5) / n],
    ['hf6', (k, n) => k / (n + 1)],
    ['hf7', (k, n) => (k - 1) / (n - 1)],
    ['hf8', (k, n) => (k - 1 / 3) / (n + 1 / 3)],
    ['hf9', (k, n) => (k - 3 / 8) / (n + 1 / 4)],
  ];
  test.each(PLOTTED)('%s draws straight lines between plotted values', (definition, plot) => {
    fc.assert(
      fc.property(sample, share, (x, p) => {
        const n = x.length;
        const above = x.findIndex((_, i) => plot(i + 1, n) >= p);
        const got = quantile(x, p, definition);
        if (above <= 0) {
          expect(got).toBe(above === 0 ? x[0] : x[n - 1]);
          return;
        }
        const [from, to] = [plot(above, n), plot(above + 1, n)];
        const [low, high] = [x[above - 1] ?? NaN, x[above] ?? NaN];
        expect(got).toBeCloseTo(low + ((high - low) * (p - from)) / (to - from), 10);
      }),
    );
  });
});

/** P(X = 0 … n) for n trials that succeed with probability p, from the middle of the sum up. */
function binomialShares(n: number, p: number): number[] {
  const shares = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) {
    shares.push(((shares[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  }
  return shares;
}
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('ranks that enclose a quantile leave at most half the doubt on each side, and no more', () => {
  const percent = fc.integer({ min: 2, max: 98 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), percent, (n, p) => {
      const shares = binomialShares(n, p / 100);
      const { lower, upper, coverage } = quantileIntervalRanks(n, p / 100, 0.9);
      const below = (rank: number): number => total(shares.slice(0, Math.max(rank, 0)));
      // The quantile lies under the rank-th value when fewer than rank values lie under it.
      expect(below(lower)).toBeLessThan(0.05 + 1e-12);
      expect(below(lower + 1)).toBeGreaterThan(0.05 - 1e-12);
      expect(below(upper)).toBeGreaterThan(0.95 - 1e-12);
      expect(below(upper - 1)).toBeLessThan(0.95 + 1e-12);
      expect(coverage).toBeCloseTo(below(upper) - below(lower), 11);
    }),
  );
});

describe('intervals of a share', () => {
  const trials = fc.integer({ min: 2, max: 80 });
  const counts = trials.chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));

  test('Clopper and Pearson: at either end, as much as was seen happens in one case of forty', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { lower, upper } = s.clopperPearsonInterval(k, n);
        expect(total(binomialShares(n, lower).slice(k))).toBeCloseTo(0.025, 11);
        expect(total(binomialShares(n, upper).slice(0, k + 1))).toBeCloseTo(0.025, 11);
      }),
    );
  });

  test('Wilson: either end is 1.96 of its own standard errors away', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { lower, upper } = s.wilsonInterval(k, n);
        const away = (p: number): number => (k / n - p) / Math.sqrt((p * (1 - p)) / n);
        expect(away(lower)).toBeCloseTo(1.959963984540054, 10);
        expect(away(upper)).toBeCloseTo(-1.959963984540054, 10);
      }),
    );
  });

  test('Jeffreys: the density integrates to one fortieth beyond either end', () => {
    // With p = sin²θ the density of Beta(k + ½, n − k + ½) is 2·sin^2k θ·cos^2(n−k) θ.
    const integral = (k: number, n: number, from: number, to: number): number => {
      const steps = 1000;
      const f = (i: number): number => {
        const angle = from + ((to - from) * i) / steps;
        return Math.sin(angle) ** (2 * k) * Math.cos(angle) ** (2 * (n - k));
      };
      const inner = Array.from({ length: steps - 1 }, (_, i) => f(i + 1) * (i % 2 === 0 ? 4 : 2));
      return ((f(0) + f(steps) + total(inner)) * (to - from)) / (3 * steps);
    };
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { lower, upper } = s.jeffreysInterval(k, n);
        const angle = (p: number): number => Math.asin(Math.sqrt(p));
        const all = integral(k, n, 0, Math.PI / 2);
        expect(integral(k, n, 0, angle(lower)) / all).toBeCloseTo(0.025, 8);
        expect(integral(k, n, angle(upper), Math.PI / 2) / all).toBeCloseTo(0.025, 8);
      }),
    );
  });
});
