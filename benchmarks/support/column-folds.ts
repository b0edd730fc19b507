import { cashFlow } from '../../projections/cash-flow.ts';
import type { CashFlowState } from '../../projections/cash-flow.ts';
import { ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import type { PrepaidState } from '../../projections/prepaid-state.ts';
import { reset } from '../../projections/projection.ts';
import { foldRevenueCycle } from '../../projections/revenue-cycle/fold.ts';
import { startRevenueCycle } from '../../projections/revenue-cycle/state.ts';
import type { RevenueCycleState } from '../../projections/revenue-cycle/state.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import type { Span } from '../../src/batch/column-book.ts';
import type { Cut } from '../../src/event.ts';

/** The states that a book is folded into; each projection keeps its own. */
export interface States {
  readonly ledger: LedgerState;
  readonly cash: CashFlowState;
  readonly prepaid: PrepaidState;
  readonly revenue: RevenueCycleState;
}

/** Empty states for a book at a cut. */
export function startStates(context: BookContext, cut: Cut): States {
  return {
    ledger: ledger.start(context, cut),
    cash: cashFlow.start(context, cut),
    prepaid: prepaid.start(context, cut),
    revenue: startRevenueCycle(context, cut),
  };
}

/**
 * Folds everything a feed lets through into states that are put back to zero first, as the model
 * and every other cut of the same book do. Every span goes through all folds while it is warm.
 */
export function foldColumns(states: States, feed: Iterable<Span>): States {
  for (const state of Object.values(states)) reset(state);
  for (const { batch, from, to } of feed) {
    ledger.fold(states.ledger, batch, from, to);
    cashFlow.fold(states.cash, batch, from, to);
    prepaid.fold(states.prepaid, batch, from, to);
    foldRevenueCycle(states.revenue, batch, from, to);
  }
  return states;
}
