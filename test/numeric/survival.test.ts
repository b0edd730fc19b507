import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeIncidence } from '../../projections/revenue-cycle/cumulative-incidence.ts';
import {
  logRank,
  restrictedMeanTime,
  survivalInterval,
  survivalSteps,
  survivalTime,
} from '../../src/numeric/survival.ts';
import type { Lifetime, SurvivalScale, SurvivalStep } from '../../src/numeric/survival.ts';
import { relativeError } from '../support/numeric.ts';
import claims from '../fixtures/survival/aalen-johansen-20-claims.json' with { type: 'json' };
import freireich from '../fixtures/survival/freireich.json' with { type: 'json' };

const { sixmp, placebo } = freireich;
const treated = sixmp.time.map((time, i) => ({ time, isEvent: sixmp.event[i] === 1 }));
const untreated = placebo.time.map((time) => ({ time, isEvent: true }));

function allNear(got: readonly number[], expected: readonly number[], within = 1e-12): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((x, i) =>
    expect(relativeError(x, expected[i] ?? NaN), `at ${i}`).toBeLessThan(within),
  );
}

describe('Freireich, 6-MP against placebo, by R’s survival', () => {
  const steps = survivalSteps(treated);

  test('Kaplan-Meier with Greenwood’s error, Nelson-Aalen', () => {
    expect(steps.map((s) => s.time)).toEqual(sixmp.t);
    expect(steps.map((s) => s.atRisk)).toEqual(sixmp.n_risk);
    expect(steps.map((s) => s.events)).toEqual(sixmp.n_event);
    allNear(
      steps.map((s) => s.survival),
      sixmp.surv,
    );
    allNear(
      steps.map((s) => s.standardError ?? NaN),
      sixmp.std_err,
    );
    allNear(
      steps.map((s) => s.cumulativeHazard),
      sixmp.cumhaz_na,
    );
    const printed = [6, 7, 10, 13, 16, 22, 23].map(
      (t) => steps.find((s) => s.time === t)?.survival,
    );
    expect(printed.map((s) => s?.toFixed(3).slice(1))).toEqual([
      '.857',
      '.807',
      '.753',
      '.690',
      '.627',
      '.538',
      '.448',
    ]);
  });

  test.each<[SurvivalScale, readonly number[], readonly number[]]>([
    ['plain', sixmp.lower_plain, sixmp.upper_plain],
    ['log', sixmp.lower_log, sixmp.upper_log],
    ['log-log', sixmp.lower_loglog, sixmp.upper_loglog],
  ])('interval %s', (scale, lower, upper) => {
    const intervals = steps.map((step) => survivalInterval(step, scale));
    allNear(
      intervals.map((x) => x?.lower ?? NaN),
      lower,
    );
    allNear(
      intervals.map((x) => x?.upper ?? NaN),
      upper,
    );
  });

  test('a group that nobody outlasts has no error at its end', () => {
    const all = survivalSteps(untreated);
    allNear(
      all.map((s) => s.survival),
      placebo.surv,
    );
    expect(all.map((s) => s.time)).toEqual(placebo.t);
    const errors = placebo.std_err.flatMap((x) => x ?? []);
    allNear(
      all.slice(0, -1).map((s) => s.standardError ?? NaN),
      errors,
    );
    expect(all.at(-1)?.standardError).toBeNull();
    expect(survivalInterval(all.at(-1) as SurvivalStep, 'log')).toBeNull();
    const censored = survivalSteps([
      { time: 1, isEvent: false },
      { time: 2, isEvent: true },
    ]);
    expect(survivalInterval(censored[0] as SurvivalStep, 'log-log')).toBeNull();
  });

  test('medians and the restricted mean', () => {
    expect([survivalTime(steps), survivalTime(survivalSteps(untreated))]).toEqual([23, 8]);
    expect(survivalTime(steps, 0.4)).toBeNull();
    expect(relativeError(restrictedMeanTime(steps), sixmp.rmean)).toBeLessThan(1e-13);
    expect(restrictedMeanTime(steps, 6)).toBe(6);
    expect(restrictedMeanTime(steps, 7)).toBeCloseTo(6 + 18 / 21, 14);
    const own = placebo.time.reduce((a, b) => a + b, 0) / placebo.time.length;
    expect(relativeError(restrictedMeanTime(survivalSteps(untreated)), own)).toBeLessThan(1e-14);
    const tenths = Array.from({ length: 10 }, (_, i) => ({ time: i + 1, isEvent: true }));
    for (let k = 1; k < 10; k++) expect(survivalTime(survivalSteps(tenths), 1 - k / 10)).toBe(k);
  });

  test('log-rank', () => {
    const answer = logRank(treated, untreated);
    expect(relativeError(answer?.chiSquared ?? 0, freireich.logrank_chisq)).toBeLessThan(1e-12);
    expect(answer?.observed).toBe(9);
    // χ² of one degree: 16.79 lies between the points of 0.0001 (15.137) and 0.00001 (19.511).
    expect(answer?.pValue).toBeLessThan(1e-4);
    expect(answer?.pValue).toBeGreaterThan(1e-5);
    const turned = logRank(untreated, treated);
    expect(relativeError(turned?.chiSquared ?? 0, answer?.chiSquared ?? 1)).toBeLessThan(1e-12);
    expect(turned?.observed).toBe(21);
    expect(logRank(treated, treated)?.chiSquared).toBeCloseTo(0, 20);
    expect(logRank(treated, treated)?.pValue).toBe(1);
    expect(logRank(treated, [])).toBeNull();
  });
});

test('taking other ends for censorings overstates what is ever paid', () => {
  const { time, status, km_t, km_paid_other_causes_censored: biased } = claims.competing_risks;
  const paid = survivalSteps(time.map((t, i) => ({ time: t, isEvent: status[i] === 1 })));
  expect(paid.map((s) => s.time)).toEqual(km_t);
  allNear(
    paid.map((s) => 1 - s.survival),
    biased,
  );
  const observations = time.map((t, i) => ({ time: t, cause: status[i] ?? 0, weight: 1 }));
  const right = cumulativeIncidence(observations, 3).byCause[0]?.at(-1) ?? NaN;
  expect(1 - (paid.at(-1)?.survival ?? NaN)).toBeGreaterThan(right + 0.08);
  // With one kind of end the two are one estimator.
  const any = survivalSteps(time.map((t, i) => ({ time: t, isEvent: status[i] !== 0 })));
  allNear(
    any.map((s) => s.survival),
    cumulativeIncidence(observations, 3).eventFree,
  );
});

const lifetime: fc.Arbitrary<Lifetime> = fc
  .record({
    enteredAt: fc.integer({ min: 0, max: 5 }),
    lasts: fc.integer({ min: 1, max: 12 }),
    isEvent: fc.boolean(),
  })
  .map(({ enteredAt, lasts, isEvent }) => ({ enteredAt, time: enteredAt + lasts, isEvent }));
const lifetimes = fc.array(lifetime, { minLength: 1, maxLength: 40 });
const fromStart = (xs: readonly Lifetime[]): Lifetime[] => xs.map((x) => ({ ...x, enteredAt: 0 }));

/** Efron 1967: each censored subject hands its mass on to those who are seen later, in equal parts. */
function redistributed(subjects: readonly Lifetime[], at: number): number {
  const sorted = subjects.toSorted(
    (a, b) => a.time - b.time || Number(b.isEvent) - Number(a.isEvent),
  );
  const mass = sorted.map(() => 1 / sorted.length);
  let left = 1;
  sorted.forEach(({ time, isEvent }, i) => {
    if (time > at) return;
    if (isEvent) left -= mass[i] ?? 0;
    else
      for (let j = i + 1; j < mass.length; j++)
        mass[j] = (mass[j] ?? 0) + (mass[i] ?? 0) / (mass.length - i - 1);
  });
  return left;
}

test('Kaplan-Meier is mass handed on to the right; without censoring it is a plain share', () => {
  fc.assert(
    fc.property(lifetimes, (some) => {
      const subjects = fromStart(some);
      for (const { time, survival } of survivalSteps(subjects)) {
        expect(Math.abs(survival - redistributed(subjects, time))).toBeLessThan(1e-12);
      }
      const n = subjects.length;
      for (const step of survivalSteps(subjects.map(({ time }) => ({ time, isEvent: true })))) {
        const share = subjects.filter((x) => x.time > step.time).length / n;
        expect(Math.abs(step.survival - share)).toBeLessThan(1e-13);
        if (share === 0) continue;
        expect(step.standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / n), 12);
      }
    }),
    { numRuns: 100 },
  );
});

test('who enters late is at risk from then on; the log-rank agrees with its tables', () => {
  const risk = (xs: readonly Lifetime[], at: number): number =>
    xs.filter(({ time, enteredAt = 0 }) => enteredAt < at && time >= at).length;
  const ends = (xs: readonly Lifetime[], at: number): number =>
    xs.filter(({ time, isEvent }) => isEvent && time === at).length;
  fc.assert(
    fc.property(lifetimes, lifetimes, (a, b) => {
      let [hazard, square] = [0, 0];
      for (const step of survivalSteps(a)) {
        expect([step.atRisk, step.events]).toEqual([risk(a, step.time), ends(a, step.time)]);
        hazard += step.events / step.atRisk;
        square += step.events / step.atRisk ** 2;
        expect(step.cumulativeHazard).toBeCloseTo(hazard, 12);
        expect(step.hazardError).toBeCloseTo(Math.sqrt(square), 12);
      }
      let [excess, variance] = [0, 0];
      for (let t = 1; t <= 17; t++) {
        const [n1, n2, d] = [risk(a, t), risk(b, t), ends(a, t) + ends(b, t)];
        const n = n1 + n2;
        if (n === 0) continue;
        excess += ends(a, t) - (d * n1) / n;
        if (n > 1) variance += (d * (n - d) * n1 * n2) / (n * n * (n - 1));
      }
      const answer = logRank(a, b);
      if (variance === 0) expect(answer).toBeNull();
      else expect(answer?.chiSquared).toBeCloseTo(excess ** 2 / variance, 9);
    }),
    { numRuns: 100 },
  );
});

test('a lifetime that ends before it began is refused', () => {
  expect(() => survivalSteps([{ time: 2, isEvent: true, enteredAt: 2 }])).toThrow('began');
  expect(() => survivalSteps([{ time: NaN, isEvent: true }])).toThrow('began');
  expect(() => survivalSteps([{ time: 0, isEvent: true, enteredAt: 0 }])).toThrow('began');
  expect(survivalSteps([{ time: 0, isEvent: true }])[0]).toMatchObject({ atRisk: 1, survival: 0 });
  expect(survivalSteps([])).toEqual([]);
});
