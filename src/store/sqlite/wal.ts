import { existsSync, statSync } from 'node:fs';

/** Whether a write-ahead log lies beside a book, be it empty. */
export function hasWal(path: string): boolean {
  return existsSync(`${path}-wal`);
}

/** Bytes of write-ahead log beside a book. */
export function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
