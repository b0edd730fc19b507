import { toHex, type Sha256 } from '../audit/merkle.ts';
import { VOCABULARY } from '../events/vocabulary.ts';
import { FACT_TYPES } from './book-context.ts';
import { ColumnBook, nameCounts } from './column-book.ts';
import type { ImportAttempt, KeptFact, NameCounts } from './column-book.ts';
import { BATCH_ROWS } from './columns.ts';
import { Dictionary, NAMESPACES } from './dictionary.ts';
import type { Namespace, StoredNames } from './dictionary.ts';
import { layoutText } from './layout.ts';
import { growable, segmentFromBytes, segmentToBytes } from './segment-bytes.ts';
import type { StoredSegment } from './segment-bytes.ts';

/** Raised whenever the same events give other columns without any change of the vocabulary. */
const ENCODING = 2;

/**
 * Everything that decides what events look like as columns, in one digest: columns kept under
 * another are not misread but made anew.
 */
export function layoutDigest(sha256: Sha256): string {
  const fields = [...VOCABULARY.values()].map(({ type, schema, fields: of }) =>
    JSON.stringify([type, schema, Object.entries(of).map(([n, f]) => [n, f.kind, f.whenAbsent])]),
  );
  const text = [`${ENCODING}`, BATCH_ROWS, [...FACT_TYPES].join(), layoutText(), ...fields];
  return toHex(sha256(new TextEncoder().encode(text.join('\n'))));
}

/** What is kept of a book besides its segments. JSON; few and small things. */
export interface BookIndex {
  /** Events taken in. */
  readonly size: number;
  readonly names: NameCounts;
  readonly attempts: readonly (readonly [string, number, number | null, number | null])[];
  readonly facts: readonly KeptFact[];
}

export function indexOfBook(book: ColumnBook): BookIndex {
  return {
    size: book.size,
    names: nameCounts(book.names),
    attempts: book.attempts.map((a) => [
      a.stream,
      a.startedAt,
      finite(a.completedAt),
      finite(a.revertedAt),
    ]),
    facts: book.facts,
  };
}

/** The bytes of segment `i` of a book. */
export function bytesOfSegment(book: ColumnBook, i: number): Uint8Array<ArrayBuffer> {
  const segment = book.segments[i];
  const next = book.segments[i + 1];
  if (segment === undefined) throw new RangeError('the book has no such segment');
  return segmentToBytes(segment, book.names, next?.namesBefore ?? nameCounts(book.names));
}

/**
 * A book over its bytes: columns are views, names are read when asked for. `toGrow` gives the last
 * segment room, so that the book goes on as if it had never been put away.
 */
export function bookOfBytes(
  index: BookIndex,
  parts: readonly Uint8Array[],
  toGrow: boolean,
): ColumnBook {
  const stored = parts.map(segmentFromBytes);
  const segments = stored.map((s) => s.segment);
  const last = segments.pop();
  if (last !== undefined) segments.push(toGrow ? growable(last) : last);
  return new ColumnBook({
    names: namesOf(index.names, stored),
    segments,
    attempts: index.attempts.map(attemptOf),
    facts: [...index.facts],
    size: index.size,
  });
}

function namesOf(counts: NameCounts, stored: readonly StoredSegment[]): Dictionary {
  const of = (space: Namespace): StoredNames => ({
    size: counts[space],
    load: () => ['', ...stored.flatMap((s) => s.newNames(space))],
  });
  const all = NAMESPACES.map((space) => [space, of(space)] as const);
  return new Dictionary(Object.fromEntries(all) as Record<Namespace, StoredNames>);
}

function attemptOf([stream, startedAt, completedAt, revertedAt]: BookIndex['attempts'][number]) {
  const attempt: ImportAttempt = {
    stream,
    startedAt,
    completedAt: completedAt ?? Infinity,
    revertedAt: revertedAt ?? Infinity,
  };
  return attempt;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
