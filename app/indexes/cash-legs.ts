import type { Json } from '../../src/event.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { parseCents } from '../../src/money.ts';

type Data = Readonly<Record<string, Json | undefined>>;
type ReadCents = (data: Data) => number;

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Accounts on which a document's money waits for the bank, when it names the account itself. */
const IN_TRANSIT = 1036;
const READERS = new Map<string, ReadCents>();

for (const [type, declaration] of VOCABULARY) {
  const reads: ReadCents[] = [];
  if (declaration.onlyUnder === 'bank') continue;
  for (const row of declaration.rows) {
    for (const { book, account, amount, sign } of row.posts ?? []) {
      if (book === 'other') continue;
      const cents = (data: Data): number => {
        const value = data[amount];
        return typeof value === 'string' ? sign * parseCents(value) : 0;
      };
      if (account === 'cash') reads.push(cents);
      else if (typeof account === 'object' && 'accounts' in account) {
        const { field, accounts } = account;
        if (!Object.values(accounts).includes('cash')) continue;
        reads.push((data) => (accounts[textOf(data[field])] === 'cash' ? cents(data) : 0));
      } else if (typeof account === 'object') {
        reads.push(inTransit(row.each, account.accountField, amount, sign));
      }
    }
  }
  if (reads.length > 0) READERS.set(type, (data) => reads.reduce((sum, of) => sum + of(data), 0));
}

/** Legs that name their account in the data: journal lines, opening balances, suspense. */
function inTransit(
  each: string | undefined,
  field: string,
  amount: string,
  sign: 1 | -1,
): ReadCents {
  const of = (item: Data): number =>
    item[field] === IN_TRANSIT ? sign * parseCents(textOf(item[amount])) : 0;
  return (data) => {
    if (each === undefined) return of(data);
    return ((data[each] ?? []) as readonly Data[]).reduce((sum, item) => sum + of(item), 0);
  };
}

/** Types of documents that can move cash. */
export const CASH_TYPES: readonly string[] = [...READERS.keys()];

/** What a document says came in (above zero) or went out at the bank, in its entity's own book. */
export function cashCentsOf(type: string, data: Json): number {
  return READERS.get(type)?.(data as Data) ?? 0;
}
