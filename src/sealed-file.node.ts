import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { toHex, type Sha256 } from './audit/merkle.ts';
import type { PartReader } from './batch/segment.ts';
import { FeeworthError } from './error.ts';
import { makeFolder } from './make-folder.node.ts';
import { freeBytes, keepFreedMemory } from './warm-memory.ts';

/**
 * A disposable file of byte parts beside a book. Every part has its SHA-256 in the index, and the
 * index has its own: a changed byte is found, or lies where nothing is kept.
 */
export interface SealedFile {
  /** Whatever the index holds; the writer's JSON. */
  readonly index: unknown;
  /** Of each part, hex. */
  readonly digests: readonly string[];
  /** All parts, each checked; undefined when one is not as it was written. */
  readAll(): Uint8Array[] | undefined;
  /**
   * What reads parts one by one, each checked the first time. Throws `kept/replaced` when somebody
   * has written others in the meantime, and `kept/damaged` when a part is not as it was written:
   * then the file is gone, and made anew by whoever opens it next.
   */
  reader(): PartReader;
  /** Whether it could be deleted: a reader has nothing to say that would mend what stays there. */
  isDisposable(): boolean;
}

/** What a file holds, all of it in memory. */
export interface SealedParts {
  readonly index: unknown;
  readonly parts: readonly Uint8Array[];
  readonly digests: readonly string[];
}

/** What is written; a part that is there already is known by its digest. */
export interface PartToWrite {
  readonly kept?: string | undefined;
  /** May be asked for more than once; valid until another part is asked for. */
  readonly bytes: () => Uint8Array;
}

/** Parts that are all to be written. */
export const partsToWrite = (parts: readonly Uint8Array[]): PartToWrite[] =>
  parts.map((part) => ({ bytes: () => part }));

// A cache may be lost with the power: it is found out, and made anew.
const NO_WAITING = 'PRAGMA synchronous = OFF';
// Large pages: a large part is then read in few steps.
const SCHEMA = `
  ${NO_WAITING};
  PRAGMA page_size = 65536;
  PRAGMA journal_mode = DELETE;
  CREATE TABLE part (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
`;
// Parts pass once: by few pages, used again and again, they are written in two thirds of the time.
const FEW_PAGES = 'PRAGMA cache_size = 8';
const WAIT_MS = 200;
/** Of who has begun to read and cannot go back. */
const LONG_WAIT_MS = 10_000;

/** The index of a file, checked; undefined when there is none, or it is not as written. */
export function openSealed(path: string, sha256: Sha256): SealedFile | undefined {
  try {
    const { index, digests } = withFile(path, (file) => file.index(sha256));
    return {
      index,
      digests,
      readAll: () => orUndefined(() => withFile(path, (file) => file.all(digests, sha256))),
      reader: () => partReader(path, digests, sha256),
      isDisposable: () => isAllowed(dirname(path), constants.W_OK),
    };
  } catch {
    // Whatever goes wrong with a cache means that there is none: SQLite's words help nobody here.
    return undefined;
  }
}

/** Reads all parts, each checked; undefined when there is nothing, or it is not as written. */
export function readSealed(path: string, sha256: Sha256): SealedParts | undefined {
  const file = openSealed(path, sha256);
  const parts = file?.readAll();
  return file && parts && { index: file.index, digests: file.digests, parts };
}

/** What keeps a file from being as it was written, or from being read; in words. */
export type SealedProblem = { readonly damage: string } | { readonly notRead: string };

/** What is not as it was written in such a file, or why it was not read; null when all is well. */
export function sealedProblem(path: string, sha256: Sha256): SealedProblem | null {
  try {
    withFile(path, (file) => file.check(file.index(sha256).digests, sha256), LONG_WAIT_MS);
    return null;
  } catch (error) {
    if (error instanceof DamagedPart) return { damage: error.message };
    const isBusy = [SQLITE_BUSY, SQLITE_LOCKED].includes(codeOf(error));
    if (isBusy) return { notRead: 'another process is writing to it' };
    if (existsSync(`${path}-journal`)) return { notRead: 'it was not written to its end' };
    if (!isAllowed(path, constants.R_OK)) return { notRead: 'it may not be read' };
    return { damage: 'it is no file of parts' };
  }
}

class DamagedPart extends Error {}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The parts of a file that is open; the index is part 0 of the table. */
class Parts {
  readonly #select: StatementSync;

  constructor(db: DatabaseSync) {
    keepFreedMemory();
    db.exec(FEW_PAGES);
    this.#select = db.prepare('SELECT sha256, bytes FROM part WHERE n = ?');
  }

  index(sha256: Sha256): { readonly index: unknown; readonly digests: readonly string[] } {
    const { stated, bytes } = this.#row(0);
    if (toHex(sha256(bytes)) !== stated) throw new DamagedPart('its index');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text) as { digests: string[]; index: unknown };
  }

  all(digests: readonly string[], sha256: Sha256): Uint8Array[] {
    return digests.map((digest, i) => this.#checked(i, digest, sha256));
  }

  /** Checks all parts; none stays in memory. */
  check(digests: readonly string[], sha256: Sha256): void {
    digests.forEach((digest, i) => freeBytes(this.#checked(i, digest, sha256)));
  }

  /** A part, and the digest that is stated beside it. */
  part(i: number): { readonly stated: string; readonly bytes: Uint8Array } {
    return this.#row(i + 1);
  }

  #checked(i: number, digest: string, sha256: Sha256): Uint8Array {
    const { stated, bytes } = this.#row(i + 1);
    if (stated !== digest || toHex(sha256(bytes)) !== digest)
      throw new DamagedPart(`its part ${i + 1}`);
    return bytes;
  }

  #row(n: number): { readonly stated: string; readonly bytes: Uint8Array } {
    const row = this.#select.get(n) as { sha256: string; bytes: unknown } | undefined;
    // One bit makes text of bytes, and text has the digest of its bytes.
    if (!(row?.bytes instanceof Uint8Array))
      throw new DamagedPart(n === 0 ? 'its index' : `its part ${n}`);
    return { stated: row.sha256, bytes: row.bytes };
  }
}

function withFile<T>(path: string, work: (parts: Parts) => T, timeout = WAIT_MS): T {
  return withDatabase(path, { readOnly: true, timeout }, (db) => work(new Parts(db)));
}

function partReader(path: string, digests: readonly string[], sha256: Sha256): PartReader {
  const isChecked = digests.map(() => false);
  let open: { readonly db: DatabaseSync; readonly parts: Parts } | undefined;
  const opened = (): Parts => {
    if (open === undefined) {
      const db = connect(path, { readOnly: true, timeout: LONG_WAIT_MS });
      open = { db, parts: new Parts(db) };
    }
    return open.parts;
  };
  return {
    read(i) {
      const digest = digests[i];
      const { stated, bytes } = orDamaged(path, () => opened().part(i));
      if (isChecked[i] === true && stated === digest) return bytes;
      const found = toHex(sha256(bytes));
      if (found !== digest) throw found === stated ? replaced(path) : damaged(path);
      isChecked[i] = true;
      return bytes;
    },
    rest() {
      open?.db.close();
      open = undefined;
    },
  };
}

function orDamaged<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Somebody is writing to it, or has taken it away: nothing is wrong with what is there.
    throw NOT_ITS_FAULT.has(codeOf(error)) ? replaced(path) : damaged(path);
  }
}

function isAllowed(path: string, what: number): boolean {
  try {
    accessSync(path, what);
    return true;
  } catch {
    return false;
  }
}

function damaged(path: string): FeeworthError {
  try {
    rmSync(path, { force: true });
  } catch {
    // Somebody took our right to delete it since it was opened; the next command reads all of it.
  }
  return new FeeworthError('kept/damaged', 'conflict', 'What is kept of the book was damaged', {
    place: { file: path },
    hint: 'run the command again: the file was deleted and is made anew from the book',
  });
}

function replaced(path: string): FeeworthError {
  return new FeeworthError('kept/replaced', 'conflict', 'What is kept of the book was replaced', {
    place: { file: path },
    hint: 'run the command again: another one, or another version, wrote the file just now',
  });
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
): boolean {
  try {
    // What is kept of a book on a server has a folder of its own, which nobody made before.
    makeFolder(dirname(path), 0o700);
    withDatabase(path, {}, (db) => {
      mustHaveKept(db, parts);
      // What is damaged stays damaged where it is written over: of what nothing is kept is made anew.
      if (parts.every(({ kept }) => kept === undefined)) {
        mustNotBeWritten(db);
        throw new Error('nothing is kept');
      }
      put(db, sha256, index, parts);
    });
    return true;
  } catch (error) {
    // Another writer, a read-only folder, a full disk: nothing is wrong with what is there.
    if (NOT_ITS_FAULT.has(codeOf(error))) return false;
  }
  try {
    for (const file of [path, `${path}-journal`]) rmSync(file, { force: true });
    withDatabase(path, {}, (db) => {
      db.exec(SCHEMA);
      const whole = parts.map(({ bytes }) => ({ bytes }));
      put(db, sha256, index, whole);
    });
    return true;
  } catch {
    return false;
  }
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
// And READONLY, IOERR, FULL, CANTOPEN (primary codes: the low byte).
const NOT_ITS_FAULT: ReadonlySet<number> = new Set([SQLITE_BUSY, SQLITE_LOCKED, 8, 10, 13, 14]);

function codeOf(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  return code & 0xff;
}

function mustHaveKept(db: DatabaseSync, parts: readonly PartToWrite[]): void {
  const known = db.prepare('SELECT sha256 FROM part WHERE n = ?');
  parts.forEach(({ kept }, i) => {
    const row = known.get(i + 1) as { sha256: string } | undefined;
    if (kept !== undefined && row?.sha256 !== kept) throw new Error('not the parts we know');
  });
}

/** Throws SQLite's own error when another process writes to it, or may not be written to. */
function mustNotBeWritten(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE; ROLLBACK');
}

function put(
  db: DatabaseSync,
  sha256: Sha256,
  index: unknown,
  parts: readonly PartToWrite[],
): void {
  db.exec(`${FEW_PAGES}; ${NO_WAITING}; BEGIN IMMEDIATE`);
  const insert = db.prepare('INSERT OR REPLACE INTO part (n, sha256, bytes) VALUES (?, ?, ?)');
  const digests = parts.map((part, i) => {
    if (part.kept !== undefined) return part.kept;
    const bytes = part.bytes();
    const digest = toHex(sha256(bytes));
    insert.run(i + 1, digest, bytes);
    return digest;
  });
  db.prepare('DELETE FROM part WHERE n > ?').run(parts.length);
  const text = new TextEncoder().encode(JSON.stringify({ digests, index }));
  insert.run(0, toHex(sha256(text)), text);
  db.exec('COMMIT');
}

function withDatabase<T>(path: string, options: Opening, work: (db: DatabaseSync) => T): T {
  const db = connect(path, options);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

interface Opening {
  readonly readOnly?: boolean;
  readonly timeout?: number;
}

function connect(path: string, options: Opening): DatabaseSync {
  // A pipe would be waited for without end.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error('not a file');
  return new DatabaseSync(path, { timeout: WAIT_MS, allowExtension: false, ...options });
}
