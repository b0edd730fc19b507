import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { FeeworthError } from './error.ts';

/** Codes of a file that cannot be opened, by the family it is read for. */
export type FileCode =
  | `${'import' | 'agreement' | 'book-file' | 'checkpoint' | 'entry-file'}/cannot-open`
  | `${'journal' | 'key' | 'store'}/cannot-open`
  | 'scenario/no-file';

/**
 * Refuses what is there but is no regular file, before it is opened: a pipe that nobody writes to
 * would be waited for without end, and a device may have no end. One that is not there is left to
 * the reader, which says so in its own words. Throws the code it is given.
 */
export function mustBeRegularFile(path: string, code: FileCode): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return;
  const category = code === 'scenario/no-file' ? 'input' : 'io';
  throw new FeeworthError(code, category, `${path} is ${kindOf(stats)}, not a file`, {
    place: { file: path },
    hint: 'save the content as a file and name that one',
  });
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
