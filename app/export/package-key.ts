import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
import { createKey, readKey } from '../book-key.ts';

/**
 * The key of a redacted package's surrogates, from its file; made when it is not there. Throws
 * `export/key-inside` when it would leave together with what it hides, `book/bad-key`.
 */
export function packageKeyAt(path: string, out: string): Uint8Array {
  const folder = resolve(out);
  if (dirname(resolve(path)) === folder || resolve(path).startsWith(`${folder}/`)) {
    throw new FeeworthError('export/key-inside', 'usage', 'The key would lie inside the package', {
      place: { file: path },
      hint: 'keep it elsewhere: whoever has it can test guesses of names',
    });
  }
  if (existsSync(path)) return readKey(path);
  return createKey(path, undefined, 'Key of surrogates in redacted packages.');
}
