import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inject } from 'vitest';
import { recordExample } from '../../app/demo/record-example.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { parseDay } from '../../src/calendar.ts';
import { openStore } from '../../src/store/open.ts';

export const EXAMPLE = resolve(import.meta.dirname, '../../examples/three-sites');
/** The last day of its last month. */
export const EXAMPLE_ENDS = parseDay('2026-10-31');

const NAME = 'example.db';
const WAIT_MS = 120_000;

/**
 * Path of the whole example, recorded once for all test files of a run, its column cache warm.
 * Open it for reading only; who wants to write takes `copyOfExample`.
 */
export async function exampleBook(): Promise<string> {
  const folder = inject('exampleFolder');
  const book = join(folder, NAME);
  const done = join(folder, 'done');
  // Test files run in processes of their own: one records, the others wait for its lock.
  const lock = new DatabaseSync(join(folder, 'lock.db'), { timeout: WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    if (existsSync(done)) return book;
    const recorded = await recordExample({ root: EXAMPLE, url: book });
    await recorded.book.close();
    const store = await openStore(book, { readOnly: true });
    await openColumns(store, sha256, columnCachePath(book));
    await store.close();
    writeFileSync(done, '');
    return book;
  } finally {
    lock.close();
  }
}

/** The book and everything beside it, in a folder of one's own. */
export async function copyOfExample(folder: string): Promise<string> {
  await exampleBook();
  withExampleFiles((path, name) => copyFileSync(path, join(folder, name)));
  return join(folder, NAME);
}

/**
 * Calls `use` for the recorded book and each file beside it. A connection is held meanwhile: another
 * test that closes the book last would take its write-ahead files away between listing and reading.
 */
export function withExampleFiles(use: (path: string, name: string) => void): void {
  const folder = inject('exampleFolder');
  const held = new DatabaseSync(join(folder, NAME), { timeout: WAIT_MS });
  try {
    held.prepare('SELECT count(*) FROM sqlite_schema').get();
    for (const name of readdirSync(folder)) {
      if (name.startsWith(NAME)) use(join(folder, name), name);
    }
  } finally {
    held.close();
  }
}
