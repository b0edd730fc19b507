import { roundModelCents } from '../../src/money.ts';
import type { Month } from '../../src/calendar.ts';

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const lengthOf = (month: number): number => {
  const year = Math.floor(month / 12);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return (LENGTHS[month % 12] ?? 0) + (isLeap && month % 12 === 1 ? 1 : 0);
};

/** The months of a horizon, counted out from January 1970 one after the other. */
export interface Timeline {
  readonly months: number;
  /** First day of each month, and the last day of each, as days since 1970-01-01. */
  readonly first: readonly number[];
  readonly last: readonly number[];
}

export function timelineOf(start: Month, months: number): Timeline {
  let day = 0;
  for (let month = 1970 * 12; month < start; month++) day += lengthOf(month);
  const first: number[] = [];
  const last: number[] = [];
  for (let m = 0; m < months; m++) {
    first.push(day);
    day += lengthOf(start + m);
    last.push(day - 1);
  }
  return { months, first, last };
}

/** Whole cents, halves away from zero. */
export const round = (cents: number): number => roundModelCents(cents);

/** The lines of the sheet of one practice: what each brings or costs, in cents a month. */
export const LINES = [
  'cash sales',
  'card batches',
  'financing partner',
  'sales tax',
  'product',
  'provider pay',
  'staff',
  'payroll taxes',
  'rent',
  'bills',
  'services',
  'loans',
  'rare losses',
  'opening a site',
  'payers',
  'patients',
  'left open by the book',
  'joining and exit',
  'fee',
  'credit line',
  'equipment',
  'unclaimed',
] as const;
export type Line = (typeof LINES)[number];

/**
 * What a fee may be taken of, by month in cents, without sales tax; by how much what payers and
 * patients owe has changed, and what is owed on care paid ahead; income before income tax; what was
 * borrowed for equipment.
 */
export const BASES = [
  'care',
  'retail',
  'prepaid',
  'remitted',
  'charges',
  'product used',
  'owed',
  'ahead',
  'income',
  'borrowed',
] as const;
export type Base = (typeof BASES)[number];

export interface Sheet {
  readonly timeline: Timeline;
  readonly cash: Readonly<Record<Line, number[]>>;
  readonly bases: Readonly<Record<Base, number[]>>;
  /** What falls to a state, and when it is paid over. */
  readonly toState: { readonly day: number; readonly cents: number }[];
}

export function newSheet(timeline: Timeline): Sheet {
  const empty = (): number[] => Array.from({ length: timeline.months }, () => 0);
  return {
    timeline,
    cash: Object.fromEntries(LINES.map((l) => [l, empty()])) as Record<Line, number[]>,
    toState: [],
    bases: Object.fromEntries(BASES.map((b) => [b, empty()])) as Record<Base, number[]>,
  };
}

/** Adds an amount to the month of its day; what falls after the last day is in no month. */
function add(months: number[], { first, last }: Timeline, day: number, cents: number): void {
  for (let m = 0; m < months.length; m++) {
    if (day >= (first[m] ?? 0) && day <= (last[m] ?? 0)) months[m] = (months[m] ?? 0) + cents;
  }
}

export function pay(sheet: Sheet, line: Line, day: number, cents: number): void {
  add(sheet.cash[line], sheet.timeline, day, cents);
}

export function count(sheet: Sheet, base: Base, day: number, cents: number): void {
  add(sheet.bases[base], sheet.timeline, day, cents);
}

/** Income of a day before income tax; costs are below zero. */
export function earn(sheet: Sheet, day: number, cents: number): void {
  count(sheet, 'income', day, cents);
}

/** Cash of all lines in a month. */
export function netOf(sheet: Sheet, m: number): number {
  let sum = 0;
  for (const line of LINES) sum += sheet.cash[line][m] ?? 0;
  return sum;
}
