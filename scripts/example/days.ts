import { civilOf, dayOf, firstDay, lastDay, monthFrom, weekday } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';

/** First month of the example's history; months are counted from it, 0 to 23. */
export const START: Month = monthFrom(2024, 11);
/** Number of months of history. */
export const MONTHS = 24;
/** Index of the first month under the management services agreement (2025-11). */
export const JOINED = 12;
/** The day before the history begins: every opening balance is as of this day. */
export const OPENING: Day = dayOf({ year: 2024, month: 10, day: 31 });

export const monthAt = (m: number): Month => (START + m) as Month;
export const first = (m: number): Day => firstDay(monthAt(m));
export const last = (m: number): Day => lastDay(monthAt(m));
export const indexOf = (day: Day): number => {
  const { year, month } = civilOf(day);
  return monthFrom(year, month) - START;
};
export const on = (year: number, month: number, day: number): Day => dayOf({ year, month, day });

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
/** 2024-11-05 */
export const iso = (day: Day): string => {
  const { year, month, day: d } = civilOf(day);
  return `${year}-${pad(month)}-${pad(d)}`;
};
/** 11/05/2024 */
export const us = (day: Day): string => {
  const { year, month, day: d } = civilOf(day);
  return `${pad(month)}/${pad(d)}/${year}`;
};
/** 11/5/24: the short form some systems write. */
export const usShort = (day: Day): string => {
  const { year, month, day: d } = civilOf(day);
  return `${month}/${d}/${pad(year % 100)}`;
};
/** 05-Nov-2024 */
export const named = (day: Day): string => {
  const { year, month, day: d } = civilOf(day);
  return `${pad(d)}-${NAMES[month - 1] ?? ''}-${year}`;
};
/** 20241105 */
export const compact = (day: Day): string => iso(day).replaceAll('-', '');
/** 2024-11 */
export const period = (m: number): string => iso(first(m)).slice(0, 7);

const NAMES = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function isHoliday(day: Day): boolean {
  const { month, day: d } = civilOf(day);
  if ((month === 1 && d === 1) || (month === 7 && d === 4) || (month === 12 && d === 25))
    return true;
  return month === 11 && weekday(day) === 4 && d >= 22 && d <= 28;
}

/** Sites work Monday to Saturday and close on four holidays. */
export const isOpen = (day: Day): boolean => weekday(day) !== 0 && !isHoliday(day);
/** Banks and payers work Monday to Friday. */
export const isBanking = (day: Day): boolean =>
  weekday(day) !== 0 && weekday(day) !== 6 && !isHoliday(day);

const step = (day: Day, by: 1 | -1, ok: (d: Day) => boolean): Day => {
  let d = day;
  while (!ok(d)) d = (d + by) as Day;
  return d;
};
/** The day itself or the next banking day. */
export const bankingOnOrAfter = (day: Day): Day => step(day, 1, isBanking);
/** The day itself or the banking day before. */
export const bankingOnOrBefore = (day: Day): Day => step(day, -1, isBanking);
/** The day itself or the next day the sites are open. */
export const openOnOrAfter = (day: Day): Day => step(day, 1, isOpen);
/** The n-th banking day after a day. */
export const bankingAfter = (day: Day, n: number): Day => {
  let d = day;
  for (let i = 0; i < n; i++) d = bankingOnOrAfter((d + 1) as Day);
  return d;
};
/** All open days of a month. */
export const openDays = (m: number): Day[] => {
  const days: Day[] = [];
  for (let d = first(m); d <= last(m); d = (d + 1) as Day) if (isOpen(d)) days.push(d);
  return days;
};
