import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBook } from '../../../app/book.ts';
import type { Book, BookOptions } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { importFile } from '../../../app/commands/import.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import type { StreamAppend } from '../../../src/store/port.ts';
import { toldAt } from '../../support/told-to-stop.ts';
import { bytesOf } from '../../support/x12-builder.ts';
import {
  balances,
  codeOf,
  csv,
  events,
  file,
  folder,
  KEY,
  MAPS,
  NOW,
  POS_HEAD,
  posLine,
  take,
  testBook,
} from '../support.ts';

/** Tickets T<from> to T<to - 1>, a hundred dollars each. */
const sheet = (from: number, to: number): string =>
  csv(
    POS_HEAD,
    ...Array.from({ length: to - from }, (_, i) => posLine({ Ticket: `T${from + i}` })),
  );
const sales = async (book: Book): Promise<number | undefined> => (await balances(book))[4020];

const SEVERAL = 'a store that writes several streams at once';
const STORES: readonly (readonly [string, Partial<BookOptions>])[] = [
  [SEVERAL, {}],
  ['a store that writes one', { store: { limits: { atomicStreams: 1 } } }],
];

const theOther = (path: string, more: Partial<BookOptions>): Promise<Book> =>
  openBook(path, { clock: manualClock(NOW), actor: 'lee', key: KEY, ...more });

/** Somebody waits here until it is opened. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const { resolve, promise } = Promise.withResolvers<undefined>();
  return { open: () => resolve(undefined), passed: promise };
}

/** Lets a number of appends pass and kills the next one. */
async function killedAfter(book: Book, appends: number, run: () => Promise<unknown>) {
  const append = book.store.append.bind(book.store);
  let left = appends;
  book.store.append = (writes: readonly StreamAppend[], options) =>
    left-- > 0 ? append(writes, options) : Promise.reject(new Error('killed'));
  await expect(run()).rejects.toThrow('killed');
  book.store.append = append;
}

describe('an interrupted import', () => {
  it('counts for nothing wherever it is told to stop, and goes on there', async () => {
    const { book } = await testBook();
    const stopped = { code: 'usage/stopped', category: 'stopped' };
    let stops = 0;
    for (;;) {
      const signal = toldAt(stops + 1);
      const again = take(book, sheet(0, 10), 'pos', { chunkEvents: 3, signal });
      const status = await again.then(
        (done) => done.status,
        (error: unknown) => {
          expect(error).toMatchObject(stopped);
          return undefined;
        },
      );
      if (status !== undefined) break;
      expect(await sales(book)).toBeUndefined();
      stops += 1;
    }
    expect(stops).toBeGreaterThan(4);
    expect(await events(book, 'ImportStarted')).toHaveLength(1);
    expect(await sales(book)).toBe(-100 * 100 * 10);
  });

  it('begins anew under another mapping: its records count once', async () => {
    const { book } = await testBook();
    await killedAfter(book, 2, () => take(book, sheet(0, 10), 'pos', { chunkEvents: 3 }));
    const map = file('other.yaml', MAPS.pos.replace('system: till', 'system: other-till'));
    const bytes = bytesOf(sheet(0, 10));
    expect((await importFile({ file: 'pos.csv', bytes, map }, book)).status).toBe('imported');
    expect(await sales(book)).toBe(-100_000);
    expect((await events(book, 'ImportReverted')).length).toBe(1);
  });

  it('begins anew when its month was closed meanwhile, and moves all of its records', async () => {
    const { book } = await testBook();
    await killedAfter(book, 2, () => take(book, sheet(0, 10), 'pos', { chunkEvents: 3 }));
    await closePeriod({ period: '2026-01' }, book);
    const { status, moved } = await take(book, sheet(0, 10), 'pos');
    expect(status).toBe('imported');
    expect(moved).toHaveLength(10);
    expect((await balances(book, { asOf: '2026-01-31' }))[4020]).toBeUndefined();
    expect(await sales(book)).toBe(-100_000);
  });

  it('is warned of by a close of its entity, or blocks it, until it is finished or taken back', async () => {
    const closing = { period: '2026-01', entity: 'practice' };
    const block = { ...closing, beyondLimit: 'block', limit: '1000.00' } as const;
    for (const isDemanded of [true, false]) {
      const settings = isDemanded ? 'openReconciliation: block\n' : '';
      const { book } = await testBook('memory:', {}, settings);
      await killedAfter(book, 2, () => take(book, sheet(0, 10), 'pos', { chunkEvents: 3 }));
      const [begun] = await events(book, 'ImportStarted');
      const stream = begun?.stream ?? '';
      expect(await codeOf(closePeriod(isDemanded ? closing : block, book))).toBe(
        'period/unfinished-import',
      );
      expect(
        (await closePeriod({ ...closing, entity: 'mso' }, book)).entities[0]?.warnings,
      ).toEqual([]);
      if (isDemanded) {
        await revertImport({ import: stream, reason: 'never mind' }, book);
        expect(await codeOf(closePeriod(closing, book))).toBe('period/unmatched-lines');
      } else {
        const { entities } = await closePeriod(closing, book);
        expect(entities[0]?.status).toBe('closed');
        expect(entities[0]?.warnings).toEqual([
          `pos.csv (${stream}): its import is unfinished and counts for nothing; ` +
            `import it again, or take it back: feeworth import revert ${stream} --reason WHY`,
        ]);
      }
    }
  });

  it('keeps its records from other files until it is finished or taken back', async () => {
    for (const end of ['finish', 'revert'] as const) {
      const { book } = await testBook();
      await killedAfter(book, 2, () => take(book, sheet(0, 10), 'pos', { chunkEvents: 3 }));
      const size = (await events(book)).length;
      expect(await codeOf(take(book, sheet(0, 20), 'pos'))).toBe('import/unfinished');
      expect(await events(book)).toHaveLength(size);
      if (end === 'finish') await take(book, sheet(0, 10), 'pos');
      else {
        const [started] = await events(book, 'ImportStarted');
        await revertImport({ import: started?.stream ?? '', reason: 'never mind' }, book);
      }
      const { events: fresh } = await take(book, sheet(0, 20), 'pos');
      expect(fresh).toBe(end === 'finish' ? 10 : 20);
      expect(await sales(book)).toBe(-200_000);
    }
  });

  it('killed before its completion counts when it is imported again', async () => {
    const { book } = await testBook();
    await killedAfter(book, 1, () => take(book, sheet(0, 10), 'pos'));
    expect(await sales(book)).toBeUndefined();
    expect((await take(book, sheet(0, 10), 'pos')).status).toBe('resumed');
    expect(await sales(book)).toBe(-100_000);
  });
});

describe.each(STORES)('overlapping files imported at the same time, %s', (_, options) => {
  // However the two take turns, each record counts once as soon as both were asked for again.
  it.each([1, 2, 3, 5, 100])('count each record once, %i events an append', async (chunkEvents) => {
    const path = join(folder(), 'both.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    const first = (): Promise<unknown> => take(book, sheet(0, 12), 'pos', { chunkEvents });
    const second = (): Promise<unknown> => take(other, sheet(4, 16), 'pos', { chunkEvents });
    const outcomes = await Promise.all([codeOf(first()), codeOf(second())]);
    for (const code of outcomes) expect(['no error', 'import/unfinished']).toContain(code);
    expect(outcomes).toContain('no error');
    await first();
    await second();
    expect(await sales(book)).toBe(-160_000);
    expect(await balances(other)).toEqual(await balances(book));
    await other.close();
    await book.close();
  });

  it('are chosen from anew when the other one was there first', async () => {
    const path = join(folder(), 'late.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    const append = book.store.append.bind(book.store);
    let isFirst = true;
    // The other import happens whole between choosing and appending.
    book.store.append = async (writes, options) => {
      if (isFirst) {
        isFirst = false;
        await take(other, sheet(4, 16), 'pos');
      }
      return append(writes, options);
    };
    const { status, events: fresh, alreadyKnown } = await take(book, sheet(0, 12), 'pos');
    expect({ status, fresh, alreadyKnown }).toEqual({
      status: 'imported',
      fresh: 4,
      alreadyKnown: 8,
    });
    expect(await sales(book)).toBe(-160_000);
    await other.close();
    await book.close();
  });
});

describe.each(STORES)('one file imported twice at the same time, %s', (_, options) => {
  it('is completed once, and says what it brought', async () => {
    const path = join(folder(), 'twice.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    const append = book.store.append.bind(book.store);
    let appends = 0;
    // The other is done between our facts and our completion.
    book.store.append = async (writes, how) => {
      const appended = await append(writes, how);
      appends += 1;
      if (appends === 1) await take(other, sheet(0, 10), 'pos');
      return appended;
    };
    expect((await take(book, sheet(0, 10), 'pos')).status).toBe('already-imported');
    const completions = await events(book, 'ImportCompleted');
    expect(completions.map(({ data }) => data)).toEqual([expect.objectContaining({ events: 10 })]);
    expect(await sales(book)).toBe(-100_000);
    await other.close();
    await book.close();
  });
});

describe.each(STORES)('one file that two chose from differently, %s', (_, options) => {
  it.each(['before', 'behind'])(
    'is completed as it was chosen, facts of another %s ours',
    async (when) => {
      const path = join(folder(), 'chosen.db');
      const { book } = await testBook(path, options);
      const [other, third] = [await theOther(path, options), await theOther(path, options)];
      const chunkEvents = 9;
      const [isChosen, goesOn, isThere] = [gate(), gate(), gate()];
      // The other chooses all twelve, then four of them come in another file.
      const late = other.store.append.bind(other.store);
      let appends = 0;
      other.store.append = async (writes, how) => {
        appends += 1;
        if (appends === 1) {
          await take(third, sheet(8, 20), 'pos');
          isChosen.open();
          await goesOn.passed;
        }
        const appended = await late(writes, how);
        if (appends === 1) return appended;
        isThere.open();
        throw new Error('killed');
      };
      const killed = expect(take(other, sheet(0, 12), 'pos', { chunkEvents })).rejects.toThrow(
        'killed',
      );
      await isChosen.passed;
      // Eight are chosen here, and at their end the other's twelve are there.
      const append = book.store.append.bind(book.store);
      book.store.append = async (writes, how) => {
        const appended = when === 'before' ? undefined : await append(writes, how);
        goesOn.open();
        await isThere.passed;
        return appended ?? append(writes, how);
      };
      const {
        status,
        events: fresh,
        alreadyKnown,
      } = await take(book, sheet(0, 12), 'pos', {
        chunkEvents,
      });
      await killed;
      expect([status, fresh, alreadyKnown]).toEqual(['imported', 8, 4]);
      expect(await sales(book)).toBe(-200_000);
      for (const one of [third, other, book]) await one.close();
    },
  );

  it('is of the site that was said to whoever completes it', async () => {
    const path = join(folder(), 'site.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    const text = sheet(0, 10).replaceAll('north', '');
    const append = book.store.append.bind(book.store);
    let isFirst = true;
    book.store.append = async (writes, how) => {
      if (isFirst) {
        isFirst = false;
        await killedAfter(other, 1, () => take(other, text, 'pos', { site: 'south' }));
      }
      return append(writes, how);
    };
    expect((await take(book, text, 'pos', { site: 'north' })).status).toBe('imported');
    const started = (await events(book, 'ImportStarted')).length;
    expect(started).toBe(2);
    const sold = (await events(book, 'PointOfSaleCompleted')).slice(-10);
    expect(sold.map(({ meta }) => meta.site)).toEqual(sold.map(() => 'north'));
    expect(await sales(book)).toBe(-100_000);
    await other.close();
    await book.close();
  });
});

describe.each(STORES)('a month closed while a file is imported, %s', (kind, options) => {
  // Before the facts, and between the facts and their completion.
  it.each([1, 2])('stays as it was closed, at append %i', async (nth) => {
    const path = join(folder(), 'closing.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    const append = book.store.append.bind(book.store);
    let appends = 0;
    book.store.append = async (writes, options) => {
      appends += 1;
      if (appends === nth) await closePeriod({ period: '2026-01' }, other);
      return append(writes, options);
    };
    const { status, moved } = await take(book, sheet(0, 10), 'pos');
    expect(status).toBe('imported');
    expect(moved).toHaveLength(10);
    expect((await balances(book, { asOf: '2026-01-31' }))[4020]).toBeUndefined();
    expect(await sales(book)).toBe(-100_000);
    await other.close();
    await book.close();
  });

  it('counts what is completed while it is closed', async () => {
    const path = join(folder(), 'closing.db');
    const { book } = await testBook(path, options);
    const other = await theOther(path, options);
    await killedAfter(book, 1, () => take(book, sheet(0, 10), 'pos'));
    const append = other.store.append.bind(other.store);
    let tries = 0;
    other.store.append = async (writes, options) => {
      tries += 1;
      if (tries === 1) await take(book, sheet(0, 10), 'pos');
      return append(writes, options);
    };
    const close = (): Promise<string> =>
      codeOf(closePeriod({ period: '2026-01', entity: 'practice' }, other));
    if (kind === SEVERAL) expect(await close()).toBe('no error');
    else {
      // It is closed without what came a moment before, and says so.
      expect(await close()).toBe('period/overtaken');
      const why = { reason: 'an import came in', approver: 'ana' };
      await reopenPeriod({ period: '2026-01', entity: 'practice', ...why }, other);
      expect(await close()).toBe('no error');
    }
    expect(tries).toBe(kind === SEVERAL ? 2 : 3);
    expect((await balances(book, { asOf: '2026-01-31' }))[4020]).toBe(-100_000);
    await other.close();
    await book.close();
  });
});
