// What both halves of the cash-flow generator share: indexes of the state, tables, expressions.
import type { RowKind } from '../src/batch/layout.ts';
import { accountOf, ACCOUNTS } from '../src/chart.ts';
import { CASH_LINES } from '../src/events/declare.ts';
import type { CashLine } from '../src/events/declare.ts';
import { accountSlot } from '../projections/posting-rules.ts';
import type { CashPolicy } from '../projections/posting-rules.ts';
import { Tables } from './switch-source.ts';

// Cash of the statement by policy. Under `bank`, money that bank lines brought and nobody has
// placed yet (1090) is cash too: BankLineRecorded and BankLineMatched then stay inside of cash.
export const CASH: Readonly<Record<CashPolicy, readonly number[]>> = {
  document: [1010],
  bank: [1010, 1036, 1090],
};
export const POOLS = [1010, 1036, 1090];
export const NO_POOL = POOLS.length;
export const CLASSES = ['O', 'I', 'F', 'N'] as const;
export const NO_LINE = CASH_LINES.length;
export const WIDTH = CASH_LINES.length + 1;
export const CLASS_AT = POOLS.length + 1;
export const OTHER = CLASS_AT + CLASSES.length;

export const lineIndex = (line: CashLine | undefined): number =>
  line === undefined ? NO_LINE : CASH_LINES.indexOf(line);
export const poolIndex = (account: number | undefined): number => {
  const at = POOLS.indexOf(account ?? 0);
  return at < 0 ? NO_POOL : at;
};
export const classIndex = (account: number): number =>
  CLASSES.indexOf(accountOf(account)?.cashFlow ?? 'O');

export class Source {
  readonly tables = new Tables('AT');

  /** An expression for the entry of a table that may differ by policy. */
  choose(byPolicy: readonly (readonly number[])[], rest: number, length: number): string {
    return this.tables.byPolicy(
      byPolicy.map((values) =>
        length === 256 ? this.tables.add(values, rest) : this.tables.byAccount(values),
      ),
    );
  }
}

/** Values by account number, for every account of the chart; others take the table's rest. */
export function byNumber(value: (account: number) => number): number[] {
  const rest = value(0);
  const values = Array.from({ length: 10_000 }, () => rest);
  for (const { number } of ACCOUNTS) values[number] = value(number);
  return values;
}

export function fieldText(kind: RowKind, field: string): string {
  const slot = accountSlot(kind, field);
  return slot === 'code' ? 'code[i]! & 16383' : `x${slot} & 16383`;
}

export const codeText = (shift: number): string =>
  shift === 0 ? 'code[i]! & 255' : `(code[i]! >> ${shift}) & 255`;
