import { addDays, firstDay, lastDay } from '../calendar.ts';
import type { Day, Month } from '../calendar.ts';
import { Decimal } from '../money.ts';
import { roundCents } from './fee-base.ts';
import type { AgreementTerms, BillingTerms } from './terms.ts';

/** When the fee of a month is invoiced (last day in arrears, first day in advance) and due. */
export function billingDays(
  billing: BillingTerms,
  month: Month,
): { readonly invoicedOn: Day; readonly dueOn: Day } {
  const invoicedOn = billing.in === 'arrears' ? lastDay(month) : firstDay(month);
  return { invoicedOn, dueOn: addDays(invoicedOn, billing.dueDays) };
}

/**
 * Cents to pay for ending the agreement without a cause: an amount, or months of the mean fee of
 * the last twelve months (of fewer, when it ran for fewer), rounded half up.
 */
export function exitFeeCents(terms: AgreementTerms, monthlyFeesCents: readonly number[]): number {
  const { exitFee } = terms.termination;
  if (exitFee.kind === 'none') return 0;
  if (exitFee.kind === 'amount') return roundCents(new Decimal(exitFee.amount).times(100));
  const last = monthlyFeesCents.slice(-12);
  if (last.length === 0) return 0;
  const sum = last.reduce((total, fee) => total.plus(fee), new Decimal(0));
  return roundCents(sum.times(exitFee.months).div(last.length));
}
