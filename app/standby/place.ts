import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ownFolder } from '../own-folder.ts';

/** Verbs that a stand-by answers: those that ask, and write nothing into a book. */
const QUESTIONS: ReadonlySet<string> = new Set([
  'backtest',
  'calibrate',
  'compare',
  'explain',
  'report',
  'sensitivity',
  'solve',
  'sweep',
  'tornado',
  'voi',
]);

/** The socket at which the stand-by of this user listens, whether it does or not. */
export const standbySocket = (env: NodeJS.ProcessEnv): string =>
  resolve(join(ownFolder(env), 'standby.sock'));

/**
 * Whether a command line is one that a stand-by answers. What is recorded is recorded by the command
 * itself; what lies on a server is asked by it, since a process keeps to one client; and what the
 * system calls by the process is another thing in another process.
 */
export function isQuestion(argv: readonly string[], { FEEWORTH_BOOK = '' }: NodeJS.ProcessEnv) {
  const [verb = ''] = argv;
  const isElsewhere = [...argv, FEEWORTH_BOOK].some((word) => /:\/\/|\/(?:dev|proc)\//.test(word));
  return QUESTIONS.has(verb) && !argv.includes('--record') && !isElsewhere;
}

/** Whether a socket lies there, and is this user's: who else made one would be told what we ask. */
export function isOwnSocket(path: string): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isSocket() === true && stats.uid === process.getuid?.();
  } catch {
    // A folder that may not be looked into, or is none.
    return false;
  }
}
