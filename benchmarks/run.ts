// Asks every question of benchmarks/ in a process of its own and prints a line for each.
// npm run bench [-- --json] [-- NAME ...]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Bench, Measured, Skipped } from './support/bench.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const SUFFIX = '.bench.ts';
const ONE = '--in-this-process';

/** What is printed of a question; `--json` prints the first six keys, one object a line. */
interface Line {
  readonly name: string;
  readonly ours: number | null;
  readonly peer: number | null;
  readonly ratio: number | null;
  readonly bar: number;
  readonly met: boolean | null;
}

async function load(name: string): Promise<Bench> {
  const url = pathToFileURL(`${folder}${name}${SUFFIX}`).href;
  const { bench } = (await import(url)) as { bench: Bench };
  return bench;
}

function lineOf({ name, bar, better }: Bench, answer: Measured | Skipped): Line {
  if ('skipped' in answer) return { name, ours: null, peer: null, ratio: null, bar, met: null };
  const { ours, peer, ratio } = answer;
  return { name, ours, peer, ratio, bar, met: better === 'higher' ? ratio >= bar : ratio <= bar };
}

function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  const [whole = '', rest] = value.toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

function words(bench: Bench, answer: Measured | Skipped, { met, ratio }: Line): string {
  const { name, question, better, bar, peerName } = bench;
  const sign = better === 'higher' ? '>=' : '<=';
  if ('skipped' in answer) return `${name}: SKIPPED, ${answer.skipped}\n    ${question}`;
  const { ours, peer, unit, note } = answer;
  const verdict = met ? 'met' : 'NOT MET';
  const both = `ours ${figure(ours)}, ${peerName} ${figure(peer)} ${unit}`;
  return (
    `${name}: ${both}, ratio ${figure(ratio ?? 0)}, bar ${sign} ${figure(bar)}, ${verdict}\n` +
    `    ${question} ${note}`
  );
}

async function askHere(name: string, isJson: boolean): Promise<void> {
  const bench = await load(name);
  const answer = await bench.run();
  const line = lineOf(bench, answer);
  console.log(isJson ? JSON.stringify(line) : words(bench, answer, line));
  if (isJson && 'skipped' in answer) console.error(`${name}: SKIPPED, ${answer.skipped}`);
  process.exitCode = line.met === false ? 3 : 0;
}

/** A process of its own: nobody's compiled code or garbage stands in another question's way. */
function askApart(name: string, isJson: boolean): boolean {
  const flags = [
    '--expose-gc',
    '--max-old-space-size=6144',
    '--disable-warning=ExperimentalWarning',
  ];
  const args = [...flags, fileURLToPath(import.meta.url), ONE, name, ...(isJson ? ['--json'] : [])];
  const run = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (run.status !== 0 && run.status !== 3) console.error(`${name}: FAILED`);
  return run.status === 0;
}

const args = process.argv.slice(2);
const isJson = args.includes('--json');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const all = readdirSync(folder)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark called ${unknown.join(', ')}. There are: ${all.join(', ')}.`,
  );
  process.exitCode = 2;
} else if (args.includes(ONE)) {
  for (const name of wanted) await askHere(name, isJson);
} else {
  const names = wanted.length > 0 ? wanted : all;
  const met = names.map((name) => askApart(name, isJson));
  if (met.includes(false)) process.exitCode = 1;
}
