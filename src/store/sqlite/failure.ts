import { FeeworthError } from '../../error.ts';
import { closed, corrupt, readOnly, unavailable } from '../errors.ts';
import { STORE_ERRORS } from '../port.ts';

// Primary result codes, https://sqlite.org/rescode.html
const ERROR = 1;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const FORMAT = 24;
const NOTADB = 26;

/** The primary result code of an error that SQLite gave, else null. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** Whether another connection holds the lock; what was tried did not happen. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error instanceof FeeworthError ? error.cause : error);
  return code === BUSY || code === LOCKED;
}

/** What SQLite said, in the codes of the port. `isCommit`: it may or may not have happened. */
export function translate(error: unknown, isCommit = false): unknown {
  if (error instanceof FeeworthError) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE')
    return closed();
  switch (sqliteCode(error)) {
    case BUSY:
    case LOCKED:
      return unavailable('Another process is writing to this book.', { cause: error });
    case READONLY:
      return readOnly('This book may only be read here.', error);
    case FULL:
      return diskFull(error);
    case IOERR:
      return isCommit ? indeterminate(error) : unavailable('The disk failed.', { cause: error });
    // Our statements are fixed texts: one that cannot be prepared lacks a table or a column.
    case ERROR:
    case CORRUPT:
    case FORMAT:
      return corrupt('The file of this book is damaged.', null, error);
    case NOTADB:
      return corrupt('This is no book, or the beginning of its file is damaged.', null, error);
    case CANTOPEN:
      return unavailable('The book cannot be opened.', { cause: error });
    default:
      return error;
  }
}

/** No room, told by SQLite or by the file system. */
export function diskFull(cause: unknown): FeeworthError {
  return new FeeworthError(STORE_ERRORS.diskFull, 'io', 'There is no room left on the disk.', {
    hint: 'Nothing of this was written and the book is whole. Make room and try again.',
    cause,
  });
}

function indeterminate(cause: unknown): FeeworthError {
  return new FeeworthError(
    STORE_ERRORS.indeterminate,
    'io',
    'The disk failed while the append was being confirmed.',
    { hint: 'Repeat the append with the same ids: it is recognised if it was written.', cause },
  );
}
