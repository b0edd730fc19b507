import type { EventBatch } from '../src/batch/columns.ts';
import { ROW_KINDS } from '../src/batch/layout.ts';
import type { RowKind } from '../src/batch/layout.ts';
import { ACCOUNTS } from '../src/chart.ts';
import { accountSlot, amountAt, CASH_ACCOUNT, choicesOf, ruleOf } from './posting-rules.ts';
import type { CashPolicy, Term } from './posting-rules.ts';

/** A leg ready to run: where its account is found, and the amounts it adds up. */
interface TableLeg {
  readonly isOther: boolean;
  readonly terms: readonly Term[];
  /** Every account it can reach. */
  readonly accounts: readonly number[];
  readonly accountAt: (batch: EventBatch, row: number) => number;
}

/** The legs of every row kind under one cash policy, by the kind's number. */
export type PostingTable = readonly (readonly TableLeg[])[];

/** What is done with a posting: entity by number, account, cents with debits positive. */
export type Visit = (entity: number, account: number, cents: number) => void;

/** Compiles the declared legs into a table: for folds that ask of a posting what it came from. */
export function postingTable(cashPolicy: CashPolicy): PostingTable {
  const table: TableLeg[][] = [[]];
  for (const kind of ROW_KINDS) {
    const isMemo = kind.declaration.onlyUnder === 'bank' && cashPolicy !== 'bank';
    table.push(isMemo ? [] : ruleOf(kind).map((leg) => legOf(leg, kind, cashPolicy)));
  }
  return table;
}

function legOf(
  { book, account, terms }: ReturnType<typeof ruleOf>[number],
  kind: RowKind,
  cashPolicy: CashPolicy,
): TableLeg {
  const cash = CASH_ACCOUNT[cashPolicy];
  const leg = { isOther: book === 'other', terms };
  if (account === 'cash' || typeof account === 'number') {
    const fixed = account === 'cash' ? cash : account;
    return { ...leg, accounts: [fixed], accountAt: () => fixed };
  }
  if ('accountField' in account) {
    const slot = accountSlot(kind, account.accountField);
    const accounts = ACCOUNTS.map((a) => a.number);
    const accountAt: TableLeg['accountAt'] =
      slot === 'code'
        ? (batch, row) => batch.code[row] ?? 0
        : (batch, row) => amountAt(batch, row, slot);
    return { ...leg, accounts, accountAt };
  }
  const { shift, byCode } = choicesOf(kind, account.field, account.accounts);
  const accounts = byCode.map((to) => (to === 'cash' ? cash : (to ?? 0)));
  const accountAt: TableLeg['accountAt'] = (batch, row) =>
    accounts[((batch.code[row] ?? 0) >> shift) & 255] ?? 0;
  return { ...leg, accounts: accounts.filter((to) => to !== 0), accountAt };
}

/** Visits the postings of a row; legs that come to nothing are left out. */
export function visitPostings(
  table: PostingTable,
  batch: EventBatch,
  row: number,
  visit: Visit,
): void {
  for (const { isOther, terms, accountAt } of table[batch.kind[row] ?? 0] ?? []) {
    let cents = 0;
    for (const { slot, sign } of terms) cents += sign * amountAt(batch, row, slot);
    if (cents === 0) continue;
    visit((isOther ? batch.party : batch.entity)[row] ?? 0, accountAt(batch, row), cents);
  }
}
