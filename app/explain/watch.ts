import type { BookContext } from '../../src/batch/book-context.ts';
import { firstDay, lastDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import { Changes } from './changes.ts';
import { endOfEvent, isOneEvent, startOfEvent } from './one-event.ts';

/** Months of a view's context by their indexes, both included. */
export interface Months {
  readonly from: number;
  readonly to: number;
}

/**
 * How a figure is read off the state of a fold. One that adds up cells of months can be watched
 * with all its months taken as one, whose cells are few and found beforehand: what an event adds
 * does not hang on the events before it.
 */
export type Reading<S> =
  | {
      readonly read: (state: S) => number;
      readonly kinds?: Uint8Array;
    }
  | {
      readonly months: Months;
      readonly reader: (state: S, months: Months) => () => number;
      /** Numbers of the entities whose books it reads; absent where it may read any. */
      readonly entities?: readonly number[];
      /** 1 for each kind of row that can move it; absent where all that the fold looks at can. */
      readonly kinds?: Uint8Array;
    };

/** What some cells of a state add up to. */
export function sumOfCells(amounts: Float64Array, cells: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += amounts[cells[i] as number] ?? 0;
  return sum;
}

/** The same with the other sign. */
export const negated = <S>(how: Reading<S>): Reading<S> =>
  'read' in how
    ? { read: (state) => 0 - how.read(state) }
    : {
        ...how,
        reader: (state, months) => {
          const read = how.reader(state, months);
          return () => 0 - read();
        },
      };

/** A figure off a state as it is. */
export const readingOf = <S>(how: Reading<S>, state: S): number =>
  'read' in how ? how.read(state) : how.reader(state, how.months)();

/**
 * What events change of a number of a fold. No figure has a second implementation: the fold is
 * watched while the book is folded event by event, and the parts add up because they telescope. A
 * view of one event finds the same change of that event, and only it.
 */
export function changesOf<S extends Block, F>(
  view: View,
  projection: Projection<S, F>,
  how: Reading<S>,
): Changes {
  const changes = new Changes(view);
  if (isOneEvent(view)) {
    const { before, after } = view.one.around(projection);
    const amount = readingOf(how, after) - readingOf(how, before);
    if (amount !== 0) changes.add(view.one, amount);
    return changes;
  }
  const { state, read, first, last } = watched(view, projection, how);
  const books = 'read' in how ? undefined : booksOf(how.entities);
  const kinds = how.kinds ?? projection.kinds ?? ALL_KINDS;
  let before = read();
  for (const { batch, from, to } of view.spans()) {
    const { effective, kind, entity, party } = batch;
    for (let i = from; i < to;) {
      const day = effective[i] as number;
      const isOfBook =
        books === undefined ||
        books[entity[i] as number] === 1 ||
        // The other book of an event is named where parties are.
        books[party[i] as number] === 1;
      if (kinds[kind[i] as number] !== 1 || day < first || day > last || !isOfBook) {
        i += 1;
        continue;
      }
      const start = startOfEvent(batch, i, from);
      const end = endOfEvent(batch, i, to);
      projection.fold(state, batch, start, end);
      const after = read();
      if (after !== before) changes.add({ batch, from: start, to: end }, after - before);
      before = after;
      i = end;
    }
  }
  return changes;
}

/** 1 for each of these entities. */
function booksOf(entities: readonly number[] | undefined): Uint8Array | undefined {
  if (entities === undefined) return undefined;
  const books = new Uint8Array(Math.max(0, ...entities) + 1);
  for (const entity of entities) books[entity] = 1;
  return books;
}

const ALL_KINDS = new Uint8Array(256).fill(1);

/** A state to be watched, the number read off it, and the days between which events move it. */
function watched<S extends Block, F>(
  { context, cut }: View,
  projection: Projection<S, F>,
  how: Reading<S>,
): { state: S; read: () => number; first: number; last: number } {
  if ('read' in how) {
    const state = projection.start(context, cut);
    return { state, read: () => how.read(state), first: -Infinity, last: Infinity };
  }
  const { monthOfDay, firstDay: start, firstMonth } = context;
  // Everything else is as it was, what is counted when asked for included.
  const oneMonth = Object.assign(Object.create(context) as BookContext, {
    monthCount: 1,
    monthOfDay: new Int16Array(monthOfDay.length),
  });
  const state = projection.start(oneMonth, cut);
  const { from, to } = how.months;
  return {
    state,
    read: how.reader(state, { from: 0, to: 0 }),
    first: Math.max(start, firstDay((firstMonth + from) as Month)),
    last: lastDay((firstMonth + to) as Month),
  };
}
