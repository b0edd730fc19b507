import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { FeeworthError } from '../../error.ts';
import { corrupt, readOnly } from '../errors.ts';
import { translate } from './failure.ts';

const OPENING_MS = 5_000;

/** How a book may be opened: fully, for reading, or as a file that never changes. */
export type Access = 'write' | 'read' | 'immutable';

// SQLite needs the folder to share a WAL book; without it the file is read as if it never changed.
export function accessTo(book: string): Access {
  if (!may(dirname(book), constants.W_OK)) return 'immutable';
  return may(book, constants.W_OK) ? 'write' : 'read';
}

/** Whether this process may use a file or folder in a way of `fs.constants`. */
export function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A connection to a book; `hotWalBytes` is what lies beside it. */
export function connect(book: string, access: Access, hotWalBytes: number): DatabaseSync {
  // Immutable reading passes over the WAL, and with it over events that were acknowledged.
  if (access === 'immutable' && hotWalBytes > 0)
    throw readOnly('This book was not closed cleanly, and its folder does not let it be mended.');
  const options = { timeout: OPENING_MS, readOnly: access !== 'write', allowExtension: false };
  const location = access === 'immutable' ? `${pathToFileURL(book).href}?immutable=1` : book;
  try {
    return new DatabaseSync(location, options);
  } catch (error) {
    throw notOpened(error);
  }
}

function notOpened(error: unknown): unknown {
  const translated = translate(error);
  return translated instanceof FeeworthError ? translated : corrupt('Not a book.', null, error);
}
