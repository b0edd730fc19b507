import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FeeworthError } from '../src/error.ts';
import { makeFolder } from '../src/make-folder.node.ts';
import { besidePath } from './book-place.ts';

const KEY_BYTES = 32;

/** The key file of a book: beside it, `<book>.key`; null for a book in memory. */
export function keyPath(url: string): string | null {
  const path = besidePath(url);
  return path === null ? null : `${path}.key`;
}

/** Tells two keys apart without giving either away; recorded in BookOpened. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256')
    .update('feeworth book key id\0')
    .update(key)
    .digest('hex')
    .slice(0, 16);
}

/** Reads a key file: 64 hex digits; lines beginning with # are remarks. Throws `book/bad-key`. */
export function readKey(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8');
  const hex = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .join('')
    .trim();
  if (!/^(?:[0-9a-f]{2}){32,}$/i.test(hex)) {
    throw new FeeworthError('book/bad-key', 'integrity', 'The key file of this book is damaged', {
      place: { file: path },
      hint: 'restore it from a backup: without it files cannot be joined to what is recorded',
    });
  }
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** Makes a key only its owner may read; an existing file is never overwritten. */
export function createKey(
  path: string,
  key: Uint8Array = randomBytes(KEY_BYTES),
  what = "Key of this book's tokens.",
): Uint8Array {
  const text = `# ${what} Whoever has it can test guesses of account numbers.\n`;
  try {
    makeFolder(dirname(path), 0o700);
    const body = `${text}${Buffer.from(key).toString('hex')}\n`;
    writeFileSync(path, body, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new FeeworthError('book/key-not-written', 'io', 'The key file could not be written', {
      place: { file: path },
      hint:
        'check that its folder may be written to, and that no key lies there; for a book on a ' +
        'server FEEWORTH_HOME names the folder',
      cause,
    });
  }
  return key;
}

/** The key of a book that is there already. Throws `book/no-key`. */
export function existingKey(path: string | null): Uint8Array {
  if (path !== null && existsSync(path)) return readKey(path);
  throw new FeeworthError('book/no-key', 'integrity', 'The key file of this book is missing', {
    ...(path === null ? {} : { place: { file: path } }),
    hint: 'put the .key file back beside the book; reports work without it, importing does not',
  });
}
