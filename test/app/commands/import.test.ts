import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBook } from '../../../app/book.ts';
import { manualClock } from '../../../app/clock.ts';
import { planImport } from '../../../app/commands/import.ts';
import { revertImport } from '../../../app/commands/import-revert.ts';
import { importReport, previewReport } from '../../../app/reports/import.ts';
import { closePeriod } from '../../../app/commands/close.ts';
import type { StreamAppend } from '../../../src/store/port.ts';
import { bytesOf, set835, x12Text } from '../../support/x12-builder.ts';
import {
  balances,
  BOOK_YAML,
  codeOf,
  csv,
  events,
  file,
  folder,
  KEY,
  NOW,
  POS_HEAD,
  posLine,
  take,
  testBook,
  MAPS,
} from '../support.ts';
import { initBook } from '../../../app/commands/init.ts';

const SHEET = csv(
  POS_HEAD,
  posLine({ Ticket: 'T1', Amount: '280.00', Tip: '20.00' }),
  posLine({ Ticket: 'T1', Line: 'retail', Service: '', Amount: '50.00', Tax: '4.13' }),
  posLine({ Ticket: 'T2', Amount: '100.00', Tender: 'cash', Site: 'south' }),
);

describe('import', () => {
  it('records what a day sheet says, each row by its account', async () => {
    const { book } = await testBook();
    const result = await take(book, SHEET, 'pos');
    expect(result).toMatchObject({ status: 'imported', records: 3, events: 3, alreadyKnown: 0 });
    expect(await balances(book)).toEqual({
      1030: 35413,
      1036: 10000,
      2140: -2000,
      2210: -413,
      4020: -38000,
      4050: -5000,
    });
    const visits = (await events(book, 'PointOfSaleCompleted')).map(
      (event) => (event.data as { visits?: number }).visits,
    );
    expect(visits).toEqual([1, undefined, 1]);
  });

  it('tells what is odd about the envelope of a remittance', async () => {
    const { book } = await testBook();
    const { notices } = await take(book, x12Text(set835({}), { geCount: 7 }));
    expect(notices.map((notice) => notice.code)).toContain('transaction-count');
  });

  it('takes an interchange once that a file holds twice, and says which', async () => {
    const one = x12Text([set835({}), set835({ trace: 'EFT0002' })], { control: '000000077' });
    const single = (await testBook()).book;
    const once = await take(single, one);
    const { book } = await testBook();
    const twice = await take(book, one + one);
    expect(twice).toMatchObject({ records: once.records, events: once.events });
    expect(await balances(book)).toEqual(await balances(single));
    const repeated = twice.notices.filter(({ code }) => code === 'transaction-repeated');
    expect(repeated).toEqual([
      {
        code: 'transaction-repeated',
        words:
          'interchange 000000077 repeats 2 transactions of this file; ' +
          'what was read before was passed over here',
        where: `segment ${one.split('~').length}`,
      },
    ]);
  });

  it('takes a remittance once that is sent again in another interchange', async () => {
    const { book } = await testBook();
    const text = x12Text(set835({})) + x12Text(set835({}), { control: '000000002' });
    await take(book, text);
    expect(await events(book, 'RemittanceReceived')).toHaveLength(1);
  });

  it.each([
    ['another trace number', x12Text(set835({})) + x12Text(set835({ trace: 'EFT0002' }))],
    ['another control number', x12Text([set835({}), set835({})])],
    ['another sender', x12Text(set835({})) + x12Text(set835({}), { sender: 'SOMEBODY ELSE  ' })],
    [
      'no number but that of its interchange',
      x12Text(set835({ trace: '' })) + x12Text(set835({ trace: '' }), { control: '000000002' }),
    ],
  ])('takes both of two remittances that are alike with %s', async (_what, text) => {
    const { book } = await testBook();
    const { notices } = await take(book, text);
    expect(notices.map(({ code }) => code)).not.toContain('transaction-repeated');
    expect(await events(book, 'RemittanceReceived')).toHaveLength(2);
  });

  it.each([
    ['cut inside of its first segment', x12Text(set835({})).slice(0, 60), 'x12/truncated'],
    ['cut behind its first segment', x12Text(set835({})).slice(0, 107), 'x12/truncated'],
    ['empty', '', 'import/empty-file'],
    ['a workbook', 'PK\u0003\u0004rest', 'import/not-a-csv'],
    ['a table', 'a,b\n1,2\n', 'import/no-mapping'],
  ])('says of a file without a mapping that it is %s', async (_what, text, code) => {
    const { book } = await testBook();
    const before = (await events(book)).length;
    expect(await codeOf(take(book, text))).toBe(code);
    expect(await events(book)).toHaveLength(before);
  });

  it('warns of day-sheet records without a site, and takes them', async () => {
    const { book } = await testBook();
    const sheet = csv(
      POS_HEAD,
      posLine({ Ticket: 'T1' }),
      posLine({ Ticket: 'T2', Site: '' }),
      posLine({ Ticket: 'T3', Site: '' }),
      posLine({ Ticket: 'T4', Site: 'shared' }),
    );
    const options = { bytes: bytesOf(sheet), file: 'pos.csv', map: file('pos.yaml', MAPS.pos) };
    const plan = await planImport(options, book);
    expect(plan.notices).toHaveLength(1);
    expect(plan.notices[0]).toMatchObject({ code: 'no-site', where: 'lines 3, 4' });
    expect(plan.notices[0]?.words).toContain('2 of 4 records have no site');
    expect(plan.notices[0]?.words).toContain('--site north or --site south');
    const outcome = { file: 'pos.csv', plan, status: 'preview' } as const;
    expect(previewReport([outcome]).notes[0]).toContain('2 of 4 records have no site');
    const { notices } = await planImport({ ...options, site: 'north' }, book);
    expect(notices).toEqual([]);
    const done = await take(book, sheet, 'pos');
    expect(done).toMatchObject({ status: 'imported', events: 4 });
    const report = importReport([{ file: 'pos.csv', plan: done, status: 'imported' }]);
    expect(report.notes[0]).toContain('2 of 4 records have no site');
  });

  it('I8 takes the same file once', async () => {
    const { book } = await testBook();
    await take(book, SHEET, 'pos');
    const size = (await events(book)).length;
    expect((await take(book, SHEET, 'pos')).status).toBe('already-imported');
    expect(await events(book)).toHaveLength(size);
  });

  it('says what a file that is in the book already no longer listens to', async () => {
    const { book } = await testBook();
    await take(book, SHEET, 'pos');
    const map = file('pos-changed.yaml', `${MAPS.pos}# changed\n`);
    const again = await take(book, SHEET, 'pos', { map, site: 'south' });
    expect(again).toMatchObject({ status: 'already-imported', ignored: ['mapping'] });
    const outcome = { file: 'pos.csv', status: 'already-imported', plan: null } as const;
    const { notes } = importReport([{ ...outcome, ignored: ['mapping'] }]);
    expect(notes[0]).toContain('another mapping changed nothing');
    expect(notes[0]).toContain('feeworth import revert pos.csv');
    expect(await take(book, SHEET, 'pos')).toMatchObject({ ignored: [] });
    const north = csv(POS_HEAD, posLine({ Ticket: 'T7', Site: '' }));
    await take(book, north, 'pos', { site: 'north' });
    expect(await take(book, north, 'pos', { site: 'north' })).toMatchObject({ ignored: [] });
    expect(await take(book, north, 'pos', { site: 'south' })).toMatchObject({ ignored: ['site'] });
  });

  it('recognises records of overlapping files and keeps equal ones apart', async () => {
    const { book } = await testBook();
    const same = posLine({ Ticket: 'T9' });
    await take(book, csv(POS_HEAD, same, same), 'pos');
    const second = await take(book, csv(POS_HEAD, same, same, posLine({ Ticket: 'T10' })), 'pos');
    expect(second).toMatchObject({ events: 1, alreadyKnown: 2 });
    expect((await balances(book))[4020]).toBe(-30000);
  });

  it('I8 refuses a record that came before with other content, and writes nothing', async () => {
    const { book } = await testBook();
    const head = 'Batch,Date,Gross,Fee,Net';
    await take(book, csv(head, 'B1,2026-01-10,100.00,3.00,97.00'), 'cards');
    // The same record of the same system, which a changed mapping reads as a partner's settlement.
    const partner = file('partner.yaml', `${MAPS.cards}  kind:\n    constant: partner\n`);
    const size = (await events(book)).length;
    const sheet = csv(head, 'B1,2026-01-10,100.00,3.00,97.00', 'B2,2026-01-11,10.00,0.30,9.70');
    expect(await codeOf(take(book, sheet, 'cards', { map: partner }))).toBe(
      'import/changed-record',
    );
    expect(await events(book)).toHaveLength(size);
    expect(await take(book, sheet, 'cards')).toMatchObject({ events: 1, alreadyKnown: 1 });
  });

  it('goes on where an import was killed between two chunks', async () => {
    const { book } = await testBook();
    const append = book.store.append.bind(book.store);
    let left = 1;
    book.store.append = (writes: readonly StreamAppend[]) => {
      if (left-- > 0) return append(writes);
      return Promise.reject(new Error('killed'));
    };
    await expect(take(book, SHEET, 'pos', { chunkEvents: 2 })).rejects.toThrow('killed');
    book.store.append = append;
    expect(await balances(book)).toEqual({});
    expect((await take(book, SHEET, 'pos', { chunkEvents: 2 })).status).toBe('resumed');
    const { book: whole } = await testBook();
    await take(whole, SHEET, 'pos');
    expect(await balances(book)).toEqual(await balances(whole));
    const ids = (await events(book)).map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual((await events(whole)).map((event) => event.id));
  });

  it('takes a file back and lets it come again', async () => {
    const { book } = await testBook();
    const { stream } = await take(book, SHEET, 'pos');
    await revertImport({ import: stream, reason: 'wrong site' }, book);
    expect(await balances(book)).toEqual({});
    expect((await take(book, SHEET, 'pos')).status).toBe('imported');
    expect((await balances(book))[4020]).toBe(-38000);
    expect(await codeOf(revertImport({ import: 'ffffffffff', reason: 'x' }, book))).toBe(
      'import/no-such-import',
    );
  });

  it('plans without writing', async () => {
    const { book } = await testBook();
    const size = (await events(book)).length;
    const map = file('pos.yaml', MAPS.pos);
    const plan = await planImport({ file: 'pos.csv', bytes: bytesOf(SHEET), map }, book);
    expect(plan).toMatchObject({ events: 3, byType: { PointOfSaleCompleted: 3 } });
    expect(await events(book)).toHaveLength(size);
  });

  it('moves what belongs to a closed month to the first open day, and lists it', async () => {
    const { book } = await testBook();
    await closePeriod({ period: '2026-01' }, book);
    const { moved } = await take(book, SHEET, 'pos');
    expect(moved).toHaveLength(3);
    expect(moved[0]).toMatchObject({ from: '2026-01-10', to: '2026-02-01' });
    expect(await balances(book, { asOf: '2026-01-31' })).toEqual({});
    expect((await balances(book))[4020]).toBe(-38000);
    const code = await codeOf(
      revertImport({ import: (await take2(book)).stream, reason: 'x' }, book),
    );
    expect(code).toBe('no error');
  });

  it('keeps one of two writers of the same file, and both are content', async () => {
    const path = join(folder(), 'two.db');
    const { book } = await testBook(path);
    const other = await openBook(path, { clock: manualClock(NOW), actor: 'lee', key: KEY });
    const results = await Promise.all([take(book, SHEET, 'pos'), take(other, SHEET, 'pos')]);
    expect(results.map((result) => result.status)).not.toContain('resumed');
    expect(await events(book, 'ImportStarted')).toHaveLength(1);
    expect(await balances(other)).toEqual(await balances(book));
    expect((await balances(book))[4020]).toBe(-38000);
    await other.close();
    await book.close();
  });
});

async function take2(book: Parameters<typeof take>[0]) {
  return take(book, csv(POS_HEAD, posLine({ Date: '2026-02-02', Ticket: 'T77' })), 'pos');
}

describe('bad input', () => {
  const remittance = x12Text(
    set835({
      claims: [{ control: 'N1', charge: 20000, paid: 12000, cas: [['CO', ['45', 8000]]] }],
    }),
  );
  const cases: Readonly<Record<string, readonly [string, Parameters<typeof take>[2], string]>> = {
    'a truncated 835': [
      remittance.slice(0, remittance.indexOf('CLP') + 20),
      undefined,
      'x12/truncated',
    ],
    'a wrong column': [SHEET.replace('Amount', 'Amounts'), 'pos', 'import/missing-column'],
    'a date in 2062': [
      csv(POS_HEAD, posLine({ Date: '2062-01-10' })),
      'pos',
      'import/date-out-of-range',
    ],
    'another currency': [
      x12Text(set835({ currency: 'EUR', claims: [] })),
      undefined,
      'x12/other-currency',
    ],
    'a negative quantity': [
      csv(POS_HEAD, posLine({ Line: 'package-sale', Card: 'PK1', Sessions: '-6' })),
      'pos',
      'import/negative-quantity',
    ],
    'an unknown site': [csv(POS_HEAD, posLine({ Site: 'west' })), 'pos', 'import/unknown-site'],
  };
  it.each(Object.entries(cases))('%s refuses the file, the book unchanged', async (_, of) => {
    const { book } = await testBook();
    const size = (await events(book)).length;
    const [text, map, expected] = of;
    expect(await codeOf(take(book, text, map))).toBe(expected);
    expect(await events(book)).toHaveLength(size);
  });

  it('a clock behind the book is refused', async () => {
    const { book, clock } = await testBook();
    clock.set('2026-02-05T08:50:00.000Z');
    expect(await codeOf(take(book, SHEET, 'pos'))).toBe('book/clock-behind');
  });

  it('a full disk leaves an import that does not count and can go on', async () => {
    const path = join(folder(), 'full.db');
    const { book } = await testBook(path);
    await book.close();
    const clock = manualClock(NOW);
    const rows = Array.from({ length: 400 }, (_, i) => posLine({ Ticket: `T${i}` }));
    const tight = await openBook(path, { clock, actor: 'dana', key: KEY, store: { maxPages: 60 } });
    expect(await codeOf(take(tight, csv(POS_HEAD, ...rows), 'pos', { chunkEvents: 50 }))).toBe(
      'store/disk-full',
    );
    expect((await balances(tight))[4020]).toBeUndefined();
    await tight.close();
    const roomy = await openBook(path, { clock, actor: 'dana', key: KEY });
    expect((await take(roomy, csv(POS_HEAD, ...rows), 'pos')).events).toBe(400);
    expect((await balances(roomy))[4020]).toBe(-4_000_000);
    await roomy.close();
  });

  it('a book opened for reading refuses to record', async () => {
    const path = join(folder(), 'read.db');
    const { book } = await testBook(path);
    await book.close();
    const reader = await openBook(path, {
      clock: manualClock(NOW),
      actor: 'x',
      readOnly: true,
      key: KEY,
    });
    expect(await codeOf(take(reader, SHEET, 'pos'))).toBe('store/read-only');
    await reader.close();
  });

  it('a book without its key, or with another, says so', async () => {
    const path = join(folder(), 'key.db');
    const { book } = await testBook(path);
    await book.close();
    const options = { clock: manualClock(NOW), actor: 'x' };
    const other = { ...options, key: new Uint8Array(32).fill(8) };
    expect(await codeOf(openBook(path, other))).toBe('book/wrong-key');
    const elsewhere = await openBook(path, { ...options, keyFile: join(folder(), 'none.key') });
    expect(await codeOf(take(elsewhere, SHEET, 'pos'))).toBe('book/no-key');
    await elsewhere.close();
  });

  it('more records than memory is sure to hold are refused before any is recorded', async () => {
    const { book } = await testBook();
    const before = (await events(book)).length;
    expect(await codeOf(take(book, SHEET, 'pos', { recordsMax: 2 }))).toBe('import/too-large');
    const two = x12Text([set835({}), set835({})]);
    expect(await codeOf(take(book, two, undefined, { recordsMax: 1 }))).toBe('import/too-large');
    expect(await events(book)).toHaveLength(before);
    expect((await take(book, SHEET, 'pos', { recordsMax: 3 })).status).toBe('imported');
  });

  it('a book that lost its key is not given another by setting it up again', async () => {
    const path = join(folder(), 'lost.db');
    const { book } = await testBook(path);
    await book.close();
    rmSync(`${path}.key`);
    const again = await openBook(path, { clock: manualClock(NOW), actor: 'x', create: true });
    const refused = initBook({ book: 'book.yaml', text: BOOK_YAML }, again);
    expect(await codeOf(refused)).toBe('book/no-key');
    await again.close();
    expect(existsSync(`${path}.key`)).toBe(false);
  });

  it('book.yaml is read strictly, with positions', async () => {
    const book = await openBook('memory:', {
      clock: manualClock(NOW),
      actor: 'x',
      create: true,
      key: KEY,
    });
    const text = BOOK_YAML.replace('cashPolicy', 'cashPolcy');
    const error = await initBook({ book: 'book.yaml', text }, book).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'book-file/refused',
      details: {
        problems: [
          { code: 'book-file/missing-key' },
          { code: 'book-file/unknown-key', place: { line: 4, column: 1 } },
        ],
      },
    });
  });
});

describe('nothing raw', () => {
  it('reaches the files of a book, an error or a plan', async () => {
    const path = join(folder(), 'phi.db');
    const { book } = await testBook(path);
    const canary = 'ZQCANARY77';
    const text = x12Text(
      set835({
        claims: [
          {
            control: `N${canary}`,
            charge: 20000,
            paid: 0,
            payerControl: canary,
            cas: [['CO', ['45', 20000]]],
          },
        ],
        plb: [['WO', `${canary} 20260101`, -500]],
      }),
    );
    const plan = await take(book, text);
    const sheet = csv(POS_HEAD, posLine({ Patient: canary, Ticket: canary, Line: 'odd' }));
    const code = await take(book, sheet, 'pos').catch((error: unknown) => error);
    await book.close();
    expect(JSON.stringify([plan, code])).not.toContain(canary);
    for (const name of [path, `${path}.ids`, `${path}.head`]) {
      const bytes = readFileSync(name).toString('latin1');
      expect(bytes).not.toContain(canary);
    }
  });
});
