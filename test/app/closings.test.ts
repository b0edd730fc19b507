import { describe, expect, it } from 'vitest';
import { Book } from '../../app/book.ts';
import { openBookStore } from '../../app/book-place.ts';
import { manualClock } from '../../app/clock.ts';
import { signAgreement } from '../../app/commands/agreement.ts';
import { closePeriod, reopenPeriod } from '../../app/commands/close.ts';
import { importFile } from '../../app/commands/import.ts';
import { revertImport } from '../../app/commands/import-revert.ts';
import { initBook } from '../../app/commands/init.ts';
import { recordJournal } from '../../app/commands/journal.ts';
import { parseCents } from '../../src/money.ts';
import { changed } from '../support/book-stores.ts';
import { bytesOf } from '../support/x12-builder.ts';
import {
  AGREEMENT_YAML,
  balances,
  BOOK_YAML,
  codeOf,
  csv,
  events,
  file,
  KEY,
  MAPS,
  NOW,
  POS_HEAD,
  posLine,
  take,
} from './support.ts';
import { killedAfter, sheet } from './commands/import-support.ts';

const ENTRY = `schema: feeworth-journal/1
entity: practice
date: 2026-01-20
memo: Accrue legal fees
lines:
  - { account: 6510, debit: '100.00' }
  - { account: 2020, credit: '100.00' }
`;
/** Of the practice, about the MSO too. */
const PAID_FEE = csv('Date,Text,Amount,Balance,Reference', '2026-01-15,MSO FEE,-100.00,900.00,R1');
const JANUARY = { period: '2026-01', entity: 'practice' };
const WHY = { reason: 'something came in', approver: 'ana' };

/** A book that several people have open; `before` is what happens in front of one kind of append. */
async function shared(atomicStreams: number | undefined, now = NOW) {
  const limits = atomicStreams === undefined ? {} : { atomicStreams };
  const store = await openBookStore('memory:', { limits, create: true });
  const options = { clock: manualClock(now), key: KEY };
  const book = new Book('memory:', store, { ...options, actor: 'dana' });
  await initBook({ book: 'book.yaml', text: BOOK_YAML }, book);
  const other = (actor: string): Book => new Book('memory:', store, { ...options, actor });
  const interrupted = (type: string, before: () => Promise<unknown>): Book => {
    let isFirst = true;
    const append: typeof store.append = async (writes, how) => {
      if (isFirst && writes[0]?.events.at(-1)?.type === type) {
        isFirst = false;
        await before();
      }
      return store.append(writes, how);
    };
    return new Book('memory:', changed(store, { append }), { ...options, actor: 'lee' });
  };
  return { book, other, interrupted };
}

/** Sales up to a day: as they were when the last month was closed, and now. */
async function salesOf(book: Book, asOf = '2026-01-31') {
  const closedAt = (await events(book, 'PeriodClosed')).at(-1)?.sequence ?? 0;
  const then = (await balances(book, { asOf, knownAt: closedAt + 1 }))[4020];
  return [then, (await balances(book, { asOf }))[4020]];
}

describe.each([
  ['a store that writes several streams at once', undefined],
  ['a store that writes one', 1],
] as const)('a month closed while somebody else writes, %s', (_, atomicStreams) => {
  const feesOf = async (book: Book): Promise<number> =>
    (await events(book, 'ManagementFeeAccrued')).reduce(
      (sum, { data }) => sum + parseCents((data as { amount: string }).amount),
      0,
    );

  it.each([
    ['an import that is new', 10_000],
    ['an import that is taken back', 0],
  ])('says that it missed %s, and has it after all when it is closed again', async (what, fee) => {
    const { book, other, interrupted } = await shared(atomicStreams);
    await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
    const isNew = fee > 0;
    const { stream } = isNew ? { stream: '' } : await take(book, sheet(0, 10), 'pos');
    const closer = interrupted('PeriodClosed', () =>
      isNew
        ? take(other('kim'), sheet(0, 10), 'pos')
        : revertImport({ import: stream, reason: what }, other('kim')),
    );
    expect(await codeOf(closePeriod(JANUARY, closer))).toBe('period/overtaken');
    await reopenPeriod({ ...JANUARY, ...WHY }, closer);
    expect(await codeOf(closePeriod(JANUARY, closer))).toBe('no error');
    expect(await feesOf(book)).toBe(fee);
    const [then, now] = await salesOf(book);
    expect(then).toBe(now);
  });

  it('does not lose an import that is taken back at that moment', async () => {
    const { book, other, interrupted } = await shared(atomicStreams);
    const { stream } = await take(book, sheet(0, 10), 'pos');
    const user = interrupted('ImportReverted', () => closePeriod(JANUARY, other('kim')));
    const code = await codeOf(revertImport({ import: stream, reason: 'wrong file' }, user));
    if (atomicStreams === undefined) {
      expect(code).toBe('period/closed');
      expect(await salesOf(book)).toEqual([-100_000, -100_000]);
    } else expect(code).toBe('import/reverted-late');
  });

  it('stays closed in the other book that an import is about', async () => {
    const { book } = await shared(atomicStreams);
    await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
    const { stream } = await take(book, PAID_FEE, 'bank');
    expect(await codeOf(closePeriod({ period: '2026-01', entity: 'mso' }, book))).toBe('no error');
    const before = await balances(book, { asOf: '2026-01-31', entity: 'mso' });
    const code = await codeOf(revertImport({ import: stream, reason: 'wrong file' }, book));
    expect(code).toBe('period/closed');
    expect(await balances(book, { asOf: '2026-01-31', entity: 'mso' })).toEqual(before);
    expect(Object.keys(before)).not.toEqual([]);
  });

  it('has an import that comes while its entries are derived, whenever that is', async () => {
    let [had, missed] = [0, 0];
    for (let nth = 1; ; nth++) {
      const { book, other } = await shared(atomicStreams);
      await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
      let heads = 0;
      const head = async () => {
        heads += 1;
        if (heads === nth) await take(other('kim'), sheet(0, 10), 'pos');
        return book.store.head();
      };
      const options = { clock: manualClock(NOW), key: KEY, actor: 'lee' };
      const closer = new Book('memory:', changed(book.store, { head }), options);
      const code = await codeOf(closePeriod(JANUARY, closer));
      if (heads < nth) break;
      if (code === 'period/overtaken') missed += 1;
      else {
        expect(code).toBe('no error');
        expect(await feesOf(book)).toBe(10_000);
        had += 1;
      }
    }
    // What comes behind the last look is said; all else is taken into account.
    expect(had).toBeGreaterThan(8);
    expect(missed).toBeLessThan(9);
  });

  it('has what is recorded in another book about it', async () => {
    const { book, other, interrupted } = await shared(atomicStreams);
    await signAgreement({ file: 'msa.yaml', text: AGREEMENT_YAML }, book);
    const mso = { period: '2026-01', entity: 'mso' };
    const closer = interrupted('PeriodClosed', () => take(other('kim'), PAID_FEE, 'bank'));
    expect(await codeOf(closePeriod(mso, closer))).toBe('period/overtaken');
    await reopenPeriod({ ...mso, ...WHY }, closer);
    const { stream } = (await events(book, 'ImportCompleted'))[0] ?? { stream: '' };
    const user = interrupted('ImportReverted', () => closePeriod(mso, other('kim')));
    const code = await codeOf(revertImport({ import: stream, reason: 'wrong file' }, user));
    expect(code).toBe(atomicStreams === undefined ? 'period/closed' : 'import/reverted-late');
  });

  it('takes no entry of a person at that moment', async () => {
    const { book, other, interrupted } = await shared(atomicStreams);
    const person = interrupted('JournalEntryRecorded', () => closePeriod(JANUARY, other('kim')));
    const code = await codeOf(recordJournal({ file: 'entry.yaml', text: ENTRY }, person));
    if (atomicStreams === undefined) {
      expect(code).toBe('period/closed');
      expect(await events(book, 'JournalEntryRecorded')).toEqual([]);
    } else expect(code).toBe('book/overtaken');
  });

  it('is watched too when it is the second to be closed in one moment', async () => {
    const { book, other, interrupted } = await shared(atomicStreams, '2026-03-05T09:00:00.000Z');
    const february = { period: '2026-02', entity: 'practice' };
    const importer = interrupted('ImportCompleted', async () => {
      await closePeriod(JANUARY, other('kim'));
      await closePeriod(february, other('kim'));
    });
    const text = csv(POS_HEAD, posLine({ Ticket: 'F1', Date: '2026-02-10' }));
    const { status, moved } = await take(importer, text, 'pos');
    expect([status, moved.length]).toEqual(['imported', 1]);
    expect(await salesOf(book, '2026-02-28')).toEqual([undefined, undefined]);
  });

  it('goes on with no attempt of another mapping', async () => {
    const { book, other } = await shared(atomicStreams);
    await killedAfter(book, 1, () => take(book, sheet(0, 10), 'pos', { chunkEvents: 1 }));
    const map = file('other.yaml', MAPS.pos.replace('system: till', 'system: other-till'));
    const again = { file: 'pos.csv', bytes: bytesOf(sheet(0, 10)), map };
    expect((await importFile(again, other('kim'))).status).toBe('imported');
    expect(await importFile(again, other('kim'))).toMatchObject({ ignored: [] });
  });
});
