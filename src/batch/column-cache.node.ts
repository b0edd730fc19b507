import type { Sha256 } from '../audit/merkle.ts';
import type { EventStore } from '../store/port.ts';
import { bookOfBytes, bytesOfSegment, indexOfBook } from './book-bytes.ts';
import type { BookIndex } from './book-bytes.ts';
import { ColumnBook } from './column-book.ts';
import { openDerived } from './derived.node.ts';
import type { Derived } from './derived.node.ts';
import { LineEncoder } from './lines/line-encoder.ts';
import { IS_LITTLE_ENDIAN } from './segment-bytes.ts';

/** Name of the column cache beside a book. */
export const columnCachePath = (book: string): string => `${book}.columns`;

const COLUMNS: Derived<ColumnBook, BookIndex> = {
  empty: () => new ColumnBook(),
  restore: bookOfBytes,
  taker: (book) => {
    const encoder = new LineEncoder(book);
    return { lines: (page) => encoder.add(page) };
  },
  index: indexOfBook,
  partCount: (book) => book.segments.length,
  part: bytesOfSegment,
};

/**
 * The columns of a book up to its head, from the cache at `cachePath` as far as that can be
 * trusted (settled.md §4; `openDerived` says when), from the events otherwise. Without a path
 * nothing is kept.
 */
export async function openColumns(
  store: EventStore,
  sha256: Sha256,
  cachePath?: string,
): Promise<ColumnBook> {
  return openDerived(COLUMNS, store, sha256, IS_LITTLE_ENDIAN ? cachePath : undefined);
}
