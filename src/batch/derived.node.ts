import { BOUND_TO_NOTHING, boundOf, isCurrent, storedBound } from '../audit/bound.ts';
import type { Bound, StoredBound } from '../audit/bound.ts';
import type { Sha256 } from '../audit/merkle.ts';
import type { RecordedEvent } from '../event.ts';
import { decodeEvent } from '../events/decode.ts';
import type { EventStore, LinePage } from '../store/port.ts';
import { isFeeworthError } from '../error.ts';
import { layoutDigest } from './book-bytes.ts';
import type { PartReader } from './segment.ts';
import { followLines, followLog, notTheLog } from './follow-log.ts';
import { openSealed, writeSealed } from '../sealed-file.node.ts';
import type { PartToWrite, SealedFile } from '../sealed-file.node.ts';

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
  /** How to make it of parts that are read when they are asked for, where that is better. */
  lend?(index: Index): ((reader: PartReader) => T) | undefined;
  /** What takes in the events that follow: decoded ones, or their lines in pages. */
  taker(into: T): EventTaker | LineTaker;
  /** What is kept besides the parts; JSON. */
  index(of: T): Index;
  /** Growing changes so many of the last parts and adds others; those before stay as they are. */
  readonly growing: number;
  partCount(of: T): number;
  /** Bytes of a part, lent until another is asked for or what they are of changes. */
  part(of: T, i: number): Uint8Array;
}

interface Kept<Index> {
  readonly index: Index;
  readonly bound: Bound;
  readonly file: SealedFile;
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
 * cannot be written, only time is lost. `size` says how many events it is made of. Throws
 * `batch/not-the-log` when the events read do not have the root of the book, and what decoding
 * throws.
 */
export async function openDerived<T, Index>(
  derived: Derived<T, Index>,
  store: EventStore,
  sha256: Sha256,
  path: string | undefined,
): Promise<{ readonly made: T; readonly size: number }> {
  const head = await store.root();
  const { size } = head;
  const layout = layoutDigest(sha256);
  const kept = path === undefined ? undefined : read<Index>(path, sha256, layout);
  if (kept && isCurrent(kept.bound, head)) {
    const whole = wholeFrom(derived, kept);
    if (whole !== undefined) return { made: whole, size };
  }
  const parts = kept?.file.readAll();
  const follow = async ({ frontier }: Bound, into: T): Promise<Bound | undefined> => {
    const taker = derived.taker(into);
    return 'lines' in taker
      ? followLines(store, head, frontier, sha256, (page) => taker.lines(page))
      : followLog(store, head, frontier, sha256, (event) => taker.event(decodeEvent(event)));
  };
  const usable = kept && parts && { ...kept, parts };
  let made = usable ? derived.restore(usable.index, usable.parts, true) : derived.empty();
  let digests = usable?.file.digests ?? [];
  let bound = await follow(usable?.bound ?? BOUND_TO_NOTHING, made);
  if (bound === undefined && usable) {
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
  return { made, size };
}

function read<Index>(path: string, sha256: Sha256, layout: string): Kept<Index> | undefined {
  const file = openSealed(path, sha256);
  const stored = file?.index as StoredIndex<Index> | undefined;
  if (file === undefined || stored?.layout !== layout) return undefined;
  const bound = boundOf(stored.bound);
  return bound && { index: stored.index, bound, file };
}

/** What was kept, as far as it is read at once; undefined when that is not as it was written. */
function wholeFrom<T, Index>(derived: Derived<T, Index>, kept: Kept<Index>): T | undefined {
  const { index, file } = kept;
  const lent = file.isDisposable() ? derived.lend?.(index) : undefined;
  if (lent === undefined) {
    const parts = file.readAll();
    return parts && derived.restore(index, parts, false);
  }
  try {
    return lent(file.reader());
  } catch (error) {
    if (isFeeworthError(error) && error.category === 'conflict') return undefined;
    throw error;
  }
}

function write<T, Index>(
  derived: Derived<T, Index>,
  made: T,
  path: string,
  sha256: Sha256,
  index: StoredIndex<Index>,
  digests: readonly string[],
): void {
  const parts = Array.from({ length: derived.partCount(made) }, (_, i): PartToWrite => {
    const kept = i < digests.length - derived.growing ? digests[i] : undefined;
    return { kept, bytes: () => derived.part(made, i) };
  });
  writeSealed(path, sha256, index, parts);
}
