import { describe, expect, it } from 'vitest';
import {
  cdfOf,
  distributionOf,
  intervalOf,
  quantileOf,
  sampleOf,
  weightsOf,
} from '../../../scenarios/calibration/posterior.ts';
import type { Posterior } from '../../../scenarios/calibration/posterior.ts';
import { jeffreysInterval, meanInterval } from '../../../src/numeric/statistics.ts';

const ALL: readonly Posterior[] = [
  {
    kind: 'betas',
    parts: [
      { weight: 0.3, alpha: 2, beta: 30 },
      { weight: 0.7, alpha: 9, beta: 60 },
    ],
  },
  { kind: 'students', degrees: 5, isLog: false, parts: [{ weight: 1, centre: -3, scale: 2 }] },
  {
    kind: 'normals',
    isLog: true,
    parts: [
      { weight: 0.5, centre: 6, scale: 0.1 },
      { weight: 0.5, centre: 6.3, scale: 0.4 },
    ],
  },
  {
    kind: 'log-grid',
    cells: [0.02, 0.04, 0.08].map((value, i) => ({ value, weight: [0.2, 0.5, 0.3][i] ?? 0 })),
  },
];

describe('a posterior', () => {
  it('has quantiles that its distribution function undoes, far tails too', () => {
    for (const posterior of ALL) {
      for (const p of [0.001, 0.025, 0.1, 0.5, 0.9, 0.975, 0.999]) {
        expect(cdfOf(posterior, quantileOf(posterior, p)), posterior.kind).toBeCloseTo(p, 8);
      }
    }
  });

  it('of a share is Jeffreys’ interval, of a mean Student’s', () => {
    const share: Posterior = { kind: 'betas', parts: [{ weight: 1, alpha: 7.5, beta: 93.5 }] };
    const expected = jeffreysInterval(7, 100);
    expect(intervalOf(share, 0.95).lower).toBeCloseTo(expected.lower, 9);
    expect(intervalOf(share, 0.95).upper).toBeCloseTo(expected.upper, 9);
    const values = [3, 4, 8, 1, 5];
    const mean = meanInterval(values, 0.8);
    const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - 4.2) ** 2, 0) / 4);
    const student: Posterior = {
      kind: 'students',
      degrees: 4,
      isLog: false,
      parts: [{ weight: 1, centre: 4.2, scale: sd / Math.sqrt(5) }],
    };
    expect(intervalOf(student, 0.8).lower).toBeCloseTo(mean.lower, 9);
    expect(intervalOf(student, 0.8).upper).toBeCloseTo(mean.upper, 9);
  });

  it('of a sample is its quantiles, and few of very many', () => {
    expect(quantileOf(sampleOf([5, 1, 3]), 0.5)).toBe(3);
    const many = sampleOf(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(many.kind === 'sample' && many.values.length).toBe(199);
    expect(quantileOf(many, 0.1)).toBeCloseTo(100.1, 6);
    expect(cdfOf(many, 500.5)).toBeCloseTo(0.5, 2);
  });

  it('is drawn by scenarios as a distribution', () => {
    for (const posterior of ALL) {
      const { quantile, upperQuantile, mean } = distributionOf(posterior);
      expect(quantile(0.3)).toBe(quantileOf(posterior, 0.3));
      expect(upperQuantile(0.2)).toBeCloseTo(quantile(0.8), 9);
      expect(mean).toBeGreaterThan(quantile(0.05));
      expect(mean).toBeLessThan(quantile(0.95));
    }
    const beta = distributionOf({ kind: 'betas', parts: [{ weight: 1, alpha: 20, beta: 80 }] });
    expect(beta.mean).toBeCloseTo(0.2, 3);
  });

  it('weighs explanations by how well they fit, and drops the hopeless', () => {
    const [a = 0, b = 0, c] = weightsOf([-1000, -1000 + Math.log(3), -1030]);
    expect(b / a).toBeCloseTo(3, 9);
    expect(a + b).toBeCloseTo(1, 12);
    expect(c).toBe(0);
  });
});
