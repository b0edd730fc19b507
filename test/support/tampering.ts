import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  toHex,
  treeHashes,
} from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { writeNote } from '../../src/store/sqlite/note.ts';
import { writeSeal } from '../../src/store/sqlite/seal.ts';

const hashes = treeHashes(sha256);
const SUFFIXES = ['', '-wal', '-shm', '.head', '.seal', '.columns', '.key'];

/** Puts a copy of a book, with what lies beside it, in the place of another. */
export function copyBook(from: string, to: string): string {
  for (const suffix of SUFFIXES) {
    rmSync(to + suffix, { force: true });
    if (existsSync(from + suffix) && suffix !== '-shm') copyFileSync(from + suffix, to + suffix);
  }
  return to;
}

/** Writes a byte of a file with one of its bits turned round. */
export function flip(path: string, bytes: Uint8Array, at: number, bit: number): void {
  put(path, at, (bytes[at] ?? 0) ^ (1 << bit));
}

/** Writes one byte of a file. */
export function put(path: string, at: number, byte: number): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, Uint8Array.of(byte), 0, 1, at);
  closeSync(fd);
}

/** All that SQL can see of a book: columns, indexes, schema, ids; null when SQLite gives up. */
export function visible(path: string): string | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const ask = (sql: string): unknown => (db as DatabaseSync).prepare(sql).all();
    const found = [
      ask('SELECT *, typeof(line) FROM events NOT INDEXED ORDER BY position'),
      ask(`SELECT stream, revision, position FROM events INDEXED BY sqlite_autoindex_events_1
        ORDER BY stream, revision`),
      ask('SELECT type, name, tbl_name, sql FROM sqlite_schema'),
      ask('PRAGMA application_id'),
      ask('PRAGMA user_version'),
    ];
    return JSON.stringify(found, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    );
  } catch {
    return null;
  } finally {
    db?.close();
  }
}

/** Does to a book what its triggers forbid, and puts the triggers back. */
export function tamper(path: string, ...statements: readonly string[]): void {
  const db = new DatabaseSync(path);
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const trigger of triggers) db.exec(`DROP TRIGGER ${String(trigger['name'])}`);
  for (const sql of statements) db.exec(sql);
  for (const trigger of triggers) db.exec(String(trigger['sql']));
  db.close();
}

/**
 * What somebody does who may write everything but has no key: changes events and then makes tree,
 * head note and file seal anew, so that the book agrees with itself.
 */
export function rewriteConsistently(path: string, ...statements: readonly string[]): void {
  tamper(path, ...statements);
  rmSync(`${path}.columns`, { force: true });
  const db = new DatabaseSync(path);
  const rows = db.prepare('SELECT line FROM events ORDER BY position').all();
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const leaves = rows.map((row) => hashes.leaf(row['line'] as Uint8Array));
  const frontier = appendLeaves(hashes, EMPTY_FRONTIER, leaves);
  const head = { size: leaves.length, root: toHex(frontierRoot(hashes, frontier)) };
  const last = leaves.at(-1);
  writeNote(path, { head, frontier, lastLeaf: last === undefined ? null : toHex(last) });
  writeSeal(path, head);
}

/** SQL that replaces a text in the line of one event. */
export function inLine(sequence: number, from: string, to: string): string {
  return `UPDATE events SET line = CAST(replace(CAST(line AS TEXT), '${from}', '${to}') AS BLOB)
    WHERE position = ${sequence + 1}`;
}

/** Places of a text in a file's bytes. */
export function placesOf(path: string, text: string): readonly number[] {
  const bytes = readFileSync(path);
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}
