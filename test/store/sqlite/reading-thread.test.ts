import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test, vi } from 'vitest';
import type { EventStore, LinePage } from '../../../src/store/port.ts';
import { linesHere, linesWithThread } from '../../../src/store/sqlite/line-reading.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { AHEAD, readAhead, ReadingThread } from '../../../src/store/sqlite/reading-thread.ts';
import { PAGE, stretchesOf } from '../../../src/store/stretches.ts';
import { collect, makeEvents } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';

/** A closed book of so many events, and its file. */
async function withBook(size: number, work: (path: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'book.db');
    const store = openSqliteStore(path);
    for (let at = 0; at < size; at += 1_000) {
      const events = makeEvents(Math.min(1_000, size - at));
      await store.append([{ stream: `a-${at}`, expected: 'none', events }]);
    }
    await store.close();
    await work(path);
  });
}

/** Lines of a book from one event on, as far as it goes, by a thread and without one. */
async function bothWays(path: string, from: number, size: number): Promise<(LinePage | null)[][]> {
  // The thread may be the only one that has read yet, and closes then behind a lock.
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const stretches = stretchesOf({ from, to: size });
    const ended: Promise<unknown>[] = [];
    const threaded = linesWithThread(db, { path, access: 'read' }, (end) => ended.push(end), 2);
    const pages = [await collect(threaded(stretches)), await collect(linesHere(db)(stretches))];
    await Promise.all(ended);
    return pages;
  } finally {
    db.close();
  }
}

const MORE_THAN_ASKED = (AHEAD + 2) * PAGE + 7;

describe('lines read ahead of being asked for', () => {
  test.each([
    ['of a large book', MORE_THAN_ASKED, 0],
    ['of a book that is smaller than what is read ahead', 3 * PAGE + 5, 0],
    ['when only later ones are wanted', 6 * PAGE, 4 * PAGE],
    ['when none of them is a page that was read', 3 * PAGE, PAGE / 2],
  ])('are those that are read without: %s', async (_, size, from) => {
    await withBook(size, async (path) => {
      readAhead(path);
      const [threaded, here] = await bothWays(path, from, size);
      expect(threaded).toEqual(here);
      expect(threaded?.every((page) => page !== null)).toBe(true);
    });
  });

  test('include what was written while they were read', async () => {
    await withBook(2 * PAGE, async (path) => {
      readAhead(path);
      const store: EventStore = openSqliteStore(path);
      await store.append([{ stream: 'b', expected: 'none', events: makeEvents(2 * PAGE) }]);
      const pages = await collect(store.readLines({ fromSequence: 0, toSequence: 4 * PAGE }));
      expect(pages.reduce((sum, { ends }) => sum + ends.length, 0)).toBe(4 * PAGE);
      await store.close();
    });
  });

  test('are of no use to who opens another book', async () => {
    await withBook(2 * PAGE, async (path) => {
      await withBook(3 * PAGE, async (other) => {
        readAhead(other);
        const [threaded, here] = await bothWays(path, 0, 2 * PAGE);
        expect(threaded).toEqual(here);
        const store = openSqliteStore(other);
        await store.close();
      });
    });
  });

  test('are asked for once, whether ahead or in their turn', async () => {
    await withBook(MORE_THAN_ASKED, async (path) => {
      const ask = vi.spyOn(ReadingThread.prototype, 'ask');
      readAhead(path);
      await bothWays(path, 0, MORE_THAN_ASKED);
      expect(ask.mock.calls.map(([stretch]) => stretch)).toEqual(
        stretchesOf({ from: 0, to: MORE_THAN_ASKED }),
      );
      ask.mockRestore();
    });
  });

  test('leave nothing beside a book that somebody else opens and closes', async () => {
    await withBook(PAGE, async (path) => {
      const before = readdirSync(dirname(path));
      readAhead(path);
      // The thread has it open.
      while (!existsSync(`${path}-shm`)) await new Promise((resolve) => setImmediate(resolve));
      const store = openSqliteStore(path);
      await store.close();
      expect(readdirSync(dirname(path))).toEqual(before);
    });
  });

  test('leave nothing beside a book that nobody opens, and let the process end', async () => {
    await withBook(PAGE, async (path) => {
      const before = readdirSync(dirname(path));
      const module = new URL('../../../src/store/sqlite/reading-thread.ts', import.meta.url).href;
      const script = `
        import { existsSync } from 'node:fs';
        import { readAhead } from '${module}';
        readAhead(${JSON.stringify(path)});
        while (!existsSync(${JSON.stringify(`${path}-shm`)}))
          await new Promise((resolve) => setImmediate(resolve));
        console.log('open');`;
      // A file of its own: threads take over how a process was told to read code.
      const printed = await withFolder(async (folder) => {
        const file = join(folder, 'ahead.mjs');
        writeFileSync(file, script);
        return execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 30_000 });
      });
      expect(printed).toBe('open\n');
      expect(readdirSync(dirname(path))).toEqual(before);
    });
  });

  test('are not read where something lies in the write-ahead log', async () => {
    await withBook(PAGE, async (path) => {
      const ask = vi.spyOn(ReadingThread.prototype, 'ask');
      const store = openSqliteStore(path);
      await store.append([{ stream: 'b', expected: 'none', events: makeEvents(1) }]);
      readAhead(path);
      expect(ask).not.toHaveBeenCalled();
      await store.close();
      ask.mockRestore();
    });
  });

  test('of what is no book are read by nobody', async () => {
    const thread = new ReadingThread({ path: '/no/such/folder/book.db', access: null });
    thread.ask({ from: 0, to: PAGE });
    expect(await thread.page({ from: 0, to: PAGE })).toBeUndefined();
    expect(await thread.page({ from: PAGE, to: 2 * PAGE })).toBeUndefined();
    await thread.end();
  });
});
