import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesHere, linesWithThread } from '../../../src/store/sqlite/line-reading.ts';
import type { LineReading, Stretch } from '../../../src/store/log.ts';
import type { LinePage } from '../../../src/store/port.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { collect, makeEvents } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';

const SIZE = 3_000;
const PAGE = 64;

const stretches: Stretch[] = Array.from({ length: Math.ceil(SIZE / PAGE) }, (_, i) => ({
  from: i * PAGE,
  to: Math.min(SIZE, (i + 1) * PAGE),
}));

type How = (db: DatabaseSync, path: string) => LineReading;

/** What ways of reading make of one book, changed after it was closed. */
async function read(ways: readonly How[], change = ''): Promise<(LinePage | null)[][]> {
  return withFolder(async (folder) => {
    const path = join(folder, 'book.db');
    const store = openSqliteStore(path);
    await store.append([{ stream: 'a-1', expected: 'none', events: makeEvents(SIZE) }]);
    await store.close();
    const db = new DatabaseSync(path);
    try {
      db.exec(change);
      const read: (LinePage | null)[][] = [];
      for (const how of ways) read.push(await collect(how(db, path)(stretches)));
      return read;
    } finally {
      db.close();
    }
  });
}

const here = (db: DatabaseSync): LineReading => linesHere(db);
const threaded = (db: DatabaseSync, path: string): LineReading =>
  linesWithThread(db, { path, access: 'read' }, () => undefined, 2);

describe('lines read with a second thread', () => {
  test('are those that are read without, page by page and in order', async () => {
    const [slow, fast] = await read([here, threaded]);
    expect(slow).toHaveLength(stretches.length);
    expect(fast).toEqual(slow);
  });

  test('come here too when the thread cannot open the book', async () => {
    const broken = (db: DatabaseSync): LineReading =>
      linesWithThread(db, { path: '/no/such/folder/book.db', access: 'read' }, () => undefined, 2);
    const [slow, fast] = await read([here, broken]);
    expect(fast).toEqual(slow);
  });

  test('are read here from where the thread has ended, each page once', async () => {
    const ending = (db: DatabaseSync, path: string): LineReading => {
      const threads: Worker[] = [];
      const note = (thread: Worker): unknown => threads.push(thread);
      return async function* (those) {
        process.on('worker', note);
        let number = 0;
        for await (const page of threaded(db, path)(those)) {
          yield page;
          if (++number === 5) await Promise.all(threads.map((thread) => thread.terminate()));
        }
        process.off('worker', note);
        expect(threads).toHaveLength(1);
      };
    };
    const [slow, fast] = await read([here, ending]);
    expect(fast).toEqual(slow);
  });

  const UNLOCK = 'DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete;';
  const DAMAGE: readonly (readonly [string, string])[] = [
    ['a row is missing', `${UNLOCK} DELETE FROM events WHERE position = 100`],
    [
      'a line has a line feed',
      `${UNLOCK} UPDATE events SET line = CAST(line || char(10) AS BLOB) WHERE position = 100`,
    ],
  ];
  test.each(DAMAGE)('leave a page to a closer look where %s', async (_, change) => {
    for (const pages of await read([here, threaded], change)) {
      expect(pages.flatMap((page, i) => (page === null ? [i] : []))).toEqual([1]);
    }
  });

  test('do not hold up a reader that stops', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'book.db');
      const store = openSqliteStore(path);
      await store.append([{ stream: 'a-1', expected: 'none', events: makeEvents(SIZE) }]);
      const db = new DatabaseSync(path);
      let ended: Promise<unknown> | undefined;
      const reading = linesWithThread(db, { path, access: 'read' }, (end) => (ended = end), 2);
      for await (const page of reading(stretches)) {
        expect(page?.ends.length).toBe(PAGE);
        break;
      }
      expect(await ended).toBe(1);
      db.close();
      await store.close();
    });
  });

  test('leave a book that closes clean, though the thread has it open a little longer', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'book.db');
      const written = openSqliteStore(path);
      for (let i = 0; i < 10; i++)
        await written.append([{ stream: `a-${i}`, expected: 'none', events: makeEvents(2_000) }]);
      await written.close();
      const store = openSqliteStore(path);
      const pages = await collect(store.readLines({ fromSequence: 0, toSequence: 20_000 }));
      expect(pages.reduce((sum, { ends }) => sum + ends.length, 0)).toBe(20_000);
      await store.close();
      expect(existsSync(`${path}-wal`)).toBe(false);
    });
  });
});
