import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { importFile } from '../../../app/commands/import.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import { toldAt } from '../../support/told-to-stop.ts';
import { bytesOf } from '../../support/x12-builder.ts';
import { balances, codeOf, events, file, folder, MAPS, take, testBook } from '../support.ts';

import { killedAfter, sales, SEVERAL, sheet, STORES, theOther } from './import-support.ts';

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
