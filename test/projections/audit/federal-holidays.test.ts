// The days are those that the Office of Personnel Management publishes for federal employees.
import { expect, test } from 'vitest';
import { closedDay, holidayOn } from '../../../projections/audit/federal-holidays.ts';
import { addDays, dayOf, formatDay, parseDay, weekday } from '../../../src/calendar.ts';

const KEPT: Readonly<Record<number, string>> = {
  2020: '01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25',
  2021: '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31',
  2022: '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26',
  2023: '01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25',
  2024: '01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
  2026: '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25',
  2027: '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31',
};

test.each(Object.entries(KEPT))('the working days that are free in %s', (year, days) => {
  const found: string[] = [];
  const first = dayOf({ year: Number(year), month: 1, day: 1 });
  for (let day = first; formatDay(day).startsWith(year); day = addDays(day, 1))
    if (holidayOn(day) !== undefined && weekday(day) % 6 !== 0) found.push(formatDay(day).slice(5));
  expect(found.join(' ')).toBe(days);
});

test('weekends, holidays on them, and days like any other', () => {
  expect(closedDay(parseDay('2026-07-04'))).toBe('Independence Day');
  expect(closedDay(parseDay('2026-07-03'))).toBe('Independence Day (observed)');
  expect(closedDay(parseDay('2026-07-05'))).toBe('Sunday');
  expect(closedDay(parseDay('2026-05-30'))).toBe('Saturday');
  expect(closedDay(parseDay('2026-05-26'))).toBeUndefined();
});
