import { expect, it } from 'vitest';
import { describeEventStore } from '../conformance/event-store.ts';
import { cannot } from '../conformance/matrix.ts';
import { temporaryBooks } from '../support/books.ts';

const books = temporaryBooks();

const skipped = describeEventStore('SQLite', books.make, {
  file: { path: books.path, open: books.open },
  url: books.path,
  second: (store) => books.open(books.path(store)),
  async reopen(store) {
    await store.close();
    return books.open(books.path(store));
  },
});

it('skips what the matrix says, and nothing else', () => {
  expect(skipped.toSorted((a, b) => a - b)).toEqual(cannot('sqlite'));
});
