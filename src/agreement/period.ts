import { daysInMonth, firstDay, lastDay, monthOf, parseDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { Decimal } from '../money.ts';
import type { AgreementTerms } from './terms.ts';

/** The days of a month that a fee is charged for. */
export interface ChargedDays {
  readonly month: Month;
  readonly from: Day;
  readonly to: Day;
  /** Day of the month, 1-based. */
  readonly first: number;
  readonly last: number;
  readonly of: number;
}

/**
 * The days charged: those of the month (or of the given part of it) on which the agreement runs;
 * null when there are none. `endsOn` is the last day of service.
 */
export function chargedDays(
  terms: AgreementTerms,
  month: Month,
  more: { readonly days?: { from: Day; to: Day } | undefined; readonly endsOn?: Day | undefined },
): ChargedDays | null {
  const start = firstDay(month);
  const from = Math.max(start, parseDay(terms.effectiveFrom), more.days?.from ?? start) as Day;
  const last = lastDay(month);
  const to = Math.min(last, more.days?.to ?? last, more.endsOn ?? last) as Day;
  if (to < from) return null;
  const of = daysInMonth(month);
  return { month, from, to, first: from - start + 1, last: to - start + 1, of };
}

/** True when this is the first part of its month that is charged: what is not prorated falls here. */
export function startsMonth(terms: AgreementTerms, days: ChargedDays): boolean {
  return days.from === Math.max(firstDay(days.month), parseDay(terms.effectiveFrom));
}

/**
 * Cents of a monthly amount that fall on the days charged: the amount up to the last day less the
 * amount up to the day before the first, each rounded half up. The parts of a month that was split
 * therefore add up to the whole, to the cent.
 */
export function daysShareCents(monthlyCents: Decimal, days: ChargedDays): number {
  const upTo = (day: number): number =>
    monthlyCents.times(day).div(days.of).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
  return upTo(days.last) - upTo(days.first - 1);
}

/** Where a month stands in its fee year (yearly floors and caps). */
export interface FeeYear {
  readonly year: number;
  readonly isLastMonth: boolean;
  /** Months of the fee year on which the agreement may run: 12 but in a first calendar year. */
  readonly months: number;
}

/** The fee year of a month: counted from the effective month, or the calendar year. */
export function feeYearOf(terms: AgreementTerms, month: Month): FeeYear {
  const start = monthOf(parseDay(terms.effectiveFrom));
  const calendar = terms.fee.year === 'calendar';
  const count = calendar ? month : month - start;
  const year = Math.floor(count / 12);
  const months = calendar && year === Math.floor(start / 12) ? 12 - (start - year * 12) : 12;
  return { year, isLastMonth: count - year * 12 === 11, months };
}
