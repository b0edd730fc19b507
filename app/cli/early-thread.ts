import { existsSync, statSync } from 'node:fs';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { filePath } from '../file-path.ts';
import type { Globals } from './context.ts';
import { isAsOf } from './scopes.ts';

/** A smaller book is read before a thread has started. */
const WORTH_BYTES = 8 * 1024 * 1024;

/**
 * Starts the thread that will read a book whose columns are not kept, while the command that will
 * ask for them is loaded: both take a tenth of a second.
 */
export async function startThreadEarly(path: string, { book }: Globals): Promise<void> {
  if (!isAsOf(path)) return;
  const file = filePath(book);
  if (file === null || existsSync(columnCachePath(file))) return;
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < WORTH_BYTES) return;
  const { startSpareThread } = await import('../../src/store/sqlite/scan-threads.ts');
  startSpareThread();
}
