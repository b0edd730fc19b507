import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BookOptions } from '../../../app/book.ts';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { balances, codeOf, events, folder, take, testBook } from '../support.ts';
import {
  beforeAppend,
  gate,
  killedAfter,
  sales,
  sheet,
  STORES,
  theOther,
} from './import-support.ts';

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
    // The other import happens whole between choosing and appending.
    beforeAppend(book, () => take(other, sheet(4, 16), 'pos'));
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

/**
 * Both chose before the other had brought anything; the other began before us, and is completed just
 * before we are. `then` happens when we are.
 */
async function overtaken(options: Partial<BookOptions>, then: () => Promise<unknown>) {
  const path = join(folder(), 'overtaken.db');
  const { book } = await testBook(path, options);
  const other = await theOther(path, options);
  const [hasBegun, goesOn] = [gate(), gate()];
  const begin = other.store.append.bind(other.store);
  other.store.append = async (writes, how) => {
    const appended = await begin(writes, how);
    hasBegun.open();
    await goesOn.passed;
    return appended;
  };
  const rest = take(other, sheet(4, 16), 'pos', { chunkEvents: 1 });
  await hasBegun.passed;
  const append = book.store.append.bind(book.store);
  let appends = 0;
  book.store.append = async (writes, how) => {
    appends += 1;
    if (appends !== 2) return append(writes, how);
    goesOn.open();
    await rest;
    const appended = await append(writes, how);
    await then();
    return appended;
  };
  return { book, other };
}

describe.each(STORES)(
  'a file completed a moment after one that began before it, %s',
  (_, options) => {
    it('is taken back and chosen from anew', async () => {
      const { book, other } = await overtaken(options, async () => undefined);
      const { status, events: fresh, alreadyKnown } = await take(book, sheet(0, 12), 'pos');
      expect([status, fresh, alreadyKnown]).toEqual(['imported', 4, 8]);
      expect(await sales(book)).toBe(-160_000);
      for (const one of [other, book]) await one.close();
    });
  },
);

describe('the same, one stream an append', () => {
  const options = { store: { limits: { atomicStreams: 1 } } };

  it('is taken back when it is imported again, if who did it was killed before that', async () => {
    const { book, other } = await overtaken(options, () => Promise.reject(new Error('killed')));
    await expect(take(book, sheet(0, 12), 'pos')).rejects.toThrow('killed');
    expect(await sales(book)).toBe(-240_000);
    expect((await take(other, sheet(4, 16), 'pos')).status).toBe('already-imported');
    const { status, events: fresh, alreadyKnown } = await take(book, sheet(0, 12), 'pos');
    expect([status, fresh, alreadyKnown]).toEqual(['imported', 4, 8]);
    expect(await sales(book)).toBe(-160_000);
    for (const one of [other, book]) await one.close();
  });

  it('stays, and says so, when its month was closed with it in that moment', async () => {
    const january = { period: '2026-01', entity: 'practice' };
    const made = await overtaken(options, () => closePeriod(january, made.other));
    const { book, other } = made;
    const again = (): Promise<unknown> => take(book, sheet(0, 12), 'pos');
    expect(await codeOf(again())).toBe('import/closed-with-it');
    expect(await codeOf(again())).toBe('period/closed');
    expect((await balances(book, { asOf: '2026-01-31' }))[4020]).toBe(-240_000);
    const why = { reason: 'records count twice', approver: 'ana' };
    await reopenPeriod({ ...january, ...why }, other);
    expect(await codeOf(again())).toBe('no error');
    expect((await balances(book, { asOf: '2026-01-31' }))[4020]).toBe(-160_000);
    for (const one of [other, book]) await one.close();
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
    beforeAppend(book, () =>
      killedAfter(other, 1, () => take(other, text, 'pos', { site: 'south' })),
    );
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
