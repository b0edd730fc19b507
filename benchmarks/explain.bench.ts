import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interleaved } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { peerJournal } from './support/peer-journal.ts';
import { processRun } from './support/process-run.ts';

const BIN = fileURLToPath(new URL('../bin/feeworth.js', import.meta.url));
const LIMIT_MS = 1_000;
const DEAREST = 10;

export const bench: Bench = {
  name: 'explain',
  question: 'What does it cost to explain the dearest figures of a million transactions?',
  peerName: 'a second',
  bar: 1,
  better: 'lower',
  async run() {
    const { book } = await peerJournal(1_000_000);
    const explain = (name: string) => processRun([BIN, 'explain', name, '--book', book]);
    const once: { name: string; ms: number }[] = [];
    for (const name of figuresOf(book)) once.push({ name, ms: (await explain(name)(0)).ms });
    const dearest = once.toSorted((a, b) => b.ms - a.ms).slice(0, DEAREST);
    const contenders = Object.fromEntries(dearest.map(({ name }) => [name, explain(name)]));
    const times = Object.entries<number>(await interleaved(contenders, { rounds: 5 }));
    const [worst = ['none', 0]] = times.toSorted(([, a], [, b]) => b - a);
    const [name, ours] = worst;
    const note =
      `Whole processes, cache warm; the ${DEAREST} dearest of ${once.length} kinds of figures, ` +
      `consolidated ones among them; the dearest is ${name}.`;
    return { ours, peer: LIMIT_MS, ratio: ours / LIMIT_MS, unit: 'ms', note };
  },
};

/** A figure of each kind that the book can explain, as the list of kinds names it. */
function figuresOf(book: string): string[] {
  const args = [BIN, 'explain', '--list', '--json', '--book', book];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { data } = JSON.parse(stdout) as { data: { tables: { rows: { example: string }[] }[] } };
  return (data.tables[0]?.rows ?? [])
    .map(({ example }) => example)
    .filter((example) => example !== '' && !example.startsWith('compare/'));
}
