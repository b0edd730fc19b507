import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { eventOfLine } from '../../audit/line.ts';
import { isFeeworthError } from '../../error.ts';
import type { RecordedEvent } from '../../event.ts';
import { corrupt } from '../errors.ts';
import {
  LOOK_BACK,
  type Log,
  type LogRange,
  type LogRow,
  type StoredRow,
  type StreamRange,
} from '../log.ts';
import type { Filter, Revision, StoreLimits } from '../port.ts';
import { translate } from './failure.ts';

const INSERT = `INSERT INTO events (stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_NEXT = `INSERT INTO events (stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor, line) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
  WHERE coalesce((SELECT max(revision) FROM events WHERE stream = ?1), -1) = ?2 - 1`;
const ROWS = `SELECT position, line, stream, revision, id, type, occurred_on, effective_on,
  recorded_at, entity, site, actor FROM events WHERE position > ? ORDER BY position LIMIT ?`;
// The envelope's names of the columns of ROWS from the third on.
const COPIES = [
  'stream',
  'revision',
  'id',
  'type',
  'occurredOn',
  'effectiveOn',
  'recordedAt',
  'entity',
  'site',
  'actor',
] as const;

type Cell = string | bigint | null | Uint8Array;

/**
 * The log in one SQLite file. Positions are 1, 2, 3 …: with one writer and no deletions the next is
 * always the last plus one, so the sequence is the position less one; a hole is damage.
 */
export class SqliteLog implements Log {
  readonly limits: StoreLimits;
  readonly isShared: boolean;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, limits: StoreLimits, isShared: boolean) {
    this.#db = db;
    this.limits = limits;
    this.isShared = isShared;
  }

  transaction<T>(work: () => T): T {
    let isCommit = false;
    try {
      this.#statement('BEGIN IMMEDIATE').run();
      const result = work();
      isCommit = true;
      this.#statement('COMMIT').run();
      return result;
    } catch (error) {
      throw translate(error, isCommit);
    } finally {
      // Some failures have rolled back already.
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK');
    }
  }

  insert(rows: readonly LogRow[]): number {
    const statement = this.#statement(INSERT);
    let position: number | bigint = 0;
    for (const row of rows) position = statement.run(...valuesOf(row)).lastInsertRowid;
    return Number(position) - 1;
  }

  insertNext(row: LogRow): number | null {
    try {
      const done = this.#statement(INSERT_NEXT).run(...valuesOf(row));
      return Number(done.changes) === 0 ? null : Number(done.lastInsertRowid) - 1;
    } catch (error) {
      throw translate(error, true);
    }
  }

  head(): { readonly sequence: number; readonly recordedAt: string } | null {
    const row = this.#row(
      'SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1',
      [],
    );
    if (row === undefined) return null;
    return { sequence: Number(row[0]) - 1, recordedAt: String(row[1]) };
  }

  revision(stream: string): Revision | null {
    return this.#revision('SELECT max(revision) FROM events WHERE stream = ?', [stream]);
  }

  revisionOfId(stream: string, id: string): Revision | null {
    const sql = `SELECT max(revision) FROM events WHERE stream = ? AND id = ? AND revision >
      (SELECT max(revision) FROM events WHERE stream = ?) - ${LOOK_BACK}`;
    return this.#revision(sql, [stream, id, stream]);
  }

  revisionBefore(stream: string, sequence: number): Revision | null {
    const sql = 'SELECT max(revision) FROM events WHERE stream = ? AND position <= ?';
    return this.#revision(sql, [stream, sequence]);
  }

  idAt(stream: string, revision: Revision): string | null {
    const sql = 'SELECT id FROM events WHERE stream = ? AND revision = ?';
    const row = this.#row(sql, [stream, revision]);
    return row === undefined ? null : String(row[0]);
  }

  sequenceOf(stream: string, revision: Revision): number {
    const sql = 'SELECT position FROM events WHERE stream = ? AND revision = ?';
    const row = this.#row(sql, [stream, revision]);
    if (row === undefined) throw corrupt('An event is missing.', null);
    return Number(row[0]) - 1;
  }

  readRange({ from, to, limit, backwards, filter }: LogRange): readonly RecordedEvent[] {
    const where = filterSql(filter);
    const sql = `SELECT position, CAST(line AS TEXT) FROM events
      WHERE position BETWEEN ? AND ?${where.sql}
      ORDER BY position ${backwards ? 'DESC' : 'ASC'} LIMIT ?`;
    const rows = this.#rows(sql, [from + 1, to + 1, ...where.values, limit]);
    const step = backwards ? -1 : 1;
    let due = backwards ? to : from;
    return rows.map(([position, line]) => {
      const sequence = Number(position) - 1;
      if (filter === undefined && sequence !== due) throw corrupt('An event is missing.', due);
      due += step;
      return eventAt(line, sequence);
    });
  }

  readStream(stream: string, { from, limit, backwards }: StreamRange): readonly RecordedEvent[] {
    const sql = `SELECT position, CAST(line AS TEXT), revision FROM events
      WHERE stream = ? AND revision ${backwards ? '<=' : '>='} ?
      ORDER BY revision ${backwards ? 'DESC' : 'ASC'} LIMIT ?`;
    let due = from;
    return this.#rows(sql, [stream, from, limit]).map(([position, line, revision]) => {
      const sequence = Number(position) - 1;
      const event = eventAt(line, sequence);
      if (revision !== due || event.revision !== due || event.stream !== stream)
        throw corrupt(`Stream ${stream} is not whole at revision ${due}.`, sequence);
      due += backwards ? -1n : 1n;
      return event;
    });
  }

  lines(from: number, limit: number): readonly Uint8Array[] {
    const sql = 'SELECT position, line FROM events WHERE position > ? ORDER BY position LIMIT ?';
    return this.#rows(sql, [from, limit]).map(([position, line], i) => {
      if (Number(position) - 1 !== from + i) throw corrupt('An event is missing.', from + i);
      return bytesOf(line);
    });
  }

  rows(from: number, limit: number): readonly StoredRow[] {
    return this.#rows(ROWS, [from, limit]).map(([position, line, ...cells]) => ({
      sequence: Number(position) - 1,
      line: bytesOf(line),
      copies: Object.fromEntries(COPIES.map((name, i) => [name, copyOf(cells[i])])),
    }));
  }

  #revision(sql: string, values: readonly SQLInputValue[]): Revision | null {
    const found = this.#row(sql, values)?.[0];
    return typeof found === 'bigint' ? found : null;
  }

  #row(sql: string, values: readonly SQLInputValue[]): readonly Cell[] | undefined {
    return this.#rows(sql, values)[0];
  }

  // Always all(): an open iterator would hold back the checkpoint (settled.md §9.5).
  #rows(sql: string, values: readonly SQLInputValue[]): readonly (readonly Cell[])[] {
    try {
      return this.#statement(sql).all(...values) as unknown as readonly (readonly Cell[])[];
    } catch (error) {
      throw translate(error);
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function valuesOf({ event, stream, revision, line }: LogRow): SQLInputValue[] {
  const { meta } = event;
  return [
    stream,
    revision,
    event.id,
    event.type,
    meta.occurredOn,
    meta.effectiveOn,
    meta.recordedAt,
    meta.entity,
    meta.site ?? null,
    meta.actor,
    Buffer.from(line, 'utf8'),
  ];
}

function eventAt(line: Cell | undefined, sequence: number): RecordedEvent {
  try {
    return eventOfLine(String(line), sequence);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    throw corrupt(error.message, sequence, error);
  }
}

function bytesOf(cell: Cell | undefined): Uint8Array {
  if (cell instanceof Uint8Array) return cell;
  // Text where a BLOB belongs: damage, which the line's own checks then name.
  return Buffer.from(String(cell), 'utf8');
}

function copyOf(cell: Cell | undefined): string | bigint | null {
  return typeof cell === 'string' || typeof cell === 'bigint' ? cell : null;
}

// substr and not LIKE: every character of a prefix stands for itself, case and all. Prefixes of one
// length are looked up in one list: many of them cost hardly more than one.
function filterSql(filter: Filter | undefined): { sql: string; values: readonly string[] } {
  if (filter === undefined) return { sql: '', values: [] };
  const [column, prefixes] =
    'streams' in filter ? ['stream', filter.streams] : ['type', filter.types];
  const byLength = [...Map.groupBy(prefixes, (prefix) => Array.from(prefix).length)];
  const tests = byLength.map(
    ([length, same]) => `substr(${column}, 1, ${length}) IN (${same.map(() => '?').join(', ')})`,
  );
  return { sql: ` AND (${tests.join(' OR ')})`, values: byLength.flatMap(([, same]) => same) };
}
