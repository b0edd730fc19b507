// Do 80 % intervals of the backtest hold eight outcomes in ten? In worlds whose level, growth,
// season, noise and drift are drawn from the priors. Outcomes of one world are no independent
// trials, so the interval of the coverage is clustered by world; more worlds are made until it is
// within five points (at least 400 outcomes and 25 worlds).
import { describe, expect, it } from 'vitest';
import { pointsFrom } from '../../../scenarios/backtest/forecast.ts';
import { DRIFTS } from '../../../scenarios/calibration/log-trend.ts';
import { trendPrior } from '../../../scenarios/calibration/shipped.ts';
import { meanInterval } from '../../../src/numeric/statistics.ts';
import { Dice, START } from '../calibration/world.ts';

const PRIOR = trendPrior('solo', 0.05);
const MONTHS = 36;
/** Every fourth month from the first year on. */
const ORIGINS = [11, 15, 19, 23, 27, 31];

function seriesOf(dice: Dice): number[] {
  const noise = PRIOR.noise.middle * Math.exp(dice.normal(0, PRIOR.noise.logSd));
  const drift = noise * Math.sqrt(dice.pick(DRIFTS));
  const growth = dice.normal(PRIOR.growth.mean, PRIOR.growth.sd);
  const season = PRIOR.season.map((s) => dice.normal(s, PRIOR.seasonSd));
  let level = dice.normal(7, 1);
  return Array.from({ length: MONTHS }, (_, m) => {
    level += growth / 12 + dice.normal(0, drift);
    return Math.exp(level + (season[m % 12] ?? 0) + dice.normal(0, noise));
  });
}

/** Share of its 80 % intervals that held, and that would have at half the width. */
function coverageOf(seed: number): { own: number; half: number; points: number } {
  const values = seriesOf(new Dice(seed));
  const points = ORIGINS.flatMap((origin) =>
    pointsFrom({ first: START, values: values.slice(0, origin + 1), joined: null }, values, PRIOR),
  );
  const share = (width: number): number =>
    points.filter(({ intervals, actual, median }) => {
      const [, eighty = { lower: NaN, upper: NaN }] = intervals;
      const lower = median * (eighty.lower / median) ** width;
      const upper = median * (eighty.upper / median) ** width;
      return lower <= actual && actual <= upper;
    }).length / points.length;
  return { own: share(1), half: share(0.5), points: points.length };
}

describe('80 % intervals of the backtest', () => {
  const worlds: ReturnType<typeof coverageOf>[] = [];
  let clustered = { lower: -Infinity, upper: Infinity };
  while (worlds.length < 50 || (clustered.upper - clustered.lower) / 2 > 0.05) {
    worlds.push(coverageOf(500 + worlds.length));
    clustered = meanInterval(worlds.map(({ own }) => own));
  }

  it('hold what comes eight times in ten', () => {
    expect(worlds.length * (worlds[0]?.points ?? 0)).toBeGreaterThanOrEqual(400);
    expect(clustered.lower).toBeLessThan(0.8);
    expect(clustered.upper).toBeGreaterThan(0.8);
  });

  it('would not at half their width', () => {
    expect(meanInterval(worlds.map(({ half }) => half)).upper).toBeLessThan(0.8);
  });
});
