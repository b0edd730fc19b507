import { FeeworthError } from './error.ts';

/** A business date as a day number: 0 is 1970-01-01. No clock, no time zone. */
export type Day = number & { readonly __brand: 'Day' };

/** A calendar month as a number: year × 12 + (month − 1). */
export type Month = number & { readonly __brand: 'Month' };

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;

/** Day number of a civil date (proleptic Gregorian; H. Hinnant's days_from_civil). */
export function dayOf({ year, month, day }: CivilDate): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const shifted = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * shifted + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146097 + dayOfEra - 719468) as Day;
}

/** The civil date of a day number; the inverse of dayOf. */
export function civilOf(day: Day): CivilDate {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const MONTH_LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days in a month, 28 to 31. */
export function daysInMonth(month: Month): number {
  const { year, month: m } = monthParts(month);
  return m === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[m - 1] ?? 30);
}

/** Parses 'YYYY-MM-DD'; a date that does not exist is refused. */
export function parseDay(text: string): Day {
  const match = DATE.exec(text);
  if (match) {
    const year = Number(match[1]);
    const month = Number(match[2]);
    const day = Number(match[3]);
    if (month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(monthFrom(year, month))) {
      return dayOf({ year, month, day });
    }
  }
  throw new FeeworthError('calendar/not-a-date', 'input', `"${text}" is not a date`, {
    hint: 'write YYYY-MM-DD',
  });
}

/** True for a date that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const month = Number(match[2]);
  const day = Number(match[3]);
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(monthFrom(Number(match[1]), month))
  );
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** 'YYYY-MM-DD' of a day number. */
export function formatDay(day: Day): string {
  const { year, month, day: d } = civilOf(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(d, 2)}`;
}

/** Parses 'YYYY-MM'. */
export function parseMonth(text: string): Month {
  const match = MONTH.exec(text);
  const month = Number(match?.[2]);
  if (!match || month < 1 || month > 12) {
    throw new FeeworthError('calendar/not-a-month', 'input', `"${text}" is not a month`, {
      hint: 'write YYYY-MM',
    });
  }
  return monthFrom(Number(match[1]), month);
}

/** 'YYYY-MM' of a month. */
export function formatMonth(month: Month): string {
  const { year, month: m } = monthParts(month);
  return `${pad(year, 4)}-${pad(m, 2)}`;
}

/** The month of a calendar year (month 1 to 12). */
export function monthFrom(year: number, month: number): Month {
  return (year * 12 + month - 1) as Month;
}

export function monthParts(month: Month): { year: number; month: number } {
  const year = Math.floor(month / 12);
  return { year, month: month - year * 12 + 1 };
}

export function monthOf(day: Day): Month {
  const { year, month } = civilOf(day);
  return monthFrom(year, month);
}

/** First day of a month. */
export function firstDay(month: Month): Day {
  const { year, month: m } = monthParts(month);
  return dayOf({ year, month: m, day: 1 });
}

/** Last day of a month. */
export function lastDay(month: Month): Day {
  return (firstDay(month) + daysInMonth(month) - 1) as Day;
}

/** The same day of the month `months` later, clamped to the month's last day. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, day: d } = civilOf(day);
  const target = (monthFrom(year, month) + months) as Month;
  return (firstDay(target) + Math.min(d, daysInMonth(target)) - 1) as Day;
}

export function addDays(day: Day, days: number): Day {
  return (day + days) as Day;
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Share of a month that a range of days covers, as days; both ends included. */
export function daysCovered(month: Month, from: Day, to: Day): number {
  const start = Math.max(firstDay(month), from);
  const end = Math.min(lastDay(month), to);
  return Math.max(0, end - start + 1);
}
