import { addDays, formatDay, parseDay } from '../../src/calendar.ts';
import type { Extract } from './extract.ts';
import { usedAccounts, withClosings } from './journal.ts';
import { closingBalances } from './month-ends.ts';
import type { ClosingBalances } from './month-ends.ts';
import { accountPath, amount, entityParts, journalNumber } from './names.ts';
import { transactions } from './transactions.ts';
import type { Transaction } from './transactions.ts';

/**
 * The book as a beancount file. Balances are asserted exactly (`~ 0.00`; without it beancount lets
 * half a cent pass) on the day after each month end, since it compares at the start of the day.
 */
export function* beancountText(extract: Extract): Generator<string> {
  const parts = entityParts(extract);
  const path = (entity: string, account: number): string =>
    accountPath(parts.get(entity) ?? '', account);
  yield `; ${extract.known} events, root ${extract.root}, effective up to ${extract.lastDay}\n`;
  yield `option "title" ${quoted(extract.showName(extract.name))}\n`;
  yield 'option "operating_currency" "USD"\n';
  for (const { entity, account } of usedAccounts(extract)) {
    yield `${firstDay(extract)} open ${path(entity, account)} USD\n`;
  }
  yield '\n';
  for (const item of withClosings(transactions(extract), closingBalances(extract))) {
    yield 'legs' in item ? entryText(item, path) : balanceText(item, path);
  }
}

type Path = (entity: string, account: number) => string;

const quoted = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[\r\n]+/g, ' ')}"`;

function firstDay(extract: Extract): string {
  const rows = extract.rows<{ day: string }>('SELECT min(effective_on) AS day FROM postings');
  return [...rows][0]?.day ?? extract.lastDay;
}

function entryText(
  { day, sequence, id, type, actor, site, ...rest }: Transaction,
  path: Path,
): string {
  const number = journalNumber(sequence);
  const head = `${day} * "rules" "${type}" ^${number} #${type}\n`;
  const facts = [
    `  event: "${id}"\n`,
    `  actor: ${quoted(actor)}\n`,
    site === null ? '' : `  site: ${quoted(site)}\n`,
  ];
  const legs = rest.legs.map(
    ({ account, cents }) => `  ${path(rest.entity, account)}  ${amount(cents)} USD\n`,
  );
  return `${head}${facts.join('')}${legs.join('')}\n`;
}

function balanceText({ day, entity, balances }: ClosingBalances, path: Path): string {
  const next = formatDay(addDays(parseDay(day), 1));
  const lines = [...balances].map(
    ([account, cents]) => `${next} balance ${path(entity, account)}  ${amount(cents)} ~ 0.00 USD\n`,
  );
  return `${lines.join('')}\n`;
}
