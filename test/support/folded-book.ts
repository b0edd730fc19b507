import type { Day } from '../../src/calendar.ts';
import { parseMonth } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import type { EventData, EventType } from '../../src/events/vocabulary.ts';
import { openStore } from '../../src/store/open.ts';
import type { EventStore } from '../../src/store/port.ts';
import type { Block, Projection } from '../../projections/projection.ts';

/** A book opened for reading, with what tests ask of it again and again. */
export interface FoldedBook {
  readonly store: EventStore;
  readonly columns: ColumnBook;
  readonly cut: Cut;
  readonly context: BookContext;
  /** Every event that counts, by type, in order of sequence. */
  readonly events: ReadonlyMap<string, readonly RecordedEvent[]>;
  /** A projection's state at the book's cut, or at another one. */
  state<S extends Block, F>(projection: Projection<S, F>, cut?: Partial<Cut>): S;
  figures<S extends Block, F>(projection: Projection<S, F>): F;
  entity(name: string): number;
  /** Index of a month from the first that the folds know. */
  month(text: string): number;
}

/** Opens a recorded book for reading, as of a day, with all it knows. */
export async function foldedBook(path: string, asOf: Day): Promise<FoldedBook> {
  const store = await openStore(path, { readOnly: true });
  return foldedStore(store, asOf, columnCachePath(path));
}

/** The same of an open store, without a cache unless one is named. */
export async function foldedStore(
  store: EventStore,
  asOf: Day,
  cache?: string,
): Promise<FoldedBook> {
  const columns = await openColumns(store, sha256, cache);
  const cut: Cut = { asOf, knownAt: columns.size };
  const context = columns.context(cut);
  const events = new Map<string, RecordedEvent[]>();
  for await (const page of store.readPages()) {
    for (const recorded of page.events) {
      const event = decodeEvent(recorded);
      const known = events.get(event.type);
      if (known) known.push(event);
      else events.set(event.type, [event]);
    }
  }
  const state = <S extends Block, F>(projection: Projection<S, F>, at: Partial<Cut> = {}): S => {
    const own = { ...cut, ...at };
    const started = projection.start(columns.context(own), own);
    for (const { batch, from, to } of columns.feed(own)) projection.fold(started, batch, from, to);
    return started;
  };
  return {
    store,
    columns,
    cut,
    context,
    events,
    state,
    figures: (projection) => projection.figures(state(projection)),
    entity: (name) => context.names.numberOf('entity', name),
    month: (text) => parseMonth(text) - context.firstMonth,
  };
}

/** An event with its data as declared. */
export type Typed<T extends EventType> = Omit<RecordedEvent, 'data'> & {
  readonly data: EventData<T>;
};

/** Events of a type, in order of sequence. */
export function eventsOf<T extends EventType>(book: FoldedBook, type: T): readonly Typed<T>[] {
  return (book.events.get(type) ?? []) as unknown as readonly Typed<T>[];
}
