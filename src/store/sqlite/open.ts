import { constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { EMPTY_FRONTIER, treeHashes } from '../../audit/merkle.ts';
import { sha256 } from '../../audit/sha256.node.ts';
import { FeeworthError } from '../../error.ts';
import { corrupt, readOnly, unavailable } from '../errors.ts';
import { LogStore } from '../log-store.ts';
import { EMBEDDED_LIMITS } from '../log.ts';
import { STORE_ERRORS, type EventStore, type StoreLimits } from '../port.ts';
import { WarmTree } from '../tree.ts';
import { accessTo, connect, may, type Access } from './connect.ts';
import { translate } from './failure.ts';
import { SqliteKeeper } from './keeper.ts';
import { SqliteLog } from './log.ts';
import { notePath } from './note.ts';
import { migrate, recognise } from './schema.ts';
import { walBytes } from './wal.ts';

export interface SqliteOptions {
  /** Make the book when it is not there; default true, except when opened for reading only. */
  readonly create?: boolean;
  /** Refuse appends and write nothing beside the book. A folder that forbids writing implies it. */
  readonly readOnly?: boolean;
  readonly limits?: Partial<StoreLimits>;
  /** Most pages (of 4 KiB) the file may have, before `store/disk-full`; default: the disk's. */
  readonly maxPages?: number;
}

const APPENDING_MS = 20;

/** Opens, or makes, the book in one SQLite file; every error names the file. */
export function openSqliteStore(path: string, options: SqliteOptions = {}): EventStore {
  try {
    return openBook(resolve(path), options);
  } catch (error) {
    throw namingFile(error, path);
  }
}

function openBook(book: string, options: SqliteOptions): EventStore {
  const exists = existsSync(book);
  const wantsOnlyToRead = options.readOnly === true;
  const mayMake = !wantsOnlyToRead && options.create !== false;
  if (!exists && !mayMake) throw noBook('There is no book at this place.');
  refuseHopeless(book, exists);
  const access = exists ? accessTo(book) : 'write';
  const isReadOnly = wantsOnlyToRead || access !== 'write';
  const hotWalBytes = walBytes(book);
  const db = connect(book, access, hotWalBytes);
  try {
    refuseEmptied(db, book);
    prepare(db, { isReadOnly, mayMake, access, maxPages: options.maxPages });
    const hashes = treeHashes(sha256);
    const limits = { ...EMBEDDED_LIMITS, ...options.limits };
    const log = new SqliteLog(db, limits, access !== 'immutable');
    const keeper = new SqliteKeeper({
      path: book,
      db,
      log,
      hashes,
      isReadOnly,
      access,
      hotWalBytes,
    });
    const known = keeper.goodNote()?.frontier ?? EMPTY_FRONTIER;
    const tree = new WarmTree(hashes, log, known, (events) => keeper.lineReading(events));
    return new LogStore(log, keeper, hashes, tree);
  } catch (error) {
    db.close();
    throw translate(error);
  }
}

interface Preparation {
  readonly isReadOnly: boolean;
  readonly mayMake: boolean;
  readonly access: Access;
  readonly maxPages: number | undefined;
}

function prepare(db: DatabaseSync, how: Preparation): void {
  const { isReadOnly, mayMake, access, maxPages } = how;
  db.exec('PRAGMA trusted_schema = OFF');
  const found = recognise(db);
  if (found === 'empty' && !mayMake) throw noBook('This file is empty: no book was made in it.');
  if (isReadOnly) {
    if (found !== 'current')
      throw readOnly('This book has an older format and must be opened for writing once.');
    if (access === 'write') db.exec('PRAGMA query_only = ON');
    return;
  }
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  if (found !== 'current') migrate(db);
  // From here on the store waits itself, without standing still.
  db.exec(`PRAGMA busy_timeout = ${APPENDING_MS}`);
}

// A log taken away with everything in it leaves a file that looks as if no book had been made.
function refuseEmptied(db: DatabaseSync, book: string): void {
  if (!existsSync(notePath(book)) || recognise(db) !== 'empty') return;
  throw corrupt('The file is empty, and beside it lies the head note of a book.', 0);
}

function noBook(words: string): FeeworthError {
  return new FeeworthError(STORE_ERRORS.noBook, 'input', words, {
    hint:
      'Check the path (--book, or FEEWORTH_BOOK), or make a book with "feeworth init"; ' +
      '"feeworth demo" makes the example’s, .feeworth/example.db.',
  });
}

// SQLite says of all of these that it cannot open the file, and not why.
function refuseHopeless(book: string, exists: boolean): void {
  const folder = dirname(book);
  if (exists && statSync(book).isDirectory()) {
    throw new FeeworthError(STORE_ERRORS.notABook, 'input', 'This is a folder, not a book.', {
      hint: 'Name the file that "feeworth init" made.',
    });
  }
  if (exists && !statSync(book).isFile()) {
    // A pipe would be waited for without end.
    throw new FeeworthError(
      STORE_ERRORS.notABook,
      'input',
      'This is a pipe or device, not a book.',
      {
        hint: 'Name the file that "feeworth init" made.',
      },
    );
  }
  if (exists && !may(book, constants.R_OK))
    throw unavailable('You may not read this book.', {
      hint: 'Give yourself read permission on the file.',
    });
  if (exists) return;
  if (!existsSync(folder))
    throw unavailable('The folder of the book does not exist.', {
      hint: 'Make the folder first, or check the path.',
    });
  if (!may(folder, constants.W_OK)) throw readOnly('A book cannot be made in this folder.');
}

function namingFile(error: unknown, file: string): unknown {
  if (!(error instanceof FeeworthError) || error.place.file !== undefined) return error;
  const { code, category, message, place, hint, details, cause } = error;
  return new FeeworthError(code, category, message, {
    place: { file, ...place },
    ...(hint === undefined ? {} : { hint }),
    details,
    cause: cause ?? error,
  });
}
