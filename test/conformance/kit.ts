import { expect, it } from 'vitest';
import { isFeeworthError, type FeeworthError } from '../../src/error.ts';
import type { NewEvent, RecordedEvent } from '../../src/event.ts';
import type { EventStore, Expected, Position } from '../../src/store/port.ts';
import { makeEvent } from '../support/plain-event.ts';

/** What a test may ask of a store to be made. */
export interface MakeOptions {
  readonly limits?: { readonly eventBytes?: number; readonly appendBytes?: number };
}
export type MakeStore = (options?: MakeOptions) => Promise<EventStore>;

/** For stores that are one SQLite file. */
export interface FileHooks {
  path(store: EventStore): string;
  open(path: string, options?: { readonly maxPages?: number }): Promise<EventStore>;
}

/** What can be done to the server that a store speaks to. */
export interface FaultHooks {
  /** The next so many appends are done, and then the connection is cut instead of an answer. */
  loseReplies(times: number): void;
  /** The server takes everything and answers nothing. */
  silence(): void;
  /** It answers again as it should. */
  heal(): void;
  /** It goes down at once and comes up again with its log. */
  restart(): Promise<void>;
}

/** What a store can be made to suffer; a missing hook skips the tests that need it, by number. */
export interface StoreHooks {
  /** Closes the book and opens it again. */
  readonly reopen?: (store: EventStore) => Promise<EventStore>;
  /** Another handle on the same book. */
  readonly second?: (store: EventStore) => Promise<EventStore>;
  readonly file?: FileHooks;
  /** A URL under which another process can open the book. */
  readonly url?: (store: EventStore) => string;
  readonly faults?: FaultHooks;
  /** Whether it is a server that decides about appends, and repeats of "any" are up to it. */
  readonly isServer?: boolean;
  /** Most streams of one append; any number of those asked for when left out. */
  readonly atomicStreams?: number;
}

/** What each section of the suite works with. */
export interface Suite {
  readonly make: MakeStore;
  readonly hooks: StoreHooks;
  readonly skipped: number[];
}

/** Declares a numbered test of event-sourcing.md §5, or skips it and keeps count. */
export function numbered(
  suite: Suite,
  number: number,
  name: string,
  can: boolean,
  test: () => Promise<void>,
): void {
  if (!can) suite.skipped.push(number);
  it.skipIf(!can)(`${number}. ${name}`, test);
}

export { makeEvent };

/** `count` events numbered in their data. */
export function makeEvents(count: number, type = 'NoteTaken'): NewEvent[] {
  return Array.from({ length: count }, (_, n) => makeEvent({ n }, { type }));
}

/** Appends to one stream and returns its last revision. */
export async function put(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: readonly NewEvent[],
): Promise<bigint> {
  const { revisions } = await store.append([{ stream, expected, events }]);
  return revisions.get(stream) ?? -1n;
}

export async function collect<T>(source: AsyncIterable<T>, most = Infinity): Promise<T[]> {
  const items: T[] = [];
  if (most === 0) return items;
  for await (const item of source) if (items.push(item) >= most) break;
  return items;
}

/** All events with the cursor of each, as a subscription would give them. */
export async function withPositions(store: EventStore): Promise<[RecordedEvent, Position][]> {
  const found: [RecordedEvent, Position][] = [];
  for await (const { events, at } of store.readPages({ pageSize: 1 }))
    for (const event of events) found.push([event, at]);
  return found;
}

/** The error a call ends with; fails when it does not fail, or not with a FeeworthError. */
export async function failure(call: Promise<unknown>): Promise<FeeworthError> {
  const outcome = await call.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (!isFeeworthError(outcome)) throw new Error(`Not a FeeworthError: ${String(outcome)}`);
  return outcome;
}

export async function expectCode(call: Promise<unknown>, code: string): Promise<FeeworthError> {
  const error = await failure(call);
  expect(error.code).toBe(code);
  return error;
}

/** What a conflict says about the only stream in it. */
export async function conflictOf(call: Promise<unknown>): Promise<unknown> {
  const error = await expectCode(call, 'store/conflict');
  const conflicts = error.details['conflicts'];
  expect(conflicts).toHaveLength(1);
  return (conflicts as readonly unknown[])[0];
}

export const ids = (events: readonly { readonly id: string }[]): string[] =>
  events.map((e) => e.id);
