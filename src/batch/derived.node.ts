import { BOUND_TO_NOTHING, boundOf, isCurrent, storedBound } from '../audit/bound.ts';
import type { Bound, StoredBound } from '../audit/bound.ts';
import type { Sha256 } from '../audit/merkle.ts';
import type { RecordedEvent } from '../event.ts';
import { decodeEvent } from '../events/decode.ts';
import type { EventStore, LinePage } from '../store/port.ts';
import { layoutDigest } from './book-bytes.ts';
import { followLines, followLog, notTheLog } from './follow-log.ts';
import { readSealed, writeSealed } from '../sealed-file.node.ts';
import type { PartToWrite } from '../sealed-file.node.ts';

export interface EventTaker {
  event(event: RecordedEvent): void;
}
export interface LineTaker {
  lines(page: LinePage): void;
}

/** Something that is made from the log and kept beside it; the log can always make it again. */
export interface Derived<T, Index> {
  empty(): T;
  /** From what was kept; `isGrowing` says that events will follow. */
  restore(index: Index, parts: readonly Uint8Array[], isGrowing: boolean): T;
  /** What takes in the events that follow: decoded ones, or their lines in pages. */
  taker(into: T): EventTaker | LineTaker;
  /** What is kept besides the parts; JSON. */
  index(of: T): Index;
  /** Growing changes the last part and adds others; those before it stay as they are. */
  partCount(of: T): number;
  part(of: T, i: number): Uint8Array;
}

interface Kept<Index> {
  readonly index: Index;
  readonly bound: Bound;
  readonly parts: readonly Uint8Array[];
  readonly digests: readonly string[];
}

interface StoredIndex<Index> {
  readonly layout: string;
  readonly bound: StoredBound;
  readonly index: Index;
}

/**
 * What is derived from a book up to its head. What lies at `path` is checked and used as far as it
 * belongs to this very log, the rest is read from the store, and the file is brought up to date;
 * it is made anew when missing, damaged, of another log or another version's layout. When it
 * cannot be written, only time is lost. Throws `batch/not-the-log` when the events read do not
 * have the root of the book, and what decoding throws.
 */
export async function openDerived<T, Index>(
  derived: Derived<T, Index>,
  store: EventStore,
  sha256: Sha256,
  path: string | undefined,
): Promise<T> {
  const head = await store.root();
  const layout = layoutDigest(sha256);
  const kept = path === undefined ? undefined : read<Index>(path, sha256, layout);
  if (kept && isCurrent(kept.bound, head)) return derived.restore(kept.index, kept.parts, false);
  const follow = async ({ frontier }: Bound, into: T): Promise<Bound | undefined> => {
    const taker = derived.taker(into);
    return 'lines' in taker
      ? followLines(store, head, frontier, sha256, (page) => taker.lines(page))
      : followLog(store, head, frontier, sha256, (event) => taker.event(decodeEvent(event)));
  };
  let made = kept ? derived.restore(kept.index, kept.parts, true) : derived.empty();
  let digests = kept?.digests ?? [];
  let bound = await follow(kept?.bound ?? BOUND_TO_NOTHING, made);
  if (bound === undefined && kept) {
    made = derived.empty();
    digests = [];
    bound = await follow(BOUND_TO_NOTHING, made);
  }
  if (bound === undefined) throw notTheLog();
  if (path !== undefined) {
    const index: StoredIndex<Index> = {
      layout,
      bound: storedBound(bound),
      index: derived.index(made),
    };
    write(derived, made, path, sha256, index, digests);
  }
  return made;
}

function read<Index>(path: string, sha256: Sha256, layout: string): Kept<Index> | undefined {
  const sealed = readSealed(path, sha256);
  const stored = sealed?.index as StoredIndex<Index> | undefined;
  if (sealed === undefined || stored?.layout !== layout) return undefined;
  const bound = boundOf(stored.bound);
  return bound && { index: stored.index, bound, parts: sealed.parts, digests: sealed.digests };
}

function write<T, Index>(
  derived: Derived<T, Index>,
  made: T,
  path: string,
  sha256: Sha256,
  index: StoredIndex<Index>,
  digests: readonly string[],
): void {
  const count = derived.partCount(made);
  const parts = Array.from({ length: count }, (_, i): PartToWrite => {
    const digest = i < digests.length - 1 ? digests[i] : undefined;
    return digest === undefined ? { bytes: derived.part(made, i) } : { kept: digest };
  });
  writeSealed(path, sha256, index, parts, () =>
    Array.from({ length: count }, (_, i) => derived.part(made, i)),
  );
}
