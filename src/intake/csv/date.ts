import type { Day, Month } from '../../calendar.ts';
import { dayOf, daysInMonth, monthFrom } from '../../calendar.ts';
import { FeeworthError } from '../../error.ts';

/** What a cell says under one format; `day` is absent for a format of months. */
export interface ReadDate {
  readonly month: Month;
  readonly day?: Day;
}

/** A compiled date format. */
export interface DateFormat {
  readonly pattern: string;
  readonly hasDay: boolean;
  readonly hasTwoDigitYear: boolean;
  read(cell: string): ReadDate | undefined;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

type Part = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'ignored';

// Longest first. Times are matched and dropped: business dates have no clock (settled.md §3.8).
const TOKENS: readonly (readonly [token: string, part: Part, pattern: string])[] = [
  ['YYYY', 'year', '(\\d{4})'],
  ['MMMM', 'monthName', `(${MONTHS.join('|')})`],
  ['MMM', 'monthName', `(${MONTHS.map((m) => m.slice(0, 3)).join('|')})`],
  ['YY', 'shortYear', '(\\d{2})'],
  ['MM', 'month', '(\\d{2})'],
  ['DD', 'day', '(\\d{2})'],
  ['HH', 'ignored', '([01]\\d|2[0-3])'],
  ['hh', 'ignored', '(0[1-9]|1[0-2])'],
  ['mm', 'ignored', '([0-5]\\d)'],
  ['ss', 'ignored', '([0-5]\\d(?:\\.\\d+)?)'],
  ['M', 'month', '(\\d{1,2})'],
  ['D', 'day', '(\\d{1,2})'],
  ['H', 'ignored', '(1?\\d|2[0-3])'],
  ['h', 'ignored', '([1-9]|1[0-2])'],
  ['A', 'ignored', '([ap]\\.?m\\.?)'],
];

/**
 * Compiles a format of YYYY YY MMMM MMM MM M DD D HH H hh h mm ss A and literal characters; letters
 * that are no token stand in [brackets]. Years of two digits lie in the hundred years that begin
 * with `century`.
 */
export function compileDateFormat(pattern: string, century: number | undefined): DateFormat {
  const parts: Part[] = [];
  let source = '';
  let rest = pattern;
  while (rest !== '') {
    const bracket = /^\[([^\]]*)\]/.exec(rest);
    if (bracket) {
      source += escape(bracket[1] ?? '');
      rest = rest.slice(bracket[0].length);
      continue;
    }
    const token = TOKENS.find(([t]) => rest.startsWith(t));
    if (token) {
      parts.push(token[1]);
      source += token[2];
      rest = rest.slice(token[0].length);
      continue;
    }
    const c = rest.charAt(0);
    if (/[A-Za-z]/.test(c)) {
      throw badFormat(pattern, `"${c}" is no part of a date; put letters in [brackets]`);
    }
    source += c === ' ' ? '\\s+' : escape(c);
    rest = rest.slice(1);
  }
  const has = (part: Part): number => parts.filter((p) => p === part).length;
  const years = has('year') + has('shortYear');
  const months = has('month') + has('monthName');
  if (years !== 1 || months !== 1 || has('day') > 1) {
    throw badFormat(pattern, 'it needs one year, one month and at most one day');
  }
  const regex = new RegExp(`^${source}$`, 'i');
  return {
    pattern,
    hasDay: has('day') === 1,
    hasTwoDigitYear: has('shortYear') === 1,
    read: (cell) => {
      const match = regex.exec(cell);
      return match ? assemble(parts, match, century) : undefined;
    },
  };
}

function assemble(
  parts: readonly Part[],
  match: RegExpExecArray,
  century: number | undefined,
): ReadDate | undefined {
  let year = -1;
  let month = -1;
  let day: number | undefined;
  parts.forEach((part, i) => {
    const text = match[i + 1] ?? '';
    if (part === 'year') year = Number(text);
    else if (part === 'shortYear' && century !== undefined) year = fullYear(Number(text), century);
    else if (part === 'month') month = Number(text);
    else if (part === 'day') day = Number(text);
    else if (part === 'monthName') month = monthByName(text);
  });
  if (year < 0 || month < 1 || month > 12) return undefined;
  const found = monthFrom(year, month);
  if (day === undefined) return { month: found };
  if (day < 1 || day > daysInMonth(found)) return undefined;
  return { month: found, day: dayOf({ year, month, day }) };
}

function fullYear(short: number, century: number): number {
  const base = century - (century % 100) + short;
  return base < century ? base + 100 : base;
}

function monthByName(text: string): number {
  const start = text.slice(0, 3).toLowerCase();
  return MONTHS.findIndex((m) => m.startsWith(start)) + 1;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function badFormat(pattern: string, why: string): FeeworthError {
  return new FeeworthError('mapping/bad-date-format', 'input', `"${pattern}": ${why}`, {
    hint: 'write for example MM/DD/YYYY, D.M.YYYY, YYYY-MM-DD, M/D/YY or MMM YYYY',
  });
}

/** What all formats together make of a cell. */
export type DateReading =
  | { readonly kind: 'read'; readonly date: ReadDate }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly patterns: readonly [string, string] };

/** Reads a cell with every format; two that read it as different dates leave it unread. */
export function readDate(cell: string, formats: readonly DateFormat[]): DateReading {
  let first: { date: ReadDate; pattern: string } | undefined;
  for (const format of formats) {
    const date = format.read(cell);
    if (!date) continue;
    if (first && (first.date.day !== date.day || first.date.month !== date.month)) {
      return { kind: 'ambiguous', patterns: [first.pattern, format.pattern] };
    }
    first ??= { date, pattern: format.pattern };
  }
  return first ? { kind: 'read', date: first.date } : { kind: 'none' };
}

/** True when a cell has the look of a date and may be repeated in a message. */
export function mayEchoDate(cell: string): boolean {
  const clock = '(?:[ T]\\d{1,2}:\\d{2}(?::\\d{2})?\\s?(?:[AaPp][Mm])?)?';
  return new RegExp(
    `^(?:\\d{4}[-/. ]\\d{1,2}[-/. ]\\d{1,2}|\\d{1,2}[-/. ]\\d{1,2}[-/. ](?:\\d{4}|\\d{2}))${clock}$`,
  ).test(cell);
}
