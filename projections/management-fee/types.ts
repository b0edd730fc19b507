import type { Month } from '../../src/calendar.ts';
import type { FeeCredit, FeeLine } from '../../src/agreement/fee-types.ts';
import type { AgreementWarning } from '../../src/agreement/warnings.ts';
import type { Figure } from '../figure.ts';
import type { Explanation } from './explain-difference.ts';
import type { PlacedPayment } from './payments.ts';

/** Where a month's fee stands at the cut. */
export type FeeStatus =
  'paid' | 'partly paid' | 'unpaid' | 'not yet due' | 'overpaid' | 'nothing due' | 'unknown';

/** One month of one agreement of one practice; cents unless said. */
export interface FeeMonthFigures {
  readonly month: Month;
  /** The cut lies inside the month, or it is not over: the fee so far. */
  readonly isPartial: boolean;
  /** What the terms say, before credits; null with a reason where the book cannot tell. */
  readonly dueFeeCents: number | null;
  readonly duePassThroughCents: number | null;
  readonly reason: string | null;
  /** How it comes about, with the rules in words. */
  readonly lines: readonly FeeLine[];
  readonly bases: Readonly<Record<string, number>>;
  /** What the terms credit for standards that were missed. */
  readonly credits: readonly FeeCredit[];
  /** These, or what was recorded as credited where that is more. */
  readonly creditedCents: number;
  /** Due less credits. */
  readonly payableCents: number | null;
  /** What the ledgers hold for the month (ManagementFeeAccrued). */
  readonly accruedCents: number;
  /** Null while no invoice has come. */
  readonly invoicedFeeCents: number | null;
  readonly invoicedPassThroughCents: number | null;
  readonly invoicedOtherCents: number;
  readonly invoices: readonly string[];
  readonly statedBaseCents: number | null;
  /** Invoiced fee less payable fee. */
  readonly differenceCents: number | null;
  readonly paidCents: number;
  readonly paidLessPayableCents: number | null;
  /** Paid over due and neither paid back nor set off: the practice's asset in 1210. */
  readonly overpaidCents: number;
  /** Paid by what was paid over earlier (above zero), or used up so by later months (below). */
  readonly setOffCents: number;
  readonly dueOn: string | null;
  readonly status: FeeStatus;
  /** Owed at the end of the month: all that fell due less credits less all paid by then. */
  readonly owedCents: number;
  readonly allInRate: Figure;
  /** Fee for one more dollar of the first base, as decimal text. */
  readonly marginalRate: string | null;
}

/** An invoice that asks for something else than the agreement says (settled.md §3.5). */
export interface FeeDispute {
  readonly month: Month;
  readonly invoices: readonly string[];
  readonly kind: 'overstated' | 'understated';
  readonly invoicedCents: number;
  readonly payableCents: number;
  readonly differenceCents: number;
  readonly statedBaseCents: number | null;
  readonly agreedBaseCents: number | null;
  readonly explanation: Explanation;
  /** Part of the difference that was paid already: the practice's asset in 1210. */
  readonly overpaidCents: number;
  readonly words: string;
}

export interface AgreementFigures {
  readonly agreement: string;
  readonly practice: string;
  readonly mso: string;
  readonly from: string;
  readonly endsOn: string | null;
  readonly months: readonly FeeMonthFigures[];
  readonly disputes: readonly FeeDispute[];
  readonly payments: readonly PlacedPayment[];
  readonly totals: FeeTotals;
  /** Months past their due date that are not paid in full. */
  readonly unpaidMonths: readonly { readonly month: Month; readonly cents: number }[];
  readonly allInRate: Figure;
  readonly warnings: readonly AgreementWarning[];
}

/** Over all months of the book; cents. */
export interface FeeTotals {
  readonly dueFeeCents: number;
  readonly duePassThroughCents: number;
  readonly creditedCents: number;
  readonly invoicedFeeCents: number;
  readonly invoicedPassThroughCents: number;
  readonly paidCents: number;
  /** Invoiced less payable over the months that were invoiced. */
  readonly differenceCents: number;
  readonly openingArrearsCents: number;
  /** Opening arrears + payable − paid; below zero the MSO owes the practice. */
  readonly owedCents: number;
  readonly overdueCents: number;
  /** Paid over due, month by month: stands in 1210 until it is paid back or set off. */
  readonly overpaidCents: number;
  /** How much of it the books have set apart: a month does it when it is closed. */
  readonly setApartCents: number;
  /** Costs passed on, rent, staff, licences and supplies: asked and paid beside the fee. */
  readonly otherChargesCents: number;
  readonly otherPaidCents: number;
}

export interface ManagementFeeFigures {
  readonly asOf: string;
  readonly agreements: readonly AgreementFigures[];
  /** Invoices and payments under an agreement the book does not hold; cents. */
  readonly withoutAgreement: { readonly invoicedCents: number; readonly paidCents: number };
}
