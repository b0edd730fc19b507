import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toHex, type Sha256 } from './audit/merkle.ts';

/**
 * A disposable file of byte parts beside a book. Every part has its SHA-256 in the index, and the
 * index has its own: a changed byte is found, or lies where nothing is kept.
 */
export interface SealedParts {
  /** Whatever the index holds; the writer's JSON. */
  readonly index: unknown;
  readonly parts: readonly Uint8Array[];
  readonly digests: readonly string[];
}

/** What is written: parts that are there already are named by digest only. */
export type PartToWrite = { readonly kept: string } | { readonly bytes: Uint8Array };

// Large pages: a part of megabytes is then read in few steps.
const SCHEMA = `
  PRAGMA page_size = 65536;
  PRAGMA journal_mode = DELETE;
  CREATE TABLE part (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
`;
const WAIT_MS = 200;
const MAPPED_BYTES = 2_147_418_112;

/** Reads all parts, each checked; undefined when there is nothing, or it is not as written. */
export function readSealed(path: string, sha256: Sha256): SealedParts | undefined {
  try {
    return withDatabase(path, { readOnly: true }, (db) => readParts(db, sha256));
  } catch {
    // Whatever goes wrong with a cache means that there is none: SQLite's words help nobody here.
    return undefined;
  }
}

/** What is not as it was written in such a file, in words; null when nothing is. */
export function sealedProblem(path: string, sha256: Sha256): string | null {
  try {
    withDatabase(path, { readOnly: true }, (db) => readParts(db, sha256));
    return null;
  } catch (error) {
    return error instanceof DamagedPart ? error.message : 'it is no file of parts';
  }
}

class DamagedPart extends Error {}

function readParts(db: DatabaseSync, sha256: Sha256): SealedParts {
  // Parts are read once and whole: from memory they take half as long.
  db.exec(`PRAGMA mmap_size = ${MAPPED_BYTES}`);
  const select = db.prepare('SELECT sha256, bytes FROM part WHERE n = ?');
  const read = (n: number, expected?: string): Uint8Array => {
    const row = select.get(n) as { sha256: string; bytes: Uint8Array } | undefined;
    if (row === undefined || toHex(sha256(row.bytes)) !== (expected ?? row.sha256))
      throw new DamagedPart(n === 0 ? 'its index' : `its part ${n}`);
    return row.bytes;
  };
  const text = new TextDecoder('utf-8', { fatal: true }).decode(read(0));
  const { digests, index } = JSON.parse(text) as { digests: string[]; index: unknown };
  return { index, digests, parts: digests.map((digest, i) => read(i + 1, digest)) };
}

/**
 * Writes index and parts in one transaction. A file that is damaged or of somebody else's making
 * is replaced: the name is ours. Returns false when it could not be written (a read-only folder, a
 * full disk, another writer): the caller has everything in memory and loses only time.
 */
export function writeSealed(
  path: string,
  sha256: Sha256,
  index: unknown,
  parts: readonly PartToWrite[],
  all: () => readonly Uint8Array[],
): boolean {
  try {
    // What is kept of a book on a server has a folder of its own, which nobody made before.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    extend(path, sha256, index, parts);
    return true;
  } catch (error) {
    // Another writer, a read-only folder, a full disk: nothing is wrong with what is there.
    if (NOT_ITS_FAULT.has(codeOf(error))) return false;
  }
  try {
    for (const file of [path, `${path}-journal`]) rmSync(file, { force: true });
    withDatabase(path, {}, (db) => {
      db.exec(SCHEMA);
      const whole = all().map((bytes) => ({ bytes }));
      put(db, sha256, index, whole);
    });
    return true;
  } catch {
    return false;
  }
}

// SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN (primary codes: the low byte).
const NOT_ITS_FAULT: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);

function codeOf(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  return code & 0xff;
}

function extend(path: string, sha256: Sha256, index: unknown, parts: readonly PartToWrite[]): void {
  withDatabase(path, {}, (db) => {
    const known = db.prepare('SELECT sha256 FROM part WHERE n = ?');
    parts.forEach((part, i) => {
      const row = known.get(i + 1) as { sha256: string } | undefined;
      if ('kept' in part && row?.sha256 !== part.kept) throw new Error('not the parts we know');
    });
    put(db, sha256, index, parts);
  });
}

function put(
  db: DatabaseSync,
  sha256: Sha256,
  index: unknown,
  parts: readonly PartToWrite[],
): void {
  // A cache may be lost with the power: it is found out, and made anew.
  db.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
  const insert = db.prepare('INSERT OR REPLACE INTO part (n, sha256, bytes) VALUES (?, ?, ?)');
  const digests = parts.map((part, i) => {
    if ('kept' in part) return part.kept;
    const digest = toHex(sha256(part.bytes));
    insert.run(i + 1, digest, part.bytes);
    return digest;
  });
  db.prepare('DELETE FROM part WHERE n > ?').run(parts.length);
  const text = new TextEncoder().encode(JSON.stringify({ digests, index }));
  insert.run(0, toHex(sha256(text)), text);
  db.exec('COMMIT');
}

function withDatabase<T>(
  path: string,
  options: { readonly readOnly?: boolean },
  work: (db: DatabaseSync) => T,
): T {
  // A pipe would be waited for without end.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error('not a file');
  const db = new DatabaseSync(path, { timeout: WAIT_MS, allowExtension: false, ...options });
  try {
    return work(db);
  } finally {
    db.close();
  }
}
