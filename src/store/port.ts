import type { Frontier, Subtree } from '../audit/merkle.ts';
import type { NewEvent, RecordedEvent } from '../event.ts';

declare const positionBrand: unique symbol;

/**
 * A cursor into one store: text a caller may keep and hand back to the same book, and never reads.
 * Figures, seals and messages speak of `sequence` instead (settled.md §1.1).
 */
export type Position = string & { readonly [positionBrand]: true };

/** Place in a stream: 0-based, without gaps. */
export type Revision = bigint;

/** What a stream must be like for an append to happen: anything, missing, there, or at a revision. */
export type Expected = 'any' | 'none' | 'exists' | Revision;

/** What is appended to one stream; no events and an expectation is a check that writes nothing. */
export interface StreamAppend {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
}

export interface AppendOptions {
  /** How long to wait for the writer's place before `store/unavailable`; default 10,000 ms. */
  readonly timeoutMs?: number;
}

/** The outcome of an append; a repeated call with the same ids gets the first outcome again. */
export interface Appended {
  /** Of the last event written; null when there was nothing but checks. */
  readonly at: Position | null;
  /** Sequence of the last event written; null when there was nothing but checks. */
  readonly sequence: number | null;
  /** Last revision of each stream written. */
  readonly revisions: ReadonlyMap<string, Revision>;
}

/** Events whose stream, or whose type, begins with one of these texts, taken literally. */
export type Filter =
  { readonly streams: readonly string[] } | { readonly types: readonly string[] };

export interface ReadStream {
  /** Inclusive. Default: 'start' forwards, 'end' backwards. */
  readonly from?: Revision | 'start' | 'end';
  readonly backwards?: boolean;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface ReadAll {
  /** Exclusive, like a checkpoint; with `backwards`: before it. */
  readonly after?: Position;
  readonly backwards?: boolean;
  /** Counts matches, not what was scanned. */
  readonly limit?: number;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

export interface ReadPages {
  /** Exclusive. Not together with `fromSequence`. */
  readonly after?: Position;
  /** Inclusive: the first sequence to read. */
  readonly fromSequence?: number;
  readonly filter?: Filter;
  /** Most events of one page; default 1,000. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** Some consecutive events (after the filter), never none, and the cursor of the last of them. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly at: Position;
}

export interface ReadLines {
  /** Inclusive: the first sequence to read. */
  readonly fromSequence: number;
  /** Exclusive; not beyond the head. */
  readonly toSequence: number;
  readonly signal?: AbortSignal;
}

/** Some consecutive events as lines; valid until the next page is asked for. */
export interface LinePage {
  /** Their canonical lines, each followed by a line feed, as `events.ndjson` has them. */
  readonly lines: Uint8Array;
  /** Place behind each line feed. */
  readonly ends: Uint32Array;
  /** The part of the tree over them, as few complete parts. */
  readonly parts: readonly Subtree[];
}

export interface Subscribe {
  /** Exclusive: the last event already handled. */
  readonly after?: Position;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

/**
 * What a subscription hands over. `caught-up` comes once, when everything that was there has been
 * delivered; its `at` covers events the filter left out and is null in an empty book.
 */
export type Delivery =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly at: Position }
  | { readonly kind: 'caught-up'; readonly at: Position | null };

/** The last event of a book. */
export interface Head {
  readonly at: Position;
  readonly sequence: number;
  /** ISO instant of that event, for the layer that stamps the next (settled.md §1.8). */
  readonly recordedAt: string;
}

/** RFC 6962 tree over the first `size` events of a book; `root` in lower-case hex. */
export interface TreeHead {
  readonly size: number;
  readonly root: string;
}

/** A tree head that was kept somewhere, with words for where: "the head note". */
export interface KnownHead {
  readonly head: TreeHead;
  readonly whose: string;
}

export interface VerifyOptions {
  /**
   * A tree head known from elsewhere: with its frontier, or when the book's head note knows one,
   * only the events from its size on are read; otherwise all are, and must have that root.
   */
  readonly since?: TreeHead & { readonly frontier?: Frontier };
  /** More tree heads that the book must have on the way. */
  readonly heads?: readonly KnownHead[];
  /** The file seal only: finds any changed bit of a cleanly closed book. */
  readonly file?: boolean;
  readonly signal?: AbortSignal;
}

/** Something that is not as it was written. */
export interface VerifyProblem {
  /** The first bad event, or null for what has no place in the log (schema, note, file). */
  readonly sequence: number | null;
  /** What is wrong, in words; never content of an event. */
  readonly words: string;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** In the order of the log, what has no place last. At most a hundred. */
  readonly problems: readonly VerifyProblem[];
  /** The tree recomputed from the lines; null when the lines were not read. */
  readonly tree: TreeHead | null;
  /** Each given head by size, and whether the book has it; null where that part was not read. */
  readonly heads: readonly (KnownHead & { readonly holds: boolean | null })[];
  /** How many events were read and checked. */
  readonly eventsChecked: number;
  /** What this verification did not look at, in words. */
  readonly notRead: readonly string[];
  /** What a reader should know, in words: a hot write-ahead log, a missing head note. */
  readonly remarks: readonly string[];
}

export interface StoreLimits {
  /** Bytes of one event's data as canonical JSON in UTF-8; the envelope does not count. */
  readonly eventBytes: number;
  /** Sum of the same over one append. */
  readonly appendBytes: number;
  /** Streams that one append may write or check together. */
  readonly atomicStreams: number;
}

/** Codes of the errors a store throws; callers branch on these, never on words. */
export const STORE_ERRORS = {
  conflict: 'store/conflict',
  indeterminate: 'store/indeterminate',
  unavailable: 'store/unavailable',
  tooLarge: 'store/too-large',
  deleted: 'store/deleted',
  denied: 'store/access-denied',
  corrupt: 'store/corrupt',
  unsupported: 'store/unsupported',
  closed: 'store/closed',
  aborted: 'store/aborted',
  badRequest: 'store/bad-request',
  readOnly: 'store/read-only',
  newerVersion: 'store/newer-version',
  diskFull: 'store/disk-full',
  noBook: 'store/no-book',
  notABook: 'store/not-a-book',
} as const;

/** One entry of `details.conflicts` of `store/conflict`. */
export interface Conflict {
  readonly stream: string;
  readonly expected: Expected;
  readonly actual: Revision | 'none';
}

/**
 * Where a book is kept. Every adapter passes test/conformance/event-store.ts; its rules of
 * idempotency are those of the server (event-sourcing.md §2.6): ids are compared, never contents.
 */
export interface EventStore {
  readonly limits: StoreLimits;
  /**
   * All or nothing. Repeating a call with the same ids and numbered expectations returns the first
   * outcome. After `store/indeterminate` the caller repeats with the same ids.
   */
  append(writes: readonly StreamAppend[], options?: AppendOptions): Promise<Appended>;
  /** Yields nothing for a stream that does not exist. */
  readStream(stream: string, options?: ReadStream): AsyncIterable<RecordedEvent>;
  /** In order of sequence, up to the head as it was when the reading began. */
  readAll(options?: ReadAll): AsyncIterable<RecordedEvent>;
  /** The fast way to read much: the same events as `readAll` forwards, in pages. */
  readPages(options?: ReadPages): AsyncIterable<Page>;
  /**
   * The fastest way to read everything: lines as they lie there, hashed but not looked at. Who
   * compares the root of their parts with one that is known has read what was written.
   */
  readLines(options: ReadLines): AsyncIterable<LinePage>;
  /** At least once, in order, from `after` for ever, until the signal or `return()` ends it. */
  subscribe(options?: Subscribe): AsyncIterable<Delivery>;
  /** The last revision of a stream, null when there is none. */
  revision(stream: string): Promise<Revision | null>;
  /** The last event of the book, null when it is empty. */
  head(): Promise<Head | null>;
  /**
   * The tree over everything there is. Cheap on a warm book: only new events are hashed. Throws
   * `store/corrupt` when what lies beside the book tells of other events.
   */
  root(): Promise<TreeHead>;
  /** The tree over the first `size` events; hashes them again unless it is the current size. */
  rootAt(size: number): Promise<TreeHead>;
  /** The roots of the complete parts of the tree over the first `size` events. */
  frontierAt(size: number): Promise<Frontier>;
  /**
   * Writes beside the book how far it has come, durably (a head note), as a clean close does: for
   * the moment of sealing. Nothing to do for a store that has nothing beside it.
   */
  note(): Promise<void>;
  /** Says what it finds rather than throwing; settled.md §2.2 has what it can and cannot find. */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
  /** Waits for appends in flight. Everything but a second `close` throws `store/closed` after it. */
  close(): Promise<void>;
}
