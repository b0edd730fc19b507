import type { Subtree } from '../audit/merkle.ts';
import type { NewEvent, RecordedEvent } from '../event.ts';
import type { StreamFacts } from './decide.ts';
import type { Filter, LinePage, Revision, StoreLimits } from './port.ts';

/** An event with its place and its line, ready to be stored. */
export interface LogRow {
  readonly event: NewEvent;
  readonly stream: string;
  readonly revision: Revision;
  readonly line: string;
}

/** A stretch of the book; both ends included. */
export interface LogRange {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly backwards: boolean;
  readonly filter?: Filter | undefined;
}

export interface StreamRange {
  readonly from: Revision;
  readonly limit: number;
  readonly backwards: boolean;
}

/** What a quick look at a stretch of a log gives: its part of the tree, nothing being wrong. */
export interface Scanned {
  readonly parts: readonly Subtree[];
}

/** Consecutive events, the end excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Lines of stretches one after the other; null for one that wants a closer look. */
export type LineReading = (stretches: readonly Stretch[]) => AsyncIterable<LinePage | null>;

/** Looks at stretches of a log faster than row by row, and perhaps at several at once. */
export interface Scanner {
  /** How many stretches are looked at at once. */
  readonly width: number;
  /** Events `from` to before `to`; null when something there wants a closer look. */
  scan(from: number, to: number): Promise<Scanned | null>;
  /** What the store's own check of its structures says; empty when all is well. */
  structure(): Promise<readonly string[]>;
  /** Nothing more is asked for now. */
  done(): Promise<void>;
}

/** A stored event as it lies there: for hashing and for `verify`. */
export interface StoredRow {
  readonly sequence: number;
  readonly line: Uint8Array;
  /** The readable copies of parts of the line, by the name of the envelope's field. */
  readonly copies: Readonly<Record<string, string | bigint | null>>;
}

/**
 * What an embedded book must be able to do; all of it at once, without waiting, in one process at a
 * time. `LogStore` makes an event store of it. The cursor of these stores is the sequence.
 */
export interface Log extends StreamFacts {
  readonly limits: StoreLimits;
  /** Whether other processes may write to it, so that followers must look now and then. */
  readonly isShared: boolean;
  /** Runs `work` as the only writer; what it wrote is durable on return, or never was. */
  transaction<T>(work: () => T): T;
  /** Appends in order and returns the sequence of the last; only inside `transaction`. */
  insert(rows: readonly LogRow[]): number;
  /** Appends one event durably if its revision is the next of its stream; null when it is not. */
  insertNext(row: LogRow): number | null;
  head(): { readonly sequence: number; readonly recordedAt: string } | null;
  sequenceOf(stream: string, revision: Revision): number;
  readRange(range: LogRange): readonly RecordedEvent[];
  readStream(stream: string, range: StreamRange): readonly RecordedEvent[];
  /** Lines from `from` on, at most `limit`, without gaps or `store/corrupt`. */
  lines(from: number, limit: number): readonly Uint8Array[];
  /** Rows from `from` on, at most `limit`, as they are: gaps are the caller's to find. */
  rows(from: number, limit: number): readonly StoredRow[];
  /** The last revision a stream has below a sequence. */
  revisionBefore(stream: string, sequence: number): Revision | null;
}

/**
 * How many events of a stream an append with `any` or `exists` looks back through for its own ids.
 * Such repeats are recognised weakly, as on a server; numbered ones always (event-sourcing.md §2.6).
 */
export const LOOK_BACK = 1_000;

/** Limits of the embedded stores; bytes as in `StoreLimits`. */
export const EMBEDDED_LIMITS: StoreLimits = {
  eventBytes: 1_048_576,
  appendBytes: 16_777_216,
  atomicStreams: 100,
};
