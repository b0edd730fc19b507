// Books of columns for projection tests: events get their places, cuts their defaults.
import fc from 'fast-check';
import { ColumnBook } from '../../src/batch/column-book.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';
import { project, reset, snapshot } from '../../projections/projection.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { LooseEvent } from './any-event.ts';

/** Events in their places: sequences from 0 in the order given. */
export function recorded(events: readonly LooseEvent[]): RecordedEvent[] {
  return events.map((event, i) => ({ ...event, sequence: i, revision: BigInt(i) }));
}

/** A book of columns; small batches, so that every test crosses their edges. */
export function bookOf(events: readonly LooseEvent[], capacity = 64): ColumnBook {
  const book = new ColumnBook(undefined, capacity);
  for (const event of recorded(events)) book.add(event);
  return book;
}

export const EVERYTHING: Cut = { asOf: parseDay('2030-12-31'), knownAt: 1e9 };

/** Figures of a projection over a book at a cut. */
export function figuresOf<S extends Block, F>(
  projection: Projection<S, F>,
  book: ColumnBook,
  cut: Cut = EVERYTHING,
): F {
  return project(projection, book.context(cut), book.feed(cut), cut);
}

/** State of a projection over a book at a cut, for reading single cells. */
export function stateOf<S extends Block, F>(
  projection: Projection<S, F>,
  book: ColumnBook,
  cut: Cut = EVERYTHING,
): S {
  const state = projection.start(book.context(cut), cut);
  for (const { batch, from, to } of book.feed(cut)) projection.fold(state, batch, from, to);
  return state;
}

/** Bytes of a state after folding twice over a snapshot and a reset: replay is byte-identical. */
export function replayedBytes<S extends Block, F>(
  projection: Projection<S, F>,
  book: ColumnBook,
  cut: Cut = EVERYTHING,
): { first: Uint8Array; again: Uint8Array; restored: Uint8Array } {
  const state = stateOf(projection, book, cut);
  const saved = snapshot(state);
  reset(state, snapshot(projection.start(book.context(cut), cut)));
  for (const { batch, from, to } of book.feed(cut)) projection.fold(state, batch, from, to);
  const again = new Uint8Array(snapshot(state));
  reset(state);
  reset(state, saved);
  return { first: new Uint8Array(saved), again, restored: new Uint8Array(snapshot(state)) };
}

/** Events that a cut lets through, one by one. */
export function visible(events: readonly RecordedEvent[], cut: Cut): RecordedEvent[] {
  return events.filter(
    (e) => e.sequence < cut.knownAt && parseDay(e.meta.effectiveOn) <= (cut.asOf as Day),
  );
}

/** Cuts anywhere inside of a book and a little beyond. */
export const anyCut = (firstDay: Day, days: number): fc.Arbitrary<Cut> =>
  fc.record({
    asOf: fc.integer({ min: 0, max: days + 30 }).map((d) => (firstDay + d) as Day),
    knownAt: fc.integer({ min: 1, max: 41 }),
  });

/** Entries of a map by key, to compare maps whose order means nothing. */
export const sorted = <V>(map: Map<string, V>): [string, V][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
