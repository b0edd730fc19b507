import { EXIT_CODES } from '../../src/error.ts';
import { startThreadEarly } from './early-thread.ts';
import { isOwnSocket, isQuestion, standbySocket } from '../standby/place.ts';

/** Runs one command line, by a stand-by where there is one, and gives the exit code. Never throws. */
export async function start(argv: readonly string[]): Promise<number> {
  const answer = isQuestion(argv, process.env) ? await askedElsewhere(argv) : 'alone';
  // Ended by Ctrl-C, as a process of its own would have: a shell's loop ends with it.
  if (answer === 'interrupted') {
    process.kill(process.pid, 'SIGINT');
    return EXIT_CODES.stopped;
  }
  if (answer !== 'alone') return answer;
  await startThreadEarly(argv, process.env);
  const { main } = await import('./main.ts');
  return main(argv);
}

async function askedElsewhere(argv: readonly string[]): Promise<number | 'alone' | 'interrupted'> {
  const socket = standbySocket(process.env);
  if (!isOwnSocket(socket)) return 'alone';
  const { askStandby } = await import('../standby/ask.ts');
  return askStandby(socket, argv);
}
