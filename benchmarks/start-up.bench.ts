import { fileURLToPath } from 'node:url';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { processRun } from './support/process-run.ts';

const BIN = fileURLToPath(new URL('../bin/feeworth.js', import.meta.url));

export const bench: Bench = {
  name: 'start-up',
  question: 'What does `feeworth --version` cost over a Node that does nothing?',
  peerName: 'node -e 0',
  bar: 1.5,
  better: 'lower',
  async run() {
    const { ours, peer } = await interleaved(
      { ours: processRun([BIN, '--version']), peer: processRun(['-e', '0']) },
      { rounds: 21, warmUps: 3 },
    );
    const note = 'Whole processes, started in turn; medians of 21.';
    return { ours, peer, ratio: ours / peer, unit: 'ms', note };
  },
};
