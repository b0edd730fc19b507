import type { Json } from '../event.ts';
import type { Revision } from './port.ts';

/** What is appended to the work log. */
export interface NewWork {
  readonly type: string;
  readonly data: Json;
}

/** An event of the work log as it was found; nothing of it has been checked. */
export interface WorkEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly type: string;
  readonly data: unknown;
}

/** A stream whose events are handed out, each to one of those who take from it. */
export interface WorkQueue {
  readonly stream: string;
  readonly group: string;
  /** After so long without an answer an event is handed to somebody else. */
  readonly messageTimeoutMs: number;
  /** How often that may happen before the server puts the event aside without a word. */
  readonly maxRetryCount: number;
}

/** An event that was handed to us; answers that come too late do nothing. */
export interface Taken {
  readonly event: WorkEvent;
  /** It is done: nobody else is to be handed it. */
  done(): Promise<void>;
  /** Somebody else is to be handed it. */
  giveBack(why: string): Promise<void>;
}

/** Where an append went; the place is null where the server tells none. */
export type WorkPlace = bigint | null;

/**
 * A log that machines share work by, outside of every book and of its seal (settled.md §6.9).
 * Calls that the server does not answer are made again for some time and then throw
 * `store/unavailable` or `store/indeterminate`.
 */
export interface WorkLog {
  /** Most bytes of data in one append. */
  readonly appendBytes: number;
  /**
   * Appends to one stream behind a revision, or as its first events. Throws `store/conflict` when
   * somebody else was there. With "any" events may be written twice after a lost answer.
   */
  append(
    stream: string,
    events: readonly NewWork[],
    expected: Revision | 'none' | 'any',
  ): Promise<WorkPlace>;
  /** All events of a stream in their order; none when there is no such stream. */
  read(stream: string): Promise<readonly WorkEvent[]>;
  /** The last event of a stream; null when there is none. */
  last(stream: string): Promise<WorkEvent | null>;
  /**
   * Events of all streams that begin so and lie behind a place, those that come later too, until
   * the signal. Comes back by itself after failures; nothing is lost or doubled.
   */
  follow(prefix: string, after: WorkPlace, signal: AbortSignal): AsyncIterable<WorkEvent>;
  /** Makes a queue from the start of its stream, unless it is there. */
  makeQueue(queue: WorkQueue): Promise<void>;
  /**
   * What the queue hands to us, one event at a time: the next comes when this one is answered.
   * Makes the queue where it is missing and comes back by itself after failures; throws
   * `store/unavailable` when the server could not be reached at the beginning.
   */
  take(queue: WorkQueue, signal: AbortSignal): AsyncIterable<Taken>;
  close(): Promise<void>;
}
