import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bookOfParts,
  indexOfBook,
  lentBook,
  partOfBook,
  partsOfBook,
} from '../../src/batch/book-bytes.ts';
import type { BookIndex } from '../../src/batch/book-bytes.ts';
import type { ColumnBook, Span } from '../../src/batch/column-book.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { RowKeeper } from '../../src/batch/row-keeper.ts';
import { storedTally } from '../../src/batch/tally.ts';
import type { Tally } from '../../src/batch/tally.ts';
import { NAMESPACES } from '../../src/batch/dictionary.ts';
import { arbitraryBook, arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { fingerprint } from '../support/fingerprint.ts';
import { rowsOfFeed } from '../support/plain-rows.ts';

const bytesOf = (book: ColumnBook): Uint8Array[] =>
  Array.from({ length: partsOfBook(book) }, (_, n) => partOfBook(book, n).slice());

const WAYS = fc.constantFrom<Way>('whole', 'to grow', 'lent');

/** Counts above zero, by kind and field. */
const positive = (tally: Tally | undefined): unknown => tally && storedTally(tally);

type Way = 'whole' | 'to grow' | 'lent';

/** Through bytes and text and back; `shift` moves the bytes off their alignment. */
function again(book: ColumnBook, way: Way, shift = 0): ColumnBook {
  const index = JSON.parse(JSON.stringify(indexOfBook(book))) as BookIndex;
  const shifted = (bytes: Uint8Array): Uint8Array => {
    const moved = new Uint8Array(bytes.length + shift);
    moved.set(bytes, shift);
    return moved.subarray(shift);
  };
  const parts = bytesOf(book);
  const read = (n: number): Uint8Array => shifted(parts[n] ?? new Uint8Array());
  if (way === 'lent') return lentBook(index, { read, rest: () => undefined });
  return bookOfParts(index, parts.map(shifted), way === 'to grow');
}

describe('a book that comes back from its bytes', () => {
  test('feeds the same rows, at every cut, and knows the same', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut(), WAYS, fc.nat(9), ({ events, cut }, way, shift) => {
        const book = columnsOf(events, 64);
        const back = again(book, way, shift);
        expect(rowsOfFeed(back, cut)).toEqual(rowsOfFeed(book, cut));
        const { tally, ...context } = back.context(cut);
        const { tally: counted, ...expected } = book.context(cut);
        expect(context).toEqual({ ...expected, names: back.names });
        expect(positive(tally)).toEqual(positive(counted));
        expect(back.lastDay(cut.knownAt)).toBe(book.lastDay(cut.knownAt));
        for (const { meta } of events)
          expect(back.knownAt(meta.recordedAt)).toBe(book.knownAt(meta.recordedAt));
        expect(back.attempts).toEqual(book.attempts);
        for (const space of NAMESPACES) {
          expect(back.names.size(space)).toBe(book.names.size(space));
          expect(back.names.names(space)).toEqual(book.names.names(space));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('goes on as if it had never been put away: the same bytes from the same events', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.nat(), (events, n) => {
        const whole = columnsOf(events);
        const first = n % (events.length + 1);
        const back = again(columnsOf(events.slice(0, first)), 'to grow');
        for (const event of events.slice(first)) back.add(event);
        expect(bytesOf(back)).toEqual(bytesOf(whole));
        expect(fingerprint(back)).toBe(fingerprint(whole));
        expect(fingerprint(columnsOf(events))).toBe(fingerprint(whole));
      }),
      { numRuns: 40 },
    );
  });

  test('leaves the bytes it was made from as they were while it grows', () => {
    const events = fc.sample(arbitraryBook(), { numRuns: 1, seed: 7 })[0] ?? [];
    const book = columnsOf(events.slice(0, 8));
    const parts = bytesOf(book);
    const before = parts.map((p) => p.slice());
    const back = bookOfParts(indexOfBook(book), parts, true);
    for (const event of events.slice(8)) back.add(event);
    expect(parts).toEqual(before);
  });

  test('is lent: rows are given back when the next are asked for, kept ones stay', () => {
    const samples = fc.sample(arbitraryBook(), { numRuns: 20, seed: 7 });
    const events = samples.reduce((longest, one) => (one.length > longest.length ? one : longest));
    const book = columnsOf(events, 8);
    const lent = again(book, 'lent');
    const keeper = new RowKeeper();
    const seen: EventBatch[] = [];
    const kept: Span[] = [];
    for (const batch of lent.batches()) {
      // Who held on to the rows before has none, instead of these.
      expect(seen.map(({ kind }) => kind.length)).toEqual(seen.map(() => 0));
      seen.push(batch);
      kept.push(keeper.keep({ batch, from: 0, to: batch.length }));
    }
    expect(seen.length).toBeGreaterThan(2);
    // The last one is in memory.
    expect(seen.map(({ kind }) => kind.length > 0)).toEqual(
      seen.map((_, i) => i === seen.length - 1),
    );
    expect(kept.flatMap(rowsIn)).toEqual([...book.batches()].flatMap(rowsOfBatch));
  });
});

const rowsOfBatch = (batch: EventBatch): unknown[] => rowsIn({ batch, from: 0, to: batch.length });

/** Rows as they are, wherever they lie. */
function rowsIn({ batch, from, to }: Span): unknown[] {
  return Array.from({ length: to - from }, (_, i) => {
    const at = from + i;
    const own = COLUMNS.map((name) => batch[name][at]);
    const sequence = batch.firstSequence + (batch.sequence[at] ?? 0);
    return [...own, sequence, batch.recordedAt[batch.recorded[at] ?? 0], batch.policy];
  });
}

const COLUMNS = [
  'kind',
  'flags',
  'entity',
  'site',
  'effective',
  'occurred',
  'subject',
  'party',
  'code',
  'amount0',
  'amount1',
  'amount2',
  'amount3',
] as const;
