import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are not there; one that is there is as good. Node's own
 * recursive way never comes back where the system says of a new folder that its parent is missing,
 * as beneath /proc. Throws what the system says of the first one that cannot be made.
 */
export function makeFolder(path: string, mode = 0o777): void {
  for (const folder of missingOnes(resolve(path))) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!isFolder(folder)) throw error;
    }
  }
}

/** The folders to make, outermost first; what is there and no folder is for the system to refuse. */
function missingOnes(path: string): readonly string[] {
  if (isFolder(path)) return [];
  const missing = [path];
  for (let at = dirname(path); !existsSync(at) && at !== dirname(at); at = dirname(at))
    missing.unshift(at);
  return missing;
}

/** Whether a folder is there, by itself or by a link. */
export const isFolder = (path: string): boolean =>
  existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
