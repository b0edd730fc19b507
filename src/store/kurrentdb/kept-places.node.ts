import { boundOf, storedBound, type StoredBound } from '../../audit/bound.ts';
import { HASH_BYTES, toHex, frontierRoot, type TreeHashes } from '../../audit/merkle.ts';
import { sha256 } from '../../audit/sha256.node.ts';
import { partsToWrite, readSealed, writeSealed } from '../../sealed-file.node.ts';
import type { KeptPlaces } from './places.ts';

const LAYOUT = 'feeworth-places/1';
const PER_PART = 16_384;
const POSITION_BYTES = 8;

/** Name of the file that keeps the places of a book on a server, beside what else is kept of it. */
export const keptPlacesPath = (beside: string): string => `${beside}.places`;

interface StoredIndex {
  readonly layout: string;
  /** What the streams of the book begin with on the server. */
  readonly prefix: string;
  readonly bound: StoredBound;
  readonly recordedAt: string;
  /** Stream and revision of the last event. */
  readonly last: readonly [string, string] | null;
  readonly revisions: readonly (readonly [string, string])[];
}

/** What was kept of a book; undefined when nothing was, or it is damaged or of another book. */
export function readPlaces(path: string, prefix: string): KeptPlaces | undefined {
  const sealed = readSealed(path, sha256);
  const index = sealed?.index as StoredIndex | undefined;
  if (sealed === undefined || index?.layout !== LAYOUT || index.prefix !== prefix) return undefined;
  const bound = boundOf(index.bound);
  const size = bound?.frontier.size ?? 0;
  const bytes = sealed.parts.reduce((sum, part) => sum + part.length, 0);
  if (bound === undefined || bytes !== size * (POSITION_BYTES + HASH_BYTES)) return undefined;
  const positions = new BigUint64Array(size);
  const leaves = new Uint8Array(size * HASH_BYTES);
  sealed.parts.forEach((part, i) => {
    const count = part.length / (POSITION_BYTES + HASH_BYTES);
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (let k = 0; k < count; k += 1)
      positions[i * PER_PART + k] = view.getBigUint64(k * POSITION_BYTES, true);
    leaves.set(part.subarray(count * POSITION_BYTES), i * PER_PART * HASH_BYTES);
  });
  const revisions = index.revisions.map(([stream, due]) => [stream, BigInt(due)] as const);
  const { recordedAt, last } = index;
  return {
    positions,
    leaves,
    recordedAt,
    last: last === null ? null : { stream: last[0], revision: BigInt(last[1]) },
    frontier: bound.frontier,
    revisions,
  };
}

/** Keeps the places of a book; where that cannot be written, only time is lost. */
export function writePlaces(
  path: string,
  prefix: string,
  places: KeptPlaces,
  hashes: TreeHashes,
): void {
  const { frontier, recordedAt, last } = places;
  const root = toHex(frontierRoot(hashes, frontier));
  const index: StoredIndex = {
    layout: LAYOUT,
    prefix,
    bound: storedBound({ root, frontier }),
    recordedAt,
    last: last === null ? null : [last.stream, String(last.revision)],
    revisions: places.revisions.map(([stream, due]) => [stream, String(due)]),
  };
  const parts = Array.from({ length: Math.ceil(frontier.size / PER_PART) }, (_, i) =>
    partOf(places, i),
  );
  writeSealed(path, sha256, index, partsToWrite(parts));
}

function partOf({ positions, leaves }: KeptPlaces, i: number): Uint8Array {
  const [from, to] = [i * PER_PART, Math.min((i + 1) * PER_PART, positions.length)];
  const part = new Uint8Array((to - from) * (POSITION_BYTES + HASH_BYTES));
  const view = new DataView(part.buffer);
  for (let k = from; k < to; k += 1)
    view.setBigUint64((k - from) * POSITION_BYTES, positions[k] ?? 0n, true);
  part.set(leaves.subarray(from * HASH_BYTES, to * HASH_BYTES), (to - from) * POSITION_BYTES);
  return part;
}
