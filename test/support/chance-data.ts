import { formatDay, formatMonth, parseDay, parseMonth } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { accountsOf } from '../../src/chart.ts';
import type { Json } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import type { Declaration, Field, Fields } from '../../src/events/declare.ts';
import { balanced } from './arbitrary-data.ts';
import type { Chance } from './chance.ts';

export const BOOK_START = parseDay('2025-01-01');

/** Valid data of a declaration by chance; what is given stands. Amounts stay below $5,000. */
export function chanceData(
  declaration: Declaration,
  chance: Chance,
  given: Readonly<Record<string, Json>> = {},
): Json {
  const data = { ...chanceFields(declaration.fields, declaration, chance), ...given };
  return balanced(canonicalOrder(data), declaration.balances);
}

function chanceFields(fields: Fields, of: Declaration, chance: Chance): Record<string, Json> {
  const data: Record<string, Json> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.optional && chance.is(0.4)) continue;
    data[name] = chanceField(name, field, of, chance);
  }
  return data;
}

function chanceField(name: string, field: Field, of: Declaration, chance: Chance): Json {
  switch (field.kind) {
    case 'money':
      return chance.money(field.isSigned && chance.is(0.2) ? -100_000 : 0, 500_000);
    case 'rate':
      return `0.${String(chance.int(0, 9_999)).padStart(4, '0')}`;
    case 'quantity':
      return `${chance.int(0, 99)}.${String(chance.int(0, 999)).padStart(3, '0')}`;
    case 'count':
      return chance.int(of.isReturn && chance.is(0.2) ? -3 : 0, 9);
    case 'date':
      return formatDay((BOOK_START + chance.int(-200, 500)) as Day);
    case 'month':
      return formatMonth((parseMonth('2025-01') + chance.int(0, 11)) as Month);
    case 'token':
      return chance.pick(TOKENS[name] ?? [1, 2, 3, 4, 5, 6].map((n) => `${name}-${n}`));
    case 'text':
      return chance.pick(['', 'as agreed', 'count sheet of March']);
    case 'code':
      return chance.pick(field.codes ?? []);
    case 'account':
      return chance.pick(accountsOf(field.accountTypes)).number;
    case 'event':
      return uuidOf(chance.int(0, 500));
    case 'flag':
      return chance.is(0.5);
    case 'list':
      return Array.from({ length: chance.int(field.mayBeEmpty ? 0 : 1, 3) }, () =>
        chanceFields(field.item ?? {}, of, chance),
      );
    case 'json':
      return { note: 'settings' };
  }
}

/** Tokens with a form of their own. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  state: ['TX', 'AZ'],
  period: ['2025-01', '2025-02', '2025-03'],
  year: ['2025'],
  dueOn: ['2025-04-30', '2025-06-15'],
  carc: ['1', '45', '50', '97'],
  status: ['1', '2', '4', '22'],
  newPatients: ['3'],
  unitPrice: ['4.1250'],
  size: ['10'],
  basedOn: ['10'],
  paths: ['4096'],
};

/** The n-th id of a made-up book: UUIDs that sort by number. */
export function uuidOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
