import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '../../src/event.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { madeUpBook } from './made-up-book.ts';
import { fill, temporaryFolder } from './stored-book.ts';

/** Sixty months of twelve sites, as busy as it takes for a million events. */
const SIZE = { months: 60, sitesPerPractice: 6, volume: 8, seed: 20260401 };
export const EVENTS = 1_000_000;
const CHUNK = 50_000;

/** Writes the first events of the large group into a book, closes it, gives its path. */
export async function closedBook(count: number = EVENTS): Promise<string> {
  const path = join(temporaryFolder(), 'book.db');
  const store = openSqliteStore(path);
  let chunk: RecordedEvent[] = [];
  let written = 0;
  for (const event of madeUpBook(SIZE)) {
    chunk.push(event);
    written += 1;
    if (chunk.length === CHUNK || written === count) {
      await fill(store, chunk);
      chunk = [];
    }
    if (written === count) break;
  }
  await store.close();
  if (written < count) throw new Error(`the group has ${written} events only`);
  return path;
}

/** Most memory, in MB, that a process of its own takes to verify a book. */
export function peakMegabytes(path: string): number {
  const script = fileURLToPath(new URL('verify-process.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error('the book does not verify');
  return Number(stdout);
}
