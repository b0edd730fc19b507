import { formatMonth } from '../../src/calendar.ts';
import type { DueMonth } from './due.ts';
import { explainDifference, UNEXPLAINED } from './explain-difference.ts';
import { ROUNDING_CENTS } from './month.ts';
import type { Scene } from './month.ts';
import type { FeeDispute, FeeMonthFigures } from './types.ts';

/** The dispute over a month's invoice, or none. */
export function disputeOf(
  { state, entity }: Scene,
  figures: FeeMonthFigures,
  due: ReadonlyMap<number, DueMonth>,
): FeeDispute[] {
  const { differenceCents, invoicedFeeCents, payableCents, month } = figures;
  if (differenceCents === null || invoicedFeeCents === null || payableCents === null) return [];
  // An invoice that sets off what was paid over earlier asks for less, and is no dispute.
  if (Math.abs(differenceCents + Math.max(0, figures.setOffCents)) <= ROUNDING_CENTS) return [];
  const own = due.get(month - state.context.firstMonth);
  const explanation =
    own &&
    explainDifference(state, own, entity, {
      feeCents: invoicedFeeCents + figures.creditedCents,
      statedBaseCents: figures.statedBaseCents ?? 0,
    });
  const kind = differenceCents > 0 ? 'overstated' : 'understated';
  const reason = explanation?.words ?? 'the agreement is not in force in this month';
  const overpaid = Math.max(0, Math.min(differenceCents, figures.paidLessPayableCents ?? 0));
  const agreedBase = Object.values(figures.bases)[0];
  return [
    {
      month,
      invoices: figures.invoices,
      kind,
      invoicedCents: invoicedFeeCents,
      payableCents,
      differenceCents,
      statedBaseCents: figures.statedBaseCents,
      agreedBaseCents: agreedBase ?? null,
      explanation: explanation ?? { ...UNEXPLAINED, words: reason },
      overpaidCents: overpaid,
      words: `the invoice for ${formatMonth(month)} is ${kind}: ${reason}`,
    },
  ];
}
