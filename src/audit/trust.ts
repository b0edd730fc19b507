import { isFeeworthError } from '../error.ts';
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { TreeHashes } from './merkle.ts';
import { openNote, parseNote, parseVerifierKey, type Crypto, type VerifierKey } from './note.ts';

/** A key with the sizes of the book at which it may sign. */
export interface TrustedKey {
  readonly key: VerifierKey;
  readonly from: number;
  /** Where it handed over to another; null while it signs. */
  readonly until: number | null;
}

/** A checkpoint with the key that vouches for it. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly key: VerifierKey;
}

/**
 * The keys that may sign a book's checkpoints when somebody trusts the given ones: each rotation,
 * in the order of the log, hands a trusted key's place to the key it names. Rotations that no
 * trusted key has signed change nothing: who trusts a later key need not know the earlier ones.
 */
export function followRotations(
  crypto: Crypto,
  hashes: TreeHashes,
  given: readonly VerifierKey[],
  rotations: readonly string[],
): readonly TrustedKey[] {
  let keys = given.map((key): TrustedKey => ({ key, from: 0, until: null }));
  for (const note of rotations) {
    const signed = tryOpen(crypto, hashes, note, keys);
    if (signed === null || signed.checkpoint.nextKey === null) continue;
    const { checkpoint, key } = signed;
    const next = parseVerifierKey(crypto.sha256, checkpoint.nextKey ?? '');
    // The new key has signed too; to who trusts it alone nothing is handed over.
    if (next.id === key.id) continue;
    const { size } = checkpoint;
    keys = keys.map((one) => (one.key === key ? { ...one, until: size } : one));
    if (!keys.some((one) => one.key.id === next.id && one.key.name === next.name))
      keys = [...keys, { key: next, from: size, until: null }];
  }
  return keys;
}

function tryOpen(
  crypto: Crypto,
  hashes: TreeHashes,
  note: string,
  keys: readonly TrustedKey[],
): SignedCheckpoint | null {
  try {
    return openCheckpoint(crypto, hashes, note, keys);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return null;
  }
}

/**
 * A checkpoint that a key trusted at its size has signed. Throws `audit/bad-note`,
 * `audit/bad-signature`, `audit/bad-checkpoint`, `audit/not-trusted`.
 */
export function openCheckpoint(
  { ed25519 }: Crypto,
  hashes: TreeHashes,
  note: string,
  keys: readonly TrustedKey[],
): SignedCheckpoint {
  const checkpoint = readCheckpoint(hashes, note);
  // A key that was given up, or stolen after that, says nothing of what came later.
  const { size } = checkpoint;
  const current = keys.filter(
    ({ from, until }) => from <= size && (until === null || size <= until),
  );
  const { signedBy } = openNote(
    ed25519,
    note,
    current.map(({ key }) => key),
  );
  const [key] = signedBy as readonly [VerifierKey, ...VerifierKey[]];
  return { checkpoint, key };
}

/** What a checkpoint file says, whoever has signed it; nothing of it is to be believed. */
export function readCheckpoint(hashes: TreeHashes, note: string): Checkpoint {
  return parseCheckpoint(hashes, parseNote(note).text);
}
