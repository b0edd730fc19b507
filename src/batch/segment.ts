import type { EventBatch } from './columns.ts';
import type { Namespace } from './dictionary.ts';

export type NameCounts = Readonly<Record<Namespace, number>>;

/** What the feed needs to know of a batch without looking at its rows; as it is kept, JSON. */
export interface SegmentHead {
  readonly firstSequence: number;
  readonly policy: string;
  rows: number;
  minEffective: number;
  maxEffective: number;
  /** Last accounting day of what tells of the world (`isFactType`); −Infinity when nothing does. */
  lastFact: number;
  /** Row at which each run of rows of one import attempt starts; attempt −1 is no import. */
  readonly runRows: number[];
  readonly runAttempts: number[];
  /** Names known before its first row, by namespace: those from here on were first seen in it. */
  readonly namesBefore: NameCounts;
}

/** A stretch of the book of one posting policy. */
export interface Segment extends SegmentHead {
  /** Its rows; undefined while they lie in a file. */
  batch: EventBatch | undefined;
  /** The latest instant of a row, where it is known without the rows. */
  readonly lastInstant?: string;
}

/** One whose rows are in memory. */
export interface OpenSegment extends Segment {
  batch: EventBatch;
}

/** Reads parts of a book that lies somewhere, as they were written. */
export interface PartReader {
  /** In memory of its own: who is done with a part frees all of it. */
  read(part: number): Uint8Array;
  /** Nothing is read for now: what was opened for reading is closed until it is. */
  rest(): void;
}

/** Reads the rows of a segment, into a block that may be lent (`makeBatch`). */
export interface RowReader {
  read(segment: number, block?: ArrayBuffer): EventBatch;
  rest(): void;
}

export function hasRoomFor(segment: Segment, rows: number): segment is OpenSegment {
  const { batch } = segment;
  return batch !== undefined && batch.length + rows <= batch.capacity;
}

export interface Days {
  readonly min: number;
  readonly max: number;
}

export const daysOf = ({ minEffective: min, maxEffective: max }: Segment): Days => ({ min, max });

/** First and last accounting day of the rows before a sequence. */
export function daysBefore(batch: EventBatch, sequence: number): Days {
  const end = rowsBefore(batch, sequence);
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < end; i++) {
    const day = batch.effective[i] ?? 0;
    if (day < min) min = day;
    if (day > max) max = day;
  }
  return { min, max };
}

/** First row whose event is at or beyond a sequence. */
export function rowsBefore(batch: EventBatch, sequence: number): number {
  let low = 0;
  let high = batch.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (batch.firstSequence + (batch.sequence[middle] ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
