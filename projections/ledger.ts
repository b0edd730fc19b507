import type { BookContext } from '../src/batch/book-context.ts';
import { rowKind } from '../src/batch/layout.ts';
import { ACCOUNT_INDEX, ACCOUNTS } from '../src/chart.ts';
import type { Account } from '../src/chart.ts';
import type { Month } from '../src/calendar.ts';
import { FeeworthError, invariant } from '../src/error.ts';
import type { Dictionary } from '../src/batch/dictionary.ts';
import { balanceSheetOf } from './balance-sheet.ts';
import type { BalanceSheet } from './balance-sheet.ts';
import { incomeStatementOf } from './income-statement.ts';
import type { IncomeStatement } from './income-statement.ts';
import { netAt, unbalanced } from './posting-state.ts';
import type { PostingState } from './posting-state.ts';
import { foldPostings, NOWHERE, SLOTS, STRIDE } from './postings.generated.ts';
import { makeBlock } from './projection.ts';
import type { Block, Projection } from './projection.ts';

/** Balances of every entity, month and account: the arrays that the generated switch adds to. */
export interface LedgerState extends Block, PostingState {
  readonly names: Dictionary;
  readonly firstMonth: Month;
  /** Numbers of entities from 0 ("none") that the arrays have room for. */
  readonly entities: number;
}

/** One account of a trial balance; cents. Gross totals never fall: a reversal adds to both. */
export interface TrialBalanceLine {
  readonly account: number;
  readonly name: string;
  readonly type: Account['type'];
  /** Debits less credits. */
  readonly balanceCents: number;
  readonly debitsCents: number;
  readonly creditsCents: number;
}

export interface EntityLedger {
  readonly entity: string;
  /** Accounts that were ever posted to, by number; balances add up to zero. */
  readonly trialBalance: readonly TrialBalanceLine[];
  /** Net change (debits less credits) of those accounts in each month, closing entries included. */
  readonly changes: readonly { readonly account: number; readonly byMonth: readonly number[] }[];
  readonly incomeStatement: IncomeStatement;
  /** At the cut. */
  readonly balanceSheet: BalanceSheet;
  /** Balance of 1010 at the end of each month. */
  readonly cashBalanceByMonth: readonly number[];
}

/** Both books at a cut; all money in cents. */
export interface LedgerFigures {
  readonly firstMonth: Month;
  readonly monthCount: number;
  readonly entities: readonly EntityLedger[];
}

const CASH = 1010;

const POSTING = Uint8Array.from({ length: 256 }, (_, number) => {
  const kind = rowKind(number);
  return kind !== undefined && (kind.spec.posts?.length ?? 0) > 0 ? 1 : 0;
});

/** The general ledger: postings are a pure function of (event, policy), folded by month. */
export const ledger: Projection<LedgerState, LedgerFigures> = {
  name: 'ledger',
  kinds: POSTING,
  start: startLedger,
  fold(state, batch, from, to) {
    invariant(
      state.names.size('entity') <= state.entities,
      'a ledger is started again when the book gains an entity',
    );
    foldPostings(state, batch, from, to);
  },
  figures: ledgerFigures,
};

function startLedger(context: BookContext): LedgerState {
  const entities = context.names.size('entity');
  const cells = entities * context.monthCount * SLOTS;
  return {
    ...makeBlock({ f64: { cells: cells * 2, closings: cells, open: 2 } }),
    names: context.names,
    firstMonth: context.firstMonth,
    entities,
    months: context.monthCount,
    firstDay: context.firstDay,
    monthOfDay: context.monthOfDay,
    isBank: context.cashPolicy === 'bank',
  };
}

/**
 * Net change of an account in a month: cents, debits positive. `entity` is the number of the
 * dictionary, `month` counts from the state's first month. Closing entries are included.
 */
export function changeOf(
  state: LedgerState,
  entity: number,
  month: number,
  account: number,
): number {
  const index = ACCOUNT_INDEX[account] ?? -1;
  return netAt(state.cells, (entity * state.months + month) * STRIDE + index * 2);
}

/** As `changeOf`, without the entries that close a fiscal year: what the period itself brought. */
export function activityOf(
  state: LedgerState,
  entity: number,
  month: number,
  account: number,
): number {
  const index = ACCOUNT_INDEX[account] ?? -1;
  const closing = state.closings[(entity * state.months + month) * SLOTS + index] ?? 0;
  return changeOf(state, entity, month, account) - closing;
}

/** Balance of an account at the end of a month (the last one unless said), in cents. */
export function balanceOf(
  state: LedgerState,
  entity: number,
  account: number,
  month: number = state.months - 1,
): number {
  let sum = 0;
  for (let m = 0; m <= month; m++) sum += changeOf(state, entity, m, account);
  return sum;
}

/**
 * Reads balances of accounts over months off a state, again and again while it grows: debits less
 * credits, added up. `isBeforeClosing` leaves out the entries that close a fiscal year.
 */
export function accountsReader(
  state: LedgerState,
  {
    entities,
    accounts,
    from,
    to,
    isBeforeClosing = () => false,
  }: {
    readonly entities: readonly number[];
    readonly accounts: readonly number[];
    /** Months from the state's first, both included. */
    readonly from: number;
    readonly to: number;
    readonly isBeforeClosing?: (account: number) => boolean;
  },
): () => number {
  const plus: number[] = [];
  const minus: number[] = [];
  for (const entity of entities)
    for (let m = Math.max(0, from); m <= Math.min(to, state.months - 1); m++)
      for (const account of accounts) {
        const index = ACCOUNT_INDEX[account] ?? -1;
        plus.push((entity * state.months + m) * STRIDE + index * 2);
        if (isBeforeClosing(account)) minus.push((entity * state.months + m) * SLOTS + index);
      }
  const { cells, closings } = state;
  return () => {
    let sum = 0;
    for (let i = 0; i < plus.length; i++) sum += netAt(cells, plus[i] as number);
    for (let i = 0; i < minus.length; i++) sum -= closings[minus[i] as number] as number;
    return sum;
  };
}

/** Gross debits and credits of an account up to the cut, in cents (TigerBeetle's way). */
export function grossOf(
  state: LedgerState,
  entity: number,
  account: number,
): { readonly debitsCents: number; readonly creditsCents: number } {
  const index = ACCOUNT_INDEX[account] ?? -1;
  let debitsCents = 0;
  let creditsCents = 0;
  for (let m = 0; m < state.months; m++) {
    const at = (entity * state.months + m) * STRIDE + index * 2;
    debitsCents += state.cells[at] ?? 0;
    creditsCents += state.cells[at + 1] ?? 0;
  }
  return { debitsCents, creditsCents };
}

function ledgerFigures(state: LedgerState): LedgerFigures {
  checkEntries(state);
  const entities: EntityLedger[] = [];
  for (let entity = 1; entity < state.entities; entity++) {
    entities.push(entityLedger(state, entity));
  }
  return { firstMonth: state.firstMonth, monthCount: state.months, entities };
}

function entityLedger(state: LedgerState, entity: number): EntityLedger {
  const trialBalance: TrialBalanceLine[] = [];
  for (const { number, name, type } of ACCOUNTS) {
    const gross = grossOf(state, entity, number);
    if (gross.debitsCents === 0 && gross.creditsCents === 0) continue;
    const balanceCents = gross.debitsCents - gross.creditsCents;
    trialBalance.push({ account: number, name, type, balanceCents, ...gross });
  }
  const sum = trialBalance.reduce((total, line) => total + line.balanceCents, 0);
  invariant(sum === 0, 'debits equal credits in every book');
  const overMonths = (account: number): number[] =>
    Array.from({ length: state.months }, (_, m) => changeOf(state, entity, m, account));
  return {
    entity: state.names.nameOf('entity', entity),
    trialBalance,
    changes: trialBalance.map(({ account }) => ({ account, byMonth: overMonths(account) })),
    incomeStatement: incomeStatementOf(state.months, (account, month) =>
      activityOf(state, entity, month, account),
    ),
    balanceSheet: balanceSheetOf((account) => balanceOf(state, entity, account)),
    cashBalanceByMonth: running(overMonths(CASH)),
  };
}

function running(changes: readonly number[]): number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}

/** Nothing is read from a ledger that holds an unfinished entry or money on no account. */
function checkEntries(state: LedgerState): void {
  const sum = state.open[0] ?? 0;
  if (sum !== 0) unbalanced(state.open[1] ?? 0, sum);
  for (let at = NOWHERE * 2; at < state.cells.length; at += STRIDE) {
    if ((state.cells[at] ?? 0) === 0 && (state.cells[at + 1] ?? 0) === 0) continue;
    throw new FeeworthError(
      'ledger/unknown-account',
      'integrity',
      'An entry posts to an account that the chart has not',
      { hint: 'run feeworth verify: entries are checked before they are recorded' },
    );
  }
  for (let at = 0; at < state.months * STRIDE; at++) {
    invariant((state.cells[at] ?? 0) === 0, 'every posting has an entity');
  }
}
