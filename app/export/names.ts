import { accountOf, ACCOUNTS } from '../../src/chart.ts';
import { invariant } from '../../src/error.ts';
import { formatCents } from '../../src/money.ts';
import type { Extract } from './extract.ts';

/**
 * Entities as one part of an account's name that hledger, ledger and beancount all take: a capital
 * or digit first, then letters, digits and hyphens (settled.md §7). Two never get the same.
 */
export function entityParts(extract: Extract): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const taken = new Set<string>();
  const rows = extract.rows<{ entity: string }>('SELECT DISTINCT entity FROM postings ORDER BY 1');
  for (const { entity } of rows) {
    const plain = entity.replace(/[^A-Za-z0-9-]/g, '-').replace(/^-+/, '');
    const capital = plain === '' ? 'X' : plain.slice(0, 1).toUpperCase() + plain.slice(1);
    let part = capital;
    for (let n = 2; taken.has(part); n++) part = `${capital}-${n}`;
    taken.add(part);
    parts.set(entity, part);
  }
  return parts;
}

/** "Assets:PC:1010-Cash-Operating". */
export function accountPath(entityPart: string, number: number): string {
  const account = accountOf(number);
  invariant(account, 'postings are on accounts of the chart');
  return `${account.type}:${entityPart}:${number}-${account.name}`;
}

/** The number of an event's journal entry: its sequence, in 12 characters at most. */
export function journalNumber(sequence: number): string {
  return `E${String(sequence).padStart(7, '0')}`;
}

/** "−" is a hyphen here and there are no separators: "-1234.56". */
export const amount = (cents: number): string => formatCents(cents);

const KINDS = {
  Assets: 'Asset',
  Liabilities: 'Liability',
  Equity: 'Equity',
  Income: 'Income',
  Expenses: 'Expense',
} as const;
const TAKEN_TWICE = new Set(
  ACCOUNTS.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i),
);

/**
 * What an account is called where its number is no part of the name: "Cash Operating". Two accounts
 * of one name, such as affiliate rent earned and paid, are told apart by their type.
 */
export function accountTitle(number: number): string {
  const account = accountOf(number);
  if (account === undefined) return String(number);
  const title = account.name.replaceAll('-', ' ');
  return TAKEN_TWICE.has(account.name) ? `${title} ${KINDS[account.type]}` : title;
}
