import { linkSync, symlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameBook } from '../../../app/book-place.ts';
import { copyBook } from '../../../app/commands/copy-book.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { openStore } from '../../../src/store/open.ts';
import type { EventStore, StoreLimits } from '../../../src/store/port.ts';
import { changed, withFolder } from '../../support/book-stores.ts';
import { toldAt } from '../../support/told-to-stop.ts';
import { makeEvent } from '../../support/plain-event.ts';
import { run } from '../cli/run.ts';

/** A book whose streams take turns as these numbers say. */
async function bookOf(turns: readonly number[]): Promise<EventStore> {
  const store = openMemoryStore();
  for (const turn of turns) {
    const event = makeEvent({ turn: String(turn), text: 'ä'.repeat(turn % 7) });
    await store.append([{ stream: `claim/${turn % 5}`, expected: 'any', events: [event] }]);
  }
  return store;
}

const TURNS = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 80 });
const LIMITS: readonly StoreLimits[] = [
  { eventBytes: 1_000, appendBytes: 1_000, atomicStreams: 100 },
  { eventBytes: 1_000, appendBytes: 1_000, atomicStreams: 1 },
  { eventBytes: 60, appendBytes: 60, atomicStreams: 3 },
];

async function linesOf(store: EventStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of store.readAll()) {
    const { sequence, revision, stream, id, data, meta } = event;
    lines.push(JSON.stringify([sequence, String(revision), stream, id, data, meta]));
  }
  return lines;
}

describe('a copy of a book', () => {
  test('has the same events in the same order, whatever the target takes at once', async () => {
    await fc.assert(
      fc.asyncProperty(TURNS, fc.constantFrom(...LIMITS), async (turns, limits) => {
        const from = await bookOf(turns);
        const to = openMemoryStore({ limits });
        const { tree, before } = await copyBook(from, to);
        expect({ tree, before }).toEqual({ tree: await from.root(), before: 0 });
        expect(await linesOf(to)).toEqual(await linesOf(from));
        const again = await copyBook(from, to);
        expect(again).toEqual({ tree, before: turns.length });
      }),
      { numRuns: 30 },
    );
  });

  test('goes on where it was interrupted, also when it did not hear what it had written', async () => {
    await fc.assert(
      fc.asyncProperty(TURNS, fc.infiniteStream(fc.nat(3)), async (turns, chances) => {
        const from = await bookOf(turns);
        const inner = openMemoryStore({ limits: { ...(LIMITS[1] as StoreLimits) } });
        const to = changed(inner, {
          async append(writes, options) {
            const chance = chances.next().value as number;
            if (chance === 0) throw new Error('before');
            const done = await inner.append(writes, options);
            if (chance === 1) throw new Error('behind');
            return done;
          },
        });
        for (;;) {
          try {
            await copyBook(from, to);
            break;
          } catch (error) {
            expect((error as Error).message).toMatch(/^(before|behind)$/);
          }
        }
        expect(await inner.root()).toEqual(await from.root());
      }),
      { numRuns: 15 },
    );
  });

  test('is not made over another book, nor over one that goes on', async () => {
    const from = await bookOf([1, 2, 3]);
    const other = await bookOf([4]);
    await expect(copyBook(from, other)).rejects.toMatchObject({ code: 'copy/other-book' });
    const longer = openMemoryStore();
    await copyBook(from, longer);
    await longer.append([{ stream: 'claim/9', expected: 'none', events: [makeEvent()] }]);
    await expect(copyBook(from, longer)).rejects.toMatchObject({ code: 'copy/other-book' });
  });

  test('is refused when somebody else writes into the target meanwhile', async () => {
    const from = await bookOf([1, 2, 3, 4]);
    const inner = openMemoryStore({ limits: { ...(LIMITS[1] as StoreLimits) } });
    let appends = 0;
    const to = changed(inner, {
      async append(writes, options) {
        const intruder = { stream: 'note/1', expected: 'any' as const, events: [makeEvent()] };
        if (++appends === 2) await inner.append([intruder]);
        return inner.append(writes, options);
      },
    });
    await expect(copyBook(from, to)).rejects.toMatchObject({ code: 'copy/not-the-same' });
  });

  test('stopped wherever it may be, stays a beginning of the source and goes on there', async () => {
    const from = await bookOf([1, 2, 1, 3, 1, 2, 4]);
    const whole = await from.root();
    const to = changed(openMemoryStore(), { limits: LIMITS[1] as StoreLimits });
    let stops = 0;
    const stopping = async (at: number): Promise<boolean> =>
      copyBook(from, to, undefined, toldAt(at)).then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'usage/stopped', category: 'stopped' });
          return true;
        },
      );
    while (await stopping(3)) {
      const { size, root } = await to.root();
      expect((await from.rootAt(size)).root).toBe(root);
      stops += 1;
    }
    expect(stops).toBeGreaterThan(1);
    expect(await to.root()).toEqual(whole);
  });

  test('takes what the source had when it began', async () => {
    const inner = await bookOf([1, 2]);
    const before = await inner.root();
    const from = changed(inner, {
      async *readPages(options) {
        await inner.append([{ stream: 'claim/9', expected: 'any', events: [makeEvent()] }]);
        yield* inner.readPages(options);
      },
    });
    const to = openMemoryStore();
    expect((await copyBook(from, to)).tree).toEqual(before);
    expect((await copyBook(inner, to)).tree).toEqual(await inner.root());
  });
});

test('from the command line: there, back, and what has a password is not repeated', () =>
  withFolder(async (folder) => {
    const [first, second, third] = ['a.db', 'b.db', 'c.db'].map((name) => join(folder, name));
    const store = await openStore(first as string, { create: true });
    for (let i = 0; i < 30; i++) {
      const events = [{ ...makeEvent({ i: String(i) }), id: randomUUID() }];
      await store.append([{ stream: `claim/${i % 3}`, expected: 'any', events }]);
    }
    const { root } = await store.root();
    await store.close();
    const there = await run(['copy', first as string, second as string]);
    expect(there).toMatchObject({ code: 0, out: expect.stringContaining(root) });
    const back = await run(['copy', second as string, third as string, '--json']);
    expect(JSON.parse(back.out)).toMatchObject({ data: { size: 30, root, added: 30 } });
    const refused = await run(['copy', join(folder, 'none.db'), third as string]);
    expect(refused.code).not.toBe(0);
    const secret = 'esdb://dana:hunter2@127.0.0.1:1?book=x';
    const { err, out } = await run(['copy', first as string, secret]);
    expect(err + out).not.toContain('hunter2');
    expect(err).toContain('error[store/unavailable]: The server does not answer.\n  127.0.0.1:1\n');
  }));

describe('a book is not copied onto itself', () => {
  const refusal = expect.stringContaining('error[copy/same-book]: The target is the book itself');

  test('whatever path leads to its file', () =>
    withFolder(async (folder) => {
      const book = join(folder, 'a.db');
      await (await openStore(book, { create: true })).close();
      symlinkSync(book, join(folder, 'link.db'));
      linkSync(book, join(folder, 'hard.db'));
      symlinkSync(folder, join(folder, 'folder'));
      const spellings = [
        book,
        `sqlite:${book}`,
        relative('.', book),
        `${folder}/./${basename(book)}`,
        `${book}/`,
        `${book}/.`,
        `${folder}/no-folder/../${basename(book)}`,
        ...['link.db', 'hard.db', 'folder/a.db'].map((name) => join(folder, name)),
      ];
      for (const other of spellings) {
        expect(await run(['copy', book, other])).toMatchObject({ code: 2, err: refusal });
        expect(await run(['copy', other, book])).toMatchObject({ code: 2, err: refusal });
      }
    }));

  test('nor a book on a server, which is not even asked', async () => {
    const book = 'esdb://dana:hunter2@127.0.0.1:1?tls=false&book=x';
    const others = [
      book,
      'esdb://localhost:1?book=x',
      'kurrentdb://127.0.0.1:1?book=x&client=kurrent',
      'esdb://node-b:2113,127.0.0.1:1?book=x',
    ];
    for (const other of others) {
      const { code, err } = await run(['copy', other, book]);
      expect([code, err]).toEqual([2, refusal]);
      expect(err).not.toContain('hunter2');
    }
  });

  test('but into another book of the same server, or of that name elsewhere', () => {
    const book = 'esdb://node-a:2113?book=x';
    for (const other of ['esdb://node-a:2113?book=y', 'esdb://node-a:2114?book=x', 'x.db'])
      expect(isSameBook(book, other)).toBe(false);
    expect(isSameBook('nowhere.db', 'nowhere.db')).toBe(false);
    expect(isSameBook('memory:', 'memory:')).toBe(false);
  });
});
