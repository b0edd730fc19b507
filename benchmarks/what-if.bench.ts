import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordExample } from '../app/demo/record-example.ts';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
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
    'How long does a what-if of 1,024 paths on the warm example take from the command line?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  async run() {
    const url = join(temporaryFolder(), 'example.db');
    const { book, size } = await recordExample({ root: EXAMPLE, url });
    await book.close();
    let runs = 0;
    const { ours } = await interleaved(
      {
        ours: (turnMs) => {
          const volume = CHANGES[runs++ % CHANGES.length] as string;
          const set = ['--set', `volume=${volume}`, '--paths', String(PATHS)];
          return processRun([BIN, 'compare', '--short', ...set, '--book', url])(turnMs);
        },
      },
      { rounds: 9, warmUps: 3 },
    );
    const seconds = ours / 1_000;
    const note =
      `Whole processes of "compare --short --set volume=… --paths ${PATHS}": the headline, without ` +
      `bridge and side runs; a book of ${size} events of 24 months, its levels read before.`;
    const ratio = seconds / LIMIT_SECONDS;
    return { ours: seconds, peer: LIMIT_SECONDS, ratio, unit: 'seconds', note };
  },
};
