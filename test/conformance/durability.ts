import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect } from 'vitest';
import { isFeeworthError } from '../../src/error.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { EventStore } from '../../src/store/port.ts';
import { makeBookV1, V1_EVENTS, V1_ROOT } from '../support/old-books.ts';
import { collect, expectCode, makeEvents, numbered, put } from './kit.ts';
import type { FileHooks, Suite } from './kit.ts';
import { scriptPath } from './scripts.ts';

const KILL_ROUNDS = Number(process.env['FEEWORTH_KILL_ROUNDS'] ?? 15);

/** Runs the appending program until it has acknowledged so many batches, then kills it. */
function appendAndKill(path: string, acknowledgements: number): Promise<bigint> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [scriptPath('append-batches'), path]);
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.split('\n').length > acknowledgements) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('close', () => {
      const acked = out.split('\n').slice(0, -1);
      if (acked.length === 0) reject(new Error(`Nothing was acknowledged: ${errors}`));
      else resolve(BigInt(acked.at(-1) ?? -1));
    });
  });
}

/** Whether events are whole batches: each event says which of how many it is. */
function expectWholeBatches(events: readonly RecordedEvent[]): void {
  let due = 0;
  for (const { data } of events) {
    const { n, size } = data as { readonly n: number; readonly size: number };
    expect(n).toBe(due);
    due = (due + 1) % size;
  }
  expect(due).toBe(0);
}

function copyBook(from: string, to: string): void {
  for (const suffix of ['', '-wal', '.head']) {
    rmSync(to + suffix, { force: true });
    if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
  }
  rmSync(`${to}-shm`, { force: true });
}

/** E. Durability and damage, for stores that are a SQLite file; 46 for all that can be shared. */
export function durabilityTests(suite: Suite): void {
  const { make } = suite;
  const test = (
    number: number,
    name: string,
    body: (store: EventStore, path: string, file: FileHooks) => Promise<void>,
  ): void =>
    numbered(suite, number, name, suite.hooks.file !== undefined, async () => {
      const file = suite.hooks.file;
      if (file === undefined) return;
      const store = await make();
      await body(store, file.path(store), file);
      await store.close();
    });

  test(
    42,
    'kill -9 during appends: all that was acknowledged is there',
    async (made, path, file) => {
      await made.close();
      const counts = fc.sample(fc.integer({ min: 1, max: 30 }), { numRuns: KILL_ROUNDS, seed: 42 });
      for (const count of counts) {
        const acked = await appendAndKill(path, count);
        const store = await file.open(path);
        const events = await collect(store.readStream('a-1'));
        expect(events.length).toBeGreaterThan(Number(acked));
        expect(events.map((e) => Number(e.revision))).toEqual(events.map((_, i) => i));
        expectWholeBatches(events);
        const { ok, remarks } = await store.verify();
        expect(ok).toBe(true);
        expect(remarks.join()).toContain('hot write-ahead log');
        // Every third round closes cleanly, so that later kills meet head notes and seals too.
        if (count % 3 === 0) await store.close();
      }
    },
  );

  test(43, 'torn WAL tail: a prefix of what was acknowledged, and on it goes', async (...args) => {
    const [made, path, file] = args;
    await put(made, 'a-1', 'none', makeEvents(3));
    await made.close();
    const store = await file.open(path);
    for (let i = 1; i <= 6; i++) await put(store, 'a-1', BigInt(3 * i - 1), makeEvents(3));
    const walBytes = readFileSync(`${path}-wal`).length;
    const frames = Math.floor((walBytes - 32) / (24 + 4_096));
    expect(frames).toBeGreaterThan(10);
    const torn = `${path}.torn.db`;
    let whole = 0;
    for (let frame = 0; frame <= frames; frame++) {
      for (const extra of [0, 1 + ((frame * 997) % 4_000)]) {
        copyBook(path, torn);
        const bytes = Math.min(walBytes, 32 + frame * (24 + 4_096) + extra);
        truncateSync(`${torn}-wal`, frame === 0 && extra === 0 ? 0 : bytes);
        const opened = await file.open(torn);
        const events = await collect(opened.readStream('a-1'));
        expect(events.length % 3).toBe(0);
        expect(events.length).toBeGreaterThanOrEqual(whole);
        whole = events.length;
        await put(opened, 'a-1', BigInt(events.length - 1), makeEvents(1));
        expect((await opened.verify()).problems).toEqual([]);
        await opened.close();
      }
    }
    expect(whole).toBe(21);
    await store.close();
  });

  test(44, 'bit flips: verify names the event, the file seal finds any bit', async (...args) => {
    const [made, path, file] = args;
    await put(made, 'a-1', 'none', makeEvents(300));
    await made.close();
    const good = readFileSync(path);
    const damaged = `${path}.damaged.db`;
    const open = async (bytes: Buffer): Promise<EventStore> => {
      copyBook(path, damaged);
      copyFileSync(`${path}.seal`, `${damaged}.seal`);
      writeFileSync(damaged, bytes);
      return file.open(damaged);
    };
    // In a line, where nothing but its own bytes can tell.
    for (const n of [0, 150, 299]) {
      const bytes = Buffer.from(good);
      const text = `"data":{"n":${n}}`;
      // Pages that were split keep old copies in their free space: flip them all.
      let flips = 0;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at), flips++)
        bytes[at + 2] = (bytes[at + 2] ?? 0) ^ 1;
      expect(flips).toBeGreaterThan(0);
      const store = await open(bytes);
      const { ok, problems } = await store.verify();
      expect([ok, problems[0]?.sequence]).toEqual([false, n]);
      const read = await collect(store.readAll()).catch((error: unknown) => error);
      if (isFeeworthError(read))
        expect([read.code, read.details['sequence']]).toEqual(['store/corrupt', n]);
      await store.close();
    }
    // Anywhere: two thirds of these change nothing that SQL can see.
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(good);
      const at = (i * 104_729) % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
      const outcome = await open(bytes).then(
        async (store) => {
          const report = await store.verify({ file: true });
          await store.close().catch(() => undefined);
          return report.ok;
        },
        (error: unknown) => (isFeeworthError(error) ? false : String(error)),
      );
      expect([at, outcome]).toEqual([at, false]);
    }
  });

  test(45, 'disk full: refused cleanly, still readable, later appends work', async (...args) => {
    const [made, path, file] = args;
    await put(made, 'a-1', 'none', makeEvents(3));
    await made.close();
    const store = await file.open(path, { maxPages: 30 });
    let at = 2n;
    const fill = async (): Promise<never> => {
      for (;;) at = await put(store, 'a-1', at, makeEvents(20));
    };
    const error = await expectCode(fill(), 'store/disk-full');
    expect(error.category).toBe('io');
    expect(await store.revision('a-1')).toBe(at);
    expect(await collect(store.readAll())).toHaveLength(Number(at) + 1);
    await expectCode(put(store, 'a-1', at, makeEvents(20)), 'store/disk-full');
    await store.close();
    const roomy = await file.open(path);
    expect(await put(roomy, 'a-1', at, makeEvents(20))).toBe(at + 20n);
    expect((await roomy.verify()).ok).toBe(true);
    await roomy.close();
  });

  test(47, 'changes from outside are refused by the file itself', async (store, path) => {
    await put(store, 'a-1', 'none', makeEvents(3));
    const outside = new DatabaseSync(path);
    const columns = 'stream, revision, id, type, occurred_on, effective_on, recorded_at, entity';
    const row = (revision: number): string =>
      `'a-1', ${revision}, 'i', 'T', 'd', 'd', 't', 'e', 'me', x'00'`;
    const insert = (verb: string, revision: number, position?: string): string =>
      `${verb} INTO events (${position ? 'position, ' : ''}${columns}, actor, line)
       VALUES (${position ? `${position}, ` : ''}${row(revision)})`;
    for (const [sql, words] of [
      ["UPDATE events SET type = 'X'", /never changed/],
      ['DELETE FROM events WHERE position = 3', /never deleted/],
      [insert('REPLACE', 2), /only appended/],
      [insert('INSERT OR IGNORE', 2), /only appended/],
      [insert('REPLACE', 9, '3'), /only appended/],
      [insert('INSERT', 9, '100'), /only appended/],
      [insert('INSERT', 9, '-1'), /CHECK/],
    ] as const)
      expect(() => outside.exec(sql)).toThrow(words);
    expect((await store.verify()).ok).toBe(true);
    // Whoever drops a trigger first is found by the schema's text.
    outside.exec('DROP TRIGGER events_no_delete; DELETE FROM events WHERE position = 2');
    const { problems } = await store.verify();
    expect(problems[0]).toEqual({ sequence: 1, words: 'An event is missing here.' });
    expect(problems.map((p) => p.words).join()).toContain('lacks events_no_delete');
    const read = await expectCode(collect(store.readAll()), 'store/corrupt');
    expect(read.details).toEqual({ sequence: 1 });
    outside.close();
    await store.close().catch(() => undefined);
  });

  test(
    48,
    'old file: a book of every earlier format opens, migrates, verifies',
    async (...args) => {
      const [made, path, file] = args;
      await made.close();
      const old = `${path}.v1.db`;
      makeBookV1(old);
      const store = await file.open(old);
      expect(await collect(store.readAll())).toHaveLength(V1_EVENTS);
      expect(await store.root()).toEqual({ size: V1_EVENTS, root: V1_ROOT });
      await put(store, 'period-2025-01', 'exists', makeEvents(2));
      expect((await store.verify()).problems).toEqual([]);
      await store.close();
      const newer = new DatabaseSync(old);
      newer.exec('PRAGMA user_version = 1000');
      newer.close();
      await expectCode(file.open(old), 'store/newer-version');
    },
  );

  const { second, url } = suite.hooks;
  const isShared = second !== undefined && url !== undefined;
  numbered(suite, 46, 'two handles, two processes: same rules, seen live', isShared, async () => {
    if (second === undefined || url === undefined) return;
    const store = await make();
    const other = await second(store);
    await put(store, 'b-1', 'none', makeEvents(1));
    await expectCode(put(other, 'b-1', 'none', makeEvents(1)), 'store/conflict');
    expect(await put(other, 'b-1', 0n, makeEvents(1))).toBe(1n);
    await expectCode(put(store, 'b-1', 0n, makeEvents(1)), 'store/conflict');
    const seen: number[] = [];
    const following = (async (): Promise<void> => {
      for await (const delivery of store.subscribe({ filter: { streams: ['a-'] } })) {
        if (delivery.kind === 'event') seen.push(Number(delivery.event.revision));
        if (seen.length >= 15) return;
      }
    })();
    const child = spawn(process.execPath, [scriptPath('append-batches'), url(store), '5']);
    const ended = new Promise((resolve) => child.on('close', resolve));
    // Both write at once; each waits for the other's transaction, none fails.
    for (let i = 0; i < 30; i++) {
      await put(other, 'c-1', 'any', makeEvents(1));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await following;
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(await ended).toBe(0);
    const total = (await collect(other.readAll())).length;
    expect(total).toBe(2 + 30 + 15);
    await other.close();
    await put(store, 'b-1', 1n, makeEvents(1));
    expect((await store.verify()).problems).toEqual([]);
    await store.close();
  });
}
