import { BATCH_ROWS, makeBatch, ROW_BYTES } from './columns.ts';
import type { EventBatch } from './columns.ts';

/*
 * Rows as bytes, little-endian, so that reading is laying views over them: the columns, 64 bytes a
 * row, in the order of makeBatch; behind them the instants that `recorded` indexes, as JSON. What
 * else is to be known of them is in the index (`SegmentHead`), and so is their digest.
 */
const COLUMNS = [
  'amount0',
  'amount1',
  'amount2',
  'amount3',
  'effective',
  'occurred',
  'subject',
  'party',
  'code',
  'sequence',
  'entity',
  'site',
  'recorded',
  'kind',
  'flags',
] as const satisfies readonly (keyof EventBatch)[];

/** Typed arrays have the order of the machine; where it is not ours, nothing is kept as bytes. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Gives room of so many bytes, at an offset that is a multiple of eight; all are written. */
export type Room = (bytes: number) => Uint8Array<ArrayBuffer>;

/** The bytes of the rows in use. */
export function bytesOfRows(
  batch: EventBatch,
  room: Room = (bytes) => new Uint8Array(bytes),
): Uint8Array<ArrayBuffer> {
  const rows = batch.length;
  const instants = encoder.encode(JSON.stringify(batch.recordedAt));
  const bytes = room(rows * ROW_BYTES + instants.length);
  copyColumns(batch, makeBatch(rows, bytes.buffer, bytes.byteOffset), rows);
  bytes.set(instants, rows * ROW_BYTES);
  return bytes;
}

/** Lays a batch over its bytes. They are trusted: their digest was checked before. */
export function rowsOfBytes(
  stored: Uint8Array,
  head: { readonly rows: number; readonly firstSequence: number; readonly policy: string },
): EventBatch {
  // Columns of doubles want an offset that is a multiple of eight.
  const bytes = stored.byteOffset % 8 === 0 ? stored : stored.slice();
  const { rows, firstSequence, policy } = head;
  const batch = makeBatch(rows, bytes.buffer, bytes.byteOffset);
  batch.length = rows;
  batch.firstSequence = firstSequence;
  batch.policy = policy;
  const instants = decoder.decode(bytes.subarray(rows * ROW_BYTES));
  batch.recordedAt = JSON.parse(instants) as string[];
  return batch;
}

/** A copy that has room for more rows: what the last batch of a book must have to grow. */
export function growable(batch: EventBatch, capacity: number = BATCH_ROWS): EventBatch {
  if (batch.capacity >= capacity) return batch;
  const roomy = makeBatch(capacity);
  copyColumns(batch, roomy, batch.length);
  roomy.length = batch.length;
  roomy.firstSequence = batch.firstSequence;
  roomy.policy = batch.policy;
  roomy.recordedAt = [...batch.recordedAt];
  return roomy;
}

function copyColumns(from: EventBatch, to: EventBatch, rows: number): void {
  for (const name of COLUMNS) to[name].set(from[name].subarray(0, rows));
}
