import { isatty } from 'node:tty';
import { EXIT_CODES } from '../../src/error.ts';
import { readAheadOf } from './read-ahead.ts';
import type { Asked } from '../standby/ask.ts';
import {
  isOwnSocket,
  isQuestion,
  standbySocket,
  standbyWish,
  startsStandby,
} from '../standby/place.ts';

/** Runs one command line, by a stand-by where there is one, and gives the exit code. Never throws. */
export async function start(argv: readonly string[]): Promise<number> {
  // What is wrong, the command says itself.
  const answer = await askedElsewhere(argv).catch(() => 'alone' as const);
  // Ended by Ctrl-C, as a process of its own would have: a shell's loop ends with it.
  if (answer === 'interrupted') {
    process.kill(process.pid, 'SIGINT');
    return EXIT_CODES.stopped;
  }
  if (typeof answer === 'number') return answer;
  await readAheadOf(argv, process.env);
  const { main } = await import('./main.ts');
  return main(argv);
}

async function askedElsewhere(argv: readonly string[]): Promise<Asked> {
  const { env } = process;
  if (!isQuestion(argv, env) || standbyWish(env) === 'never') return 'alone';
  const socket = standbySocket(env);
  const wantsOne = startsStandby(argv, env, isatty(STANDARD_ERROR));
  const isThere = isOwnSocket(socket);
  if (!isThere && !wantsOne) return 'nobody';
  const { askStandby } = await import('../standby/ask.ts');
  const answer = isThere ? await askStandby(socket, argv) : 'nobody';
  if (answer !== 'nobody' || !wantsOne) return answer;
  // Who has no folder any more could not ask.
  process.cwd();
  const { IDLE_MINUTES, startStandby } = await import('../standby/start-standby.ts');
  const isStarted = await startStandby(socket);
  if (isStarted && !argv.includes('--json')) {
    process.stderr.write(
      `A stand-by answers the next questions sooner; it ends after ${IDLE_MINUTES} minutes without one, ` +
        'or by "feeworth standby --stop" (docs/standby.md).\n',
    );
  }
  // One that somebody else has just started answers too.
  return isOwnSocket(socket) ? askStandby(socket, argv) : 'nobody';
}

const STANDARD_ERROR = 2;
