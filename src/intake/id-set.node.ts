import type { Sha256 } from '../audit/merkle.ts';
import { openDerived } from '../batch/derived.node.ts';
import type { EventStore } from '../store/port.ts';
import type { Derived } from '../batch/derived.node.ts';
import { IdSet } from './id-set.ts';
import type { Attempt } from './id-set.ts';

/** Name of the id set beside a book. */
export const idSetPath = (book: string): string => `${book}.ids`;

/**
 * The ids of all imported facts up to the head of a book, kept in a file beside it under the same
 * rules as the column cache; `size` is how many events the book had. Without a path nothing is
 * kept.
 */
export async function openIdSet(
  store: EventStore,
  sha256: Sha256,
  path?: string,
): Promise<{ readonly made: IdSet; readonly size: number }> {
  const ids: Derived<IdSet, readonly Readonly<Attempt>[]> = {
    empty: () => new IdSet(sha256),
    restore: (attempts, parts) => new IdSet(sha256, { attempts, parts }),
    taker: (set) => ({ event: (event) => set.add(event) }),
    index: (set) => set.attempts,
    growing: 1,
    partCount: (set) => set.partCount,
    part: (set, i) => set.part(i),
  };
  return openDerived(ids, store, sha256, path);
}
