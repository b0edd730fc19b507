import type { SegmentCursor } from './tokenizer.ts';

/** Bytes read at once: short enough for the cache, long enough that the edges cost nothing. */
const BLOCK_BYTES = 262_144;

/** What a reader does with each segment, and at the end of the file. */
export interface SegmentReader<T> {
  /** Takes the cursor's segment; gives what it completed, or null. */
  take(cursor: SegmentCursor): T | null;
  /** The file ended: refuses what is cut off. */
  finish(cursor: SegmentCursor): void;
}

/** Reads a whole file in memory; several times faster per segment than chunks awaited one by one. */
export function* readAll<T>(
  bytes: Uint8Array,
  reader: SegmentReader<T>,
  cursor: SegmentCursor,
): Generator<T> {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    cursor.push(bytes.subarray(at, Math.min(bytes.length, at + BLOCK_BYTES)));
    while (cursor.next()) {
      const done = reader.take(cursor);
      if (done !== null) yield done;
    }
  }
  yield* lastOf(reader, cursor);
}

/** Reads a stream of chunks, cut anywhere; waits once per chunk and never per segment. */
export async function* readChunks<T>(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: SegmentReader<T>,
  cursor: SegmentCursor,
): AsyncGenerator<T> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      cursor.push(chunk.subarray(at, Math.min(chunk.length, at + BLOCK_BYTES)));
      while (cursor.next()) {
        const done = reader.take(cursor);
        if (done !== null) yield done;
      }
    }
  }
  yield* lastOf(reader, cursor);
}

function* lastOf<T>(reader: SegmentReader<T>, cursor: SegmentCursor): Generator<T> {
  cursor.finish();
  while (cursor.next()) {
    const done = reader.take(cursor);
    if (done !== null) yield done;
  }
  reader.finish(cursor);
}
