import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import type { TreeHead, VerifyProblem, VerifyReport } from '../port.ts';
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

/**
 * Compares a file with its seal, bit by bit, without opening it as a book: a damaged one may not
 * even be recognised. `hotWalBytes` is what lay beside it.
 */
export function verifyFileSeal(book: string, hotWalBytes: number): VerifyReport {
  const problems: VerifyProblem[] = [];
  const notRead = ['the content of the events: verify without the file option'];
  const seal = readSeal(book);
  const add = (words: string): unknown => problems.push({ sequence: null, words });
  if (seal === 'damaged') add('The file seal is damaged.');
  else if (seal === null)
    // Silence would say that all is well, to who took the seal away and changed the file.
    add(
      'There is no file seal: nothing is shown. It was not closed cleanly, or the seal was taken.',
    );
  else {
    const { bytes, sha256 } = hashFile(book);
    if (bytes !== seal.bytes) add(`The file has ${bytes} bytes; its seal says ${seal.bytes}.`);
    else if (sha256 !== seal.sha256) add('The file is not, to the bit, what was closed.');
    // Whoever writes breaks the seal first: a log beside a sealed file is not ours.
    else if (hotWalBytes > 0) add('There is a write-ahead log beside a file that was closed.');
  }
  const remarks = hotWalBytes > 0 ? [hotWalWords(hotWalBytes)] : [];
  const ok = problems.length === 0;
  return { ok, problems, tree: null, heads: [], eventsChecked: 0, notRead, remarks };
}

/** What a reader must know of a book whose last words are in a log beside it. */
export function hotWalWords(bytes: number): string {
  return (
    `The book was opened with a hot write-ahead log of ${bytes} bytes: another process has it ` +
    'open, or its last writer did not close it. Damage to such a log can lose events unseen.'
  );
}

/** Size and SHA-256 (hex) of a file, in pieces. */
export function hashFile(path: string): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const fd = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(Math.min(1_048_576, fstatSync(fd).size + 1));
    for (let n = readSync(fd, piece); n > 0; n = readSync(fd, piece))
      hash.update(piece.subarray(0, n));
  } finally {
    closeSync(fd);
  }
  return { bytes: statSync(path).size, sha256: hash.digest('hex') };
}
