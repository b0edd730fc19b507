import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainLadder } from '../../../scenarios/calibration/chain-ladder.ts';
import type { ChainLadder, LastVariance } from '../../../scenarios/calibration/chain-ladder.ts';
import { relativeError } from '../../support/numeric.ts';
import papers from '../../fixtures/calibration/chain-ladder.json' with { type: 'json' };

const { genins, mortgage, raa } = papers;

type Fitted = Extract<ChainLadder, { status: 'fitted' }>;

function fit(triangle: readonly (readonly number[])[], rule?: LastVariance): Fitted {
  const answer = chainLadder(triangle, rule);
  if (answer.status !== 'fitted') throw new Error(answer.status);
  return answer;
}

function allNear(got: readonly number[], expected: readonly number[], within: number): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((x, i) =>
    expect(relativeError(x, expected[i] ?? NaN), `at ${i}`).toBeLessThan(within),
  );
}

describe.each([
  ['Taylor and Ashe', genins],
  ['RAA', raa],
  ['Mortgage', mortgage],
])('%s', (_, { triangle, mack, loglinear }) => {
  const answer = fit(triangle);
  const { factors, origins, total } = answer;

  test('factors, their variances and errors', () => {
    allNear(
      factors.map((x) => x.factor),
      mack.f,
      1e-12,
    );
    allNear(
      factors.map((x) => x.sigmaSquared),
      mack.sigma2,
      1e-9,
    );
    allNear(
      factors.map((x) => x.standardError),
      mack.f_se,
      1e-9,
    );
    allNear(answer.completion, mack.pct_developed, 1e-12);
    expect(factors.map((x) => x.isExtrapolated)).toEqual(factors.map((f) => f === factors.at(-1)));
  });

  test('reserves and Mack’s standard errors', () => {
    allNear(
      origins.map((x) => x.latest),
      mack.latest,
      1e-15,
    );
    allNear(
      origins.map((x) => x.ultimate),
      mack.ultimate,
      1e-12,
    );
    allNear(
      origins.map((x) => x.reserve),
      mack.reserve,
      1e-11,
    );
    allNear(
      origins.map((x) => x.standardError),
      mack.mack_se,
      1e-9,
    );
    allNear(
      origins.map((x) => x.processError),
      mack.process_se,
      1e-9,
    );
    allNear(
      origins.map((x) => x.parameterError),
      mack.parameter_se,
      1e-9,
    );
    allNear([total.reserve, total.standardError], [mack.total_reserve, mack.total_mack_se], 1e-9);
  });

  test('with the last variance by a line, as R’s ChainLadder has it', () => {
    const lined = fit(triangle, 'log-linear');
    const last = Math.sqrt(lined.factors.at(-1)?.sigmaSquared ?? NaN);
    allNear(
      [last, lined.total.standardError],
      [loglinear.last_sigma, loglinear.total_mack_se],
      1e-9,
    );
    allNear(
      lined.origins.map((x) => x.standardError),
      loglinear.mack_se,
      1e-9,
    );
    allNear(
      lined.origins.map((x) => x.reserve),
      mack.reserve,
      1e-11,
    );
  });

  test('errors by the sums of Mack 1993, in which origins are added in pairs', () => {
    const n = triangle.length;
    const volume = factors.map((_f, k) => {
      return triangle.reduce((all, row) => all + (k + 1 < row.length ? (row[k] ?? 0) : 0), 0);
    });
    const relative = (k: number): number =>
      (factors[k]?.sigmaSquared ?? 0) / (factors[k]?.factor ?? 0) ** 2;
    let all = 0;
    origins.forEach(({ ultimate, latest }, i) => {
      let amount = latest;
      let own = 0;
      let shared = 0;
      for (let k = n - 1 - i; k < n - 1; k++) {
        own += relative(k) * (1 / amount + 1 / (volume[k] ?? 0));
        shared += (2 * relative(k)) / (volume[k] ?? 0);
        amount *= factors[k]?.factor ?? 0;
      }
      const younger = origins.slice(i + 1).reduce((a, x) => a + x.ultimate, 0);
      expect(relativeError(origins[i]?.standardError ?? 0, ultimate * Math.sqrt(own))).toBeLessThan(
        1e-12,
      );
      all += ultimate ** 2 * own + ultimate * younger * shared;
    });
    expect(relativeError(total.standardError, Math.sqrt(all))).toBeLessThan(1e-12);
  });
});

test('what the papers print', () => {
  expect(Math.round(fit(genins.triangle).total.reserve)).toBe(genins.published.total_reserve);
  expect(Math.round(fit(genins.triangle).total.standardError)).toBe(genins.published.total_mack_se);
  const errors = fit(raa.triangle).origins.map((x) => Math.round(x.standardError));
  expect(errors.slice(1)).toEqual(raa.published.mack_se_by_year);
  expect(fit(raa.triangle).total.standardError).toBeCloseTo(26909.01, 2);
  expect(fit(raa.triangle, 'log-linear').total.standardError).toBeCloseTo(26880.74, 2);
  const thousands = fit(mortgage.triangle).origins.map((x) => Math.round(x.standardError / 1000));
  expect(thousands).toEqual(mortgage.published.ibnr_se_thousand);
});

/** Triangles of any size whose rows grow or shrink a little from age to age. */
const triangles = fc
  .integer({ min: 4, max: 9 })
  .chain((n) =>
    fc.array(
      fc.tuple(
        fc.double({ min: 10, max: 1e5, noNaN: true }),
        fc.array(fc.double({ min: 0.8, max: 3, noNaN: true }), { minLength: n, maxLength: n }),
      ),
      { minLength: n, maxLength: n },
    ),
  )
  .map((rows) =>
    rows.map(([start, growth], i) => {
      let amount = start;
      return growth.slice(0, rows.length - i).map((g, k) => (k === 0 ? amount : (amount *= g)));
    }),
  );

test('another unit of money changes the unit only; reserves add up', () => {
  fc.assert(
    fc.property(triangles, fc.constantFrom<LastVariance>('mack', 'log-linear'), (t, rule) => {
      const one = fit(t, rule);
      const cents = fit(
        t.map((row) => row.map((x) => 100 * x)),
        rule,
      );
      // A factor that does not vary has no variance, whatever its amounts round to: below the root of
      // their rounding an error says nothing.
      const [error, expected] = [cents.total.standardError, 100 * one.total.standardError];
      expect(Math.abs(error - expected)).toBeLessThan(
        1e-6 * expected + 1e-8 * cents.total.ultimate,
      );
      allNear(
        cents.factors.map((x) => x.factor),
        one.factors.map((x) => x.factor),
        1e-12,
      );
      const added = one.origins.reduce((all, x) => all + x.reserve, 0);
      expect(Math.abs(one.total.reserve - added)).toBeLessThan(1e-9 * one.total.ultimate);
      // Factors are shared: errors of origins lie together, so the total's exceeds their root sum; both
      // are 0 where no factor varies.
      const apart = Math.sqrt(one.origins.reduce((all, x) => all + x.standardError ** 2, 0));
      expect(one.total.standardError).toBeGreaterThanOrEqual(apart * (1 - 1e-12));
      one.origins.forEach(({ latest, ultimate }, i) => {
        const share = one.completion[(t[i]?.length ?? 0) - 1] ?? NaN;
        expect(relativeError(ultimate, latest / share)).toBeLessThan(1e-11);
      });
    }),
    { numRuns: 60 },
  );
});

test('a triangle that grows by the same factors everywhere is completed without error', () => {
  const pattern = [0.25, 0.5, 0.75, 1, 1.25];
  const triangle = [400, 800, 1200, 100, 40].map((size, i) =>
    pattern.slice(0, 5 - i).map((share) => size * share),
  );
  const { origins, total, factors } = fit(triangle);
  expect(origins.map((x) => x.ultimate)).toEqual([500, 1000, 1500, 125, 50]);
  expect([total.standardError, factors.at(-1)?.sigmaSquared]).toEqual([0, 0]);
  expect(fit(triangle, 'log-linear').total.standardError).toBe(0);
});

test('old origins may all be complete: then every variance is known', () => {
  const whole = [
    [1, 3, 5],
    [2, 4, 5],
    [2, 5, 6],
  ];
  const { factors, origins } = fit([...whole, [3, 6], [4]]);
  expect(factors.map((x) => x.isExtrapolated)).toEqual([false, false]);
  expect(factors[0]?.factor).toBeCloseTo(18 / 8, 15);
  expect(factors[1]?.factor).toBeCloseTo(16 / 12, 15);
  expect(origins.slice(0, 3).map((x) => x.standardError)).toEqual([0, 0, 0]);
  expect(origins[4]?.ultimate).toBeCloseTo((4 * 18 * 16) / 8 / 12, 12);
});

test('refuses what holds no factors, and says where one starts from nothing', () => {
  expect(chainLadder([])).toEqual({ status: 'too-small' });
  expect(chainLadder([[1, 2, 3], [1, 2], [1]])).toEqual({ status: 'too-small' });
  const without = [[10, 20, 30, 31], [0, 12, 15], [5, 9], [4]];
  expect(chainLadder(without)).toEqual({ status: 'not-positive', origin: 1, age: 0 });
  const takenBack = [[10, 20, 30, 31], [9, -1, 15], [5, 9], [4]];
  expect(chainLadder(takenBack)).toEqual({ status: 'not-positive', origin: 1, age: 1 });
  const idle = [[10, 20, 30, 31], [0, 0, 0], [5, 9, 12], [4, 9], [0]];
  expect(fit(idle).origins.at(-1)).toMatchObject({ ultimate: 0, reserve: 0, standardError: 0 });
  expect(() => chainLadder([[1, 2, 3, NaN], [1, 2, 3], [1, 2], [1]])).toThrow(
    'amounts are numbers',
  );
});
