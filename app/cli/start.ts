import { isOwnSocket, isQuestion, standbySocket } from '../standby/place.ts';

/** Runs one command line, by a stand-by where there is one, and gives the exit code. Never throws. */
export async function start(argv: readonly string[]): Promise<number> {
  if (isQuestion(argv)) {
    const socket = standbySocket(process.env);
    if (isOwnSocket(socket)) {
      const { askStandby } = await import('../standby/ask.ts');
      const code = await askStandby(socket, argv);
      if (code !== undefined) return code;
    }
  }
  const { main } = await import('./main.ts');
  return main(argv);
}
