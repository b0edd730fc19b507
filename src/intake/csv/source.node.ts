import { closeSync, openSync, readSync } from 'node:fs';
import { FeeworthError } from '../../error.ts';
import { mustBeRegularFile } from '../../regular-file.node.ts';
import type { CsvSource } from './source.ts';

const CHUNK_BYTES = 1 << 18;

/** A source over a file on disk, read in chunks of 256 kB; its size does not matter. */
export function fileSource(path: string): CsvSource {
  return { name: path, open: () => chunks(path) };
}

function* chunks(path: string): Generator<Uint8Array> {
  const file = openOrExplain(path);
  try {
    while (true) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function openOrExplain(path: string): number {
  mustBeRegularFile(path, 'import/cannot-open');
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new FeeworthError('import/cannot-open', 'io', `${path} cannot be opened`, {
      place: { file: path },
      hint: 'check the path and that you may read the file',
      cause,
    });
  }
}
