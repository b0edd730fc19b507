import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, isAbsolute } from 'node:path';
import { ed25519 } from '../../src/audit/ed25519.node.ts';
import {
  formatVerifierKey,
  parseVerifierKey,
  signerKey,
  type Crypto,
  type SignerKey,
  type VerifierKey,
} from '../../src/audit/note.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { originOf } from '../../src/audit/checkpoint.ts';
import { FeeworthError } from '../../src/error.ts';
import { mustBeRegularFile } from '../../src/regular-file.node.ts';
import { besidePath } from '../book-place.ts';

/** What this program signs and hashes with. */
export const CRYPTO: Crypto = { sha256, ed25519 };

const SEED_BYTES = 32;

/** Where the public half of a new signing key is written. */
export const publicKeyPath = (path: string): string => `${path}.pub`;

/**
 * Makes a signing key that only its owner may read, and its public half beside it; neither is ever
 * overwritten. Throws `key/inside-book`, `key/not-written`.
 */
export function createSigningKey(path: string, book: { url: string; id: string }): SignerKey {
  refuseInside(path, book.url);
  const key = signerKey(CRYPTO, originOf(book.id), new Uint8Array(randomBytes(SEED_BYTES)));
  const secret =
    '# Ed25519 seed that signs checkpoints. Whoever has it can vouch for a book that was rewritten.\n' +
    `${Buffer.from(key.seed).toString('hex')}\n`;
  const open = `# Signs checkpoints of this book; give it to whoever verifies them.\n${formatVerifierKey(key)}\n`;
  try {
    if (existsSync(publicKeyPath(path))) throw new Error('there is one');
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' });
    writeFileSync(publicKeyPath(path), open, { flag: 'wx' });
  } catch (cause) {
    throw new FeeworthError('key/not-written', 'io', 'The signing key could not be written', {
      place: { file: path },
      hint: 'name a file that is not there yet, in a folder you may write to',
      cause,
    });
  }
  return key;
}

/** Reads a signing key for a book: 64 hex digits; lines beginning with # are remarks. */
export function readSigningKey(path: string, book: { url: string; id: string }): SignerKey {
  refuseInside(path, book.url);
  const hex = linesOf(path).join('');
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new FeeworthError('key/bad-signing-key', 'input', 'This is no signing key', {
      place: { file: path },
      hint: 'name the file that "feeworth key new" made',
    });
  }
  return signerKey(CRYPTO, originOf(book.id), new Uint8Array(Buffer.from(hex, 'hex')));
}

/** Reads public keys, one a line; lines beginning with # are remarks. */
export function readPublicKeys(path: string): readonly VerifierKey[] {
  const lines = linesOf(path);
  try {
    if (lines.length > 0) return lines.map((line) => parseVerifierKey(sha256, line));
  } catch {
    // Said below, with the file.
  }
  throw new FeeworthError('key/bad-public-key', 'input', 'This is no file of public keys', {
    place: { file: path },
    hint: 'one key a line, NAME+ID+BASE64, as "feeworth key new" prints it',
  });
}

function linesOf(path: string): readonly string[] {
  mustBeRegularFile(path, 'key/cannot-open');
  try {
    return readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (cause) {
    throw new FeeworthError('key/cannot-open', 'io', `${path} cannot be opened`, {
      place: { file: path },
      hint: 'check the path; "feeworth key new FILE" makes a key',
      cause,
    });
  }
}

/** Whoever copies or steals the book's folder must not get the key with it (settled.md §2.3). */
function refuseInside(path: string, url: string): void {
  const book = besidePath(url);
  if (book === null) return;
  const way = relative(realFolder(book), join(realFolder(path), basename(path)));
  if (way.startsWith('..') || isAbsolute(way)) return;
  throw new FeeworthError('key/inside-book', 'usage', 'The key lies in the folder of the book', {
    place: { file: path },
    hint: 'keep it elsewhere: who can write the book must not be able to sign for it',
  });
}

function realFolder(path: string): string {
  const folder = dirname(resolve(path));
  return existsSync(folder) ? realpathSync(folder) : folder;
}
