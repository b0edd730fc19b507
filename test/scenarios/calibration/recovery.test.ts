// Are what calibration calls 80 % intervals right eight times in ten? Parameters are drawn from
// their priors, worlds made by a generator of their own, and each truth is placed in its posterior:
// places are uniform if and only if intervals are right (Talts et al. 2018). Judged by normal scores
// pooled over all parameters, as settled.md §8 has it. 20 worlds; RECOVERY_RUNS=200 for more.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../scenarios/backtest/pit.ts';
import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import { DRIFTS } from '../../../scenarios/calibration/log-trend.ts';
import { cdfOf, medianOf } from '../../../scenarios/calibration/posterior.ts';
import type { Posterior } from '../../../scenarios/calibration/posterior.ts';
import { hyperGrid } from '../../../scenarios/calibration/pooled-rates.ts';
import type { RatePrior } from '../../../scenarios/calibration/pooled-rates.ts';
import {
  ratePrior,
  shippedDenialRate,
  shippedNoise,
  shippedOverturned,
  trendPrior,
} from '../../../scenarios/calibration/shipped.ts';
import { addDays, firstDay } from '../../../src/calendar.ts';
import { beta } from '../../../src/numeric/distributions.ts';
import { bookOf, claim, Dice, dollars, endOf, monthAt, sale, structure } from './world.ts';
import type { Draft } from './world.ts';

const RUNS = Number(process.env['RECOVERY_RUNS'] ?? 20);
const MONTHS = 30;
const PAYERS = ['a', 'b', 'c'] as const;
const CLAIMS_A_MONTH = { a: 14, b: 8, c: 3 };
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Truth by parameter and whose it is. */
type Truth = Map<string, number>;

function drawRates(dice: Dice, prior: RatePrior): number[] {
  const { mean, alike } = dice.pick(hyperGrid(prior));
  const over = beta({ alpha: mean * alike, beta: (1 - mean) * alike });
  return PAYERS.map(() => over.quantile(dice.uniform()));
}

function claimsOf(dice: Dice, truth: Truth, until: number): Draft[] {
  const denials = drawRates(dice, ratePrior(shippedDenialRate('solo')));
  const overturns = drawRates(dice, ratePrior(shippedOverturned('solo')));
  return PAYERS.flatMap((payer, p) => {
    const [denied = 0, overturned = 0] = [denials[p], overturns[p]];
    // Two dice of thirty sides on top of a least lag: their mean is known exactly.
    const least = 5 + Math.floor(20 * dice.uniform());
    const die = (): number => Math.floor(30 * dice.uniform());
    truth.set(`denialRate ${payer}`, denied);
    truth.set(`overturned ${payer}`, overturned);
    truth.set(`payDays ${payer}`, least + 29);
    return Array.from({ length: MONTHS * CLAIMS_A_MONTH[payer] }, (_, n) => {
      const m = Math.floor(n / CLAIMS_A_MONTH[payer]);
      const at = {
        payer,
        servedOn: addDays(firstDay(monthAt(m)), Math.floor(28 * dice.uniform())),
        lagDays: least + die() + die(),
        isDenied: dice.is(denied),
        isOverturned: dice.is(overturned),
        reworkDays: 20 + Math.floor(30 * dice.uniform()),
      };
      return claim(`${payer}-${n}`, at, until);
    }).flat();
  });
}

function demandOf(dice: Dice, truth: Truth): Draft[] {
  const prior = trendPrior('solo', shippedNoise('solo', 'group').range[1]);
  const noise = prior.noise.middle * Math.exp(dice.normal(0, prior.noise.logSd));
  const drift = dice.pick(DRIFTS);
  const growth = dice.normal(prior.growth.mean, prior.growth.sd);
  const season = prior.season.map((s) => dice.normal(s, prior.seasonSd));
  const level = Math.log(200_000) + dice.normal(0, 0.3);
  const middle = season.reduce((a, b) => a + b, 0) / 12;
  truth.set('visits group', Math.exp(level + middle));
  truth.set('growth group', growth);
  truth.set('noise group', noise);
  for (const m of [0, 6]) {
    truth.set(
      `season.${String(m + 1).padStart(2, '0')} group`,
      Math.exp((season[m] ?? 0) - middle),
    );
  }
  let drifted = 0;
  return Array.from({ length: MONTHS }, (_, m) => {
    drifted += dice.normal(0, noise * Math.sqrt(drift));
    const y = level + (growth * (m - (MONTHS - 1))) / 12 + (season[m % 12] ?? 0);
    const visits = Math.round(Math.exp(y + drifted + dice.normal(0, noise)));
    return sale(m, visits, 5_000_000);
  });
}

/** Shares that differ from month to month around a mean; the mean is the truth. */
function sharesOf(dice: Dice, truth: Truth): Draft[] {
  const noShow = 0.03 + 0.06 * dice.uniform();
  const product = 0.2 + 0.15 * dice.uniform();
  const goods = 0.45 + 0.1 * dice.uniform();
  truth.set('noShow group', noShow);
  truth.set('productCost group', product);
  truth.set('productCost retail', goods);
  return Array.from({ length: MONTHS }, (_, m): Draft[] => {
    const on = addDays(firstDay(monthAt(m)), 20);
    const around = (share: number): number => share * (1 + dice.normal(0, 0.1));
    const missed = Math.round(1000 * around(noShow));
    return [
      sale(m, 0, 1_000_000, 'retail'),
      {
        type: 'AppointmentsCounted',
        site: 'austin',
        on,
        data: {
          booked: 1000,
          completed: 1000 - missed,
          lateCancelled: 0,
          newPatients: 10,
          noShow: missed,
        },
      },
      {
        type: 'InventoryConsumed',
        site: 'austin',
        on,
        data: {
          injectables: dollars(5_000_000 * around(product)),
          retail: dollars(1_000_000 * around(goods)),
        },
      },
    ];
  }).flat();
}

/** Packages of six sessions; each session is used within the year or never. */
function packagesOf(dice: Dice, truth: Truth): Draft[] {
  const mean = 0.7 + 0.2 * dice.uniform();
  truth.set('packageUsed group', mean);
  const over = beta({ alpha: mean * 8, beta: (1 - mean) * 8 });
  return Array.from({ length: 80 }, (_, i): Draft[] => {
    const on = firstDay(monthAt(Math.floor(i / 5)));
    const share = over.quantile(dice.uniform());
    const common = { package: `p${i}`, serviceLine: 'laser' };
    const used = Array.from({ length: 6 }, () => dice.is(share)).filter(Boolean).length;
    const sold: Draft = {
      type: 'PackageSold',
      site: 'austin',
      on,
      data: { ...common, price: '600.00', sessions: 6, tender: 'card' },
    };
    const uses = Array.from({ length: used }, (__, n): Draft => ({
      type: 'PackageSessionRedeemed',
      site: 'austin',
      on: on + 20 + 50 * n,
      data: { ...common, amount: '0.00', breakage: '0.00', sessions: 1, visits: 0 },
    }));
    return [sold, ...uses];
  }).flat();
}

/** Where each truth lies in its posterior, and where in one half as wide. */
function placesOf(seed: number): { names: string[]; own: number[]; mutant: number[] } {
  const dice = new Dice(seed);
  const truth: Truth = new Map();
  const asOf = endOf(MONTHS);
  const book = bookOf([
    ...structure(),
    ...demandOf(dice, truth),
    ...sharesOf(dice, truth),
    ...packagesOf(dice, truth),
    ...claimsOf(dice, truth, asOf),
  ]);
  const { parameters } = calibrate(book, { asOf, knownAt: book.size }, { site: null, sha256 });
  const found = parameters.flatMap((p) => {
    const name = `${p.parameter} ${p.of}`;
    const value = truth.get(name);
    return value === undefined || p.status !== 'estimated'
      ? []
      : [{ name, value, posterior: p.posterior }];
  });
  return {
    names: found.map(({ name }) => name),
    own: found.map(({ posterior, value }) => cdfOf(posterior, value)),
    mutant: found.map(({ posterior, value }) => halfAsWide(posterior, value)),
  };
}

/** P(parameter ≤ x) by a posterior that is drawn together around its median. */
function halfAsWide(posterior: Posterior, x: number): number {
  const middle = medianOf(posterior);
  return cdfOf(posterior, middle + 2 * (x - middle));
}

describe('calibration of made-up worlds', () => {
  const worlds = Array.from({ length: RUNS }, (_, run) => placesOf(7001 + run));
  const pooled = (of: 'own' | 'mutant') => calibrationOf(worlds.flatMap((world) => world[of]));

  it(`finds what ${RUNS} worlds were made of, as often as its intervals say`, () => {
    const names = new Set(worlds.flatMap((world) => world.names.map((n) => n.split(/[ .]/)[0])));
    expect(names.size).toBeGreaterThanOrEqual(8);
    expect(worlds.every((world) => world.names.length >= 16)).toBe(true);
    const { biasPValue, spreadPValue } = pooled('own');
    expect(biasPValue).toBeGreaterThan(0.005);
    expect(spreadPValue).toBeGreaterThan(0.005);
  });

  it('would not pass with intervals half as wide', () => {
    expect(pooled('mutant').spreadPValue).toBeLessThan(0.005);
  });

  it('is not carried by a few parameters: none is far off alone', () => {
    for (const name of worlds[0]?.names ?? []) {
      const places = worlds.flatMap(({ names, own }) => own[names.indexOf(name)] ?? []);
      const { biasPValue, spreadPValue } = calibrationOf(places);
      expect(Math.min(biasPValue, spreadPValue), name).toBeGreaterThan(0.0005);
    }
  });
});
