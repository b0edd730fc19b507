import type { Expected, Filter } from '../port.ts';

/** An event as it is handed to a client. */
export interface WireProposal {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An event as a client gives it back; nothing of it has been checked. */
export interface WireEvent {
  readonly stream: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly isJson: boolean;
  /** Commit position; null where the server told none. */
  readonly position: bigint | null;
}

export interface WireAppended {
  readonly revision: bigint;
  /** Null when the event is hidden: the stream was deleted or cut by somebody else. */
  readonly position: bigint | null;
}

export interface WireRead {
  readonly from: bigint | 'end';
  readonly backwards: boolean;
  readonly maxCount: number;
}

export interface WireReadAll {
  /** Inclusive forwards, exclusive backwards; a place that the log does not have is an error. */
  readonly from: bigint | 'end';
  readonly backwards: boolean;
  readonly maxCount: number;
}

export interface WireFollow {
  /** Exclusive; null for everything from the beginning. */
  readonly after: bigint | null;
  /** What the names of streams, or of types, begin with, in full. */
  readonly filter: Filter;
}

/** What a subscription hands over, in this very order; `alive` while it finds nothing. */
export type WireDelivery = WireEvent | 'caught-up' | 'alive';

/** A subscription: ends when `end` is called, throws when the connection or the server fails. */
export interface WireSubscription extends AsyncIterable<WireDelivery> {
  end(): Promise<void>;
}

/**
 * The part of a client that a book needs; both packages fit it. Calls may hang and may fail in any
 * of the ways of event-sourcing.md §2.3: who uses it brings timeouts and retries.
 */
export interface Wire {
  append(
    stream: string,
    events: readonly WireProposal[],
    how: { readonly expected: Expected; readonly deadlineMs: number },
  ): Promise<WireAppended>;
  /** One page of a stream; the client's error when there is no such stream. */
  readStream(stream: string, how: WireRead, signal: AbortSignal): Promise<readonly WireEvent[]>;
  /** One page of everything on the server, other people's events among it. */
  readAll(how: WireReadAll, signal: AbortSignal): Promise<readonly WireEvent[]>;
  subscribe(how: WireFollow): WireSubscription;
  /** Ends what is under way and lets go of the connection. */
  dispose(): Promise<void>;
}
