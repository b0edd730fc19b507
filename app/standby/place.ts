import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FeeworthError } from '../../src/error.ts';
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

/** Those that run a scenario on threads, which a first question makes ready for the next. */
const WHAT_IFS: ReadonlySet<string> = new Set([
  'compare',
  'sensitivity',
  'solve',
  'sweep',
  'tornado',
  'voi',
]);

const WISHES = ['auto', 'always', 'never'] as const;

/**
 * What FEEWORTH_STANDBY says of stand-bys: that a what-if starts one where somebody looks on (auto,
 * and when it says nothing), wherever it runs (always), or that none is started or asked (never).
 * Throws `usage/bad-value`.
 */
export function standbyWish({ FEEWORTH_STANDBY: said = '' }: NodeJS.ProcessEnv) {
  const wish = said === '' ? 'auto' : WISHES.find((one) => one === said);
  if (wish !== undefined) return wish;
  throw new FeeworthError('usage/bad-value', 'usage', `FEEWORTH_STANDBY "${said}" is none`, {
    hint: `set it to one of ${WISHES.join(', ')}, or not at all`,
  });
}

/** Whether a command line is to start a stand-by where there is none. Throws `usage/bad-value`. */
export function startsStandby(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  isWatched: boolean,
): boolean {
  const [verb = ''] = argv;
  const wish = standbyWish(env);
  const isWanted = wish === 'always' || (wish === 'auto' && isWatched && (env['CI'] ?? '') === '');
  const asksForHelp = argv.includes('--help') || argv.includes('-h');
  return isWanted && WHAT_IFS.has(verb) && !asksForHelp && isQuestion(argv, env) && hasStandbys();
}

/** They listen at sockets that belong to a user, which Windows has not. */
export const hasStandbys = (): boolean => process.getuid !== undefined;

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
