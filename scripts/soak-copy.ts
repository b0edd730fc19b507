// Copies a book of N events with interleaved streams from SQLite to the test server in a process of
// its own and back, by the command people use, and compares the roots. With --interrupt the copying
// process is killed (kill -9) at moments that a seed draws, and started again until it is done.
// npm run soak:copy -- [N] [--interrupt SEED]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import type { TreeHead } from '../src/store/port.ts';
import { chanceOf, type Chance } from '../test/support/chance.ts';
import { fillInterleaved } from '../test/support/interleaved-book.ts';
import { startServerProcess } from '../test/support/kurrentdb/server-process.ts';
import { peakMegabytes } from '../test/support/peak-memory.ts';

const BIN = join(import.meta.dirname, '..', 'bin', 'feeworth.js');
const MOST_KILLS = 12;
const FIRST_LIFE_MS = 1_500;
/** A later life is longer: a copy that goes on has more to read before it can write. */
const LONGER = 1.4;
const LOOK_MS = 200;

interface Leg {
  readonly seconds: number;
  readonly kills: number;
  /** Most memory of any of the processes that copied. */
  readonly peak: number;
}

/** Runs the copy once; true when it came to its end before it was killed. */
async function copyOnce(
  from: string,
  to: string,
  lifeMs: number,
  onPeak: (megabytes: number) => void,
): Promise<boolean> {
  const child = spawn(process.execPath, [BIN, 'copy', from, to], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, FEEWORTH_HOME: folder },
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-2_000)));
  const look = setInterval(() => onPeak(peakMegabytes(child.pid ?? 0) ?? 0), LOOK_MS);
  const kill = lifeMs === Infinity ? null : setTimeout(() => child.kill('SIGKILL'), lifeMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearInterval(look);
  if (kill !== null) clearTimeout(kill);
  if (signal === 'SIGKILL') return false;
  if (code !== 0) throw new Error(`The copy ended with code ${code}: ${said}`);
  return true;
}

async function copy(from: string, to: string, chance: Chance | null): Promise<Leg> {
  const start = performance.now();
  let [kills, peak] = [0, 0];
  for (;;) {
    const longest = FIRST_LIFE_MS * LONGER ** kills;
    const isLeft = chance === null || kills === MOST_KILLS;
    const life = isLeft ? Infinity : chance.int(Math.round(longest / 4), Math.round(longest));
    const isDone = await copyOnce(from, to, life, (now) => (peak = Math.max(peak, now)));
    if (isDone) return { seconds: (performance.now() - start) / 1_000, kills, peak };
    kills += 1;
  }
}

async function rootOf(path: string): Promise<TreeHead> {
  const store = openSqliteStore(path, { readOnly: true });
  try {
    const { ok, tree } = await store.verify();
    if (!ok || tree === null) throw new Error(`${path} does not verify.`);
    return tree;
  } finally {
    await store.close();
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { interrupt: { type: 'string' } },
});
const events = Number(positionals[0] ?? 100_000);
const seed = Number(values.interrupt ?? 1);
const chance = values.interrupt === undefined ? null : chanceOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'feeworth-soak-'));
const [first, last] = [join(folder, 'first.db'), join(folder, 'last.db')];
const server = await startServerProcess();
try {
  const made = performance.now();
  const store = openSqliteStore(first);
  await fillInterleaved(store, { events, seed, streams: 200, longestRun: 60 });
  await store.close();
  const source = await rootOf(first);
  const took = ((performance.now() - made) / 1_000).toFixed(1);
  console.log(`made and verified: ${source.size} events in ${took} s, root ${source.root}`);
  const url = `${server.url}&book=soak`;
  for (const [name, from, to] of [
    ['SQLite to server', first, url],
    ['server to SQLite', url, last],
  ] as const) {
    const { seconds, kills, peak } = await copy(from, to, chance);
    const rate = Math.round(events / seconds);
    const of = await server.tell({ kind: 'count' });
    console.log(
      `${name}: ${seconds.toFixed(1)} s, ${rate} events/s, ${kills} interruptions, ` +
        `most memory ${peak} MB; the server holds ${of.events} records in ` +
        `${Math.round(of.rssBytes / 1_048_576)} MB`,
    );
  }
  const copied = await rootOf(last);
  console.log(`copied and verified: ${copied.size} events, root ${copied.root}`);
  const isSame = copied.size === source.size && copied.root === source.root;
  console.log(isSame ? 'the same root on both sides' : 'NOT THE SAME');
  if (!isSame) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
