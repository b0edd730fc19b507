import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { threadPool } from '../scenarios/pool.node.ts';
import { specOf } from '../scenarios/run-range.ts';
import { rangeTasks } from '../scenarios/runner.ts';
import { sha256 } from '../src/audit/sha256.node.ts';
import { interleaved, speeds } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { exampleComparison } from './support/example-comparison.ts';
import {
  agreedMonths,
  numpyVersion,
  ONE_THREAD,
  PYTHON,
  SCRIPT,
  writePlan,
} from './support/numpy-peer.ts';

const BUILD = fileURLToPath(new URL('.build/numpy/', import.meta.url));
const PATHS = 2_048;
const AGREED_PATHS = 256;
const BLOCKS = [256, 512, 1_024, 2_048, 4_096, 8_192];
const TURN_MS = 1_000;

export const bench: Bench = {
  name: 'compare-numpy',
  question: 'How near do events come to the same months in numpy, which keeps none?',
  peerName: 'numpy on one thread',
  bar: 0.25,
  better: 'higher',
  async run() {
    const version = numpyVersion();
    if (version === null) return { skipped: `no numpy for ${PYTHON} (apt-get python3-numpy)` };
    const spec = specOf(exampleComparison({ paths: PATHS }));
    const agreed =
      agreedMonths(BUILD, { ...spec, isNoisy: false }, AGREED_PATHS, sha256) +
      agreedMonths(BUILD, spec, AGREED_PATHS, sha256);
    const plan = writePlan(BUILD, spec);
    const child = spawn(PYTHON, [SCRIPT, 'time', plan], {
      env: ONE_THREAD,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    /** Milliseconds a path, by blocks of so many. */
    const peerMs = async (block: number): Promise<number> => {
      child.stdin.write(`${TURN_MS} ${block}\n`);
      return Number(String((await answers.next()).value).split(' ')[0]);
    };
    const pool = threadPool(2);
    try {
      let best = { block: 0, ms: Infinity };
      await peerMs(BLOCKS[0] as number);
      for (const block of BLOCKS) {
        const ms = await peerMs(block);
        if (ms < best.ms) best = { block, ms };
      }
      const times = await interleaved(
        {
          ours: async () => {
            const start = performance.now();
            await pool.run([spec], rangeTasks(0, PATHS));
            return { ms: performance.now() - start, result: 'done' };
          },
          peer: async () => ({ ms: (await peerMs(best.block)) * PATHS, result: 'done' }),
        },
        { rounds: 7, warmUps: 1 },
      );
      const note =
        `Ours on two workers; numpy ${version}, blocks of ${best.block} paths, the best of ` +
        `${BLOCKS.join(', ')}; ${agreed} months of the very same paths, without luck and with, ` +
        'agree to the cent.';
      return speeds(times, PATHS, 'paths/s', note);
    } finally {
      child.stdin.end();
      await pool.close();
    }
  },
};
