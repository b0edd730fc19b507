// What the generators of fold switches share: tables of codes and sums of amount columns as text.
import { ROW_KINDS } from '../src/batch/layout.ts';
import { ACCOUNT_INDEX, ACCOUNTS } from '../src/chart.ts';
import type { RowKind } from '../src/batch/layout.ts';
import type { AccountRef } from '../src/events/declare.ts';
import { accountSlot, CASH_ACCOUNT, choicesOf } from '../projections/posting-rules.ts';
import type { CashPolicy, Term } from '../projections/posting-rules.ts';

export const POLICIES: readonly CashPolicy[] = ['document', 'bank'];

/** Dense account index; accounts that the chart has not go to a slot behind the last one. */
export const NOWHERE = ACCOUNTS.length;
export const indexOf = (account: number | undefined): number => {
  const index = account === undefined ? -1 : (ACCOUNT_INDEX[account] ?? -1);
  return index < 0 ? NOWHERE : index;
};

/** All row kinds in order: a switch written for other numbers must not run. */
export const kindNames = (): string => ROW_KINDS.map((k) => k.name).join(' ');

/** "a0 - a1" of the terms of a posting, and the amount columns it reads. */
export function sumText(terms: readonly Term[]): string {
  return terms
    .map(
      ({ slot, sign }, i) => `${sign < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + '}x${slot}`,
    )
    .join('');
}

/** Tables of codes in a generated file; equal tables are written once. */
export class Tables {
  readonly #names = new Map<string, string>();
  readonly #prefix: string;
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Name of a table with these values, and `rest` behind them. */
  add(values: readonly number[], rest: number): string {
    return this.#named(`table(${rest}, [${trimmed(values, rest).join(', ')}])`);
  }

  /** Name of a table by account number; what most numbers have is its rest. */
  byAccount(values: readonly number[]): string {
    const rest = values[0] ?? 0;
    const given = values.flatMap((value, number) =>
      value === rest ? [] : [`${number}: ${value}`],
    );
    return this.#named(`byAccount(${rest}, {${given.join(', ')}})`);
  }

  #named(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = `${this.#prefix}${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /** Declarations of all tables. */
  text(): string {
    return [...this.#names].map(([text, name]) => `const ${name} = ${text};`).join('\n');
  }
}

function trimmed(values: readonly number[], fill: number): number[] {
  const out = [...values];
  while (out.length > 0 && out[out.length - 1] === fill) out.pop();
  return out;
}

/** The dense account index a leg posts to, as an expression over the row. */
export function accountText(
  ref: AccountRef,
  kind: RowKind,
  choose: (byPolicy: readonly (readonly number[])[]) => string,
): string {
  if (typeof ref === 'number') return String(indexOf(ref));
  if (ref === 'cash') return 'cash';
  if ('accountField' in ref) {
    const slot = accountSlot(kind, ref.accountField);
    return `accounts[${slot === 'code' ? 'code[i]!' : `x${slot}`} & 16383]!`;
  }
  const { shift, byCode } = choicesOf(kind, ref.field, ref.accounts);
  const name = choose(
    POLICIES.map((policy) =>
      byCode.map((to) => indexOf(to === 'cash' ? CASH_ACCOUNT[policy] : to)),
    ),
  );
  const bits = shift === 0 ? 'code[i]! & 255' : `(code[i]! >> ${shift}) & 255`;
  return `${name}[${bits}]!`;
}
