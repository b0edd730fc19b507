import { readFileSync, statSync } from 'node:fs';
import {
  frontierRoot,
  fromHex,
  isFrontier,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../../audit/merkle.ts';
import type { TreeHead } from '../port.ts';
import { writeDurably } from './durable.ts';

/** How far a book had come when it was last closed cleanly (settled.md §2.2). */
export interface HeadNote {
  readonly head: TreeHead;
  /** What lets the next command go on without hashing the book again. */
  readonly frontier: Frontier;
  /** Hash of the last event's line; null for an empty book. Ties the note to this book. */
  readonly lastLeaf: string | null;
}

/** Where the head note of a book lies. */
export function notePath(book: string): string {
  return `${book}.head`;
}

export function writeNote(book: string, { head, frontier, lastLeaf }: HeadNote): void {
  const text = JSON.stringify({
    format: 1,
    sequence: head.size - 1,
    root: head.root,
    frontier: frontier.roots.map(toHex),
    lastLeaf,
  });
  writeDurably(notePath(book), `${text}\n`);
}

/** The note beside a book; null when there is none, 'damaged' when it is not what was written. */
export function readNote(book: string, hashes: TreeHashes): HeadNote | null | 'damaged' {
  const fields = readFields(notePath(book));
  if (fields === null || fields === 'damaged') return fields;
  const { sequence, root, frontier: roots, lastLeaf } = fields;
  if (fields['format'] !== 1 || typeof sequence !== 'number' || typeof root !== 'string')
    return 'damaged';
  if (lastLeaf !== null && typeof lastLeaf !== 'string') return 'damaged';
  if (!Array.isArray(roots)) return 'damaged';
  const bytes = roots.map((hex) => (typeof hex === 'string' ? fromHex(hex) : null));
  const frontier = { size: sequence + 1, roots: bytes.filter((b) => b !== null) };
  if (!isFrontier(frontier) || toHex(frontierRoot(hashes, frontier)) !== root) return 'damaged';
  return { head: { size: sequence + 1, root }, frontier, lastLeaf };
}

/** The fields of a small JSON file beside the book. */
export function readFields(path: string): Record<string, unknown> | null | 'damaged' {
  let text: string;
  try {
    // A pipe would be waited for without end.
    if (!statSync(path).isFile()) return 'damaged';
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : 'damaged';
  } catch {
    return 'damaged';
  }
}
