import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lagPosterior, Waits } from '../../../scenarios/calibration/payer-lag.ts';
import type { Wait } from '../../../scenarios/calibration/payer-lag.ts';
import { intervalOf } from '../../../scenarios/calibration/posterior.ts';
import { streamKey } from '../../../src/numeric/stream.ts';
import { restrictedMeanTime, survivalSteps, survivalTime } from '../../../src/numeric/survival.ts';
import { Dice } from './world.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const key = streamKey('test', 'lag', sha256);
const FIXTURE = join(import.meta.dirname, '../../fixtures/survival/aalen-johansen-20-claims.json');

interface Vector {
  readonly time: number[];
  readonly status: number[];
  readonly t: number[];
  readonly event_free: number[];
  readonly cif_paid: number[];
}

describe('how long payers take', () => {
  it('is what R’s survfit says of twenty claims with competing ends', () => {
    const v = (JSON.parse(readFileSync(FIXTURE, 'utf8')) as { competing_risks: Vector })
      .competing_risks;
    const waits = new Waits(
      v.time.map((days, i) => ({ days, cause: v.status[i] ?? 0, weight: 1 })),
    );
    v.t.forEach((day, i) => {
      const { paidShare, openShare } = waits.observed(day);
      expect(paidShare).toBeCloseTo(v.cif_paid[i] ?? NaN, 12);
      expect(openShare).toBeCloseTo(v.event_free[i] ?? NaN, 12);
    });
    const half = v.t[v.cif_paid.findIndex((share) => share >= 0.5)];
    expect(waits.observed(1e4).medianDays).toBe(half ?? null);
  });

  it('lets claims that were taken over enter late, as survfit does', () => {
    const dice = new Dice(5);
    const waits = Array.from({ length: 200 }, (): Wait => {
      const enteredAt = dice.is(0.5) ? Math.floor(20 * dice.uniform()) : undefined;
      const days = 1 + (enteredAt ?? 0) + Math.floor(50 * dice.uniform());
      const cause = dice.is(0.8) ? 1 : 0;
      return { days, cause, weight: 1, ...(enteredAt === undefined ? {} : { enteredAt }) };
    });
    const steps = survivalSteps(
      waits.map(({ days, cause, enteredAt }) => ({
        time: days,
        isEvent: cause === 1,
        ...(enteredAt === undefined ? {} : { enteredAt }),
      })),
    );
    const found = new Waits(waits).observed(60);
    expect(found.meanDays).toBeCloseTo(restrictedMeanTime(steps, 60), 9);
    expect(found.medianDays).toBe(survivalTime(steps, 0.5));
    // Left out of the risk before they were seen, they would make payers look slower.
    const ignored = waits.map(({ days, cause, weight }) => ({ days, cause, weight }));
    expect(new Waits(ignored).observed(60).meanDays).toBeGreaterThan(found.meanDays + 1);
  });

  it('counts a wait of weight two as two, and drops what ended before it was seen', () => {
    const once: Wait[] = [
      { days: 5, cause: 1, weight: 2 },
      { days: 9, cause: 2, weight: 1 },
    ];
    const [five, nine] = once as [Wait, Wait];
    const twice = [{ ...five, weight: 1 }, { ...five, weight: 1 }, nine];
    expect(new Waits(once).observed(9)).toEqual(new Waits(twice).observed(9));
    expect(new Waits([...once, { days: 3, cause: 1, weight: 9, enteredAt: 3 }]).waits).toHaveLength(
      2,
    );
  });

  it('leaves open about what Greenwood’s error says, and the same every time', () => {
    const dice = new Dice(11);
    const waits = new Waits(
      Array.from({ length: 400 }, () => ({
        days: 10 + Math.floor(40 * dice.uniform()),
        cause: 1,
        weight: 1,
      })),
    );
    const { meanDays } = lagPosterior(waits, 60, key);
    expect(lagPosterior(waits, 60, key).meanDays).toEqual(meanDays);
    const days = waits.waits.map((wait) => wait.days);
    const mean = days.reduce((a, b) => a + b, 0) / 400;
    const sd = Math.sqrt(days.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 399);
    const { lower, upper } = intervalOf(meanDays, 0.95);
    const wanted = (2 * 1.96 * sd) / Math.sqrt(400);
    expect((upper - lower) / wanted).toBeGreaterThan(0.85);
    expect((upper - lower) / wanted).toBeLessThan(1.15);
  });

  it('has no median where half are never paid', () => {
    const waits = new Waits([
      { days: 10, cause: 1, weight: 1 },
      { days: 20, cause: 2, weight: 3 },
    ]);
    expect(waits.observed(100).medianDays).toBeNull();
    expect(lagPosterior(waits, 100, key).medianDays).toBeNull();
  });
});
