import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { HASH_BYTES, SubtreeBuilder } from '../../audit/merkle.ts';
import type { Scanned } from '../log.ts';
import type { LinePage } from '../port.ts';

// A line comes as text twice as fast as bytes do; its length and kind show whether that is all.
// The copies come as the parts that a canonical line has around them: keys have one order.
const ROWS = `SELECT stream, revision, CAST(line AS TEXT), length(line), typeof(line) = 'blob',
  '{"actor":"' || actor || '","actorKind":"',
  ',"effectiveOn":"' || effective_on || '","entity":"' || entity || '","id":"' || id ||
    '","occurredOn":"' || occurred_on || '","policy":"',
  '","recordedAt":"' || recorded_at || '","revision":' || revision || ',"schema":"',
  ',"site":"' || site || '",',
  ',"stream":"' || stream || '","type":"' || type || '"}'
  FROM events WHERE position > ? AND position <= ? ORDER BY position`;
// All lines of a stretch in one piece: a row costs more to hand over than to read, and fresh memory
// more than what is put into it. The range is searched by the table's key, and so in its order; a
// subquery that asks for the order copies each line once more. In another order the lines would not
// have the root of the book. As many different places as there are numbers: none is missing.
const LINES = `SELECT count(*), CAST(group_concat(line || char(10), '') AS BLOB)
  FROM events WHERE position > ? AND position <= ?`;
const PLACE = 'SELECT position FROM events WHERE stream = ? AND revision = ?';
const PAGE = 512;

// A row of ROWS, cell by cell: arrays are read twice as fast as objects.
type Row = readonly [
  stream: string,
  revision: number,
  line: string,
  bytes: number,
  isBlob: number,
  beginning: string,
  days: string,
  recording: string,
  site: string | null,
  ending: string,
];

// One row of LINES.
type Lines = readonly [count: number, bytes: Uint8Array | null];

const NEWLINE = 10;

/**
 * A quick look at a stretch of a book's file: every line is hashed, and compared with its readable
 * copies as text instead of being parsed. Null when a row is missing or anything else is odd: then
 * the slow way says what. Threads do this beside each other.
 */
export class StretchReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Events `from` to before `to`. */
  scan(from: number, to: number): Scanned | null {
    const builder = new SubtreeBuilder(nodeHash, from);
    const due = new Map<string, number>();
    try {
      for (let at = from; at < to; at += PAGE) {
        const end = Math.min(to, at + PAGE);
        const rows = this.#statement(ROWS).all(at, end) as unknown as readonly Row[];
        // As many different places as there are numbers: none is missing.
        if (rows.length !== end - at) return null;
        for (const row of rows) {
          const leafEnd = putLeaf(row);
          if (leafEnd === null || !this.#isNext(row, from, due)) return null;
          if (!hasItsCopies(row)) return null;
          builder.add(hash('sha256', leaf.subarray(0, leafEnd), 'binary'));
        }
      }
    } catch {
      // Whatever SQLite said: the slow way comes upon it too, and tells.
      return null;
    }
    return { parts: treeParts(builder) };
  }

  /** The lines of events `from` to before `to`, hashed; null when a row is missing or odd. */
  lines(from: number, to: number): LinePage | null {
    try {
      const rows = this.#statement(LINES).all(from, to) as unknown as readonly Lines[];
      const [[count, bytes] = [0, null]] = rows;
      if (bytes === null || count !== to - from) return null;
      const builder = new SubtreeBuilder(nodeHash, from);
      const ends = new Uint32Array(count);
      // A line with a line feed inside would count twice.
      if (putLines(builder, bytes, ends) !== count) return null;
      return { lines: bytes, ends, parts: treeParts(builder) };
    } catch {
      return null;
    }
  }

  // Prepared when first asked: in a damaged book that fails, as reading does.
  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Revisions follow on each other; before the stretch the one before it must be there. */
  #isNext([stream, revision]: Row, from: number, due: Map<string, number>): boolean {
    const next = due.get(stream);
    due.set(stream, revision + 1);
    if (next !== undefined) return next === revision;
    if (revision === 0) return true;
    const places = this.#statement(PLACE).all(stream, revision - 1);
    const [before] = places as unknown as readonly [number][];
    return before !== undefined && before[0] <= from;
  }
}

// Hashes as texts of 32 characters below 256: Node makes those twice as fast as buffers.
const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);
let leaf = Buffer.alloc(4_096);

/**
 * Puts a zero byte and the line's bytes, which is what a leaf hashes, into `leaf`; returns their
 * end. Null when the text is not all of the line: bytes that are no UTF-8, or a NUL among them.
 */
function putLeaf([, , line, bytes, isBlob]: Row): number | null {
  if (bytes >= leaf.length) leaf = Buffer.alloc(2 * bytes + 1);
  const isWhole = isBlob === 1 && leaf.write(line, 1, 'utf8') === bytes;
  return isWhole && !line.includes('\uFFFD') ? bytes + 1 : null;
}

function putLines(builder: SubtreeBuilder<string>, bytes: Uint8Array, ends: Uint32Array): number {
  // A buffer looks for a byte ten times as fast as a plain array of bytes.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = 0;
  for (let at = 0; at < buffer.length; found++) {
    const end = buffer.indexOf(NEWLINE, at);
    builder.add(at === 0 ? firstLeaf(buffer.subarray(0, end)) : laterLeaf(buffer, at, end));
    at = end + 1;
    ends[found] = at;
  }
  return found;
}

/** The hash of a line that nothing stands before. */
function firstLeaf(line: Uint8Array): string {
  if (line.length >= leaf.length) leaf = Buffer.alloc(2 * line.length + 1);
  leaf.set(line, 1);
  return hash('sha256', leaf.subarray(0, line.length + 1), 'binary');
}

/** Of one behind another: the line feed before it makes room for the zero byte a leaf begins with. */
function laterLeaf(buffer: Buffer, from: number, end: number): string {
  buffer[from - 1] = 0;
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + from - 1, end - from + 1);
  const leafHash = hash('sha256', bytes, 'binary');
  buffer[from - 1] = NEWLINE;
  return leafHash;
}

function nodeHash(left: string, right: string): string {
  pair.write(left, 1, HASH_BYTES, 'latin1');
  pair.write(right, 1 + HASH_BYTES, HASH_BYTES, 'latin1');
  return hash('sha256', pair, 'binary');
}

function treeParts(builder: SubtreeBuilder<string>): Scanned['parts'] {
  return builder.parts().map(({ height, root }) => ({ height, root: bytesOf(root) }));
}

const bytesOf = (root: string): Uint8Array => Uint8Array.from(Buffer.from(root, 'latin1'));

const EFFECTIVE = ',"effectiveOn":"';
const SITE = ',"site":"';

/**
 * Whether the line has the parts that its copies make, each where it belongs. Quotes inside strings
 * are escaped, so what is looked for cannot lie inside one; names that have quotes themselves are
 * not recognised, and read closely.
 */
function hasItsCopies([, , line, , , beginning, days, recording, site, ending]: Row): boolean {
  const first = line.lastIndexOf(EFFECTIVE);
  if (first < 0 || !hasAt(line, days, first)) return false;
  // The policy stands between these two, the schema before the site.
  const second = line.indexOf('"', first + days.length);
  if (second < 0 || !hasAt(line, recording, second)) return false;
  const third = line.indexOf('"', second + recording.length) + 1;
  const isPlaced = site === null ? !hasAt(line, SITE, third) : hasAt(line, site, third);
  return isPlaced && hasAt(line, beginning, 0) && hasAt(line, ending, line.length - ending.length);
}

// A slice is compared by memory, startsWith character by character.
function hasAt(text: string, part: string, at: number): boolean {
  return text.slice(at, at + part.length) === part;
}

/** What SQLite's own check says of the whole file; empty when all is well. */
export function structureProblems(db: DatabaseSync): readonly string[] {
  try {
    const rows = db.prepare('PRAGMA integrity_check(10)').all();
    const words = rows.map((row) => String(row['integrity_check']));
    return words.filter((word) => word !== 'ok').map((word) => `SQLite says: ${word}.`);
  } catch {
    return ['SQLite cannot check the file: it is damaged.'];
  }
}
