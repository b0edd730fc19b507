// Present values: of dated flows (actual/365 fixed, the effective annual rate of XNPV) and of flows
// one period apart.
import type { Day } from '../calendar.ts';
import { invariant } from '../error.ts';
import { Decimal } from '../money.ts';
import { pow } from './exp-log.ts';
import { sum } from './statistics.ts';

/** A dated amount, in cents or dollars; the present value has the same unit. */
export interface DatedFlow {
  readonly day: Day;
  readonly amount: number;
}

function growth(rateAnnual: number): number {
  invariant(rateAnnual > -1 && rateAnnual < Infinity, 'a discount rate is above −100 %');
  return 1 + rateAnnual;
}

/**
 * (1 + r)^(−days/365): what one unit `days` after the valuation date is worth on it. The day count
 * is actual/365 fixed even in leap years, as XNPV's.
 */
export function discountFactor(rateAnnual: number, days: number): number {
  return pow(growth(rateAnnual), -days / 365);
}

/** discountFactor for days 0 … count − 1 after the valuation date, for loops over paths. */
export function discountTable(rateAnnual: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, days) => discountFactor(rateAnnual, days));
}

/**
 * Σ amount·(1 + r)^(−(d − d0)/365). d0 is `valuedOn`, by default the earliest date of the flows;
 * Excel's XNPV takes the first listed one instead: pass that date to match a sheet. 0 for no flows.
 */
export function xnpv(rateAnnual: number, flows: readonly DatedFlow[], valuedOn?: Day): number {
  let origin = valuedOn ?? Infinity;
  if (valuedOn === undefined) for (const { day } of flows) origin = Math.min(origin, day);
  return sum(flows.map(({ day, amount }) => amount * discountFactor(rateAnnual, day - origin)));
}

/**
 * Σ flow_k·(1 + r)^(−k) over flows one period apart; r is per period. Sheets and libraries differ in
 * k, so it has no default: `undiscounted` counts the first flow as of now (k from 0, as
 * numpy-financial's npv), `endOfPeriod` a period from now (k from 1, as Excel's NPV). 0 for no flows.
 */
export function npv(
  ratePerPeriod: number,
  flows: readonly number[],
  { first }: { readonly first: 'undiscounted' | 'endOfPeriod' },
): number {
  const base = growth(ratePerPeriod);
  const periods = first === 'undiscounted' ? 0 : 1;
  return sum(flows.map((flow, k) => flow * pow(base, -(k + periods))));
}

/**
 * (1 + r)^(1/12) − 1: the monthly rate that compounds to an effective annual one; 12 % a year is
 * 0.9489 % a month, not 1 %. Exact decimal in and out, 40 digits.
 */
export function monthlyRate(effectiveAnnual: Decimal | string): Decimal {
  const base = new Decimal(effectiveAnnual).plus(1);
  invariant(base.greaterThan(0), 'an annual rate is above −100 %');
  return base.pow(new Decimal(1).div(12)).minus(1);
}

/** nominal/12: only where a contract says that its annual rate is compounded monthly. */
export function nominalMonthlyRate(nominalAnnual: Decimal | string): Decimal {
  return new Decimal(nominalAnnual).div(12);
}
