import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordExample } from '../../app/demo/record-example.ts';
import { besidePath } from '../../app/book-place.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { partOfBook, partsOfBook } from '../../src/batch/book-bytes.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { readSealed } from '../../src/sealed-file.node.ts';
import { openStore } from '../../src/store/open.ts';
import { EXAMPLE } from '../support/recorded-example.ts';
import { startServerProcess, type ServerProcess } from '../support/kurrentdb/server-process.ts';
import { chanceOf } from '../support/chance.ts';
import { openBook } from '../../app/book.ts';
import { systemClock } from '../../app/clock.ts';
import { balances, BOOK_YAML, csv, MAPS, POS_HEAD, posLine } from './support.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'feeworth-server-'));
let server: ServerProcess;
const urlOf = (book: string): string => `${server.url}&book=${book}`;

beforeAll(async () => {
  server = await startServerProcess();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** The home of one of several machines. */
const homeOf = (machine: string): string => join(folder, machine);

interface Ran {
  readonly status: number | null;
  readonly out: string;
}

/** Runs the program as on a machine with a home of its own; `kill` ends it hard. */
function feeworth(machine: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/feeworth.js'), ...args], {
    cwd: folder,
    env: { ...process.env, FEEWORTH_HOME: homeOf(machine), FEEWORTH_ACTOR: 'dana', NO_COLOR: '1' },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const done = once(child, 'close').then(([status]): Ran => ({ status: status as number, out }));
  return { done, kill: () => child.kill('SIGKILL') };
}

describe('a book that several machines write to', () => {
  const tickets = (from: number, to: number): string =>
    csv(
      POS_HEAD,
      ...Array.from({ length: to - from }, (_, i) => posLine({ Ticket: `T${from + i}` })),
    );

  // Every order in which they can meet: test/app/commands/import-turns.test.ts.
  it('takes overlapping files from all of them, each record once and none lost', async () => {
    const url = urlOf('many');
    writeFileSync(join(folder, 'group.yaml'), BOOK_YAML);
    writeFileSync(join(folder, 'pos.yaml'), MAPS.pos);
    expect((await feeworth('a', ['init', 'group.yaml', '--book', url]).done).status).toBe(0);
    // The key goes from machine to machine by hand: no server ever sees it.
    for (const machine of ['b', 'c']) {
      mkdirSync(homeOf(machine), { recursive: true });
      cpSync(homeOf('a'), homeOf(machine), { recursive: true });
    }
    const files = [0, 1, 2, 3].map((i) => {
      writeFileSync(join(folder, `till-${i}.csv`), tickets(8 * i, 8 * i + 12));
      return `till-${i}.csv`;
    });
    const take = (machine: string, order: readonly number[]): Promise<Ran> => {
      const own = order.map((i) => files[i] ?? '');
      const how = ['--map', 'pos.yaml', '--site', 'north', '--commit', '--book', url];
      return feeworth(machine, ['import', ...own, ...how]).done;
    };
    const rounds = await Promise.all([
      take('a', [0, 2, 1, 3]),
      take('b', [3, 1, 2, 0]),
      take('c', [1, 0, 3, 2]),
    ]);
    // Who met another in the middle of a file is told to come again, and then finds it done.
    for (const { status, out } of rounds)
      if (status !== 0) expect(out).toMatch(/import\/(unfinished|elsewhere)/);
    expect(await take('b', [0, 1, 2, 3])).toMatchObject({ status: 0 });
    vi.stubEnv('FEEWORTH_HOME', homeOf('c'));
    const book = await openBook(url, { clock: systemClock, actor: 'lee' });
    expect((await balances(book))[4020]).toBe(-100 * 100 * 36);
    expect((await book.store.verify()).problems).toEqual([]);
    await book.close();
    vi.unstubAllEnvs();
  });
});

describe('feeworth follow', () => {
  it('killed at any moment, takes every event into its columns once', async () => {
    const url = urlOf('example');
    vi.stubEnv('FEEWORTH_HOME', homeOf('writer'));
    const chance = chanceOf(20_261_201);
    let kills = 0;
    let follower = feeworth('follower', ['follow', '--book', url]);
    const recorded = await recordExample({
      root: EXAMPLE,
      url,
      upTo: '2024-11',
      onStep() {
        if (!chance.is(0.08)) return;
        kills += 1;
        follower.kill();
        follower = feeworth('follower', ['follow', '--book', url]);
      },
    });
    follower.kill();
    await recorded.book.close();
    expect(kills).toBeGreaterThan(2);
    // The same book as in memory, whoever kept it.
    const root = await rootInMemory('2024-11');
    const { status, out } = await feeworth('follower', ['follow', '--once', '--book', url]).done;
    expect([status, out]).toEqual([0, expect.stringContaining(root)]);
    vi.stubEnv('FEEWORTH_HOME', homeOf('follower'));
    const sealed = readSealed(columnCachePath(besidePath(url) ?? ''), sha256);
    const store = await openStore(url, { readOnly: true });
    const fresh = await openColumns(store, sha256);
    await store.close();
    expect(sealed?.parts.length).toBe(partsOfBook(fresh));
    sealed?.parts.forEach((part, i) => expect(Buffer.from(part)).toEqual(bytesOf(fresh, i)));
    vi.unstubAllEnvs();
  });
});

const bytesOf = (columns: Parameters<typeof partOfBook>[0], i: number): Buffer =>
  Buffer.from(partOfBook(columns, i));

async function rootInMemory(upTo: string): Promise<string> {
  const { book } = await recordExample({ root: EXAMPLE, url: 'memory:', upTo });
  const { root } = await book.store.root();
  await book.close();
  return root;
}
