import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  HASH_BYTES,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../../audit/merkle.ts';
import type { RecordedEvent } from '../../event.ts';
import { badRequest, corrupt } from '../errors.ts';
import type { Position, TreeHead } from '../port.ts';
import { lineBytes, recordedOf } from './codec.ts';
import type { WireEvent } from './wire.ts';

/** A cursor into a book on a server: where the event stands in the book, and where in the log. */
export function cursorOf(sequence: number, position: bigint): Position {
  return `@${sequence}.${position}` as Position;
}

/** What a cursor says; `store/bad-request` when no book on a server gave it out. */
export function placeOf(cursor: Position): {
  readonly sequence: number;
  readonly position: bigint;
} {
  const [, sequence, position] = /^@(\d{1,15})\.(\d{1,19})$/.exec(cursor) ?? [];
  if (sequence === undefined || position === undefined)
    throw badRequest('That is not a position of this store.');
  return { sequence: Number(sequence), position: BigInt(position) };
}

/** A place in a stream. */
interface StreamPlace {
  readonly stream: string;
  readonly revision: bigint;
}

/** Places that were kept somewhere; what a book had when it was left. */
export interface KeptPlaces {
  readonly positions: BigUint64Array<ArrayBuffer>;
  /** One behind the other. */
  readonly leaves: Uint8Array<ArrayBuffer>;
  readonly recordedAt: string;
  /** Where the last event stands; null when there is none. */
  readonly last: StreamPlace | null;
  readonly frontier: Frontier;
  /** Streams with the revision that each has next. */
  readonly revisions: readonly (readonly [string, bigint])[];
}

const FIRST_ROOM = 1_024;
const KNOWN = 32;

/**
 * What a book on a server keeps of its events in memory, 40 bytes for each: the place in the
 * server's log, by which sequences are found, and the leaf of the tree. The server knows neither.
 */
export class Places {
  readonly #hashes: TreeHashes;
  readonly #revisions = new Map<string, bigint>();
  #positions: BigUint64Array<ArrayBuffer> = new BigUint64Array(FIRST_ROOM);
  #leaves: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_ROOM * HASH_BYTES);
  #size = 0;
  #recordedAt = '';
  #lastPlace: StreamPlace | null = null;
  #known: readonly Frontier[] = [EMPTY_FRONTIER];

  constructor(hashes: TreeHashes, kept?: KeptPlaces) {
    this.#hashes = hashes;
    if (kept === undefined) return;
    this.#size = kept.frontier.size;
    this.#positions = kept.positions;
    this.#leaves = kept.leaves;
    this.#recordedAt = kept.recordedAt;
    this.#lastPlace = kept.last;
    this.#known = [EMPTY_FRONTIER, kept.frontier];
    for (const [stream, due] of kept.revisions) this.#revisions.set(stream, due);
  }

  /** All of it, to be kept; positions and leaves as they are now, not copied. */
  kept(): KeptPlaces {
    return {
      positions: this.#positions.subarray(0, this.#size),
      leaves: this.#leaves.subarray(0, this.#size * HASH_BYTES),
      recordedAt: this.#recordedAt,
      last: this.#lastPlace,
      frontier: this.frontier(),
      revisions: [...this.#revisions],
    };
  }

  get size(): number {
    return this.#size;
  }

  /** `recordedAt` of the last event; empty when there is none. */
  get recordedAt(): string {
    return this.#recordedAt;
  }

  /**
   * Takes the next event of the book and says how many bytes its line has; `store/corrupt` when its
   * stream has a hole before it.
   */
  add(event: RecordedEvent, position: bigint): number {
    const due = this.#revisions.get(event.stream) ?? 0n;
    if (event.revision !== due)
      throw corrupt(`Stream ${event.stream} is not whole at revision ${due}.`, this.#size);
    this.#revisions.set(event.stream, due + 1n);
    this.#makeRoom();
    this.#positions[this.#size] = position;
    const line = lineBytes(event);
    this.#leaves.set(this.#hashes.leaf(line), this.#size * HASH_BYTES);
    this.#recordedAt = event.meta.recordedAt;
    this.#lastPlace = { stream: event.stream, revision: event.revision };
    this.#size += 1;
    return line.length;
  }

  /** Place in the log of an event; null before the first. */
  positionAt(sequence: number): bigint | null {
    return sequence < 0 || sequence >= this.#size ? null : (this.#positions[sequence] ?? null);
  }

  /** The last place in the log that is known; null when there is none. */
  last(): bigint | null {
    return this.positionAt(this.#size - 1);
  }

  /** The cursor of the last event, null in an empty book. */
  lastCursor(): Position | null {
    const last = this.last();
    return last === null ? null : cursorOf(this.#size - 1, last);
  }

  /** Sequence of the event at a place in the log, null when none of the book stands there. */
  sequenceAt(position: bigint): number | null {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#positions[middle] ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#positions[low] === position ? low : null;
  }

  /** Whether this is the last event that is known, where it is known to be. */
  hasLast(wire: WireEvent, prefix: string): boolean {
    if (wire.position !== this.last()) return false;
    try {
      const event = recordedOf(wire, prefix, this.#size - 1);
      return toHex(this.#hashes.leaf(lineBytes(event))) === toHex(this.leafAt(this.#size - 1));
    } catch {
      return false;
    }
  }

  /** The leaf of an event that is known. */
  leafAt(sequence: number): Uint8Array {
    return this.#leaves.slice(sequence * HASH_BYTES, (sequence + 1) * HASH_BYTES);
  }

  /** The tree over the first `size` events. */
  head(size = this.#size): TreeHead {
    return { size, root: toHex(frontierRoot(this.#hashes, this.frontier(size))) };
  }

  frontier(size = this.#size): Frontier {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#size)
      throw badRequest(`The book has ${this.#size} events, not ${size}.`);
    const nearest = this.#known.findLast((known) => known.size <= size) ?? EMPTY_FRONTIER;
    if (nearest.size === size) return nearest;
    const frontier = appendLeaves(this.#hashes, nearest, this.#leavesOf(nearest.size, size));
    // The largest are asked for again.
    this.#known = [...this.#known, frontier].sort((a, b) => a.size - b.size).slice(-KNOWN);
    return frontier;
  }

  *#leavesOf(from: number, to: number): Generator<Uint8Array> {
    for (let i = from; i < to; i++) yield this.leafAt(i);
  }

  #makeRoom(): void {
    if (this.#size < this.#positions.length) return;
    const room = Math.max(FIRST_ROOM, 2 * this.#positions.length);
    const positions = new BigUint64Array(room);
    positions.set(this.#positions);
    this.#positions = positions;
    const leaves = new Uint8Array(room * HASH_BYTES);
    leaves.set(this.#leaves);
    this.#leaves = leaves;
  }
}
