import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookOfBytes, bytesOfSegment, indexOfBook } from '../../src/batch/book-bytes.ts';
import type { BookIndex } from '../../src/batch/book-bytes.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { NAMESPACES } from '../../src/batch/dictionary.ts';
import { arbitraryBook, arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { fingerprint } from '../support/fingerprint.ts';
import { rowsOfFeed } from '../support/plain-rows.ts';

const bytesOf = (book: ColumnBook): Uint8Array[] =>
  book.segments.map((_, i) => bytesOfSegment(book, i));

/** Through bytes and text and back; `shift` moves the bytes off their alignment. */
function again(book: ColumnBook, isGrowing: boolean, shift = 0): ColumnBook {
  const index = JSON.parse(JSON.stringify(indexOfBook(book))) as BookIndex;
  const parts = bytesOf(book).map((bytes) => {
    const moved = new Uint8Array(bytes.length + shift);
    moved.set(bytes, shift);
    return moved.subarray(shift);
  });
  return bookOfBytes(index, parts, isGrowing);
}

describe('a book that comes back from its bytes', () => {
  test('feeds the same rows, at every cut, and knows the same', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut(), fc.nat(9), ({ events, cut }, shift) => {
        const book = columnsOf(events, 64);
        const back = again(book, false, shift);
        expect(rowsOfFeed(back, cut)).toEqual(rowsOfFeed(book, cut));
        expect(back.context(cut).facts).toEqual(book.context(cut).facts);
        expect(back.attempts).toEqual(book.attempts);
        for (const space of NAMESPACES) {
          expect(back.names.size(space)).toBe(book.names.size(space));
          expect(back.names.names(space)).toEqual(book.names.names(space));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('goes on as if it had never been put away: the same bytes from the same events', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.nat(), (events, n) => {
        const whole = columnsOf(events);
        const first = n % (events.length + 1);
        const back = again(columnsOf(events.slice(0, first)), true);
        for (const event of events.slice(first)) back.add(event);
        expect(bytesOf(back)).toEqual(bytesOf(whole));
        expect(fingerprint(back)).toBe(fingerprint(whole));
        expect(fingerprint(columnsOf(events))).toBe(fingerprint(whole));
      }),
      { numRuns: 40 },
    );
  });

  test('leaves the bytes it lies over as they were while it grows', () => {
    const events = fc.sample(arbitraryBook(), { numRuns: 1, seed: 7 })[0] ?? [];
    const book = columnsOf(events.slice(0, 8));
    const parts = bytesOf(book);
    const before = parts.map((p) => p.slice());
    const back = bookOfBytes(indexOfBook(book), parts, true);
    for (const event of events.slice(8)) back.add(event);
    expect(parts).toEqual(before);
  });
});
