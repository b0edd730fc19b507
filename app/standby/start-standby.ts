import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { dirname, parse } from 'node:path';
import { makeFolder } from '../../src/make-folder.node.ts';

/** How long a stand-by that nobody started by hand waits for the next question. */
export const IDLE_MINUTES = 10;

/** It is up after a fifth of a second; one that is not up by now would not answer soon either. */
const PATIENCE_MS = 5_000;

/** Sockets have paths below 104 or 108 bytes, by system. */
const LONGEST_PATH = 100;

/**
 * Starts a stand-by that listens at a socket, apart from this process and its terminal; resolves when
 * it is ready, with false when none came up. `program` is the script that this process was started
 * with.
 */
export function startStandby(
  socket: string,
  program: string = process.argv[1] ?? '',
  patienceMs: number = PATIENCE_MS,
): Promise<boolean> {
  if (Buffer.byteLength(socket) > LONGEST_PATH || !isWritable(dirname(socket))) {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [program, 'standby', '--idle', String(IDLE_MINUTES), '--json'],
      {
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        // No folder is held for it, which may be unmounted; the home may have been named from here.
        cwd: parse(socket).root,
        env: { ...process.env, FEEWORTH_HOME: dirname(socket) },
      },
    );
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      end(false);
    }, patienceMs);
    const end = (isReady: boolean): void => {
      clearTimeout(patience);
      if (child.connected) child.disconnect();
      child.unref();
      resolve(isReady);
    };
    child.once('message', () => end(true));
    child.once('exit', () => end(false));
    child.once('error', () => end(false));
  });
}

function isWritable(folder: string): boolean {
  try {
    makeFolder(folder, 0o700);
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
