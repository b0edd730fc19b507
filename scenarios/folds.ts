import type { Cut } from '../src/event.ts';
import type { Day } from '../src/calendar.ts';
import { ACCOUNTS } from '../src/chart.ts';
import { startFeeBase } from '../projections/fee-base.ts';
import type { FeeBaseState } from '../projections/fee-base.ts';
import { balanceOf, changeOf, ledger } from '../projections/ledger.ts';
import type { LedgerState } from '../projections/ledger.ts';
import { netAt } from '../projections/posting-state.ts';
import { STRIDE } from '../projections/postings.generated.ts';
import { reset, snapshot } from '../projections/projection.ts';
import { foldFuture } from './folds.generated.ts';
import type { Model } from './model.ts';
import type { RowWriter } from './row-writer.ts';

/** The projections a future is folded through: the same ones that fold the past, in one pass. */
export interface Folds {
  readonly ledger: LedgerState;
  readonly feeBase: FeeBaseState;
}

/** Starts the folds of a model; they are reset, never made again, between arms. */
export function startFolds(model: Model): Folds {
  const cut: Cut = { asOf: model.lastDay as Day, knownAt: Number.MAX_SAFE_INTEGER };
  return { ledger: ledger.start(model.context, cut), feeBase: startFeeBase(model.context) };
}

/** The numbers of all folds, to go back to. */
export interface FoldsSnapshot {
  readonly ledger: ArrayBuffer;
  readonly feeBase: ArrayBuffer;
}

export function snapshotFolds(folds: Folds): FoldsSnapshot {
  return { ledger: snapshot(folds.ledger), feeBase: snapshot(folds.feeBase) };
}

/**
 * Puts the folds back to a snapshot, or to nothing. What closings take is left as it is: no year of
 * a future is closed, and it is a third of the ledger.
 */
export function resetFolds({ ledger, feeBase }: Folds, to?: FoldsSnapshot): void {
  reset(feeBase, to?.feeBase);
  if (to === undefined) {
    reset(ledger);
    return;
  }
  for (const numbers of [ledger.cells, ledger.open]) {
    numbers.set(new Float64Array(to.ledger, numbers.byteOffset, numbers.length));
  }
}

/** Folds what the writer holds and empties it. */
export function foldAll(folds: Folds, writer: RowWriter): void {
  foldNew(folds, writer);
  writer.empty();
}

/** Folds what was written since the last time; the rows stay, for a month is emptied at once. */
export function foldNew(folds: Folds, writer: RowWriter): void {
  const { length } = writer.finish();
  const { folded } = writer;
  if (length === folded) return;
  foldFuture(folds.ledger, folded, length, folds.feeBase.cents);
  writer.folded = length;
}

/** Cash of an entity at the end of a month, in cents. */
export function cashCents(folds: Folds, entity: number, month: number): number {
  return balanceOf(folds.ledger, entity, 1010, month);
}

/** What the cash of an entity changes by in a month. */
export function cashChangeCents(folds: Folds, entity: number, month: number): number {
  return changeOf(folds.ledger, entity, month, 1010);
}

/** Net cash flow of an entity in a month, before income tax (settled.md §6.4). */
export function netCashCents(folds: Folds, entity: number, month: number): number {
  return cashChangeCents(folds, entity, month) + incomeTaxPaidCents(folds, entity, month);
}

/** Income tax paid in a month: what was accrued (7110) less what the debt for it (2020) rose by. */
export function incomeTaxPaidCents(folds: Folds, entity: number, month: number): number {
  return changeOf(folds.ledger, entity, month, 7110) + changeOf(folds.ledger, entity, month, 2020);
}

/**
 * Fee paid in a month: what was accrued (6110) less what the debt (2410) rose by. In a future
 * nothing else moves the two accounts.
 */
export function feePaidCents(folds: Folds, entity: number, month: number): number {
  return changeOf(folds.ledger, entity, month, 6110) + changeOf(folds.ledger, entity, month, 2410);
}

/** Loans drawn less repaid less interest: the credit line, and the loans of the book in both arms. */
export function financingCents(folds: Folds, entity: number, month: number): number {
  return borrowedCents(folds, entity, month) - changeOf(folds.ledger, entity, month, 7010);
}

/** Providers' pay and staff wages; paid in two halves, on the 15th and at the end of the month. */
const WAGES = [5110, 6010];
const PAYDAYS_A_MONTH = 2;

/** What the first payday of a month takes: half of the month's wages, before taxes on them. */
export function payrollCents(folds: Folds, entity: number, month: number): number {
  let wages = 0;
  for (const account of WAGES) wages += changeOf(folds.ledger, entity, month, account);
  return wages / PAYDAYS_A_MONTH;
}

/** Loans taken less loans paid back in a month, whatever for. */
export function borrowedCents(folds: Folds, entity: number, month: number): number {
  return -changeOf(folds.ledger, entity, month, 2510);
}

const BELOW_EBITDA = new Set([6610, 7010, 7110, 4610]);
const EBITDA_ACCOUNTS = ACCOUNTS.flatMap(({ type, number }, index) =>
  (type === 'Income' || type === 'Expenses') && !BELOW_EBITDA.has(number) ? [index] : [],
);

/** Earnings before interest, tax, depreciation of a month: the accrual view. */
export function ebitdaCents(folds: Folds, entity: number, month: number): number {
  const { cells, months } = folds.ledger;
  const at = (entity * months + month) * STRIDE;
  let sum = 0;
  for (let i = 0; i < EBITDA_ACCOUNTS.length; i++) {
    sum -= netAt(cells, at + (EBITDA_ACCOUNTS[i] as number) * 2);
  }
  return sum;
}
