import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordExample } from '../app/demo/record-example.ts';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { processRun } from './support/process-run.ts';
import { temporaryFolder } from './support/stored-book.ts';

const BIN = fileURLToPath(new URL('../bin/feeworth.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/three-sites', import.meta.url));

export const bench: Bench = {
  name: 'start-up-report',
  question: 'What does `feeworth report fee --json` on the warm example cost over an idle Node?',
  peerName: 'node -e 0',
  bar: 8,
  better: 'lower',
  async run() {
    const url = join(temporaryFolder(), 'example.db');
    const { book, size } = await recordExample({ root: EXAMPLE, url });
    await book.close();
    const { ours, peer } = await interleaved(
      {
        ours: processRun([BIN, 'report', 'fee', '--json', '--book', url]),
        peer: processRun(['-e', '0']),
      },
      { rounds: 15, warmUps: 3 },
    );
    const note = `Whole processes, started in turn; ${size} events of 24 months.`;
    return { ours, peer, ratio: ours / peer, unit: 'ms', note };
  },
};
