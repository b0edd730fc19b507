import { eventLine } from '../../src/audit/line.ts';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  fromHex,
  frontierRoot,
  toHex,
  type Frontier,
} from '../../src/audit/merkle.ts';
import {
  consistencyRanges,
  inclusionRanges,
  isConsistent,
  isIncluded,
  type LeafRange,
} from '../../src/audit/proofs.ts';
import { FeeworthError } from '../../src/error.ts';
import type { EventStore } from '../../src/store/port.ts';
import type { KeptCheckpoint } from '../seal/checkpoint-file.ts';
import { HASHES } from '../seal/stored-checkpoints.ts';

/** A file that shows, without the book, that an event is in the book of a checkpoint. */
export interface InclusionProof {
  readonly format: 'feeworth-inclusion/1';
  readonly sequence: number;
  /** The event as the tree hashes it. */
  readonly line: string;
  /** Hex, from the leaf up (RFC 6962 §2.1.1). */
  readonly proof: readonly string[];
  /** The signed checkpoint that it leads to. */
  readonly checkpoint: string;
}

/** A file that shows, without the book, that one checkpoint's book grew into another's. */
export interface ConsistencyProof {
  readonly format: 'feeworth-consistency/1';
  /** Hex (RFC 6962 §2.1.2). */
  readonly proof: readonly string[];
  readonly older: string;
  readonly newer: string;
}

/** Proves that event `sequence` is under a checkpoint. Throws `checkpoint/not-this-book`. */
export async function proveInclusion(
  store: EventStore,
  sequence: number,
  { note, checkpoint, file }: KeptCheckpoint,
): Promise<InclusionProof> {
  const ranges = inclusionRanges(sequence, checkpoint.size);
  const { roots, lines } = await readRanges(store, ranges, checkpoint.size, sequence);
  const line = lines.get(sequence);
  const leaf = HASHES.leaf(new TextEncoder().encode(line ?? ''));
  const head = headOf(checkpoint);
  if (line === undefined || !isIncluded(HASHES, { leaf, index: sequence }, head, roots))
    throw notThisBook(file);
  const proof = roots.map(toHex);
  return { format: 'feeworth-inclusion/1', sequence, line, proof, checkpoint: note };
}

/** Proves that the newer checkpoint's book begins with the older one's. */
export async function proveConsistency(
  store: EventStore,
  older: KeptCheckpoint,
  newer: KeptCheckpoint,
): Promise<ConsistencyProof> {
  const ranges = consistencyRanges(older.checkpoint.size, newer.checkpoint.size);
  const { roots } = await readRanges(store, ranges, newer.checkpoint.size);
  const [before, after] = [headOf(older.checkpoint), headOf(newer.checkpoint)];
  if (!isConsistent(HASHES, before, after, roots)) throw notThisBook(newer.file);
  const proof = roots.map(toHex);
  return { format: 'feeworth-consistency/1', proof, older: older.note, newer: newer.note };
}

function headOf({ size, root }: { readonly size: number; readonly root: string }) {
  return { size, root: fromHex(root) ?? new Uint8Array() };
}

/** One reading of the book for all roots of a proof: its ranges do not overlap. */
async function readRanges(
  store: EventStore,
  ranges: readonly LeafRange[],
  size: number,
  wanted = -1,
): Promise<{ readonly roots: Uint8Array[]; readonly lines: Map<number, string> }> {
  const frontiers = ranges.map((): Frontier => EMPTY_FRONTIER);
  const lines = new Map<number, string>();
  for await (const { events } of store.readPages()) {
    for (const event of events) {
      if (event.sequence >= size) break;
      const line = eventLine(event, event);
      if (event.sequence === wanted) lines.set(wanted, line);
      const at = ranges.findIndex((r) => r.from <= event.sequence && event.sequence < r.to);
      const frontier = frontiers[at];
      if (frontier === undefined) continue;
      const leaf = HASHES.leaf(new TextEncoder().encode(line));
      frontiers[at] = appendLeaves(HASHES, frontier, [leaf]);
    }
    if ((events.at(-1)?.sequence ?? 0) >= size) break;
  }
  return { roots: frontiers.map((frontier) => frontierRoot(HASHES, frontier)), lines };
}

function notThisBook(file: string): FeeworthError {
  return new FeeworthError(
    'checkpoint/not-this-book',
    'integrity',
    'The book as it is does not lead to this checkpoint: there is nothing to prove',
    { place: { file }, hint: 'find out what was rewritten: feeworth verify --checkpoint FILE…' },
  );
}
