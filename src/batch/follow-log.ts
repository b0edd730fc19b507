import type { Bound } from '../audit/bound.ts';
import { eventLine } from '../audit/line.ts';
import {
  appendLeaves,
  appendSubtree,
  frontierRoot,
  toHex,
  treeHashes,
  type Frontier,
  type Sha256,
  type TreeHashes,
} from '../audit/merkle.ts';
import { FeeworthError } from '../error.ts';
import type { RecordedEvent } from '../event.ts';
import type { EventStore, LinePage, TreeHead } from '../store/port.ts';

/**
 * Hands over every event from the end of what is known to `head`, hashing each on the way. The
 * result is undefined when known events and new ones together do not have the root of the log:
 * then what was derived before belongs to another log, and what was taken now is worthless too.
 */
export async function followLog(
  store: EventStore,
  head: TreeHead,
  known: Frontier,
  sha256: Sha256,
  take: (event: RecordedEvent) => void,
): Promise<Bound | undefined> {
  if (known.size > head.size) return undefined;
  const hashes = treeHashes(sha256);
  const leafOf = leafWriter(hashes);
  let frontier = known;
  for await (const { events } of store.readPages({ fromSequence: known.size })) {
    // Events that came after the head was asked for belong to the next time.
    const fresh = events.filter((event) => event.sequence < head.size);
    const leaves = fresh.map(leafOf);
    frontier = appendLeaves(hashes, frontier, leaves);
    for (const event of fresh) take(event);
    if (frontier.size >= head.size) break;
  }
  return boundAt(hashes, frontier, head);
}

/**
 * The same by whole pages of lines, hashed by the store, perhaps in another thread: what takes
 * bytes need not have events made of them.
 */
export async function followLines(
  store: EventStore,
  head: TreeHead,
  known: Frontier,
  sha256: Sha256,
  take: (page: LinePage) => void,
  signal?: AbortSignal,
): Promise<Bound | undefined> {
  if (known.size > head.size) return undefined;
  const hashes = treeHashes(sha256);
  let frontier = known;
  const range = { fromSequence: known.size, toSequence: head.size, ...(signal && { signal }) };
  for await (const page of store.readLines(range)) {
    for (const part of page.parts) frontier = appendSubtree(hashes, frontier, part);
    take(page);
  }
  return boundAt(hashes, frontier, head);
}

function boundAt(hashes: TreeHashes, frontier: Frontier, head: TreeHead): Bound | undefined {
  const root = toHex(frontierRoot(hashes, frontier));
  return frontier.size === head.size && root === head.root ? { root, frontier } : undefined;
}

// One buffer for all lines: making an array for each costs more than hashing it.
function leafWriter(hashes: TreeHashes): (event: RecordedEvent) => Uint8Array {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(4096);
  return (event) => {
    const line = eventLine(event, event);
    // A UTF-16 unit is at most three bytes of UTF-8.
    if (line.length * 3 > buffer.length) buffer = new Uint8Array(line.length * 6);
    const { written } = encoder.encodeInto(line, buffer);
    return hashes.leaf(buffer.subarray(0, written));
  };
}

/** When even a reading from the first event does not give the root the store states. */
export function notTheLog(): FeeworthError {
  return new FeeworthError(
    'batch/not-the-log',
    'integrity',
    'The events read from the book do not have the root that the book states.',
    { hint: 'run "feeworth verify"; restore the book from a copy that verifies' },
  );
}
