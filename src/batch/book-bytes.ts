import { toHex, type Sha256 } from '../audit/merkle.ts';
import { VOCABULARY } from '../events/vocabulary.ts';
import { FACT_TYPES } from './book-context.ts';
import { ColumnBook, nameCounts } from './column-book.ts';
import type { ImportAttempt, KeptFact } from './column-book.ts';
import type { NameCounts, PartReader, RowReader, Segment, SegmentHead } from './segment.ts';
import { BATCH_ROWS, roomOf, ROW_BYTES } from './columns.ts';
import { freeBytes } from '../warm-memory.ts';
import { Dictionary } from './dictionary.ts';
import type { Namespace } from './dictionary.ts';
import { layoutText } from './layout.ts';
import { partOfRows, PARTS_OF_ROWS, rowsOfParts } from './segment-bytes.ts';
import { bytesOfNames, joined, NO_NAME } from './name-table.ts';
import type { NameBytes, StoredNames } from './name-table.ts';
import { storedTally, tallyOf } from './tally.ts';
import type { StoredTally } from './tally.ts';

/** Raised whenever the same events give other columns without any change of the vocabulary. */
const ENCODING = 7;

/**
 * Everything that decides what events look like as columns, in one digest: columns kept under
 * another are not misread but made anew.
 */
export function layoutDigest(sha256: Sha256): string {
  const fields = [...VOCABULARY.values()].map(({ type, schema, fields: of }) =>
    JSON.stringify([type, schema, Object.entries(of).map(([n, f]) => [n, f.kind, f.whenAbsent])]),
  );
  const text = [
    `${ENCODING}`,
    roomOf(0),
    BATCH_ROWS,
    [...FACT_TYPES].join(),
    layoutText(),
    ...fields,
  ];
  return toHex(sha256(new TextEncoder().encode(text.join('\n'))));
}

/** A segment without its rows. JSON has no infinity: null where nothing tells of the world. */
type StoredHead = Omit<SegmentHead, 'lastFact'> & {
  readonly lastFact: number | null;
  readonly lastInstant: string;
};

/** What is kept of a book besides its segments. JSON; few and small things. */
export interface BookIndex {
  /** Events taken in. */
  readonly size: number;
  readonly names: NameCounts;
  /** Names of the small namespaces, which every report asks for. */
  readonly few: Readonly<Record<Few, readonly string[]>>;
  readonly segments: readonly StoredHead[];
  readonly attempts: readonly (readonly [string, number, number | null, number | null])[];
  readonly facts: readonly KeptFact[];
  readonly tally: StoredTally;
}

/** Namespaces of a handful of names, which are kept in the index. */
type Few = 'entity' | 'site';
/** Those that grow with the book: the names first seen in a segment are kept beside its rows. */
type Many = Exclude<Namespace, Few>;
const MANY = ['party', 'subject'] as const satisfies readonly Many[];

export function indexOfBook(book: ColumnBook): BookIndex {
  return {
    size: book.size,
    names: nameCounts(book.names),
    few: { entity: book.names.names('entity'), site: book.names.names('site') },
    segments: book.segments.map(headOf),
    attempts: book.attempts.map((a) => [
      a.stream,
      a.startedAt,
      finite(a.completedAt),
      finite(a.revertedAt),
    ]),
    facts: book.facts,
    tally: storedTally(book.tally()),
  };
}

function headOf({ batch, lastInstant, ...head }: Segment): StoredHead {
  const instants = batch?.recordedAt ?? [];
  const last = instants.reduce((latest, one) => (one > latest ? one : latest), '');
  return { ...head, lastFact: finite(head.lastFact), lastInstant: lastInstant ?? last };
}

/**
 * Parts of a segment: those of its rows, then the names first seen in it, a part for each namespace:
 * who wants the payers need not read the claims.
 */
export const PARTS_OF_SEGMENT = PARTS_OF_ROWS + MANY.length;
const rowsPart = (segment: number): number => segment * PARTS_OF_SEGMENT;
const namesPart = (segment: number, space: Many): number =>
  rowsPart(segment) + PARTS_OF_ROWS + MANY.indexOf(space);

/** The bytes of part `n` of a book whose rows are in memory; lent until another is asked for. */
export function partOfBook(book: ColumnBook, n: number): Uint8Array {
  const i = Math.floor(n / PARTS_OF_SEGMENT);
  const segment = book.segments[i];
  if (segment?.batch === undefined) throw new RangeError('the book has no such rows in memory');
  const space = MANY.find((one) => n === namesPart(i, one));
  if (space === undefined) return partOfRows(segment.batch, n - rowsPart(i));
  const after = book.segments[i + 1]?.namesBefore ?? nameCounts(book.names);
  return partOfNames(book.names.table(space).bytesOf(segment.namesBefore[space], after[space]));
}

/** Where each name ends, four bytes a name, then the names. */
function partOfNames({ bytes, ends }: NameBytes): Uint8Array {
  const part = new Uint8Array(ends.byteLength + bytes.length);
  part.set(new Uint8Array(ends.buffer, ends.byteOffset, ends.byteLength));
  part.set(bytes, ends.byteLength);
  return part;
}

function namesOfPart(part: Uint8Array, count: number): NameBytes {
  const ends = new Int32Array(count);
  const size = ends.byteLength;
  new Uint8Array(ends.buffer).set(part.subarray(0, size));
  return { ends, bytes: part.subarray(size) };
}

/** Number of parts of a book. */
export const partsOfBook = ({ segments }: ColumnBook): number => segments.length * PARTS_OF_SEGMENT;

/**
 * A book from its parts; names are read when asked for. `toGrow` gives the last segment room, so
 * that the book goes on as if it had never been put away.
 */
export function bookOfParts(
  index: BookIndex,
  parts: readonly Uint8Array[],
  toGrow: boolean,
): ColumnBook {
  const reader: PartReader = { read: (n) => parts[n] ?? new Uint8Array(), rest: () => undefined };
  const last = index.segments.length - 1;
  const segments = index.segments.map((stored, i): Segment => {
    const head = headFrom(stored);
    const capacity = toGrow && i === last ? Math.max(head.rows, roomOf(i)) : head.rows;
    return { ...head, batch: rowsOfParts((n) => reader.read(rowsPart(i) + n), head, { capacity }) };
  });
  return new ColumnBook(savedOf(index, segments, reader));
}

/**
 * A book whose rows stay where they are until somebody passes over them. Those of the last segment
 * are read at once: they change when somebody else lets the file grow.
 */
export function lentBook(index: BookIndex, reader: PartReader): ColumnBook {
  const read: RowReader['read'] = (i, block) => {
    let last: Uint8Array = new Uint8Array();
    const part = (n: number): Uint8Array => {
      freeBytes(last);
      return (last = reader.read(rowsPart(i) + n));
    };
    const batch = rowsOfParts(part, index.segments[i] as StoredHead, block && { block });
    freeBytes(last);
    return batch;
  };
  const segments = index.segments.map((stored, i): Segment => {
    const isLast = i === index.segments.length - 1;
    const batch = isLast ? read(i) : undefined;
    return { ...headFrom(stored), lastInstant: stored.lastInstant, batch };
  });
  reader.rest();
  const rows: RowReader = { read, rest: () => reader.rest() };
  return new ColumnBook({ ...savedOf(index, segments, reader), rows });
}

/** Bytes of all rows. */
export const rowBytes = ({ segments }: BookIndex): number =>
  segments.reduce((sum, { rows }) => sum + rows * ROW_BYTES, 0);

function savedOf(index: BookIndex, segments: Segment[], reader: PartReader) {
  return {
    names: namesOf(index, reader),
    segments,
    attempts: index.attempts.map(attemptOf),
    facts: [...index.facts],
    size: index.size,
    tally: tallyOf(index.tally),
  };
}

// What may grow in the book must not grow in the index.
function headFrom(stored: StoredHead): SegmentHead {
  const { firstSequence, policy, rows, minEffective, maxEffective, namesBefore } = stored;
  return {
    firstSequence,
    policy,
    rows,
    minEffective,
    maxEffective,
    lastFact: stored.lastFact ?? -Infinity,
    runRows: [...stored.runRows],
    runAttempts: [...stored.runAttempts],
    namesBefore,
  };
}

function namesOf({ names, few, segments }: BookIndex, reader: PartReader): Dictionary {
  const kept = (space: Few): StoredNames => ({
    size: names[space],
    load: () => bytesOfNames(few[space]),
  });
  const many = (space: Many): StoredNames => ({
    size: names[space],
    load() {
      const parts = segments.map(({ namesBefore }, i) => {
        const after = segments[i + 1]?.namesBefore ?? names;
        return namesOfPart(reader.read(namesPart(i, space)), after[space] - namesBefore[space]);
      });
      reader.rest();
      return joined([NO_NAME, ...parts]);
    },
  });
  return new Dictionary({
    entity: kept('entity'),
    site: kept('site'),
    subject: many('subject'),
    party: many('party'),
  });
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
