import type { Checkpoint } from '../../src/audit/checkpoint.ts';
import { treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { readCheckpoint } from '../../src/audit/trust.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { Revision, EventStore } from '../../src/store/port.ts';

/** The stream of a book's checkpoints and of the rotations of its key. */
export const CHECKPOINTS = 'checkpoints';

/** The hashes of every book's tree. */
export const HASHES = treeHashes(sha256);

/** A checkpoint as an event of its book. */
export interface StoredCheckpoint {
  readonly sequence: number;
  readonly revision: Revision;
  readonly isRotation: boolean;
  /** The signed note; nothing of it has been believed yet. */
  readonly note: string;
  /** What it says; null when it cannot be read. */
  readonly checkpoint: Checkpoint | null;
  /** What is wrong with it as it stands, in words; null when nothing is. */
  readonly problem: string | null;
}

/** The checkpoints that stand in a book, in the order of the log. */
export async function storedCheckpoints(store: EventStore): Promise<StoredCheckpoint[]> {
  const found: StoredCheckpoint[] = [];
  for await (const { type, data, sequence, revision } of store.readStream(CHECKPOINTS)) {
    const { signed, size, root } = data as { signed?: unknown; size?: unknown; root?: unknown };
    const note = typeof signed === 'string' ? signed : '';
    const read = tryRead(note);
    const isSame = read.checkpoint?.root === root && String(read.checkpoint?.size) === size;
    const problem = read.problem ?? (isSame ? null : 'Its fields differ from what was signed.');
    found.push({
      sequence,
      revision,
      isRotation: type === 'SigningKeyRotated',
      note,
      ...read,
      problem,
    });
  }
  return found;
}

function tryRead(note: string): Pick<StoredCheckpoint, 'checkpoint' | 'problem'> {
  try {
    return { checkpoint: readCheckpoint(HASHES, note), problem: null };
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return { checkpoint: null, problem: error.message };
  }
}

/** The id a book goes by: that of its first event; null for a book without events. */
export async function bookId(store: EventStore): Promise<string | null> {
  for await (const { id } of store.readAll({ limit: 1 })) return id;
  return null;
}
