import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
const LAYERS = ['app', 'projections', 'scenarios', 'src'];

/** Which program this is, and what runs it: of two with one answer, either may be asked. */
export const whoAnswers = (): string => `${ROOT} ${process.version}`;

/**
 * What tells the program's files from changed ones without reading them: path, time and size. Files
 * that cannot be looked for have changed.
 */
export function filesOfProgram(): string {
  try {
    return filesIn(LAYERS);
  } catch {
    return 'gone';
  }
}

function filesIn(layers: readonly string[]): string {
  const files = layers.flatMap((layer) =>
    readdirSync(join(ROOT, layer), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const told = files.map((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return `${file} ${stats?.mtimeMs} ${stats?.size}`;
  });
  return told.toSorted().join('\n');
}
