import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFeeworthError } from '../../src/error.ts';
import { binomial, negativeBinomial, poisson } from '../../src/numeric/counts.ts';
import * as d from '../../src/numeric/distributions.ts';
import type { Distribution } from '../../src/numeric/distributions.ts';
import { normalCdf } from '../../src/numeric/elementary.ts';
import { incompleteBeta, incompleteGamma, lnGamma } from '../../src/numeric/incomplete.ts';
import { studentTQuantile, studentTTails } from '../../src/numeric/statistics.ts';
import { fixture, gridUniform, relativeError } from '../support/numeric.ts';

const vectors = fixture<{
  r: Record<string, number[]>;
  triangular: {
    min: number;
    mode: number;
    max: number;
    mean: number;
    quantile: [number, number][];
  };
  pert_mean: { min: number; mode: number; max: number; mean: number; alpha: number; beta: number };
  lognormal_from_p5_p95: { a: number; b: number; mu: number; sigma: number };
}>('special-functions.json');
const ps = vectors.r['p'] ?? [];

const AGAINST_R: readonly (readonly [string, (p: number) => number])[] = [
  ['qnorm', d.normal({ mean: 0, sd: 1 }).quantile],
  ['qt_df3', (p) => studentTQuantile(3, p)],
  ['qt_df10', (p) => studentTQuantile(10, p)],
  ['qbeta_4_46', d.beta({ alpha: 4, beta: 46 }).quantile],
  ['qbeta_0.5_0.5', d.beta({ alpha: 0.5, beta: 0.5 }).quantile],
  ['qgamma_shape2_rate0.5', d.gamma({ shape: 2, scale: 2 }).quantile],
  ['qlnorm_mu3.6_sd0.6', lognormalOf(3.6, 0.6)],
  ['qweibull_shape1.5_scale40', d.weibull({ shape: 1.5, scale: 40 }).quantile],
  ['qpois_7.3', poisson({ mean: 7.3 }).quantile],
  ['qbinom_20_0.08', binomial({ trials: 20, probability: 0.08 }).quantile],
  ['qnbinom_size3_mu10', negativeBinomial({ mean: 10, size: 3 }).quantile],
];

function lognormalOf(mu: number, sigma: number): (p: number) => number {
  return d.lognormal({ median: Math.exp(mu), gsd: Math.exp(sigma) }).quantile;
}

describe('quantiles against R 4.2.2 at 1e-10 relative', () => {
  test.each(AGAINST_R)('%s', (name, quantile) => {
    const expected = vectors.r[name] ?? [];
    expect(expected).toHaveLength(16);
    ps.forEach((p, i) => {
      expect(relativeError(quantile(p), expected[i] ?? NaN), `p = ${p}`).toBeLessThan(1e-10);
    });
  });

  test('pnorm', () => {
    (vectors.r['x'] ?? []).forEach((x, i) => {
      expect(relativeError(normalCdf(x), vectors.r['pnorm']?.[i] ?? NaN)).toBeLessThan(1e-14);
    });
  });
});

test('triangular and PERT against their published examples', () => {
  const { min, mode, max, mean, quantile } = vectors.triangular;
  const triangle = d.triangular({ min, mode, max });
  expect(triangle.mean).toBe(mean);
  for (const [p, x] of quantile) expect(relativeError(triangle.quantile(p), x)).toBeLessThan(1e-14);
  const published = vectors.pert_mean;
  const estimate = d.pert(published);
  expect(estimate.mean).toBe(published.mean);
  const share = d.beta({ alpha: published.alpha, beta: published.beta });
  for (const p of ps) {
    const x = published.min + (published.max - published.min) * share.quantile(p);
    expect(relativeError(estimate.quantile(p), x)).toBeLessThan(1e-13);
  }
});

test('a lognormal range means its 5th and 95th percentiles', () => {
  const { a: p5, b: p95, mu, sigma } = vectors.lognormal_from_p5_p95;
  const range = d.lognormalFromRange({ p5, p95 });
  expect(relativeError(range.quantile(0.05), p5)).toBeLessThan(1e-14);
  expect(relativeError(range.upperQuantile(0.05), p95)).toBeLessThan(1e-14);
  expect(relativeError(range.quantile(0.5), Math.exp(mu))).toBeLessThan(1e-14);
  const byParameters = lognormalOf(mu, sigma);
  for (const p of ps) expect(relativeError(range.quantile(p), byParameters(p))).toBeLessThan(1e-13);
});

describe('Student’s t', () => {
  test('tails at R’s quantiles', () => {
    for (const [name, degrees] of [
      ['qt_df3', 3],
      ['qt_df10', 10],
    ] as const) {
      (vectors.r[name] ?? []).forEach((t, i) => {
        const p = ps[i] ?? NaN;
        expect(relativeError(studentTTails(degrees, t).lower, p), `p = ${p}`).toBeLessThan(1e-10);
        expect(relativeError(studentTTails(degrees, -t).upper, p)).toBeLessThan(1e-10);
      });
    }
  });

  test('tails with one and two degrees, in closed form, and far out', () => {
    for (const t of [-1e9, -40, -1, -0.3, 0, 1e-9, 0.7, 2, 1e6]) {
      const angle = t < 0 ? Math.atan(-1 / t) / Math.PI : 0.5 + Math.atan(t) / Math.PI;
      expect(relativeError(studentTTails(1, t).lower, angle)).toBeLessThan(1e-13);
      const root = Math.sqrt(2 + t * t);
      const two = t < 0 ? 1 / (root * (root - t)) : 1 - 1 / (root * (root + t));
      expect(relativeError(studentTTails(2, t).lower, two)).toBeLessThan(1e-13);
    }
    expect(studentTTails(4, -Infinity)).toEqual({ lower: 0, upper: 1 });
    expect(() => studentTTails(0, 1)).toThrow('degrees');
  });

  test('the tails undo the quantile', () => {
    const degrees = fc.double({ min: 0.5, max: 500, noNaN: true });
    fc.assert(
      fc.property(degrees, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (df, p) => {
        expect(relativeError(studentTTails(df, studentTQuantile(df, p)).lower, p)).toBeLessThan(
          1e-11,
        );
      }),
      { numRuns: 100 },
    );
  });
});

const ALL: readonly Distribution[] = [
  d.point(3),
  d.uniformBetween({ min: -2, max: 5 }),
  d.normal({ mean: 1, sd: 2 }),
  d.lognormal({ median: 30, gsd: 1.7 }),
  d.triangular({ min: 0, mode: 0, max: 4 }),
  d.triangular({ min: 1, mode: 4, max: 4 }),
  d.pert({ min: 0.5, mode: 0.65, max: 0.9 }),
  d.beta({ alpha: 0.4, beta: 3 }),
  d.gamma({ shape: 0.3, scale: 5 }),
  d.gamma({ shape: 900, scale: 2 }),
  d.weibull({ shape: 0.8, scale: 3 }),
  d.exponential({ mean: 4 }),
  d.empirical([5, 1, 4, 1, 3]),
  poisson({ mean: 0.2 }),
  poisson({ mean: 700 }),
  binomial({ trials: 40, probability: 0.93 }),
  negativeBinomial({ mean: 3, size: 0.5 }),
];

test.each(ALL.map((x) => [x.name, x] as const))('%s: quantiles rise, tails agree', (_, x) => {
  const grid = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(gridUniform);
  fc.assert(
    fc.property(grid, grid, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(x.quantile(low)).toBeLessThanOrEqual(x.quantile(high));
      const [upper, lower] = [x.upperQuantile(low), x.quantile(1 - low)];
      if (low > 2 ** -53) expect(relativeError(upper, lower)).toBeLessThan(1e-9);
    }),
    { numRuns: 60 },
  );
});

test.each(ALL.map((x) => [x.name, x] as const))('%s: the mean is that of the quantiles', (_, x) => {
  const n = 2_000;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += x.quantile((i + 0.5) / n);
  expect(Math.abs(sum / n - x.mean)).toBeLessThan(0.01 * (1 + Math.abs(x.mean)));
});

describe('incomplete functions against mpmath, 40 digits', () => {
  test.each([
    [100, 80, 0.017108313035133115, 0.9828916869648668],
    [100, 130, 0.9972495916326934, 0.002750408367306526],
    [1e4, 9900, 0.15865119219356466, 0.8413488078064354],
    [0.5, 1e-3, 0.03567059172967989, 0.9643294082703201],
    [3, 40, 0.9999999999999964, 3.572865928700226e-15],
  ])('gamma(%d, %d)', (a, x, lower, upper) => {
    const got = incompleteGamma(a, x);
    expect(relativeError(got.lower, lower)).toBeLessThan(1e-13);
    expect(relativeError(got.upper, upper)).toBeLessThan(1e-13);
  });

  test.each([
    [20, 30, 0.3, 0.06998709330050737, 0.9300129066994927],
    [0.5, 8, 0.01, 0.30700785029418753, 0.6929921497058125],
    [1000, 2000, 0.31, 0.003066591993426546, 0.9969334080065735],
    [4, 46, 0.3, 0.9999566239594408, 4.3376040559198225e-5],
  ])('beta(%d, %d, %d)', (a, b, x, lower, upper) => {
    const got = incompleteBeta(a, b, x, 1 - x);
    expect(relativeError(got.lower, lower)).toBeLessThan(1e-12);
    expect(relativeError(got.upper, upper)).toBeLessThan(1e-12);
  });

  test('ln Γ', () => {
    expect(relativeError(lnGamma(0.5), 0.5723649429247001)).toBeLessThan(3e-15);
    expect(relativeError(lnGamma(171), 706.5730622457874)).toBeLessThan(1e-15);
    expect([lnGamma(1), lnGamma(2)]).toEqual([0, 0]);
  });
});

test('a parameter that cannot be is refused with its name and what to give instead', () => {
  const refused: (() => unknown)[] = [
    () => d.normal({ mean: 0, sd: 0 }),
    () => d.normal({ mean: NaN, sd: 1 }),
    () => d.lognormal({ median: -1, gsd: 2 }),
    () => d.lognormal({ median: 1, gsd: 1 }),
    () => d.lognormalFromRange({ p5: 4, p95: 4 }),
    () => d.triangular({ min: 0, mode: 5, max: 4 }),
    () => d.triangular({ min: 4, mode: 4, max: 4 }),
    () => d.pert({ min: 0, mode: 1, max: 2, lambda: 0 }),
    () => d.uniformBetween({ min: 1, max: 1 }),
    () => d.beta({ alpha: 0, beta: 1 }),
    () => d.gamma({ shape: 1, scale: Infinity }),
    () => d.weibull({ shape: -1, scale: 1 }),
    () => d.exponential({ mean: 0 }),
    () => d.empirical([]),
    () => d.empirical([1, NaN]),
    () => d.point(Infinity),
    () => poisson({ mean: -1 }),
    () => binomial({ trials: 1.5, probability: 0.5 }),
    () => binomial({ trials: 3, probability: 1.5 }),
    () => negativeBinomial({ mean: 1, size: 0 }),
  ];
  for (const make of refused) {
    let error: unknown;
    try {
      make();
    } catch (e) {
      error = e;
    }
    expect(isFeeworthError(error) && [error.code, error.category, typeof error.hint]).toEqual([
      'scenario/bad-distribution',
      'input',
      'string',
    ]);
  }
});
