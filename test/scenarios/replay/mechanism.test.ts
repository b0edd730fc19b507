import { describe, expect, it } from 'vitest';
import { lagCurve, placeOf, timeAt } from '../../../scenarios/replay/lag-curve.ts';
import type { LagCurve } from '../../../scenarios/replay/lag-curve.ts';
import { abduct, predict } from '../../../scenarios/replay/mechanism.ts';
import type { Mechanism, Outcome } from '../../../scenarios/replay/mechanism.ts';
import { calibrationOf } from '../../../scenarios/backtest/pit.ts';
import { Dice } from '../calibration/world.ts';

const curveOf = (days: readonly number[]): LagCurve => {
  const curve = lagCurve(days.map((d) => ({ days: d, hasEnded: true })));
  if (curve === null) throw new Error('nothing ended');
  return curve;
};

const RULE: Mechanism = {
  denialRate: 0.3,
  overturned: 0.6,
  decision: curveOf([10, 12, 12, 15, 20, 31, 33, 33, 40, 47]),
  stretch: 1,
  won: curveOf([20, 25, 30, 60]),
  lost: curveOf([90, 100, 100, 120]),
};

/** A history drawn from a rule, with fresh luck. */
function drawn(dice: Dice, rule: Mechanism, waited: number): Outcome {
  const [decision, denial, rework, overturn] = [1, 2, 3, 4].map(() => dice.uniform());
  return predict(
    { decision: decision ?? 0, denial: denial ?? 0, rework: rework ?? 0, overturn: overturn ?? 0 },
    rule,
    waited,
  );
}

const luckOf = (dice: Dice): number[] => [1, 2, 3, 4].map(() => dice.uniform());

describe('a curve of days', () => {
  it('is the share that had ended, and reads both ways', () => {
    const { decision } = RULE;
    expect(placeOf(decision, 12)).toBeCloseTo(0.1, 12);
    expect(placeOf(decision, 13)).toBeCloseTo(0.3, 12);
    expect(placeOf(decision, 1000)).toBe(1);
    expect(timeAt(decision, 1)).toBe(Infinity);
    for (const t of [10.2, 12.5, 33.9, 47.01])
      expect(timeAt(decision, placeOf(decision, t))).toBeCloseTo(t, 9);
  });

  it('leaves what has not ended to its tail, and is none where nothing ended', () => {
    const curve = lagCurve([
      { days: 10, hasEnded: true },
      { days: 30, hasEnded: false },
    ]);
    expect(curve?.cumulative[11]).toBe(0.5);
    expect(curve?.cumulative.at(-1)).toBe(1);
    expect(curve && timeAt(curve, 0.75)).toBeGreaterThan(30);
    expect(lagCurve([{ days: 10, hasEnded: false }])).toBeNull();
  });
});

describe('the luck behind what happened', () => {
  it('gives under the same rule what happened, whatever was seen of it', () => {
    const dice = new Dice(3);
    for (let i = 0; i < 3000; i++) {
      const waited = Math.floor(120 * dice.uniform());
      const outcome = drawn(dice, RULE, waited);
      const latent = abduct(outcome, RULE, waited, luckOf(dice));
      expect(predict(latent, RULE, waited)).toEqual(outcome);
    }
  });

  it('does so with places at the very ends, too', () => {
    const dice = new Dice(4);
    for (const u of [1e-16, 1 - 1e-16]) {
      for (let i = 0; i < 500; i++) {
        const waited = Math.floor(120 * dice.uniform());
        const outcome = drawn(dice, RULE, waited);
        expect(predict(abduct(outcome, RULE, waited, [u, u, u, u]), RULE, waited)).toEqual(outcome);
      }
    }
  });

  it('is as even as luck is, once histories come from the rule', () => {
    // A seen day leaves room inside itself but for a margin, so places are even but for that.
    const dice = new Dice(5);
    const places = Array.from({ length: 4000 }, () => {
      const waited = Math.floor(120 * dice.uniform());
      return abduct(drawn(dice, RULE, waited), RULE, waited, luckOf(dice));
    });
    for (const of of ['decision', 'denial', 'rework', 'overturn'] as const) {
      const { biasPValue, spreadPValue } = calibrationOf(places.map((latent) => latent[of]));
      expect(Math.min(biasPValue, spreadPValue), of).toBeGreaterThan(0.001);
    }
  });

  it('denies nobody more when fewer are denied, and keeps the slow slow', () => {
    const dice = new Dice(6);
    const better: Mechanism = { ...RULE, denialRate: 0.2, stretch: 0.8 };
    let fewer = 0;
    for (let i = 0; i < 1000; i++) {
      const outcome = drawn(dice, RULE, 1000);
      const after = predict(abduct(outcome, RULE, 1000, luckOf(dice)), better, 1000);
      expect(after.isDenied && !outcome.isDenied).toBe(false);
      if (outcome.isDenied && !after.isDenied) fewer += 1;
      expect(after.decidedAfter).toBeLessThanOrEqual(outcome.decidedAfter ?? NaN);
      expect(after.decidedAfter).toBeGreaterThanOrEqual(
        Math.floor(0.8 * (outcome.decidedAfter ?? NaN)),
      );
    }
    // A third of the denials go: 100 of 1,000.
    expect(fewer).toBeGreaterThan(70);
    expect(fewer).toBeLessThan(130);
  });

  it('sees nothing that would come after the cut', () => {
    const latent = { decision: 0.999, denial: 0.1, rework: 0.5, overturn: 0.5 };
    expect(predict(latent, RULE, 20)).toEqual({
      decidedAfter: null,
      isDenied: false,
      endedAfter: null,
      isOverturned: false,
    });
    expect(predict(latent, RULE, 50)).toMatchObject({
      decidedAfter: 47,
      isDenied: true,
      endedAfter: null,
    });
  });
});
