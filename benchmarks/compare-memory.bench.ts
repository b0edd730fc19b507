import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './support/bench.ts';
import type { Bench } from './support/bench.ts';

const SCRIPT = fileURLToPath(new URL('support/compare-process.ts', import.meta.url));
const FEW = 4_096;
const MANY = 65_536;
const LIMIT_MEGABYTES = 64;
const ROUNDS = 5;

/** The most memory a process has had that compares so many paths, in bytes. */
function peakBytes(paths: number): number {
  const args = ['--disable-warning=ExperimentalWarning', SCRIPT, String(paths)];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`comparing ${paths} paths ended badly: ${run.stderr}`);
  return Number(run.stdout);
}

export const bench: Bench = {
  name: 'compare-memory',
  question: 'How much more memory do 65,536 paired paths take than 4,096?',
  peerName: 'limit',
  bar: 1,
  better: 'lower',
  run() {
    // What V8 keeps for its own ends differs by 25 MB from process to process of the same run.
    const megabytes = (paths: number): number =>
      median(Array.from({ length: ROUNDS }, () => peakBytes(paths))) / 2 ** 20;
    const few = megabytes(FEW);
    const many = megabytes(MANY);
    const ours = many - few;
    const note =
      `Most resident memory of whole processes on two workers, 36 months and three sites: ` +
      `${many.toFixed(0)} MB against ${few.toFixed(0)} MB, medians of ${ROUNDS}.`;
    const ratio = ours / LIMIT_MEGABYTES;
    return Promise.resolve({ ours, peer: LIMIT_MEGABYTES, ratio, unit: 'MB', note });
  },
};
