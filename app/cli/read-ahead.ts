import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { DEFAULT_BOOK, filePath } from '../file-path.ts';
import { isAsOf } from './scopes.ts';

/** A smaller book is read before a thread has started. */
const WORTH_BYTES = 8 * 1024 * 1024;

/**
 * Begins to read a book whose columns are not kept, before the command that will ask for them is
 * loaded: both take a tenth of a second. Never throws: what is wrong, the command says.
 */
export async function readAheadOf(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const file = bookAsked(argv, env);
    if (file === null || existsSync(columnCachePath(file))) return;
    if (statSync(file).size < WORTH_BYTES || availableParallelism() < 2) return;
    const { readAhead } = await import('../../src/store/sqlite/reading-thread.ts');
    readAhead(resolve(file));
  } catch {
    // No such file, or no right to start threads: nothing was begun.
  }
}

/**
 * The file whose columns a command line asks for, as far as can be told without loading what
 * understands all of it: what is misunderstood here costs or spares time, nothing else.
 */
export function bookAsked(argv: readonly string[], env: NodeJS.ProcessEnv): string | null {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { book: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  const [verb = '', subject = ''] = positionals;
  if (!isAsOf(verb) && !isAsOf(`${verb} ${subject}`)) return null;
  const named = values['book'] ?? env['FEEWORTH_BOOK'];
  return filePath(typeof named === 'string' && named !== '' ? named : DEFAULT_BOOK);
}
