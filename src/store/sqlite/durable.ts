import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a small file so that after a crash there is the old or the new one, never a part. */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    withFile(draft, 'w', (fd) => {
      writeSync(fd, text);
      fsyncSync(fd);
    });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function withFile(path: string, flags: string, work: (fd: number) => void): void {
  const fd = openSync(path, flags);
  try {
    work(fd);
  } finally {
    closeSync(fd);
  }
}

// The name is in the folder; where folders cannot be opened (Windows) the system sees to it.
function syncFolder(folder: string): void {
  if (process.platform !== 'win32') withFile(folder, 'r', fsyncSync);
}
