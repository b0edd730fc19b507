import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
import { isFolder } from '../../src/make-folder.node.ts';
import { textOption } from './context.ts';
import type { Context, Input } from './context.ts';

/** What `--out` names, as it was typed, looked at beforehand; undefined where it was not given. */
export function outOption(input: Input, { io }: Context): string | undefined {
  const out = textOption(input, 'out');
  if (out !== undefined) outputFile(out, '--out', io.cwd);
  return out;
}

/**
 * Where the file that an option names will be written, looked at before the work is done for it.
 * Throws `usage/no-folder`, `usage/is-a-folder`, and what the system says of what may not be
 * written.
 */
export function outputFile(name: string, option: string, cwd: string): string {
  const file = resolve(cwd, name);
  const folder = dirname(file);
  if (!isFolder(folder)) {
    throw new FeeworthError('usage/no-folder', 'usage', `There is no folder for ${option}`, {
      place: { file: folder },
      hint: `make it first, or name another file with ${option}`,
    });
  }
  if (isFolder(file)) {
    throw new FeeworthError('usage/is-a-folder', 'usage', `${option} wants a file`, {
      place: { file },
      hint: 'this is a folder: name a file in it',
    });
  }
  accessSync(existsSync(file) ? file : folder, constants.W_OK);
  return file;
}
