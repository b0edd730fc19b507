import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { TreeHead } from '../port.ts';
import { writeDurably } from './durable.ts';
import { readFields } from './note.ts';

/** What a cleanly closed file is, to the bit: two thirds of single bits are seen by nothing else. */
export interface FileSeal {
  readonly bytes: number;
  readonly sha256: string;
  readonly head: TreeHead;
}

/** Where the file seal of a book lies. */
export function sealPath(book: string): string {
  return `${book}.seal`;
}

/** Seals the file as it lies there; the caller holds the writer's lock and has emptied the WAL. */
export function writeSeal(book: string, head: TreeHead): void {
  const { bytes, sha256 } = hashFile(book);
  const text = JSON.stringify({
    format: 1,
    bytes,
    sha256,
    root: head.root,
    sequence: head.size - 1,
  });
  writeDurably(sealPath(book), `${text}\n`);
}

/** The seal no longer holds once somebody writes. */
export function breakSeal(book: string): void {
  const seal = sealPath(book);
  if (existsSync(seal)) rmSync(seal, { force: true });
}

export function readSeal(book: string): FileSeal | null | 'damaged' {
  const fields = readFields(sealPath(book));
  if (fields === null || fields === 'damaged') return fields;
  const { bytes, sha256, root, sequence } = fields;
  if (fields['format'] !== 1 || typeof bytes !== 'number' || typeof sha256 !== 'string')
    return 'damaged';
  if (typeof root !== 'string' || typeof sequence !== 'number') return 'damaged';
  return { bytes, sha256, head: { size: sequence + 1, root } };
}

/** Size and SHA-256 (hex) of a file, in pieces. */
export function hashFile(path: string): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1_048_576);
  const fd = openSync(path, 'r');
  try {
    for (let n = readSync(fd, piece); n > 0; n = readSync(fd, piece))
      hash.update(piece.subarray(0, n));
  } finally {
    closeSync(fd);
  }
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
}
