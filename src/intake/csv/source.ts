/** A file to read. It is read more than once: nothing is handed out before all of it is good. */
export interface CsvSource {
  /** Name for messages, as the user wrote it. */
  readonly name: string;
  /** The bytes from the beginning, in chunks of any size. */
  open(): Iterable<Uint8Array>;
}

/** A source over bytes that are in memory already. */
export function bytesSource(name: string, bytes: Uint8Array, chunkBytes = 1 << 18): CsvSource {
  return {
    name,
    *open() {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    },
  };
}
