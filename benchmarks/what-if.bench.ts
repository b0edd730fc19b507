import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordExample } from '../app/demo/record-example.ts';
import { interleaved } from './support/bench.ts';
import type { Bench, Contender } from './support/bench.ts';
import { processRun } from './support/process-run.ts';
import { temporaryFolder } from './support/stored-book.ts';

const BIN = fileURLToPath(new URL('../bin/feeworth.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/three-sites', import.meta.url));
const PATHS = 1_024;
const LIMIT_SECONDS = 1;
/** One number changed, and changed back: no run can be answered by what the one before left. */
const CHANGES = ['3%', '2%'] as const;

export const bench: Bench = {
  name: 'what-if',
  question:
    'How long does a what-if of 1,024 paths on the warm example take from the command line, after the first?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  async run() {
    const folder = temporaryFolder();
    const url = join(folder, 'example.db');
    const { book, size } = await recordExample({ root: EXAMPLE, url });
    await book.close();
    const home = join(folder, 'home');
    // As a first what-if in a terminal would have, but in sight: it says how often it answered.
    const standby = await startStandby(home);
    const { ours, alone } = await interleaved(
      { ours: whatIf(url, home, 'auto'), alone: whatIf(url, home, 'never') },
      { rounds: 9, warmUps: 1 },
    );
    const answered = await standby.stop();
    // Each of them by the stand-by: one that it had not answered would have run by itself.
    if (answered !== 10) throw new Error(`the stand-by answered ${answered} of 10 questions`);
    const seconds = ours / 1_000;
    const note =
      `Whole processes of "compare --short --set volume=… --paths ${PATHS}": the headline, without ` +
      `bridge and side runs; a book of ${size} events of 24 months, its levels read before. A stand-by, ` +
      `as the first one in a terminal starts it, answers; that first one is not counted. Without stand-bys, in turn: ${(alone / 1_000).toFixed(2)} seconds.`;
    const ratio = seconds / LIMIT_SECONDS;
    return { ours: seconds, peer: LIMIT_SECONDS, ratio, unit: 'seconds', note };
  },
};

function whatIf(url: string, home: string, standby: 'auto' | 'never'): Contender {
  let runs = 0;
  return (turnMs) => {
    const volume = CHANGES[runs++ % CHANGES.length] as string;
    const set = ['--set', `volume=${volume}`, '--paths', String(PATHS)];
    const argv = [BIN, 'compare', '--short', ...set, '--book', url];
    return processRun(argv, { FEEWORTH_HOME: home, FEEWORTH_STANDBY: standby })(turnMs);
  };
}

/** Starts a stand-by and waits until it is ready; when it is stopped it says how often it answered. */
async function startStandby(home: string): Promise<{ stop: () => Promise<number> }> {
  const child = spawn(process.execPath, [BIN, 'standby'], {
    env: { ...process.env, FEEWORTH_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += String(bytes)));
  const closed = once(child, 'close');
  await once(child.stderr, 'data');
  child.stderr.resume();
  return {
    async stop() {
      child.kill('SIGTERM');
      await closed;
      return Number(/Questions answered: (\d+)/.exec(text)?.[1]);
    },
  };
}
