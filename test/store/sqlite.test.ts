import { expect, it } from 'vitest';
import { describeEventStore } from '../conformance/event-store.ts';
import { temporaryBooks } from '../support/books.ts';

const books = temporaryBooks();

const skipped = describeEventStore('SQLite', books.make, {
  file: { path: books.path, open: books.open },
  second: (store) => books.open(books.path(store)),
  async reopen(store) {
    await store.close();
    return books.open(books.path(store));
  },
});

it('skips nothing', () => {
  expect(skipped).toEqual([]);
});
