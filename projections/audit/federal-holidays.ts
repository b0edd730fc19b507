import { addDays, civilOf, dayOf, lastDay, monthFrom, weekday } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** The n-th of a weekday in a month, 1 to 5. */
function nth(year: number, month: number, on: number, n: number): Day {
  const first = dayOf({ year, month, day: 1 });
  return addDays(first, ((on - weekday(first) + 7) % 7) + 7 * (n - 1));
}

function lastMonday(year: number, month: number): Day {
  const last = lastDay(monthFrom(year, month));
  return addDays(last, -((weekday(last) - MONDAY + 7) % 7));
}

/**
 * US federal holidays of a year (5 U.S.C. 6103), by name; Juneteenth from 2021. Inauguration Day
 * and days given by executive order are not among them.
 */
export function federalHolidays(year: number): readonly (readonly [name: string, day: Day])[] {
  const on = (month: number, day: number): Day => dayOf({ year, month, day });
  return [
    ["New Year's Day", on(1, 1)],
    ['Birthday of Martin Luther King, Jr.', nth(year, 1, MONDAY, 3)],
    ["Washington's Birthday", nth(year, 2, MONDAY, 3)],
    ['Memorial Day', lastMonday(year, 5)],
    ...(year >= 2021 ? [['Juneteenth', on(6, 19)] as const] : []),
    ['Independence Day', on(7, 4)],
    ['Labor Day', nth(year, 9, MONDAY, 1)],
    ['Columbus Day', nth(year, 10, MONDAY, 2)],
    ['Veterans Day', on(11, 11)],
    ['Thanksgiving Day', nth(year, 11, THURSDAY, 4)],
    ['Christmas Day', on(12, 25)],
  ];
}

/** The day a holiday is kept on: Friday before a Saturday, Monday after a Sunday. */
export function observedDay(day: Day): Day {
  if (weekday(day) === SATURDAY) return addDays(day, -1);
  return weekday(day) === SUNDAY ? addDays(day, 1) : day;
}

const KNOWN = new Map<number, ReadonlyMap<Day, string>>();

function daysOf(year: number): ReadonlyMap<Day, string> {
  const known = KNOWN.get(year);
  if (known !== undefined) return known;
  const days = new Map<Day, string>();
  // New Year's Day of the next year is kept on 31 December when it is a Saturday.
  for (const near of [year, year + 1])
    for (const [name, day] of federalHolidays(near)) {
      const kept = observedDay(day);
      if (kept !== day && !days.has(kept)) days.set(kept, `${name} (observed)`);
      days.set(day, name);
    }
  KNOWN.set(year, days);
  return days;
}

/** The federal holiday a day is, kept or by the calendar; undefined for any other day. */
export function holidayOn(day: Day): string | undefined {
  return daysOf(civilOf(day).year).get(day);
}

/** "Saturday", "Sunday" or the holiday; undefined for a working day. */
export function closedDay(day: Day): string | undefined {
  const holiday = holidayOn(day);
  if (holiday !== undefined) return holiday;
  const on = weekday(day);
  if (on === SATURDAY) return 'Saturday';
  return on === SUNDAY ? 'Sunday' : undefined;
}
