import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A temporary copy of files and folders of this repository as plain JavaScript, for a Node that
 * cannot strip types itself. `path` maps a source file to its copy; `remove` deletes everything.
 */
export function strippedCopy(sources: readonly string[]): {
  readonly path: (source: string) => string;
  readonly remove: () => void;
} {
  const target = mkdtempSync(join(tmpdir(), 'feeworth-stripped-'));
  const path = (source: string): string => join(target, source.replace(/\.ts$/, '.js'));
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'), 'dir');
  for (const source of sources) {
    const files = source.endsWith('.ts')
      ? [source]
      : globSync(`${source}/**/*.ts`, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
    for (const file of files) {
      const code = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'));
      const copy = path(file);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, code.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
    }
  }
  return { path, remove: () => rmSync(target, { recursive: true }) };
}
