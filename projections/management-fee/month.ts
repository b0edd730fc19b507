import { firstDay, formatDay, lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import { marginalRate } from '../../src/agreement/marginal-rate.ts';
import { monthsWords, ratio } from '../figure.ts';
import type { PracticeAgreement } from './agreements.ts';
import { baseOver, cellOf } from './amounts.ts';
import { creditsOf } from './due.ts';
import type { DueMonth } from './due.ts';
import type { Overpayments } from './overpayment.ts';
import type { invoicesOf, PlacedPayment } from './payments.ts';
import type { FeeMeasure, ManagementFeeState } from './state.ts';
import type { FeeMonthFigures, FeeStatus } from './types.ts';

/** Differences of a cent come from rounding by tier and are no dispute. */
export const ROUNDING_CENTS = 1;

/** Whose fee is looked at. */
export interface Scene {
  readonly state: ManagementFeeState;
  readonly agreement: PracticeAgreement;
  readonly entity: number;
  readonly pair: number;
}

/** Nothing of the month is in the book. */
export const isEmpty = (m: FeeMonthFigures): boolean =>
  m.invoices.length === 0 &&
  m.paidCents === 0 &&
  m.creditedCents === 0 &&
  m.accruedCents === 0 &&
  m.invoicedOtherCents === 0;

export interface Papers {
  readonly payments: readonly PlacedPayment[];
  readonly invoices: ReturnType<typeof invoicesOf>;
  readonly overpayments: Overpayments;
}

/** Cents of the payments that were placed on a month. */
export function paidFor(payments: readonly PlacedPayment[], month: number): number {
  let sum = 0;
  for (const payment of payments) {
    for (const placed of payment.months) if (placed.month === month) sum += placed.cents;
  }
  return sum;
}

/** Everything about one month; what is owed is added up by the caller. */
export function monthFigures(
  { state, agreement, entity, pair }: Scene,
  m: number,
  due: DueMonth | undefined,
  { payments, invoices, overpayments }: Papers,
): FeeMonthFigures {
  const month = (state.context.firstMonth + m) as Month;
  const cell = (measure: FeeMeasure): number => cellOf(state, measure, pair, m);
  const papers = invoices.get(m);
  const isKnown = due !== undefined && due.reason === null;
  const nothing = due === undefined ? 0 : null;
  const dueFeeCents = isKnown ? due.feeCents : nothing;
  const duePassThroughCents = isKnown ? due.passThroughCents : nothing;
  // A memo of the MSO for a standard missed is what the terms say already: the larger counts.
  const creditedCents = Math.max(cell('credited'), creditsOf(due));
  const payableCents = dueFeeCents === null ? null : dueFeeCents - creditedCents;
  const paidCents = paidFor(payments, m);
  const setOffCents = overpayments.setOffByMonth.get(m) ?? 0;
  const invoicedFeeCents = papers === undefined ? null : cell('invoicedFee');
  const dueOn = papers?.dueOn ?? termsDueOn(agreement, month);
  const paidLessPayableCents = payableCents === null ? null : paidCents - payableCents;
  const collections =
    baseOver(
      state,
      { kind: 'collections-net-of-refunds', month: 'accrual' },
      entity,
      monthRange(state, m),
    ) ?? 0;
  const input = due?.inputs.at(-1);
  const base = Object.keys(input?.input.bases ?? {})[0];
  return {
    month,
    isPartial: lastDay(month) > state.asOf,
    dueFeeCents,
    duePassThroughCents,
    reason: due?.reason ?? null,
    lines: due?.lines ?? [],
    bases: due?.bases ?? {},
    credits: due?.credits ?? [],
    creditedCents,
    payableCents,
    accruedCents: cell('accrued'),
    invoicedFeeCents,
    invoicedPassThroughCents: papers === undefined ? null : cell('invoicedPassThrough'),
    invoicedOtherCents: cell('invoicedOther'),
    invoices: papers?.numbers ?? [],
    statedBaseCents: cell('statedBase') === 0 ? null : cell('statedBase'),
    differenceCents:
      invoicedFeeCents === null || payableCents === null ? null : invoicedFeeCents - payableCents,
    paidCents,
    paidLessPayableCents,
    overpaidCents: overpayments.byMonth.get(m) ?? 0,
    setOffCents,
    dueOn: dueOn === null ? null : formatDay(dueOn),
    status: statusOf({
      payableCents,
      paidCents: paidCents + setOffCents,
      dueOn,
      asOf: state.asOf,
    }),
    owedCents: 0,
    allInRate: ratio((payableCents ?? 0) + (duePassThroughCents ?? 0), collections, {
      definition: ALL_IN,
      window: monthsWords(month, month),
      reason: 'nothing was collected in the month',
    }),
    marginalRate:
      input === undefined || base === undefined
        ? null
        : marginalRate(input.terms, input.input, base).rate,
  };
}

export const ALL_IN = '(fee less credits + costs passed on) / collections net of refunds';

function monthRange(state: ManagementFeeState, m: number): { first: number; last: number } {
  return {
    first: state.parts.findIndex((part) => part.month === m),
    last: state.parts.findLastIndex((part) => part.month === m),
  };
}

/** Where no invoice says it: the terms' days after the month (arrears) or its first day (advance). */
function termsDueOn({ histories }: PracticeAgreement, month: Month): Day | null {
  for (const history of histories) {
    const terms = termsInMonth(history, month).at(-1)?.terms;
    if (terms === undefined) continue;
    const { billing } = terms;
    const from = billing.in === 'advance' ? firstDay(month) : lastDay(month);
    return (from + billing.dueDays) as Day;
  }
  return null;
}

function statusOf({
  payableCents,
  paidCents,
  dueOn,
  asOf,
}: {
  readonly payableCents: number | null;
  readonly paidCents: number;
  readonly dueOn: Day | null;
  readonly asOf: Day;
}): FeeStatus {
  if (payableCents === null) return 'unknown';
  if (paidCents > payableCents + ROUNDING_CENTS) return 'overpaid';
  if (paidCents >= payableCents - ROUNDING_CENTS) {
    return payableCents === 0 && paidCents === 0 ? 'nothing due' : 'paid';
  }
  if (dueOn === null || dueOn >= asOf) return 'not yet due';
  return paidCents > 0 ? 'partly paid' : 'unpaid';
}
