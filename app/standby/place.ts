import { lstatSync } from 'node:fs';
import { join } from 'node:path';
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
  join(ownFolder(env), 'standby.sock');

/** Whether a command line is one that a stand-by answers; what is recorded is recorded here. */
export function isQuestion(argv: readonly string[]): boolean {
  const [verb = ''] = argv;
  return QUESTIONS.has(verb) && !argv.includes('--record') && !argv.includes('--help');
}

/** Whether a socket lies there, and is this user's: who else made one would be told what we ask. */
export function isOwnSocket(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isSocket() === true && stats.uid === process.getuid?.();
}
