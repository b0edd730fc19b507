import { FeeworthError } from '../error.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { HASH_BYTES, toHex, type Sha256 } from './merkle.ts';

/** Ed25519 (RFC 8032), passed in as SHA-256 is; keys and seeds are 32 bytes, signatures 64. */
export interface Ed25519 {
  publicKey(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** SHA-256 and Ed25519 together: what sealing needs of its surroundings. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly ed25519: Ed25519;
}

/** A public key under the name it signs by. Name and id together tell keys apart (C2SP). */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits: the first 4 bytes of SHA-256(name ‖ 0a ‖ 01 ‖ public key). */
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** A key that can sign. */
export interface SignerKey extends VerifierKey {
  readonly seed: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

/** A signed note taken apart; nothing of it is to be believed before `openNote`. */
export interface Note {
  /** With its last newline, which is signed; without the blank line after it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signature type of C2SP's signed-note for plain Ed25519. */
const ED25519 = 1;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const MOST_SIGNATURES = 16;
/** Larger than any checkpoint of ours: half a million lines of digests are nobody's note. */
const MOST_CHARACTERS = 4_000_000;
const NAME = /^[^\s+\p{White_Space}]+$/u;

const encoder = new TextEncoder();

/** The key under a name, with its C2SP key id. */
export function verifierKey(sha256: Sha256, name: string, publicKey: Uint8Array): VerifierKey {
  if (!NAME.test(name) || publicKey.length !== HASH_BYTES) throw badKey();
  const head = encoder.encode(`${name}\n`);
  const id = sha256(Uint8Array.of(...head, ED25519, ...publicKey)).subarray(0, ID_BYTES);
  return { name, id: toHex(id), publicKey };
}

/** The signing key of a seed under a name. */
export function signerKey({ sha256, ed25519 }: Crypto, name: string, seed: Uint8Array): SignerKey {
  return { ...verifierKey(sha256, name, ed25519.publicKey(seed)), seed };
}

/** One line of text for a public key: `name+id+base64(01 ‖ key)`, as C2SP's tools write it. */
export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(Uint8Array.of(ED25519, ...publicKey))}`;
}

/** The key a line tells; throws `key/bad-public-key` for anything else. */
export function parseVerifierKey(sha256: Sha256, line: string): VerifierKey {
  const [name = '', id = '', text = '', ...more] = line.split('+');
  // Base64 has plus signs of its own.
  const bytes = fromBase64([text, ...more].join('+'));
  if (bytes === null || bytes[0] !== ED25519) throw badKey();
  const key = verifierKey(sha256, name, bytes.subarray(1));
  if (key.id !== id) throw badKey();
  return key;
}

/** Signs a text that ends in a newline. */
export function signNote(ed25519: Ed25519, text: string, keys: readonly SignerKey[]): string {
  if (!isNoteText(text)) throw badNote('cannot be signed as it is');
  const lines = keys.map(({ name, id, seed }) => {
    const signature = ed25519.sign(seed, encoder.encode(text));
    const number = Number.parseInt(id, 16);
    const idBytes = [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
    return `— ${name} ${toBase64(Uint8Array.of(...idBytes, ...signature))}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Takes a note apart by the rules of C2SP's signed-note; throws `audit/bad-note`. */
export function parseNote(note: string): Note {
  if (note.length > MOST_CHARACTERS) throw badNote('is too long');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw badNote('has no blank line before its signatures');
  const text = note.slice(0, split + 1);
  if (!isNoteText(text)) throw badNote('has characters that a note may not have');
  const lines = note.slice(split + 2).split('\n');
  if (lines.pop() !== '') throw badNote('does not end with a newline');
  if (lines.length === 0) throw badNote('has no signature');
  if (lines.length > MOST_SIGNATURES) throw badNote('has too many signatures');
  return { text, signatures: lines.map(signatureOf) };
}

/**
 * The text of a note that one of the given keys has signed, and which of them did. A known key's
 * signature that does not verify throws `audit/bad-signature`, no known key `audit/not-trusted`.
 */
export function openNote(
  ed25519: Ed25519,
  note: string,
  keys: readonly VerifierKey[],
): { readonly text: string; readonly signedBy: readonly VerifierKey[] } {
  const { text, signatures } = parseNote(note);
  const message = encoder.encode(text);
  const signedBy: VerifierKey[] = [];
  for (const { name, id, signature } of signatures) {
    const known = keys.filter((key) => key.name === name && key.id === id);
    const good = known.find((key) => ed25519.verify(key.publicKey, message, signature));
    if (good !== undefined) signedBy.push(good);
    else if (known.length > 0) throw badSignature(name, id);
  }
  if (signedBy.length === 0) throw notTrusted(signatures);
  return { text, signedBy };
}

function signatureOf(line: string): NoteSignature {
  const [dash, name = '', text = '', ...more] = line.split(' ');
  const bytes = fromBase64(text);
  if (dash !== '—' || !NAME.test(name) || more.length > 0 || bytes === null)
    throw badNote('has a signature line that is none');
  if (bytes.length <= ID_BYTES) throw badNote('has a signature that is too short');
  return {
    name,
    id: toHex(bytes.subarray(0, ID_BYTES)),
    signature: bytes.subarray(ID_BYTES),
  };
}

function isNoteText(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

/** Whether bytes are as long as an Ed25519 signature: others cannot verify. */
export function isSignature(bytes: Uint8Array): boolean {
  return bytes.length === SIGNATURE_BYTES;
}

function badNote(what: string): FeeworthError {
  return new FeeworthError('audit/bad-note', 'integrity', `The signed note ${what}.`, {
    hint: 'It is not as it was signed: take another copy of the file.',
  });
}

function badSignature(name: string, id: string): FeeworthError {
  return new FeeworthError(
    'audit/bad-signature',
    'integrity',
    'The signature does not belong to this text: it was changed after it was signed.',
    {
      place: { at: `${name}+${id}` },
      hint: 'Take another copy of the file, and ask who changed it.',
    },
  );
}

function notTrusted(signatures: readonly NoteSignature[]): FeeworthError {
  const names = signatures.map(({ name, id }) => `${name}+${id}`).join(', ');
  return new FeeworthError(
    'audit/not-trusted',
    'integrity',
    `No key that is trusted has signed this; it was signed by ${names}.`,
    { hint: 'Get the public key from who signs, over another way than the file itself.' },
  );
}

function badKey(): FeeworthError {
  return new FeeworthError('key/bad-public-key', 'input', 'This is no public signing key.', {
    hint: 'One line, NAME+ID+BASE64, as "feeworth key new" prints it.',
  });
}
