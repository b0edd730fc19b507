import { BATCH_ROWS, batchOver, COLUMNS, makeBatch } from './columns.ts';
import type { EventBatch } from './columns.ts';

/*
 * Rows as parts of bytes, little-endian, so that writing and reading are laying views over them:
 * a part for each column, and one for the instants that `recorded` indexes, as JSON. What else is to
 * be known of them is in the index (`SegmentHead`), and so are their digests. A part is half a
 * megabyte at most: memory of that size is had again and again, of all rows at once it is fresh
 * each time, which costs more than what is put into it.
 */

/** Parts that the rows of a segment are. */
export const PARTS_OF_ROWS = COLUMNS.length + 1;

/** Typed arrays have the order of the machine; where it is not ours, nothing is kept as bytes. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Part `n` of the rows in use; a column is lent until the batch changes. */
export function partOfRows(batch: EventBatch, n: number): Uint8Array {
  const name = COLUMNS[n];
  if (name === undefined) return encoder.encode(JSON.stringify(batch.recordedAt));
  const { buffer, byteOffset, BYTES_PER_ELEMENT } = batch[name];
  return new Uint8Array(buffer, byteOffset, batch.length * BYTES_PER_ELEMENT);
}

/** Lays a batch over the parts of its rows. They are trusted: their digests were checked before. */
export function rowsOfParts(
  parts: readonly Uint8Array[],
  head: { readonly rows: number; readonly firstSequence: number; readonly policy: string },
): EventBatch {
  const { rows, firstSequence, policy } = head;
  let next = 0;
  const batch = batchOver(rows, (width) => {
    const part = parts[next++] ?? new Uint8Array();
    // A column of doubles wants an offset that is a multiple of eight.
    return part.byteOffset % width === 0 ? part : part.slice();
  });
  batch.length = rows;
  batch.firstSequence = firstSequence;
  batch.policy = policy;
  batch.recordedAt = JSON.parse(decoder.decode(parts[next])) as string[];
  return batch;
}

/** A copy that has room for more rows: what the last batch of a book must have to grow. */
export function growable(batch: EventBatch, capacity: number = BATCH_ROWS): EventBatch {
  if (batch.capacity >= capacity) return batch;
  const roomy = makeBatch(capacity);
  for (const name of COLUMNS) roomy[name].set(batch[name].subarray(0, batch.length));
  roomy.length = batch.length;
  roomy.firstSequence = batch.firstSequence;
  roomy.policy = batch.policy;
  roomy.recordedAt = [...batch.recordedAt];
  return roomy;
}
