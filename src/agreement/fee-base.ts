import type { Month } from '../calendar.ts';
import { formatMonth, monthOf, parseDay } from '../calendar.ts';
import { FeeworthError } from '../error.ts';
import { Decimal, parseCents } from '../money.ts';
import type { FeeMonth } from './fee-types.ts';
import { chargedDays, startsMonth } from './period.ts';
import { baseKey } from './terms.ts';
import type { AgreementTerms, FeeBase } from './terms.ts';

/** Half up, ties away from zero. */
export function roundCents(exact: Decimal): number {
  return exact.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/**
 * The amount of a base that counts in this month. A prior-month base is the month before's, or its
 * budget (else nothing) in the agreement's first month; in a month charged in two parts it counts
 * in the first.
 */
export function baseCents(terms: AgreementTerms, base: FeeBase, input: FeeMonth): number {
  const key = baseKey(base);
  if (base.month !== 'prior') return given(input.bases, key, 'base', input.month);
  const days = chargedDays(terms, input.month, input);
  if (days === null || !startsMonth(terms, days)) return 0;
  if (input.month === monthOf(parseDay(terms.effectiveFrom)))
    return base.budget === undefined ? 0 : parseCents(base.budget);
  return given(input.priorBases ?? {}, key, 'prior-month base', input.month);
}

/** An amount by name; what the terms ask for and nobody gave is an error, never zero. */
export function given(
  amounts: Readonly<Record<string, number>>,
  key: string,
  what: string,
  month: Month,
): number {
  const value = amounts[key];
  if (value !== undefined) return value;
  throw new FeeworthError(
    'agreement/amount-missing',
    'input',
    `The fee of ${formatMonth(month)} needs the ${what} "${key}", which is not given`,
    { place: { at: key }, hint: 'hand over every base, unit and cost that the terms name' },
  );
}

/** Counts are used to four decimals, rounded half up: integers, so that every path agrees. */
export function unitTenThousandths(count: number): number {
  return Math.floor(count * 10_000 + 0.5);
}
