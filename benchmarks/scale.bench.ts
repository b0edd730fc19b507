import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { threadPool } from '../scenarios/pool.node.ts';
import { specOf } from '../scenarios/run-range.ts';
import { RANGE, rangeTasks } from '../scenarios/runner.ts';
import { median } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { exampleComparison, SITE_MONTHS_A_PATH } from './support/example-comparison.ts';
import { measuredInputs } from './support/scale-inputs.ts';
import { scaleTables } from './support/scale-tables.ts';
import { recordedSpeeds } from './support/server-speeds.ts';
import { workerRun } from './support/worker-run.ts';

const PATHS = 4_096;
const WORKERS = 2;

/** Seconds that a run takes on threads of this machine. */
async function measuredRun(): Promise<number> {
  const pool = threadPool(WORKERS);
  const spec = specOf(exampleComparison({ paths: PATHS }));
  const times: number[] = [];
  for (let round = -1; round < 3; round++) {
    const start = performance.now();
    await pool.run([spec], rangeTasks(0, PATHS));
    if (round >= 0) times.push((performance.now() - start) / 1_000);
  }
  await pool.close();
  return median(times);
}

export const bench: Bench = {
  name: 'scale',
  question: 'Does the simulation behind docs/scale.md foretell a run that can be measured?',
  peerName: 'measured on two threads',
  bar: 1.3,
  better: 'lower',
  async run() {
    const inputs = await measuredInputs();
    const scale = { ...inputs, server: recordedSpeeds() };
    const peer = await measuredRun();
    const pathSeconds = inputs.run.siteMonthSeconds * SITE_MONTHS_A_PATH;
    const { seconds: ours } = workerRun({
      paths: PATHS,
      workers: WORKERS,
      pathSeconds,
      rangeSeconds: RANGE * pathSeconds * 1.000_001,
      rangesPerWorker: 1,
      handlingSeconds: 0,
      spread: 0,
      seed: 1,
    });
    const folder = fileURLToPath(new URL('.build/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}scale-inputs.json`, `${JSON.stringify(inputs, null, 2)}\n`);
    const tables = [...scaleTables(scale)].map(([name, text]) => `\n\n${name}\n\n${text}`).join('');
    const note =
      `${PATHS} paths; the ratio is the larger by the smaller. The measured costs lie in ` +
      `benchmarks/.build/scale-inputs.json, and this is what they come to:${tables}\n`;
    return { ours, peer, ratio: Math.max(ours / peer, peer / ours), unit: 'seconds', note };
  },
};
