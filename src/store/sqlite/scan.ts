import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { eventOfLine } from '../../audit/line.ts';
import { SubtreeBuilder, type TreeHashes } from '../../audit/merkle.ts';
import type { Scanned } from '../log.ts';
import { partOf } from '../verify.ts';

const ROWS = `SELECT position, CAST(line AS TEXT), length(line), typeof(line) = 'blob', stream,
  revision, id, type, occurred_on, effective_on, recorded_at, entity, site, actor
  FROM events WHERE position > ? AND position <= ? ORDER BY position`;
const PLACE = 'SELECT position FROM events WHERE stream = ? AND revision = ?';
const PAGE = 512;

// A row of ROWS, cell by cell: arrays are read twice as fast as objects.
type Row = readonly [
  position: number,
  line: string,
  bytes: number,
  isBlob: number,
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
];

/**
 * A quick look at a stretch of a book's file: every line is hashed, and compared with its readable
 * copies as text instead of being parsed. Null when a row is missing or anything else is odd: then
 * the slow way says what. Threads do this beside each other.
 */
export class StretchReader {
  readonly #db: DatabaseSync;
  readonly #hashes: TreeHashes;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, hashes: TreeHashes) {
    this.#db = db;
    this.#hashes = hashes;
  }

  /** Events `from` to before `to`. */
  scan(from: number, to: number): Scanned | null {
    const builder = new SubtreeBuilder(this.#hashes, from);
    const due = new Map<string, number>();
    try {
      for (let at = from; at < to; at += PAGE) {
        const end = Math.min(to, at + PAGE);
        const rows = this.#statement(ROWS).all(at, end) as unknown as readonly Row[];
        if (rows.length !== end - at) return null;
        for (const row of rows) {
          if (!isWhole(row) || !this.#isNext(row, from, due) || !hasItsCopies(row)) return null;
          builder.add(hash('sha256', `\0${row[1]}`, 'buffer'));
        }
      }
    } catch {
      // Whatever SQLite said: the slow way comes upon it too, and tells.
      return null;
    }
    return { parts: builder.parts() };
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
  #isNext(row: Row, from: number, due: Map<string, number>): boolean {
    const [, , , , stream, revision] = row;
    const next = due.get(stream);
    due.set(stream, revision + 1);
    if (next !== undefined) return next === revision;
    if (revision === 0) return true;
    const [before] = this.#statement(PLACE).all(stream, revision - 1) as unknown as readonly [
      number,
    ][];
    return before !== undefined && before[0] <= from;
  }
}

/** Whether the text has all bytes of the line: it was valid UTF-8, and no NUL cut it short. */
function isWhole([, line, bytes, isBlob]: Row): boolean {
  if (isBlob !== 1) return false;
  if (line.length !== bytes && Buffer.byteLength(line) !== bytes) return false;
  return !line.includes('\uFFFD');
}

/**
 * Whether the copies are those of the line. Keys of a canonical line have one order, and quotes
 * inside strings are escaped: so what is looked for as text cannot lie inside a string.
 */
function hasItsCopies(row: Row): boolean {
  const [
    ,
    line,
    ,
    ,
    stream,
    revision,
    id,
    type,
    occurred,
    effective,
    recorded,
    entity,
    site,
    actor,
  ] = row;
  const head = `,"effectiveOn":"${effective}","entity":"${entity}","id":"${id}","occurredOn":"${occurred}","policy":"`;
  const at = line.indexOf(head);
  if (at < 0 || line.includes(',"effectiveOn":"', at + 1)) return parsedCopies(row);
  const middle = `","recordedAt":"${recorded}","revision":${revision},"schema":"`;
  const policyEnd = line.indexOf('"', at + head.length);
  if (!line.startsWith(middle, policyEnd)) return parsedCopies(row);
  const schemaEnd = line.indexOf('"', policyEnd + middle.length) + 1;
  const place = site === null ? ',"s' : `,"site":"${site}",`;
  if (!line.startsWith(place, schemaEnd)) return parsedCopies(row);
  if (site === null && line.startsWith(',"site"', schemaEnd)) return parsedCopies(row);
  if (!line.startsWith(`{"actor":"${actor}","actorKind":"`)) return parsedCopies(row);
  return line.endsWith(`,"stream":"${stream}","type":"${type}"}`) || parsedCopies(row);
}

const COPIES: readonly (readonly [name: string, cell: number])[] = [
  ['stream', 4],
  ['id', 6],
  ['type', 7],
  ['occurredOn', 8],
  ['effectiveOn', 9],
  ['recordedAt', 10],
  ['entity', 11],
  ['site', 12],
  ['actor', 13],
];

// For names with characters that JSON escapes.
function parsedCopies(row: Row): boolean {
  const event = eventOfLine(row[1], row[0] - 1);
  return (
    Number(event.revision) === row[5] &&
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
