import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { partsOfBook } from '../../src/batch/book-bytes.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import {
  partsToWrite,
  readSealed,
  sealedProblem,
  writeSealed,
} from '../../src/sealed-file.node.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { openStore } from '../../src/store/open.ts';
import { arbitraryBook, columnsOf, eventOf } from '../support/arbitrary-events.ts';
import { appendAll, changed, storeOf, watched, withFolder } from '../support/book-stores.ts';
import { fingerprint } from '../support/fingerprint.ts';

const bookOf = (seed: number): readonly RecordedEvent[] =>
  fc
    .sample(arbitraryBook({ steps: 60 }), { numRuns: 40, seed })
    .reduce((longest, book) => (book.length > longest.length ? book : longest));

/** Bytes of a page of the file. */
const PAGE = 65_536;
const EVENTS = bookOf(11);
const OTHER = bookOf(12);
const TRUTH = fingerprint(columnsOf(EVENTS));
const all = EVENTS.map((e) => e.sequence);

/** Opens the columns of a log at a cache and says which events had to be read. */
async function open(events: readonly RecordedEvent[], path: string) {
  const { store, read } = watched(await storeOf(events));
  const book = await openColumns(store, sha256, path);
  expect(fingerprint(book)).toBe(fingerprint(columnsOf(events)));
  return read;
}

/** Descriptors of this process for a file, where the system tells. */
function openOnes(path: string): string[] {
  const folder = '/proc/self/fd';
  if (!existsSync(folder)) return [];
  const targets = readdirSync(folder).map((name) => {
    // The one that the folder itself was read by is gone.
    return lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined
      ? ''
      : readlinkSync(join(folder, name));
  });
  return targets.filter((target) => target === path);
}

describe('the column cache', () => {
  test('is made when missing, then read instead of the log', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      expect(await open(EVENTS, path)).toEqual(all);
      expect(await open(EVENTS, path)).toEqual([]);
      expect(await open(EVENTS, path)).toEqual([]);
    }));

  test('of a large book is lent, and says so when it is replaced under the reader', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      const store = await storeOf(EVENTS);
      const lent = () => openColumns(store, sha256, path, 0);
      await lent();
      expect(fingerprint(await lent())).toBe(TRUTH);
      const book = await lent();
      for (const batch of book.batches()) expect(batch.length).toBeGreaterThan(0);
      for (const _ of book.batches()) break;
      expect(openOnes(path)).toEqual([]);
      await open(OTHER, path);
      // Its names lie in the file until somebody asks for them.
      expect(() => book.names.names('party')).toThrow(
        expect.objectContaining({ code: 'kept/replaced' }),
      );
      expect(fingerprint(await lent())).toBe(TRUTH);
    }));

  test('of a large book with any bit changed is found out where it is read, and made anew', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      const store = await storeOf(EVENTS);
      await openColumns(store, sha256, path);
      const good = readFileSync(path);
      const used = [...good.keys()].filter((i) => good[i] !== 0);
      const found = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...used), fc.nat(7), async (at, bit) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ (1 << bit);
          writeFileSync(path, bad);
          const read = async (): Promise<string> =>
            fingerprint(await openColumns(store, sha256, path, 0));
          const first = await read().catch((error: unknown) => {
            found.add(isFeeworthError(error) ? error.code : String(error));
            return TRUTH;
          });
          expect([first, await read()]).toEqual([TRUTH, TRUTH]);
        }),
        { numRuns: 150 },
      );
      // All rows of a book this small are read at once; the names are not.
      expect([...found].filter((code) => !code.startsWith('kept/'))).toEqual([]);
      expect([...found]).toContain('kept/damaged');
    }));

  test('that is damaged in what holds its parts together is made anew as a whole', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS, path);
      const good = readFileSync(path);
      // Its second page is the root of the table; behind the header lies where each part is found.
      for (let at = PAGE; at < PAGE + 32; at++) {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ 2;
        writeFileSync(path, bad);
        await open(EVENTS, path);
        expect(readSealed(path, sha256)?.parts).toHaveLength(partsOfBook(columnsOf(EVENTS)));
        expect(await open(EVENTS, path)).toEqual([]);
      }
    }));

  test('of a shorter log is extended by what is new, to the bytes of one made at once', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      let before = 0;
      for (const size of [0, 1, 20, 21, EVENTS.length - 1, EVENTS.length]) {
        expect(await open(EVENTS.slice(0, size), path)).toEqual(all.slice(before, size));
        before = size;
      }
      expect(await open(EVENTS, path)).toEqual([]);
      const fresh = join(folder, 'fresh.columns');
      await open(EVENTS, fresh);
      expect(readSealed(path, sha256)).toEqual(readSealed(fresh, sha256));
    }));

  test('leaves for the next time what is appended while it reads', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      const store = await storeOf(EVENTS);
      const early = changed(store, { root: async () => store.rootAt(25) });
      const book = await openColumns(early, sha256, path);
      expect(fingerprint(book)).toBe(fingerprint(columnsOf(EVENTS.slice(0, 25))));
      expect(await open(EVENTS, path)).toEqual(all.slice(25));
    }));

  test('of a longer or another log is made anew', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS, path);
      expect(await open(EVENTS.slice(0, 30), path)).toEqual(all.slice(0, 30));
      const length = Math.min(EVENTS.length, OTHER.length);
      await open(EVENTS.slice(0, length), path);
      const read = await open(OTHER.slice(0, length), path);
      expect(read).toEqual(all.slice(0, length));
      await open(EVENTS.slice(0, 20), path);
      await open(OTHER, path);
      expect(await open(OTHER, path)).toEqual([]);
    }));

  test('with any bit changed is found out, or says the same', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      const store = await storeOf(EVENTS);
      await openColumns(store, sha256, path);
      const good = readFileSync(path);
      const used = [...good.keys()].filter((i) => good[i] !== 0);
      const offset = fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...used) },
        { weight: 2, arbitrary: fc.nat(good.length - 1) },
        { weight: 1, arbitrary: fc.nat(120) },
      );
      await fc.assert(
        fc.asyncProperty(offset, fc.nat(7), async (at, bit) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ (1 << bit);
          writeFileSync(path, bad);
          expect(fingerprint(await openColumns(store, sha256, path))).toBe(TRUTH);
        }),
        { numRuns: 150 },
      );
    }));

  test('with a part that has become text, which has the same digest, is made anew', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS, path);
      const { parts } = readSealed(path, sha256) ?? { parts: [] };
      const texts = parts.flatMap((part, i) => (part.every((byte) => byte >= 32) ? [i + 1] : []));
      expect(texts.length).toBeGreaterThan(0);
      for (const n of [0, ...texts]) {
        const db = new DatabaseSync(path);
        db.exec(`CREATE TABLE other (n INTEGER PRIMARY KEY, sha256 TEXT, bytes BLOB);
          INSERT INTO other SELECT n, sha256, iif(n = ${n}, CAST(bytes AS TEXT), bytes) FROM part;
          DROP TABLE part; ALTER TABLE other RENAME TO part`);
        db.close();
        expect(sealedProblem(path, sha256)).toEqual({
          damage: n === 0 ? 'its index' : `its part ${n}`,
        });
        expect(await open(EVENTS, path)).toEqual(all);
        expect(sealedProblem(path, sha256)).toBeNull();
      }
    }));

  test('cut off anywhere, or of somebody else’s making, is replaced', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS, path);
      // Behind its last byte that is no zero nothing can be lost.
      const end = readFileSync(path).findLastIndex((byte) => byte !== 0);
      for (const size of [0, 1, 99, 512, 65_536, 65_537, end - 1_024, end]) {
        truncateSync(path, size);
        expect(await open(EVENTS, path)).toEqual(all);
        expect(await open(EVENTS, path)).toEqual([]);
      }
      writeFileSync(path, 'a letter to the bank');
      expect(await open(EVENTS, path)).toEqual(all);
      expect(await open(EVENTS, path)).toEqual([]);
    }));

  test('of another layout is made anew', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS, path);
      const { index, parts } = readSealed(path, sha256) ?? { index: {}, parts: [] };
      const old = { ...(index as object), layout: '0'.repeat(64) };
      expect(writeSealed(path, sha256, old, partsToWrite(parts))).toBe(true);
      expect(await open(EVENTS, path)).toEqual(all);
    }));

  test('that another process is writing is left alone', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS.slice(0, 20), path);
      const before = readFileSync(path);
      const writer = new DatabaseSync(path);
      writer.exec('BEGIN EXCLUSIVE');
      expect(await open(EVENTS, path)).toEqual(all);
      expect(readFileSync(path).equals(before)).toBe(true);
      writer.close();
      expect(await open(EVENTS, path)).toEqual(all.slice(20));
    }));

  test('in a folder that forbids writing: read where it is, made in memory where not', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      await open(EVENTS.slice(0, 20), path);
      chmodSync(path, 0o444);
      chmodSync(folder, 0o555);
      // Root may write anywhere, and would test nothing (settled.md §9.5).
      const isRoot = process.getuid?.() === 0;
      if (isRoot) process.seteuid?.(65_534);
      try {
        expect(await open(EVENTS.slice(0, 20), path)).toEqual([]);
        expect(await open(EVENTS, path)).toEqual(all.slice(20));
        const missing = join(folder, 'missing.columns');
        expect(await open(EVENTS, missing)).toEqual(all);
        expect(existsSync(missing)).toBe(false);
      } finally {
        if (isRoot) process.seteuid?.(0);
        chmodSync(folder, 0o755);
      }
    }));

  test('is not made from events that have not the root of the book', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'book.columns');
      const real = await storeOf(EVENTS);
      const root = async () => ({ size: EVENTS.length, root: 'f'.repeat(64) });
      const wrong = changed(real, { root });
      const thrown = await openColumns(wrong, sha256, path).catch((error: unknown) => error);
      expect(isFeeworthError(thrown) && thrown.code).toBe('batch/not-the-log');
      expect(existsSync(path)).toBe(false);
    }));

  test('works on a book in a file, and decodes on the way', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'book.db');
      const store = await appendAll(await openStore(file), EVENTS);
      const book = await openColumns(store, sha256, `${file}.columns`);
      expect(fingerprint(book)).toBe(TRUTH);
      const unknown = { ...eventOf('Nope', {}), id: '00000000-0000-4000-8000-0000000000ff' };
      await store.append([{ stream: 'desk-x', expected: 'none', events: [unknown] }]);
      const thrown = await openColumns(store, sha256, `${file}.columns`).catch((e: unknown) => e);
      expect(isFeeworthError(thrown) && thrown.code).toBe('event/unknown-type');
      expect(isFeeworthError(thrown) && thrown.place.at).toBe(`sequence ${EVENTS.length}`);
      await store.close();
    }));
});
