import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitRetention,
  retentionIn,
  survivalCurve,
  survivalErrors,
} from '../../../scenarios/calibration/retention.ts';
import type { RetentionFit } from '../../../scenarios/calibration/retention.ts';
import { lnGamma } from '../../../src/numeric/incomplete.ts';
import { relativeError } from '../../support/numeric.ts';
import published from '../../fixtures/calibration/retention-sbg.json' with { type: 'json' };

type Fitted = Extract<RetentionFit, { status: 'fitted' }>;

function fit(...cohorts: readonly (readonly number[])[]): Fitted {
  const answer = fitRetention(cohorts);
  if (answer.status !== 'fitted') throw new Error(answer.status);
  return answer;
}

/** S(t) = B(α, β+t)/B(α, β), by the gamma function. */
function survivalByBeta(alpha: number, beta: number, t: number): number {
  const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b);
  return Math.exp(lnBeta(alpha, beta + t) - lnBeta(alpha, beta));
}

/** The likelihood as the paper has it: who left when, and who was left. */
function likelihood(survivors: readonly number[], alpha: number, beta: number): number {
  const s = survivors.map((_, t) => survivalByBeta(alpha, beta, t));
  return survivors.reduce(
    (sum, now, t) => {
      const before = survivors[t - 1];
      if (before === undefined) return sum;
      return sum + (before - now) * Math.log((s[t - 1] ?? 0) - (s[t] ?? 0));
    },
    (survivors.at(-1) ?? 0) * Math.log(s.at(-1) ?? 0),
  );
}

describe.each([
  ['high end', published.high_end],
  ['regular', published.regular],
])('Fader and Hardie 2007, %s', (_, segment) => {
  const cohort = segment.survivors_pct.slice(0, 8).map((share) => share * 10);
  const answer = fit(cohort);

  test('parameters and likelihood', () => {
    expect(Math.abs(answer.alpha - segment.alpha)).toBeLessThan(1e-3);
    expect(Math.abs(answer.beta - segment.beta)).toBeLessThan(1e-3);
    expect(relativeError(answer.alpha, segment.refit[0] ?? 0)).toBeLessThan(1e-5);
    expect(relativeError(answer.beta, segment.refit[1] ?? 0)).toBeLessThan(1e-5);
    expect(relativeError(answer.logLikelihood, segment.loglik)).toBeLessThan(1e-11);
    expect(
      relativeError(answer.logLikelihood, likelihood(cohort, answer.alpha, answer.beta)),
    ).toBeLessThan(1e-11);
  });

  test('projection', () => {
    const [alpha = 0, beta = 0] = segment.refit;
    survivalCurve({ alpha, beta }, 12).forEach((share, t) => {
      expect(relativeError(share, segment.projected[t] ?? 0)).toBeLessThan(1e-10);
    });
  });

  test('covariance is the inverse of the curvature, measured on the paper’s likelihood', () => {
    const { alpha: a, beta: b, covariance } = answer;
    const h = 1e-3;
    const at = (i: number, j: number): number => likelihood(cohort, a + i * h, b + j * h);
    const aa = -(at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / h / h;
    const bb = -(at(0, 1) - 2 * at(0, 0) + at(0, -1)) / h / h;
    const ab = -(at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4 / h / h;
    const determinant = aa * bb - ab * ab;
    expect(relativeError(covariance.alpha, bb / determinant)).toBeLessThan(1e-3);
    expect(relativeError(covariance.beta, aa / determinant)).toBeLessThan(1e-3);
    expect(relativeError(covariance.alphaBeta, -ab / determinant)).toBeLessThan(1e-3);
    expect(answer.standardErrors.alpha ** 2).toBeCloseTo(covariance.alpha, 12);
    expect(answer.standardErrors.beta ** 2).toBeCloseTo(covariance.beta, 12);
  });
});

test('standard errors of the curve by the delta method, slopes by differences', () => {
  const answer = fit([1000, 631, 468, 382, 326, 289, 262, 241]);
  const { alpha, beta, covariance } = answer;
  const h = 1e-5;
  const slope = (dAlpha: number, dBeta: number, t: number): number =>
    (survivalByBeta(alpha + dAlpha * h, beta + dBeta * h, t) -
      survivalByBeta(alpha - dAlpha * h, beta - dBeta * h, t)) /
    (2 * h);
  survivalErrors(answer, 12).forEach((error, t) => {
    const [x, y] = [slope(1, 0, t), slope(0, 1, t)];
    const square =
      x * x * covariance.alpha + 2 * x * y * covariance.alphaBeta + y * y * covariance.beta;
    expect(Math.abs(error - Math.sqrt(square))).toBeLessThan(1e-8);
  });
});

const shape = fc.double({ min: 0.05, max: 20, noNaN: true });

test('survival is the beta function’s ratio, falls, and ever slower', () => {
  fc.assert(
    fc.property(shape, shape, (alpha, beta) => {
      const curve = survivalCurve({ alpha, beta }, 24);
      curve.forEach((share, t) => {
        expect(relativeError(share, survivalByBeta(alpha, beta, t))).toBeLessThan(1e-11);
        expect(retentionIn({ alpha, beta }, t + 2)).toBeGreaterThan(
          retentionIn({ alpha, beta }, t + 1),
        );
      });
    }),
    { numRuns: 100 },
  );
});

test('a cohort that went exactly by its model gives its parameters back, whole or in two', () => {
  fc.assert(
    fc.property(shape, shape, (alpha, beta) => {
      const cohort = survivalCurve({ alpha, beta }, 12).map((share) => 5000 * share);
      const answer = fit(cohort);
      expect(relativeError(answer.alpha, alpha)).toBeLessThan(1e-6);
      expect(relativeError(answer.beta, beta)).toBeLessThan(1e-6);
      const younger = cohort.slice(0, 7).map((n) => n / 3);
      const both = fit(cohort, younger);
      expect(relativeError(both.alpha, alpha)).toBeLessThan(1e-6);
      expect(both.standardErrors.alpha).toBeLessThan(answer.standardErrors.alpha);
    }),
    { numRuns: 25 },
  );
});

test('says what data cannot tell instead of giving parameters', () => {
  const reason = (...cohorts: number[][]): string => {
    const answer = fitRetention(cohorts);
    return answer.status === 'undetermined' ? answer.reason : answer.status;
  };
  expect(reason()).toBe('one-period');
  expect(reason([100])).toBe('one-period');
  expect(reason([100, 80], [50, 30])).toBe('one-period');
  expect(reason([100, 100, 100])).toBe('nobody-left');
  expect(reason([100, 0, 0])).toBe('everybody-left');
  expect(reason([100, 60, 60, 60])).toBe('leave-at-once');
  expect(() => reason([100, 90, 91])).toThrow('do not rise');
  expect(() => reason([100, NaN])).toThrow('counts');
  const constant = fitRetention([[1000, 900, 810, 729]]);
  expect(constant).toMatchObject({ status: 'constant' });
  expect(constant.status === 'constant' && relativeError(constant.churn, 0.1)).toBeLessThan(1e-12);
  expect(reason([100, 95, 80, 20])).toBe('constant');
});
