// Bank and documents together count no dollar twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cashCentsOf } from '../../app/indexes/cash-legs.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { parseCents } from '../../src/money.ts';
import { eventsOf, foldedBook } from '../support/folded-book.ts';
import type { FoldedBook } from '../support/folded-book.ts';
import { EXAMPLE_ENDS, exampleBook } from '../support/recorded-example.ts';
import { PRACTICES } from './example-files.ts';

let book: FoldedBook;
let books: LedgerState;
/** What each document says came in or went out, by its event. */
const documents = new Map<string, { readonly entity: string; readonly cents: number }>();

beforeAll(async () => {
  book = await foldedBook(await exampleBook(), EXAMPLE_ENDS);
  books = book.state(ledger);
  for (const { id, type, data, meta } of [...book.events.values()].flat()) {
    const cents = cashCentsOf(type, data);
    if (cents !== 0) documents.set(id, { entity: meta.entity, cents });
  }
}, 120_000);

afterAll(() => book.store.close());

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('a match gives a line the exact cash of its documents, each of them used once', () => {
  const lines = new Map(eventsOf(book, 'BankLineRecorded').map((e) => [e.id, e]));
  const used = new Set<string>();
  for (const { data, meta } of eventsOf(book, 'BankLineMatched')) {
    const line = lines.get(data.line);
    expect(line?.meta.entity).toBe(meta.entity);
    expect(data.amount).toBe(line?.data.amount);
    for (const { event, amount } of data.applies) {
      expect(documents.get(event)).toEqual({ entity: meta.entity, cents: parseCents(amount) });
    }
    expect(sum(data.applies.map((a) => parseCents(a.amount)))).toBe(parseCents(data.amount));
    for (const name of [data.line, ...data.applies.map((a) => a.event)]) {
      expect(used.has(name)).toBe(false);
      used.add(name);
    }
  }
  expect(used.size).toBeGreaterThan(10_000);
});

test('cash of matched documents is the sum of matched lines; the rest is in transit', () => {
  const matches = eventsOf(book, 'BankLineMatched');
  const applied = new Set(matches.flatMap(({ data }) => data.applies.map((a) => a.event)));
  for (const practice of PRACTICES) {
    const entity = book.entity(practice);
    const own = [...documents].filter(([, d]) => d.entity === practice);
    const matched = own.filter(([id]) => applied.has(id)).map(([, d]) => d.cents);
    const open = own.filter(([id]) => !applied.has(id)).map(([, d]) => d.cents);
    const lines = eventsOf(book, 'BankLineRecorded').filter((e) => e.meta.entity === practice);
    const ofMatches = matches
      .filter((e) => e.meta.entity === practice)
      .map(({ data }) => parseCents(data.amount));
    expect(sum(matched)).toBe(sum(ofMatches));
    expect(sum(open)).toBe(balanceOf(books, entity, 1036));
    const opening = balanceOf(books, entity, 1010, 0);
    const moved = sum(lines.map(({ data }) => parseCents(data.amount)));
    expect(opening + moved).toBe(balanceOf(books, entity, 1010));
  }
});

test('what is in transit at the end is of the last days, but for what a payer owes us', () => {
  const applied = new Set(
    eventsOf(book, 'BankLineMatched').flatMap(({ data }) => data.applies.map((a) => a.event)),
  );
  const open = [...book.events.values()]
    .flat()
    .filter(({ id, meta }) => documents.has(id) && !applied.has(id) && meta.entity !== 'cedar-mso')
    .filter(({ meta }) => meta.occurredOn < '2026-10-27');
  expect(open.map(({ type, data }) => [type, (data as { amount: string }).amount])).toEqual([
    ['RemittanceReceived', '2982.92'],
  ]);
});

test('remittance clearing is zero at the end of every month', () => {
  for (const practice of PRACTICES) {
    for (let month = 0; month < book.context.monthCount; month++) {
      expect(balanceOf(books, book.entity(practice), 1035, month)).toBe(0);
    }
  }
});
