import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
const LAYERS = ['app', 'projections', 'scenarios', 'src'];

/**
 * Which program this is, what runs it, and which files it sees: of two with one answer, either may be
 * asked. A socket can be reached from another container, where a path names another file.
 */
export const whoAnswers = (): string => `${ROOT} ${process.version} ${viewOfFiles()}`;

function viewOfFiles(): string {
  const { dev, ino } = statSync('/');
  try {
    return `${dev}:${ino} ${readlinkSync('/proc/self/ns/mnt')}`;
  } catch {
    // Not Linux, or nothing is known of processes here.
    return `${dev}:${ino}`;
  }
}

/**
 * What tells the program's files from changed ones without reading them: path, number, size and the
 * times of text and of file, of which nobody sets the latter back. Files that cannot be looked for
 * have changed.
 */
export function filesOfProgram(): string {
  try {
    return filesIn(LAYERS);
  } catch {
    return 'gone';
  }
}

function filesIn(layers: readonly string[]): string {
  const sources = layers.flatMap((layer) =>
    readdirSync(join(ROOT, layer), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const told = [...sources, join(ROOT, 'package.json')].map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return `${file} ${stats?.ino} ${stats?.size} ${stats?.mtimeMs} ${stats?.ctimeMs}`;
  });
  return told.toSorted().join('\n');
}
