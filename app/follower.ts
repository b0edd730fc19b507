import type { RecordedEvent } from '../src/event.ts';
import type { EventStore } from '../src/store/port.ts';

/** Something made out of the log that grows with it; a book keeps each up to its head. */
export interface Follower {
  add(event: RecordedEvent): void;
}

/**
 * How to make a follower. One that is `counted` is told only what counts: events of an import come
 * to it when the import is completed, and it is made anew when an import is taken back.
 */
export interface FollowerKind<F extends Follower> {
  readonly name: string;
  readonly isCounted: boolean;
  /** Types of the events it lives on; all when not given. Others do it no harm and may be left out. */
  readonly types?: readonly string[];
  make(): F;
  /** Reads what it lacks because other types were left out, where it can lack anything. */
  settle?(follower: F, store: EventStore): Promise<void>;
  /**
   * Instead of `make`, from a file beside the book; `book` is its path, if it has one. It has taken
   * in the first `size` events.
   */
  open?(
    store: EventStore,
    book: string | undefined,
  ): Promise<{ readonly made: F; readonly size: number }>;
}
