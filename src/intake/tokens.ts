import { hash } from 'node:crypto';
import { FeeworthError } from '../error.ts';
import { Raw, reveal } from './raw.ts';
import { uuidOfHex } from './uuid.ts';

/** What a token stands for; it is the token's prefix and part of what is hashed. */
export type TokenKind =
  | 'claim'
  | 'patient'
  | 'payer'
  | 'provider'
  | 'line'
  | 'reference'
  | 'employee'
  | 'ticket'
  | 'instrument'
  | 'vendor'
  | 'bank-description'
  | 'item'
  | 'unknown';

/** Turns an identifier of another system into a keyed token such as `claim_4k2…`. */
export type Tokenise = (kind: TokenKind, raw: Raw | string) => string;

/** A source record by which an imported fact is known again (settled.md §1.5). */
export interface FactKey {
  /** The system that wrote the record, e.g. "x12-835". */
  readonly system: string;
  /** Its key there, or the whole record in canonical form. */
  readonly record: Raw | string;
  /** The date it happened, YYYY-MM-DD. */
  readonly day: string;
  /** Which of several identical records of that day, from 1. */
  readonly nth: number;
}

/** Gives imported facts their ids; identical records of one day are numbered as they come. */
export type FactIds = (key: Omit<FactKey, 'nth'>) => string;

const BLOCK = 64;
const KEY_BYTES_MIN = 32;
const TOKEN_CHARS = 20;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Namespace of our UUIDs; a constant of the format, drawn once. */
const NAMESPACE = Buffer.from('6f0d2a5b8c3e4f719b64d1a07c52e983', 'hex');

type Hmac = (message: string) => Buffer;

/** HMAC-SHA-256 (RFC 2104) over one-shot hashes, which cost less than Node's Hmac objects. */
function hmacSha256(key: Uint8Array): Hmac {
  if (key.length < KEY_BYTES_MIN) {
    throw new FeeworthError('book/weak-key', 'integrity', 'The key of this book is too short', {
      hint: `a book's key has at least ${KEY_BYTES_MIN} random bytes; restore the file beside it`,
    });
  }
  const block = Buffer.alloc(BLOCK);
  block.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.from(block.map((byte) => byte ^ 0x36));
  const outer = Buffer.alloc(BLOCK + 32);
  outer.set(block.map((byte) => byte ^ 0x5c));
  let scratch = Buffer.alloc(512);
  scratch.set(inner);
  return (message) => {
    const room = BLOCK + message.length * 3;
    if (room > scratch.length) {
      scratch = Buffer.alloc(room * 2);
      scratch.set(inner);
    }
    const length = BLOCK + scratch.write(message, BLOCK, 'utf8');
    outer.set(hash('sha256', scratch.subarray(0, length), 'buffer'), BLOCK);
    return hash('sha256', outer, 'buffer');
  };
}

function base32(bytes: Uint8Array, chars: number): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >>> bits) & 31);
      if (text.length === chars) return text;
    }
    value &= 31;
  }
  return text;
}

const opened = (raw: Raw | string): string => (typeof raw === 'string' ? raw : reveal(raw));

/** Payers give back the control numbers we sent padded or in capitals: they must still join. */
const normalised = (text: string): string => text.trim().toUpperCase();

/**
 * A tokeniser for one book. HMAC-SHA-256 under the book's key, 100 bits in lower-case base32: the
 * same identifier gives the same token in every file, and without the key nobody can enumerate
 * account numbers until one fits. A token remains PHI of the holder of the key (settled.md §2.5).
 */
export function createTokeniser(key: Uint8Array): Tokenise {
  const hmac = hmacSha256(key);
  const payers = new Map<string, string>();
  return (kind, raw) => {
    const text = normalised(opened(raw));
    const known = kind === 'payer' ? payers.get(text) : undefined;
    if (known !== undefined) return known;
    const token = `${kind}_${base32(hmac(`token\0${kind}\0${text}`), TOKEN_CHARS)}`;
    if (kind === 'payer') payers.set(text, token);
    return token;
  };
}

const uuidOf = (name: Buffer): string => {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, name]), 'buffer');
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidOfHex(digest.toString('hex', 0, 16));
};

const framed = (parts: readonly string[]): string =>
  parts.map((part) => `${part.length}:${part}`).join('');

/**
 * The id of one imported fact: UUID v5 (RFC 9562 §5.5) whose name is an HMAC under the book's key.
 * A plain v5 over a control number could be enumerated (settled.md §1.5).
 */
export function createFactId(key: Uint8Array): (fact: FactKey) => string {
  const hmac = hmacSha256(key);
  return ({ system, record, day, nth }) =>
    uuidOf(hmac(`fact\0${framed([system, opened(record), day, String(nth)])}`));
}

/**
 * Ids for the records of one file in the order they stand there: the n-th identical record of a
 * day is a fact of its own, so two equal sales stay two, and the same file gives the same ids.
 */
export function createFactIds(key: Uint8Array): FactIds {
  const factId = createFactId(key);
  const seen = new Map<string, number>();
  return (fact) => {
    const first = factId({ ...fact, nth: 1 });
    const nth = (seen.get(first) ?? 0) + 1;
    seen.set(first, nth);
    return nth === 1 ? first : factId({ ...fact, nth });
  };
}
