import { expect } from 'vitest';
import { openBook } from '../../../app/book.ts';
import type { Book, BookOptions } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import type { StreamAppend } from '../../../src/store/port.ts';
import { balances, csv, KEY, NOW, POS_HEAD, posLine } from '../support.ts';

/** Tickets T<from> to T<to - 1>, a hundred dollars each. */
export const sheet = (from: number, to: number): string =>
  csv(
    POS_HEAD,
    ...Array.from({ length: to - from }, (_, i) => posLine({ Ticket: `T${from + i}` })),
  );
export const sales = async (book: Book): Promise<number | undefined> =>
  (await balances(book))[4020];

export const SEVERAL = 'a store that writes several streams at once';
export const STORES: readonly (readonly [string, Partial<BookOptions>])[] = [
  [SEVERAL, {}],
  ['a store that writes one', { store: { limits: { atomicStreams: 1 } } }],
];

export const theOther = (path: string, more: Partial<BookOptions>): Promise<Book> =>
  openBook(path, { clock: manualClock(NOW), actor: 'lee', key: KEY, ...more });

/** Somebody waits here until it is opened. */
export function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const { resolve, promise } = Promise.withResolvers<undefined>();
  return { open: () => resolve(undefined), passed: promise };
}

/** Something happens just before the next append of a book. */
export function beforeAppend(book: Book, what: () => Promise<unknown>): void {
  const append = book.store.append.bind(book.store);
  book.store.append = async (writes, how) => {
    book.store.append = append;
    await what();
    return append(writes, how);
  };
}

/** Lets a number of appends pass and kills the next one. */
export async function killedAfter(book: Book, appends: number, run: () => Promise<unknown>) {
  const append = book.store.append.bind(book.store);
  let left = appends;
  book.store.append = (writes: readonly StreamAppend[], options) =>
    left-- > 0 ? append(writes, options) : Promise.reject(new Error('killed'));
  await expect(run()).rejects.toThrow('killed');
  book.store.append = append;
}
