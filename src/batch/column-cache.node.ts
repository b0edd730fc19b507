import type { Sha256 } from '../audit/merkle.ts';
import type { EventStore } from '../store/port.ts';
import {
  bookOfParts,
  indexOfBook,
  lentBook,
  partOfBook,
  PARTS_OF_SEGMENT,
  partsOfBook,
  rowBytes,
} from './book-bytes.ts';
import type { BookIndex } from './book-bytes.ts';
import { ColumnBook } from './column-book.ts';
import { openDerived } from './derived.node.ts';
import type { Derived } from './derived.node.ts';
import { LineEncoder } from './lines/line-encoder.ts';
import { IS_LITTLE_ENDIAN } from './segment-bytes.ts';

/** Rows of a book that are read into memory at once; those of a larger one are lent. */
const LARGE_BYTES = 4 * 1024 * 1024;

function columns(largeBytes: number): Derived<ColumnBook, BookIndex> {
  return {
    empty: () => new ColumnBook(),
    restore: bookOfParts,
    lend: (index) =>
      rowBytes(index) < largeBytes ? undefined : (reader) => lentBook(index, reader),
    taker: (book) => {
      const encoder = new LineEncoder(book);
      return { lines: (page) => encoder.add(page) };
    },
    index: indexOfBook,
    growing: PARTS_OF_SEGMENT,
    partCount: partsOfBook,
    part: partOfBook,
  };
}

/**
 * The columns of a book up to its head, from the cache at `cachePath` as far as that can be
 * trusted (settled.md §4; `openDerived` says when), from the events otherwise. Without a path
 * nothing is kept. Each pass over a large book reads it again.
 */
export async function openColumns(
  store: EventStore,
  sha256: Sha256,
  cachePath?: string,
  largeBytes: number = LARGE_BYTES,
): Promise<ColumnBook> {
  const path = IS_LITTLE_ENDIAN ? cachePath : undefined;
  return (await openDerived(columns(largeBytes), store, sha256, path)).made;
}
