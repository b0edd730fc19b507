import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { eventOfLine } from '../../audit/line.ts';
import { HASH_BYTES, SubtreeBuilder } from '../../audit/merkle.ts';
import type { Scanned } from '../log.ts';
import { partOf } from '../verify.ts';

// A line comes as text twice as fast as bytes do; its length and kind show whether that is all.
const ROWS = `SELECT CAST(line AS TEXT), stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, length(line), typeof(line) = 'blob'
  FROM events WHERE position > ? AND position <= ? ORDER BY position`;
const PLACE = 'SELECT position FROM events WHERE stream = ? AND revision = ?';
const PAGE = 512;

// A row of ROWS, cell by cell: arrays are read twice as fast as objects.
type Row = readonly [
  line: string,
  stream: string,
  revision: number,
  id: string,
  type: string,
  occurredOn: string,
  effectiveOn: string,
  recordedAt: string,
  entity: string,
  site: string | null,
  actor: string,
  bytes: number,
  isBlob: number,
];

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
          if (!hasItsCopies(row) && !parsedCopies(row)) return null;
          builder.add(hash('sha256', leaf.subarray(0, leafEnd), 'binary'));
        }
      }
    } catch {
      // Whatever SQLite said: the slow way comes upon it too, and tells.
      return null;
    }
    const parts = builder.parts();
    return { parts: parts.map(({ height, root }) => ({ height, root: bytesOf(root) })) };
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
  #isNext([, stream, revision]: Row, from: number, due: Map<string, number>): boolean {
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
function putLeaf([line, , , , , , , , , , , bytes, isBlob]: Row): number | null {
  if (bytes >= leaf.length) leaf = Buffer.alloc(2 * bytes + 1);
  const isWhole = isBlob === 1 && leaf.write(line, 1, 'utf8') === bytes;
  return isWhole && !line.includes('\uFFFD') ? bytes + 1 : null;
}

function nodeHash(left: string, right: string): string {
  pair.write(left, 1, HASH_BYTES, 'latin1');
  pair.write(right, 1 + HASH_BYTES, HASH_BYTES, 'latin1');
  return hash('sha256', pair, 'binary');
}

const bytesOf = (root: string): Uint8Array => Uint8Array.from(Buffer.from(root, 'latin1'));

const EFFECTIVE = ',"effectiveOn":"';
const SITE = ',"site":"';

/**
 * Whether the copies are those of the line, as text. Keys of a canonical line have one order, and
 * quotes inside strings are escaped: so what is looked for cannot lie inside a string. False for
 * names that JSON escapes, which are compared as values. Piece by piece: putting an expected text
 * together would take longer than comparing it.
 */
function hasItsCopies(row: Row): boolean {
  const [text, stream, revision, id, type, occurred, effective, recorded, entity, site, actor] =
    row;
  let at = text.lastIndexOf(EFFECTIVE);
  /** Passes over a text that must stand here. */
  const pass = (piece: string): boolean => {
    const isHere = text.startsWith(piece, at);
    at += piece.length;
    return isHere;
  };
  if (at < 0 || !pass(EFFECTIVE) || !pass(effective) || !pass('","entity":"')) return false;
  if (!pass(entity) || !pass('","id":"') || !pass(id) || !pass('","occurredOn":"')) return false;
  if (!pass(occurred) || !pass('","policy":"')) return false;
  at = text.indexOf('"', at);
  if (!pass('","recordedAt":"') || !pass(recorded) || !pass('","revision":')) return false;
  if (!pass(String(revision)) || !pass(',"schema":"')) return false;
  at = text.indexOf('"', at) + 1;
  const hasSite = text.startsWith(SITE, at);
  if (hasSite !== (site !== null)) return false;
  if (site !== null && (!pass(SITE) || !pass(site) || !pass('",'))) return false;
  at = text.length - type.length - stream.length - ',"stream":"","type":""}'.length;
  if (!pass(',"stream":"') || !pass(stream) || !pass('","type":"') || !pass(type)) return false;
  if (!pass('"}')) return false;
  at = 0;
  return pass('{"actor":"') && pass(actor) && pass('","actorKind":"');
}

const COPIES: readonly (readonly [name: string, cell: number])[] = [
  ['stream', 1],
  ['id', 3],
  ['type', 4],
  ['occurredOn', 5],
  ['effectiveOn', 6],
  ['recordedAt', 7],
  ['entity', 8],
  ['site', 9],
  ['actor', 10],
];

function parsedCopies(row: Row): boolean {
  const event = eventOfLine(row[0], 0);
  return (
    Number(event.revision) === row[2] &&
    COPIES.every(([name, cell]) => partOf(event, name) === row[cell])
  );
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
