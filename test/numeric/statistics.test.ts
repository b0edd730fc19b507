import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  quantile,
  quantileIntervalRanks,
  quantiles,
  quantilesOfSorted,
} from '../../src/numeric/sample-quantile.ts';
import type { QuantileDefinition } from '../../src/numeric/sample-quantile.ts';
import * as s from '../../src/numeric/statistics.ts';
import { fixture, relativeError } from '../support/numeric.ts';

interface Certified {
  readonly n: number;
  readonly mean: string;
  readonly sd: string;
  readonly lag1: string;
}
type Recipe = { readonly first: string; readonly then_repeat_500_times: string[] };
const nist = fixture<{
  certified: Record<string, Certified>;
  data: Record<string, string[] | Recipe | string>;
}>('nist-univariate.json');

/** NIST's PiDigits: 5,000 digits, of which digit 956 (from 0) is 3 where π has 8. */
function piDigits(): number[] {
  const one = 10n ** 5020n;
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    let power = one / inverse;
    for (let n = 1n; power !== 0n; n += 2n, power /= inverse * inverse) {
      sum += (n % 4n === 1n ? power : -power) / n;
    }
    return sum;
  };
  const pi = (4n * (4n * arctan(5n) - arctan(239n))).toString().slice(0, 5000);
  const digits = Array.from(pi, Number);
  digits[956] = 3;
  return digits;
}

function series(name: string): number[] {
  const data = nist.data[name];
  if (Array.isArray(data)) return data.map(Number);
  if (typeof data === 'object') {
    const [a, b] = data.then_repeat_500_times.map(Number);
    return [Number(data.first), ...Array.from({ length: 500 }, () => [a ?? 0, b ?? 0]).flat()];
  }
  return piDigits();
}

/** Correct digits; 15 when equal. */
function digits(got: number, certified: string): number {
  const error = relativeError(got, Number(certified));
  return error === 0 ? 15 : Math.min(15, -Math.log10(error));
}

describe('NIST StRD, univariate: floors of settled.md §8', () => {
  const floors: Record<string, readonly [number, number, number]> = {
    NumAcc3: [14, 9.4, 9.4],
    NumAcc4: [14, 8.2, 8.2],
  };
  test.each(Object.keys(nist.certified))('%s', (name) => {
    const x = series(name);
    const certified = nist.certified[name];
    if (!certified) throw new Error(name);
    const [mean, sd, lag1] = floors[name] ?? [14, 13, 13];
    expect(x).toHaveLength(certified.n);
    expect(digits(s.mean(x), certified.mean)).toBeGreaterThanOrEqual(mean);
    expect(digits(s.standardDeviation(x), certified.sd)).toBeGreaterThanOrEqual(sd);
    expect(digits(s.lag1Autocorrelation(x), certified.lag1)).toBeGreaterThanOrEqual(lag1);
  });
});

test('the compensated sum keeps what a plain one loses', () => {
  expect(s.sum([1, 1e100, 1, -1e100])).toBe(2);
  expect(s.sum([])).toBe(0);
  expect(s.covariance([1, 2, 3, 4], [2, 4, 6, 9])).toBeCloseTo(3.8333333333333335, 14);
  expect(s.variance([5])).toBeNaN();
});

describe('sample quantiles', () => {
  interface Set {
    readonly x: number[];
    readonly p: number[];
    readonly types: Record<string, number[]>;
  }
  const vectors = fixture<{
    sets: Record<string, Set>;
    microsoft_percentile_inc: { x: number[]; p: number; value: number };
    order_stat_ci: {
      rows: { n: number; p: number; lower_rank: number; upper_rank: number; coverage: number }[];
    };
  }>('quantiles.json');

  test.each(Object.keys(vectors.sets))('R types 1 to 9 on %s', (name) => {
    const { x, p, types } = vectors.sets[name] ?? { x: [], p: [], types: {} };
    for (const [type, expected] of Object.entries(types)) {
      const got = quantiles(x.toReversed(), p, `hf${type}` as QuantileDefinition);
      got.forEach((value, i) => {
        expect(relativeError(value, expected[i] ?? NaN), `hf${type} p=${p[i]}`).toBeLessThan(1e-14);
      });
    }
  });

  test('hf7 is the default and Excel’s PERCENTILE.INC', () => {
    const { x, p, value } = vectors.microsoft_percentile_inc;
    expect(quantile(x, p)).toBeCloseTo(value, 14);
  });

  test('selection equals sorting, and leaves the input alone', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: -9, max: 9 }),
            fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
          ),
          { minLength: 1 },
        ),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const input = Float64Array.from(values);
          const before = Float64Array.from(input);
          const sorted = Float64Array.from(input).sort();
          const position = (values.length - 1) * p;
          const rank = Math.floor(position + 8.881784197001252e-16);
          const low = sorted[rank] ?? NaN;
          const high = sorted[Math.min(rank + 1, values.length - 1)] ?? NaN;
          const got = quantile(input, p);
          expect(got).toBeGreaterThanOrEqual(low - 1e-9);
          expect(got).toBeLessThanOrEqual(high + 1e-9);
          expect(Math.abs(got - (low + (position - rank) * (high - low)))).toBeLessThan(1e-8);
          expect(input).toEqual(before);
          expect(quantiles(input, [0, 1])).toEqual([sorted[0], sorted[values.length - 1]]);
          for (const type of ['hf1', 'hf2', 'hf6', 'hf7'] as const) {
            const ps = [0, 0.1, 0.5, 0.77, 1];
            // Zeros of both signs are one value: which of them stands first is no matter.
            const plus = (x: number): number => x + 0;
            const slow = quantiles(input, ps, type).map(plus);
            expect(quantilesOfSorted(sorted, ps, type).map(plus)).toEqual(slow);
          }
        },
      ),
    );
  });

  test('refuse no values and NaN', () => {
    expect(() => quantile([], 0.5)).toThrow(/at least one/);
    expect(() => quantile([1, NaN], 0.5)).toThrow(/NaN/);
  });

  test('order statistics that enclose a quantile, against R', () => {
    for (const row of vectors.order_stat_ci.rows) {
      const got = quantileIntervalRanks(row.n, row.p);
      expect([got.lower, got.upper]).toEqual([row.lower_rank, row.upper_rank]);
      expect(relativeError(got.coverage, row.coverage)).toBeLessThan(1e-11);
    }
  });
});

describe('intervals of a share against R and Newcombe 1998', () => {
  interface Row {
    readonly k: number;
    readonly n: number;
    readonly lo: number;
    readonly hi: number;
    readonly mean?: number;
  }
  const vectors =
    fixture<Record<'jeffreys' | 'clopper_pearson' | 'wilson', Row[]>>('binomial-intervals.json');
  test.each([
    ['jeffreys', s.jeffreysInterval],
    ['clopper_pearson', s.clopperPearsonInterval],
    ['wilson', s.wilsonInterval],
  ] as const)('%s', (name, interval) => {
    for (const { k, n, lo, hi, mean } of vectors[name]) {
      const got = interval(k, n);
      expect(relativeError(got.lower, lo), `${k}/${n}`).toBeLessThan(1e-10);
      expect(relativeError(got.upper, hi), `${k}/${n}`).toBeLessThan(1e-10);
      if (mean !== undefined) expect(relativeError(got.estimate, mean)).toBeLessThan(1e-14);
      const mirrored = interval(n - k, n);
      expect(relativeError(1 - mirrored.upper, got.lower)).toBeLessThan(1e-9);
    }
    expect(interval(5, 5).upper).toBe(1);
    expect(() => interval(3, 2)).toThrow();
  });
});

describe('intervals of means', () => {
  test('Student’s t by hand: 1, 2, 3, 4', () => {
    const got = s.meanInterval([1, 2, 3, 4]);
    const half = 3.182446305283709 * Math.sqrt(5 / 3 / 4);
    expect(got.estimate).toBe(2.5);
    expect(got.upper - 2.5).toBeCloseTo(half, 12);
    expect(s.studentTQuantile(3, 0.5)).toBe(0);
    expect(s.studentTQuantile(1, 0.75)).toBeCloseTo(1, 13);
  });

  test('a ratio of means is not the mean of ratios, and is exact for proportional pairs', () => {
    expect(s.ratioOfMeans([1, 30], [1, 10])?.estimate).toBeCloseTo(31 / 11, 14);
    const exact = s.ratioOfMeans([2, 4, 6], [1, 2, 3]);
    expect([exact?.estimate, exact?.lower, exact?.upper]).toEqual([2, 2, 2]);
    expect(s.ratioOfMeans([1, 2], [1, -1])).toBeNull();
    expect(s.ratioOfMeans([], [])).toBeNull();
  });

  test('the delta method by hand', () => {
    // Residuals y − R x with R = 12/6: 1, −1, 0; variance 1; se = √(1/3)/2.
    const got = s.ratioOfMeans([3, 3, 6], [1, 2, 3]);
    expect(got?.estimate).toBe(2);
    expect(got?.standardError).toBeCloseTo(Math.sqrt(1 / 3) / 2, 14);
    expect(got?.upper).toBeCloseTo(
      2 + (0.95 / Math.sqrt(2 * 0.975 * 0.025)) * (Math.sqrt(1 / 3) / 2),
      11,
    );
  });
});
