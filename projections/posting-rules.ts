import type { EventBatch } from '../src/batch/columns.ts';
import { codeShift, fieldOf, ROW_KINDS, rowsOf } from '../src/batch/layout.ts';
import type { RowKind } from '../src/batch/layout.ts';
import { invariant } from '../src/error.ts';
import type { AccountRef } from '../src/events/declare.ts';

export type CashPolicy = 'bank' | 'document';

/** Where documents' cash legs stand: at the bank at once, or in transit until a bank line comes. */
export const CASH_ACCOUNT: Readonly<Record<CashPolicy, number>> = { document: 1010, bank: 1036 };

/** Part of a rule's amount: an amount column of the row, added or taken away. */
export interface Term {
  readonly slot: number;
  readonly sign: 1 | -1;
}

/** One posting of a row: the declared legs on one account of one book, taken together. */
export interface RuleLeg {
  readonly book: 'own' | 'other';
  readonly account: AccountRef;
  readonly terms: readonly Term[];
}

/** The postings of a row kind as its declaration gives them; empty for memo rows. */
export function ruleOf(kind: RowKind): readonly RuleLeg[] {
  const merged = new Map<string, { book: 'own' | 'other'; account: AccountRef; terms: Term[] }>();
  for (const { book, account, amount, sign } of kind.spec.posts ?? []) {
    const key = `${book} ${JSON.stringify(account)}`;
    const leg = merged.get(key) ?? { book, account, terms: [] };
    leg.terms.push({ slot: kind.spec.amounts.indexOf(amount), sign });
    merged.set(key, leg);
  }
  return [...merged.values()];
}

/** True when a row's legs cancel per book whatever its amounts are. */
export function isBalancedByRow(kind: RowKind): boolean {
  const sums = new Map<string, number>();
  for (const { book, amount, sign } of kind.spec.posts ?? []) {
    const key = `${book} ${amount}`;
    sums.set(key, (sums.get(key) ?? 0) + sign);
  }
  return [...sums.values()].every((sum) => sum === 0);
}

/** Where a row holds the account that a field names: the code column or an amount slot. */
export function accountSlot(kind: RowKind, field: string): 'code' | number {
  if (kind.spec.code?.[0] === field) return 'code';
  const slot = kind.spec.amounts.indexOf(field);
  invariant(slot >= 0, `${kind.name} carries ${field} in its columns`);
  return slot;
}

/** The 8 bits of the code column that choose, with what each value (from 1) chooses. */
export function choicesOf<T>(
  kind: RowKind,
  field: string,
  choose: Readonly<Record<string, T>>,
): { readonly shift: number; readonly byCode: readonly (T | undefined)[] } {
  const codes = fieldOf(kind.declaration, kind.spec, field).codes ?? [];
  for (const code of codes) invariant(code in choose, `${kind.name} knows where ${code} goes`);
  return {
    shift: codeShift(kind.name, field),
    byCode: [undefined, ...codes.map((code) => choose[code])],
  };
}

/** The account of a leg in a row; undefined when its code is absent. */
export function accountOfLeg(
  account: AccountRef,
  kind: RowKind,
  batch: EventBatch,
  row: number,
  cashPolicy: CashPolicy,
): number | undefined {
  if (typeof account === 'number') return account;
  if (account === 'cash') return CASH_ACCOUNT[cashPolicy];
  const code = batch.code[row] ?? 0;
  if ('accountField' in account) {
    const slot = accountSlot(kind, account.accountField);
    return slot === 'code' ? code : amountAt(batch, row, slot);
  }
  const { shift, byCode } = choicesOf(kind, account.field, account.accounts);
  const found = byCode[(code >> shift) & 255];
  return found === 'cash' ? CASH_ACCOUNT[cashPolicy] : found;
}

/** An amount column of a row by its slot, 0 to 3. */
export function amountAt(batch: EventBatch, row: number, slot: number): number {
  const columns = [batch.amount0, batch.amount1, batch.amount2, batch.amount3];
  return columns[slot]?.[row] ?? 0;
}

/** The fields of the event that a leg is made of, debits less credits: "paid − released". */
export function fieldsOf({ spec }: RowKind, { terms }: RuleLeg): string {
  const words = terms.map(
    ({ slot, sign }) => `${sign < 0 ? '−' : '+'} ${spec.amounts[slot] ?? ''}`,
  );
  return words.join(' ').replace(/^\+ /, '');
}

/** What the rules of a type of event post to an account, row by row; empty for none. */
export function fieldsPostedTo(type: string, account: number, cashPolicy: CashPolicy): string {
  const own = rowsOf(type).flatMap((kind) =>
    ruleOf(kind)
      .filter((leg) => mayPostTo(leg.account, account, cashPolicy))
      .map((leg) => fieldsOf(kind, leg)),
  );
  return [...new Set(own)].join('; ');
}

/** 1 for each kind of row whose rule may post to one of the accounts. */
export function kindsPostingTo(accounts: readonly number[], cashPolicy: CashPolicy): Uint8Array {
  const kinds = new Uint8Array(256);
  for (const kind of ROW_KINDS)
    kinds[kind.number] = ruleOf(kind).some(({ account: ref }) =>
      accounts.some((account) => mayPostTo(ref, account, cashPolicy)),
    )
      ? 1
      : 0;
  return kinds;
}

function mayPostTo(ref: AccountRef, account: number, cashPolicy: CashPolicy): boolean {
  const isIt = (one: number | 'cash'): boolean =>
    (one === 'cash' ? CASH_ACCOUNT[cashPolicy] : one) === account;
  if (typeof ref !== 'object') return isIt(ref);
  return 'accountField' in ref || Object.values(ref.accounts).some(isIt);
}
