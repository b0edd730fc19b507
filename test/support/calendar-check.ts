// Compares src/calendar.ts with the platform's UTC dates and with date-fns on every day from 1990
// to 2070, under whatever TZ it is started; prints the zone's offset, the count of days and of days
// that agree, and a digest of all answers.
import { createHash } from 'node:crypto';
import { addMonths } from 'date-fns/addMonths';
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays';
import { getDaysInMonth } from 'date-fns/getDaysInMonth';
import { lastDayOfMonth } from 'date-fns/lastDayOfMonth';
import * as calendar from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';

const MS_PER_DAY = 86_400_000;
const pad = (n: number): string => String(n).padStart(2, '0');
/** Calendar fields of a local date, which is what date-fns works on. */
const local = (d: Date): string =>
  `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;

const hash = createHash('sha256');
const first = calendar.parseDay('1990-01-01');
const last = calendar.parseDay('2070-12-31');
const origin = new Date(1990, 0, 1, 12);
let equal = 0;
for (let n = first as number; n <= last; n += 1) {
  const day = n as Day;
  const text = calendar.formatDay(day);
  const { year, month, day: dayOfMonth } = calendar.civilOf(day);
  const utc = new Date(n * MS_PER_DAY);
  const noon = new Date(year, month - 1, dayOfMonth, 12);
  const shift = (n % 61) - 30;
  const moved = calendar.formatDay(calendar.addMonths(day, shift));
  const inMonth = calendar.monthOf(day);
  const agrees =
    text === utc.toISOString().slice(0, 10) &&
    calendar.parseDay(text) === day &&
    calendar.dayOf({ year, month, day: dayOfMonth }) === day &&
    calendar.weekday(day) === utc.getUTCDay() &&
    moved === local(addMonths(noon, shift)) &&
    calendar.daysInMonth(inMonth) === getDaysInMonth(noon) &&
    calendar.formatDay(calendar.lastDay(inMonth)) === local(lastDayOfMonth(noon)) &&
    calendar.formatMonth(inMonth) === text.slice(0, 7) &&
    calendar.parseMonth(text.slice(0, 7)) === inMonth &&
    differenceInCalendarDays(noon, origin) === day - first;
  if (agrees) equal += 1;
  hash.update(`${text} ${moved} ${calendar.weekday(day)}\n`);
}
// Names of zones have changed; offsets in July, in minutes west, show that TZ was heeded.
const offset = new Date(2024, 6, 1).getTimezoneOffset();
process.stdout.write(
  `${offset}\n${last - first + 1} days, ${equal} equal, ${hash.digest('hex')}\n`,
);
