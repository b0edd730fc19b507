import { accountOf } from '../../src/chart.ts';
import type { Extract } from './extract.ts';
import { closingBalances } from './month-ends.ts';
import type { ClosingBalances } from './month-ends.ts';
import { accountPath, amount, entityParts, journalNumber } from './names.ts';
import { transactions } from './transactions.ts';
import type { Transaction } from './transactions.ts';

const TYPES = { Assets: 'A', Liabilities: 'L', Equity: 'E', Income: 'R', Expenses: 'X' } as const;

/**
 * The book as one journal that hledger and ledger both take, strictly: accounts and commodity
 * declared, amounts with two decimals on every line, entries in order of date, and at every month
 * end an assertion of every account's balance, last on its day (settled.md §7).
 */
export function* journalText(extract: Extract): Generator<string> {
  const parts = entityParts(extract);
  const path = (entity: string, account: number): string =>
    accountPath(parts.get(entity) ?? '', account);
  yield `; ${extract.known} events, root ${extract.root}, effective up to ${extract.lastDay}\n`;
  yield 'commodity USD\n    format 1000.00 USD\n\n';
  for (const { entity, account } of usedAccounts(extract)) {
    const type = account === 1010 ? 'C' : TYPES[accountOf(account)?.type ?? 'Assets'];
    yield `account ${path(entity, account)}\n    ; type:${type}\n`;
  }
  yield '\n';
  for (const item of withClosings(transactions(extract), closingBalances(extract))) {
    yield 'legs' in item ? entryText(item, path) : controlText(item, path);
  }
}

type Path = (entity: string, account: number) => string;

/** A value of a tag: no comma, which ends it, and no colon, which begins another. */
const tag = (value: string): string => value.replaceAll(',', '+').replace(/[:;|]/g, '/');

function entryText(
  { day, sequence, id, type, actor, site, ...rest }: Transaction,
  path: Path,
): string {
  const where = site === null ? '' : `, site:${tag(site)}`;
  const head = `${day} * (${journalNumber(sequence)}) ${type}`;
  const legs = rest.legs.map(
    ({ account, cents }) => `    ${path(rest.entity, account)}  ${amount(cents)} USD\n`,
  );
  return `${head}  ; event:${id}, actor:${tag(actor)}${where}\n${legs.join('')}\n`;
}

function controlText({ day, entity, balances }: ClosingBalances, path: Path): string {
  const lines = [...balances].map(
    ([account, cents]) => `    ${path(entity, account)}  0.00 USD = ${amount(cents)} USD\n`,
  );
  return `${day} * (CONTROL) Closing balances\n${lines.join('')}\n`;
}

/** Accounts that any entry touches, by number within their book. */
export function usedAccounts(extract: Extract): Iterable<{ entity: string; account: number }> {
  return extract.rows('SELECT DISTINCT entity, account FROM balances ORDER BY account, entity');
}

/** Puts the closing balances of a day behind everything else that is dated by it. */
export function* withClosings(
  entries: Iterable<Transaction>,
  closings: Iterable<ClosingBalances>,
): Generator<Transaction | ClosingBalances> {
  const waiting = closings[Symbol.iterator]();
  let next = waiting.next();
  for (const entry of entries) {
    for (; next.done !== true && next.value.day < entry.day; next = waiting.next()) {
      yield next.value;
    }
    yield entry;
  }
  for (; next.done !== true; next = waiting.next()) yield next.value;
}
