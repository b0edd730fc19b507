import { compare } from '../scenarios/compare.ts';
import { threadPool } from '../scenarios/pool.node.ts';
import type { TaskPool } from '../scenarios/runner.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { interleaved, speeds } from './support/bench.ts';
import type { Bench, Contender } from './support/bench.ts';
import { exampleComparison } from './support/example-comparison.ts';

const PATHS = 2_048;

/** The whole comparison on a pool: what it comes to must not hang on the workers. */
const on =
  (pool: TaskPool): Contender =>
  async () => {
    const start = performance.now();
    const { digest } = await compare(exampleComparison({ paths: PATHS }), pool, sha256);
    return { ms: performance.now() - start, result: digest };
  };

export const bench: Bench = {
  name: 'compare-cores',
  question: 'What does a second core bring to a paired compare of 36 months and three sites?',
  peerName: 'one worker',
  bar: 1.7,
  better: 'higher',
  async run() {
    const one = threadPool(1);
    const two = threadPool(2);
    const times = await interleaved({ ours: on(two), peer: on(one) }, { rounds: 5, warmUps: 1 });
    await one.close();
    await two.close();
    const note = `Two workers against one, ${PATHS} paths, statistics included; one digest.`;
    return speeds(times, PATHS, 'paths/s', note);
  },
};
