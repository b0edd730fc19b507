import { expect, test } from 'vitest';
import { RUNWAY_DEFINITION, runwayOf } from '../../projections/runway.ts';

const runway = (cashCents: number, net: number[], wholeMonths = net.length): number | null =>
  runwayOf({ cashCents, netBeforeFinancing: net, wholeMonths }).months;

test('cash lasts as long as the last three whole months say', () => {
  expect(runway(600, [-999, -100, -200, -300])).toBe(3);
  expect(runway(600, [-100, -200, -300, -999], 3)).toBe(3);
  expect(runwayOf({ cashCents: 600, netBeforeFinancing: [-150], wholeMonths: 1 })).toEqual({
    months: 4,
    burnCents: 150,
    since: 0,
    over: 1,
    definition: RUNWAY_DEFINITION,
  });
});

test('is n/a when cash does not fall, or no month is over', () => {
  expect(runway(600, [-100, 50, 50])).toBe(null);
  expect(runway(600, [-100], 0)).toBe(null);
});

test('is nothing when there is no cash', () => {
  expect(runway(-5, [-100])).toBe(0);
});

test('does not count the month of opening balances', () => {
  const from = { cashCents: 600, netBeforeFinancing: [0, -300, -300], wholeMonths: 3 };
  expect(runwayOf(from).over).toBe(3);
  expect(runwayOf({ ...from, firstMonth: 1 })).toMatchObject({ months: 2, over: 2 });
});
