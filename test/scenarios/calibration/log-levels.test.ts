import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../scenarios/calibration/calibrate.ts';
import { logSays } from '../../../scenarios/calibration/log-levels.ts';
import type { LogDraw, LogSaid } from '../../../scenarios/calibration/log-levels.ts';
import {
  cdfOf,
  quantileOf as posteriorQuantile,
} from '../../../scenarios/calibration/posterior.ts';
import type { Calibration } from '../../../scenarios/calibration/parameter.ts';
import { centralOf, distributionOf, quantileOf } from '../../../scenarios/draw.ts';
import { startFromBook } from '../../../scenarios/levels.ts';
import { LOG_LEVELS, LOG_PARAMETERS } from '../../../scenarios/log-parameters.ts';
import type { LogParameter } from '../../../scenarios/log-parameters.ts';
import { sha256, worldOf } from './log-world.ts';
import type { World } from './log-world.ts';

function drawn({ says }: Pick<World, 'says'>, id: LogParameter): LogDraw {
  const said = says.find((own) => own.id === id);
  if (said?.status !== 'drawn') throw new Error(`${id}: ${said?.reason ?? 'nothing'}`);
  return said;
}

const WORLD = worldOf(30, 0.05, 40);
const PLACES = [0.001, 0.02, 0.1, 0.27, 0.5, 0.63, 0.9, 0.975, 0.999];

describe('what a scenario draws of the log', () => {
  it.each(LOG_PARAMETERS)('is the posterior that is printed: %s', (id) => {
    const { draw, calibrated, level } = drawn(WORLD, id);
    const { posterior } = calibrated;
    const spread = posteriorQuantile(posterior, 0.9) - posteriorQuantile(posterior, 0.1);
    // A bootstrap is a staircase of 199 steps, which a smooth curve cuts across.
    const miss = posterior.kind === 'sample' ? 0.02 : 1e-4;
    for (const p of PLACES) {
      const relative = 1 + quantileOf(draw, p);
      const back = level === null ? Math.log(relative) : relative * level;
      expect(Math.abs(back - posteriorQuantile(posterior, p))).toBeLessThan(miss * spread);
    }
    const printed = WORLD.calibration.parameters.concat(WORLD.calibration.levels);
    expect(printed).toContain(calibrated);
    const at80 = calibrated.interval80.lower / (level ?? 1);
    if (level !== null) expect(quantileOf(draw, 0.1)).toBeCloseTo(at80 - 1, 2);
  });

  it('has the beta posterior of all denials, in closed form', () => {
    const { draw, calibrated, level } = drawn(WORLD, 'level.denials');
    if (calibrated.posterior.kind !== 'betas') throw new Error('no betas');
    // The mean of a mixture of betas is that of their own means, a / (a + b).
    const mean = calibrated.posterior.parts.reduce(
      (sum, { weight, alpha, beta }) => sum + (weight * alpha) / (alpha + beta),
      0,
    );
    expect((1 + distributionOf(draw).mean) * (level ?? NaN)).toBeCloseTo(mean, 5);
    const { n } = calibrated;
    // The spread is that of a share of so many claims, √(p(1−p)/n), less what the prior gives.
    const sd = (quantileOf(draw, 0.8413) - quantileOf(draw, 0.1587)) / 2;
    const binomial = Math.sqrt((mean * (1 - mean)) / n);
    expect(sd * (level ?? NaN)).toBeLessThan(1.02 * binomial);
    expect(sd * (level ?? NaN)).toBeGreaterThan(0.8 * binomial);
  });

  it('has Student’s t of twelve monthly tickets, in closed form', () => {
    const { draw, calibrated, level } = drawn(WORLD, 'level.ticket');
    if (calibrated.posterior.kind !== 'students') throw new Error('no Student');
    const [part] = calibrated.posterior.parts;
    expect(calibrated.posterior.degrees).toBe(11);
    expect(part?.centre).toBeCloseTo(level ?? NaN, 6);
    // Tables of Student's t: 11 degrees, 5 % in each tail, 1.796; 2.5 %, 2.201.
    const scale = (part?.scale ?? NaN) / (level ?? NaN);
    expect(quantileOf(draw, 0.95) / scale).toBeCloseTo(1.796, 3);
    expect(quantileOf(draw, 0.025) / scale).toBeCloseTo(-2.201, 3);
  });

  it('says which months and claims it rests on, and the prior beside it', () => {
    expect(drawn(WORLD, 'level.visits').calibrated).toMatchObject({
      n: 30,
      restsOn: 'log',
      window: '2023-01..2025-06',
    });
    const denials = drawn(WORLD, 'level.denials').calibrated;
    expect(denials).toMatchObject({ of: 'all payers', restsOn: 'log and prior' });
    expect(denials.shipped?.grade).toBe('B');
    expect(denials.n).toBeGreaterThan(300);
  });

  it('ties growth to the level of the same fit', () => {
    const { tie } = drawn(WORLD, 'growth');
    expect(tie?.id).toBe('level.visits');
    expect(tie?.rho).toBeGreaterThan(0.5);
    expect(tie?.rho).toBeLessThan(1);
    expect(drawn(WORLD, 'level.ticket').tie).toBeNull();
  });

  it('is plain data: kept as JSON it says the same', () => {
    const { calibration, says, book, cut } = WORLD;
    const kept = JSON.parse(JSON.stringify(calibration)) as Calibration;
    expect(kept).toStrictEqual(calibration);
    const { sites } = startFromBook(book, cut);
    expect(logSays(kept, sites)).toEqual(says);
    const again = calibrate(book, cut, { site: null, sha256 });
    expect(again).toEqual(calibration);
  });
});

describe('much data', () => {
  it('leaves nothing open: each level goes to the recorded one', () => {
    const worlds = [worldOf(12, 0.05, 8), worldOf(48, 0.02, 40), worldOf(120, 0.005, 160)];
    for (const id of LOG_LEVELS) {
      const [few, more, much] = worlds.map((world) => {
        const { draw } = drawn(world, id);
        return quantileOf(draw, 0.9) - quantileOf(draw, 0.1);
      }) as [number, number, number];
      expect(more, id).toBeLessThan(few / 1.5);
      expect(much, id).toBeLessThan(more / 1.5);
      expect(Math.abs(centralOf(drawn(worlds[2] as World, id).draw)), id).toBeLessThan(0.02);
    }
    const visits = drawn(worlds[2] as World, 'level.visits');
    expect(quantileOf(visits.draw, 0.99) - quantileOf(visits.draw, 0.01)).toBeLessThan(0.02);
    expect(cdfOf(visits.calibrated.posterior, 390)).toBeLessThan(1e-3);
  });
});

describe('too little to say', () => {
  it('is a posterior of which a path in a thousand could not be; a longer tail is cut', () => {
    const ticket = (scale: number): LogSaid | undefined => {
      const { calibration, book, cut } = WORLD;
      const [own, ...others] = calibration.levels;
      if (own?.status !== 'estimated') throw new Error('no ticket');
      const parts = [{ weight: 1, centre: 50_000, scale: scale * 50_000 }];
      const posterior = { kind: 'students', degrees: 3, isLog: false, parts } as const;
      const levels = [{ ...own, posterior }, ...others];
      const { sites } = startFromBook(book, cut);
      return logSays({ ...calibration, levels }, sites).find(({ id }) => id === 'level.ticket');
    };
    // Student's t of 3 degrees: one in a thousand lies beyond 10.2 scales.
    expect(ticket(0.1)).toMatchObject({
      status: 'inconclusive',
      reason: 'one path in a thousand would lie outside what it may be',
    });
    const long = ticket(0.08);
    if (long?.status !== 'drawn') throw new Error('not drawn');
    expect(quantileOf(long.draw, 0.001)).toBeLessThan(-0.7);
    expect(quantileOf(long.draw, 1e-7)).toBe(-0.9);
  });

  it('has a reason for each parameter, never a number', () => {
    const { says } = worldOf(3, 0.05, 0);
    expect(says.map(({ id }) => id)).toEqual(LOG_PARAMETERS);
    expect(says.map((said) => (said.status === 'drawn' ? 'drawn' : said.reason))).toEqual([
      '3 months are recorded; 6 are wanted',
      '3 months are recorded; 6 are wanted',
      '3 months are recorded; 4 are wanted',
      'no insured claim is recorded',
      'no insured claim is recorded',
    ]);
  });
});
