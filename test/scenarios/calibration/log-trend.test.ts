import { describe, expect, it } from 'vitest';
import {
  DRIFTS,
  fitTrend,
  forecastOf,
  growthOf,
  levelOf,
  noiseOf,
  seasonOf,
  stepOf,
} from '../../../scenarios/calibration/log-trend.ts';
import type { TrendPrior, TrendSeries } from '../../../scenarios/calibration/log-trend.ts';
import { cdfOf, intervalOf, medianOf } from '../../../scenarios/calibration/posterior.ts';
import { cholesky, solveLower } from '../../../src/numeric/cholesky.ts';
import { normalCdf } from '../../../src/numeric/normal.ts';
import { Dice } from './world.ts';

const PRIOR: TrendPrior = {
  noise: { middle: 0.05, logSd: 0.5 },
  growth: { mean: 0.02, sd: 0.05 },
  season: [-0.1, -0.05, 0, 0.05, 0.1, 0, -0.1, -0.05, 0, 0.05, 0.1, 0],
  seasonSd: 0.08,
};

function series(seed: number, n: number, step?: TrendSeries['step']): TrendSeries {
  const dice = new Dice(seed);
  const values = Array.from({ length: n }, (_, t) =>
    Math.exp(6 + 0.04 * (t / 12) + (PRIOR.season[(t + 3) % 12] ?? 0) + dice.normal(0, 0.05)),
  );
  return { values, calendar: 3, ...(step === undefined ? {} : { step }) };
}

type Joint = { mean: number[]; covariance: number[][] };

/** The series, the month `ahead` and the growth as one normal, for one noise and drift. */
function joint(
  { values, calendar, step }: TrendSeries,
  ahead: number,
  noise: number,
  drift: number,
): Joint {
  const n = values.length;
  const centre = values.reduce((sum, x) => sum + Math.log(x), 0) / n;
  const row = (t: number): number[] => [
    1,
    (t - (n - 1)) / 12,
    ...PRIOR.season.map((_, m) => ((calendar + t) % 12 === m ? 1 : 0)),
    ...(step === undefined ? [] : [t >= step.at ? 1 : 0]),
  ];
  const means = [centre, PRIOR.growth.mean, ...PRIOR.season, ...(step === undefined ? [] : [0])];
  const sds = [
    10,
    PRIOR.growth.sd,
    ...PRIOR.season.map(() => PRIOR.seasonSd),
    ...(step === undefined ? [] : [step.sd]),
  ];
  const times = [...values.keys(), n - 1 + ahead];
  const rows = [...times.map(row), means.map((_, k) => (k === 1 ? 1 : 0))];
  const mean = rows.map((r) => r.reduce((sum, x, k) => sum + x * (means[k] ?? 0), 0));
  const covariance = rows.map((r, i) =>
    rows.map((q, j) => {
      const shared = r.reduce((sum, x, k) => sum + x * (q[k] ?? 0) * (sds[k] ?? 0) ** 2, 0);
      const [s, t] = [times[i], times[j]];
      if (s === undefined || t === undefined) return shared;
      return shared + noise ** 2 * ((s === t ? 1 : 0) + drift * (Math.min(s, t) + 1));
    }),
  );
  return { mean, covariance };
}

/** P(y ≤ x) of the month ahead, and of growth, by conditioning plain joint normals: slow, sure. */
function slowly(of: TrendSeries, ahead: number, x: { forecast: number; growth: number }) {
  const n = of.values.length;
  const pairs: { fit: number; forecast: number; growth: number }[] = [];
  for (const drift of DRIFTS) {
    for (let i = 0; i < 41; i++) {
      const z = 3.5 * ((2 * i) / 40 - 1);
      const noise = PRIOR.noise.middle * Math.exp(z * PRIOR.noise.logSd);
      const { mean, covariance } = joint(of, ahead, noise, drift);
      const known = cholesky(covariance.slice(0, n).map((r) => r.slice(0, n)));
      if (known.status !== 'positive definite') throw new Error('not definite');
      const miss = solveLower(
        known.lower,
        of.values.map((v, t) => Math.log(v) - (mean[t] ?? 0)),
      );
      const square = miss.reduce((sum, m) => sum + m * m, 0);
      const determinant = known.lower.reduce((sum, r, t) => sum + Math.log(r[t] ?? 1), 0);
      const place = (at: number, value: number): number => {
        const across = solveLower(known.lower, (covariance[at] ?? []).slice(0, n));
        const centre = (mean[at] ?? 0) + across.reduce((sum, a, t) => sum + a * (miss[t] ?? 0), 0);
        const left = (covariance[at]?.[at] ?? 0) - across.reduce((sum, a) => sum + a * a, 0);
        return normalCdf((value - centre) / Math.sqrt(left));
      };
      pairs.push({
        fit: (-z * z) / 2 - determinant - square / 2,
        forecast: place(n, Math.log(x.forecast)),
        growth: place(n + 1, x.growth),
      });
    }
  }
  const best = Math.max(...pairs.map(({ fit }) => fit));
  const total = pairs.reduce((sum, { fit }) => sum + Math.exp(fit - best), 0);
  const mixed = (of: 'forecast' | 'growth'): number =>
    pairs.reduce((sum, p) => sum + Math.exp(p.fit - best) * p[of], 0) / total;
  return { forecast: mixed('forecast'), growth: mixed('growth') };
}

describe('a trend of logarithms', () => {
  it.each([
    ['a short series', series(1, 9), 1],
    ['two years, a season ahead', series(2, 24), 6],
    ['a step', series(3, 18, { at: 10, sd: 0.1 }), 3],
  ])('of %s says what joint normals, conditioned at length, say', (_, of, ahead) => {
    const fit = fitTrend(of, PRIOR);
    for (const p of [0.1, 0.4, 0.9]) {
      const z = (p - 0.5) * 0.3;
      const x = { forecast: medianOf(forecastOf(fit, ahead)) * Math.exp(z), growth: 0.02 + z / 4 };
      const slow = slowly(of, ahead, x);
      expect(cdfOf(forecastOf(fit, ahead), x.forecast)).toBeCloseTo(slow.forecast, 2);
      expect(cdfOf(growthOf(fit), x.growth)).toBeCloseTo(slow.growth, 2);
    }
  });

  it('finds a season, a growth and a step that hardly any noise hides', () => {
    const values = Array.from({ length: 48 }, (_, t) =>
      Math.exp(
        5 + 0.1 * (t / 12) + (t % 12 === 0 ? 0.3 : 0) + (t >= 30 ? 0.2 : 0) + 0.002 * ((t * 7) % 5),
      ),
    );
    const wide: TrendPrior = {
      ...PRIOR,
      growth: { mean: 0, sd: 1 },
      season: PRIOR.season.map(() => 0),
      seasonSd: 1,
    };
    const fit = fitTrend({ values, calendar: 0, step: { at: 30, sd: 1 } }, wide);
    expect(medianOf(growthOf(fit))).toBeCloseTo(0.1, 1);
    expect(medianOf(stepOf(fit))).toBeCloseTo(0.2, 1);
    expect(medianOf(seasonOf(fit, 0))).toBeCloseTo(Math.exp(0.3 * (11 / 12)), 1);
    expect(medianOf(levelOf(fit))).toBeGreaterThan(Math.exp(5.5));
    expect(intervalOf(noiseOf(fit), 0.95).upper).toBeLessThan(0.02);
  });

  it('scales with its series, and leans on the prior before there is much', () => {
    const of = series(4, 20);
    const tenfold = { ...of, values: of.values.map((v) => 10 * v) };
    const ratio =
      medianOf(levelOf(fitTrend(tenfold, PRIOR))) / medianOf(levelOf(fitTrend(of, PRIOR)));
    expect(ratio).toBeCloseTo(10, 6);
    const growth = growthOf(fitTrend({ ...of, values: of.values.slice(0, 2) }, PRIOR));
    expect(medianOf(growth)).toBeCloseTo(PRIOR.growth.mean, 2);
  });

  it('is less sure of months farther ahead', () => {
    const fit = fitTrend(series(6, 30), PRIOR);
    const widths = [1, 6, 12].map((ahead) => {
      const { lower, upper } = intervalOf(forecastOf(fit, ahead), 0.8);
      return Math.log(upper / lower);
    });
    expect(widths[1]).toBeGreaterThan(widths[0] ?? NaN);
    expect(widths[2]).toBeGreaterThan(widths[1] ?? NaN);
  });
});
