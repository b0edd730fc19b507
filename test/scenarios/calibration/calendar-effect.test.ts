import { expect, test } from 'vitest';
import { calendarEffect } from '../../../scenarios/calibration/calendar-effect.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { fillUniforms, streamKey } from '../../../src/numeric/stream.ts';
import { sha256 } from '../../support/numeric.ts';
import papers from '../../fixtures/calibration/chain-ladder.json' with { type: 'json' };

test('RAA, the example of Mack 1994: 14 mixed where 12.875 are expected', () => {
  const { diagonals, mixed, expected, variance, pValue } = calendarEffect(papers.raa.triangle);
  expect(mixed).toBe(14);
  expect(expected).toBeCloseTo(12.875, 12);
  expect(variance).toBeCloseTo(3.9785, 4);
  expect(pValue).toBeGreaterThan(0.5);
  expect(diagonals.map((d) => d.period)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(diagonals[6]).toEqual({ period: 7, small: 2, large: 4 });
});

test.each([papers.genins, papers.raa, papers.mortgage])(
  'moments by Mack’s closed forms',
  (paper) => {
    const { diagonals, expected, variance } = calendarEffect(paper.triangle);
    let [mean, spread] = [0, 0];
    for (const { small, large } of diagonals) {
      const n = small + large;
      const m = Math.floor((n - 1) / 2);
      let choose = 1;
      for (let k = 1; k <= m; k++) choose = (choose * (n - k)) / k;
      const one = n === 0 ? 0 : n / 2 - (choose * n) / 2 ** n;
      mean += one;
      spread += (n * (n - 1)) / 4 - (choose * n * (n - 1)) / 2 ** n + one - one ** 2;
    }
    expect(expected).toBeCloseTo(mean, 10);
    expect(variance).toBeCloseTo(spread, 10);
    const cents = paper.triangle.map((row) => row.map((x) => 100 * x));
    expect(calendarEffect(cents).mixed).toBe(calendarEffect(paper.triangle).mixed);
  },
);

const key = streamKey('calendar-effect.test', 'factors', sha256);
/** Service months whose factors scatter by chance, and from a period on are those of a fast payer. */
function triangle(run: number, fasterFrom: number): number[][] {
  const u = new Float64Array(20 * 12);
  fillUniforms(u, 0, u.length, key, { path: run, entity: 0, draw: 0 });
  return Array.from({ length: 20 }, (_, origin) => {
    let amount = 1000;
    const row = [amount];
    for (let age = 1; age < Math.min(12, 20 - origin); age++) {
      const faster = origin + age >= fasterFrom ? 1.5 : 1;
      const growth = (faster * 2) / (age * age) + 0.1;
      amount *= 1 + growth * (1 + 0.1 * normalQuantile(u[12 * origin + age] ?? 0.5));
      row.push(amount);
    }
    return row;
  });
}

test('sees a payer who speeds up at a date, and seldom one who does not', () => {
  let [seen, mistaken] = [0, 0];
  for (let run = 0; run < 60; run++) {
    if ((calendarEffect(triangle(run, 12)).pValue ?? 1) < 0.05) seen++;
    if ((calendarEffect(triangle(run, 99)).pValue ?? 1) < 0.05) mistaken++;
  }
  expect(seen).toBeGreaterThan(55);
  expect(mistaken).toBeLessThan(8);
});

test('without two factors of one period there is nothing to say', () => {
  expect(calendarEffect([])).toMatchObject({ mixed: 0, expected: 0, pValue: null });
  expect(calendarEffect([[1, 2], [1]])).toMatchObject({ mixed: 0, pValue: null });
  // What starts from nothing has no factor, and the median counts for neither side.
  const { diagonals } = calendarEffect([[0, 5], [1, 2], [1, 3], [1, 4], [1]]);
  expect(diagonals.map(({ small, large }) => [small, large])).toEqual([
    [1, 0],
    [0, 0],
    [0, 1],
  ]);
});
