import { existsSync, statSync } from 'node:fs';

/** Commands that look at the whole book. */
const WHOLE = /^(?:audit|compare|explain|report)\b/;
/** Bytes of a book that is worth a second thread. */
const LARGE = 32_000_000;

/**
 * Starts the thread that helps to read a large book without a column cache, while the rest of the
 * program is still being loaded. Whatever is wrong with the book is said when it is opened.
 */
export async function readAhead(command: string, book: string): Promise<void> {
  if (!WHOLE.test(command)) return;
  const path = book.replace(/^sqlite:/i, '');
  if (sizeOf(path) < LARGE || existsSync(`${path}.columns`)) return;
  const { startAhead } = await import('../../src/store/sqlite/scanner.ts');
  startAhead(path);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
