import { parse } from 'csv-parse/sync';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { periodOf, writeAds } from '../../../app/export/ads.ts';
import { writeBookkeeping } from '../../../app/export/bookkeeping.ts';
import { journalText } from '../../../app/export/journal.ts';
import { Outlet } from '../../../app/export/outlet.ts';
import { openStore } from '../../../src/store/open.ts';
import { eventLine } from '../../../src/audit/line.ts';
import { ACCOUNTS } from '../../../src/chart.ts';
import { parseCents } from '../../../src/money.ts';
import { accountTitle } from '../../../app/export/names.ts';
import { stageExport } from '../../../app/commands/export.ts';
import { ledger } from '../../../projections/ledger.ts';
import { ColumnBook } from '../../../src/batch/column-book.ts';
import { formatDay, parseDay } from '../../../src/calendar.ts';
import { eventOf } from '../../support/arbitrary-events.ts';
import { storeOf } from '../../support/book-stores.ts';
import { goldenMonth, goldenTrialBalance } from '../../support/golden-month.ts';
import { goldenStore } from '../../support/golden-store.ts';
import { exampleBook } from '../../support/recorded-example.ts';
import { figuresOf, sorted } from '../../projections/books.ts';
import { balancesOf, joined, withExtract } from './extracted.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function outlet(): Outlet {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-formats-'));
  folders.push(folder);
  return new Outlet(folder);
}

type Record_ = Readonly<Record<string, string>>;
const records = (path: string): Record_[] =>
  parse(readFileSync(path), { columns: true, skip_empty_lines: true });
const only = (out: Outlet, begins: string): Record_[] => {
  const found = out.files.filter(({ name }) => name.startsWith(begins));
  return found.flatMap(({ name }) => records(join(out.folder, name)));
};

describe('the extract that all formats are written from', () => {
  test('has the balances of the ledger at any cut, imports not completed or taken back left out', async () => {
    const store = await openStore(await exampleBook(), { readOnly: true });
    const book = new ColumnBook();
    for await (const { events } of store.readPages()) for (const event of events) book.add(event);
    const cuts = [
      { asOf: '2026-10-31', knownAt: book.size },
      { asOf: '2025-06-15', knownAt: 30_000 },
      { asOf: '2026-12-31', knownAt: 12_345 },
    ];
    for (const { asOf, knownAt } of cuts) {
      const figures = figuresOf(ledger, book, { asOf: parseDay(asOf), knownAt });
      const own = new Map(
        figures.entities.flatMap((e) =>
          e.trialBalance.map((l) => [`${e.entity} ${l.account}`, l.balanceCents] as const),
        ),
      );
      const gross = figures.entities.map((e) =>
        e.trialBalance.reduce((sum, line) => sum + line.debitsCents, 0),
      );
      await withExtract(store, { asOf, knownAt: String(knownAt) }, (extract) => {
        expect(sorted(balancesOf(extract))).toEqual(sorted(own));
        const debits = extract.rows<{ debits: number }>(
          'SELECT sum(max(amount_cents, 0)) AS debits FROM postings',
        );
        expect([...debits][0]?.debits).toBe(gross.reduce((a, b) => a + b, 0));
        expect(extract.known).toBe(knownAt);
      });
    }
    await store.close();
  }, 120_000);

  test('ends on the day on which reports end, and counts nothing behind it', async () => {
    const events = goldenMonth();
    const last = events.at(-1)?.meta.recordedAt ?? '';
    const data = { amount: '12.34', against: 1010, reason: 'unbalanced' };
    const late = eventOf('RecordSuspended', data);
    const day = { occurredOn: '2025-03-09', effectiveOn: '2025-03-09', recordedAt: last };
    const meta = { ...late.meta, ...day, entity: 'PC' };
    const book = new ColumnBook();
    const all = [...events, { ...late, meta, stream: 'later', sequence: events.length }];
    for (const event of all) book.add(event);
    await withExtract(await storeOf(all), {}, (extract) => {
      const asOf = book.lastDay(book.size);
      expect(extract.lastDay).toBe(formatDay(asOf));
      const figures = figuresOf(ledger, book, { asOf, knownAt: book.size });
      const own = figures.entities.flatMap((e) =>
        e.trialBalance.map((l) => [`${e.entity} ${l.account}`, l.balanceCents] as const),
      );
      expect(sorted(balancesOf(extract))).toEqual(sorted(new Map(own)));
      const counted = extract.rows<{ n: number }>('SELECT sum(is_counted) AS n FROM events');
      expect([...counted][0]?.n).toBe(events.length);
    });
  });

  test('knows by an instant what was recorded by then, and refuses what the book has not', async () => {
    const store = await goldenStore();
    const at = '2025-02-03T09:00:00.000Z';
    await withExtract(store, { knownAt: at }, ({ known }) => expect(known).toBe(87));
    const refused = async (scope: object): Promise<unknown> =>
      withExtract(store, scope, () => 'taken').catch((e: { code: string }) => e.code);
    expect(await refused({ knownAt: '2025-02-03T08:59:59Z' })).toBe('usage/before-the-book');
    expect(await refused({ knownAt: '88' })).toBe('usage/no-such-sequence');
    expect(await refused({ asOf: 'yesterday' })).toBe('usage/not-a-date');
    expect(await refused({ entity: 'nobody' })).toBe('usage/unknown-name');
  });
});

describe('the journal', () => {
  test('asserts every account at every month end, those at zero too, last on their day', async () => {
    const store = await goldenStore();
    const text = await withExtract(store, {}, (extract) => joined(journalText(extract)));
    const declared = [...text.matchAll(/^account (\S+)$/gm)].map(([, account]) => account);
    const asserted = [...text.matchAll(/^ {4}(\S+) {2}0\.00 USD = /gm)].map(
      ([, account]) => account,
    );
    expect(new Set(asserted)).toEqual(new Set(declared));
    expect(asserted.length).toBe(declared.length);
    expect(text).toMatch(/PC:1035-Remittance-Clearing {2}0\.00 USD = 0\.00 USD/);
    expect(text.lastIndexOf('(E')).toBeLessThan(text.indexOf('(CONTROL)'));
  });

  test('carries a balance into months without entries, up to the day asked for', async () => {
    const store = await goldenStore();
    const scope = { asOf: '2025-03-15', entity: undefined };
    const text = await withExtract(store, scope, (extract) => joined(journalText(extract)));
    const days = [...text.matchAll(/^(\S+) \* \(CONTROL\)/gm)].map(([, day]) => day);
    expect(days).toEqual(['2025-01-31', '2025-02-28', '2025-03-15'].flatMap((d) => [d, d]));
    const cash = [...text.matchAll(/PC:1010\S+ {2}0\.00 USD = (\S+) USD/g)].map(([, c]) => c);
    expect(cash).toEqual(['55632.67', '55632.67', '55632.67']);
  });
});

describe('the files of the Audit Data Standards', () => {
  test('name every posting, and add up to the trial balance', async () => {
    const out = outlet();
    await withExtract(await goldenStore(), {}, (extract) => writeAds(extract, out));
    expect(out.files.map(({ name }) => name)).toEqual([
      'GL_Detail_20250102_20250131.csv',
      'Trial_Balance_20250102_20250131.csv',
      'Chart_Of_Accounts_20250102_20250131.csv',
      'User_Listing_20250102_20250131.csv',
      'Source_Listing_20250102_20250131.csv',
    ]);
    const detail = only(out, 'GL_Detail');
    const sums = new Map<string, number>();
    for (const row of detail) {
      const key = `${row['Business_Unit_Code']} ${row['GL_Account_Number']}`;
      const sign = row['Amount_Credit_Debit_Indicator'] === 'D' ? 1 : -1;
      expect(row['Amount']).toMatch(/^\d+\.\d\d$/);
      sums.set(key, (sums.get(key) ?? 0) + sign * parseCents(row['Amount'] ?? ''));
    }
    expect(sorted(sums)).toEqual(sorted(goldenTrialBalance()));
    const ending = only(out, 'Trial_Balance').map((row): [string, number] => [
      `${row['Business_Unit_Code']} ${row['GL_Account_Number']}`,
      parseCents(row['Amount_Ending'] ?? ''),
    ]);
    expect(sorted(new Map(ending))).toEqual(sorted(goldenTrialBalance()));
    expect(only(out, 'Chart_Of_Accounts').length).toBe(ACCOUNTS.length);
    expect(only(out, 'User_Listing').map((row) => row['User_ID'])).toEqual(['rules']);
  });

  test('mark a reversal and what it reverses, each with the other', async () => {
    const out = outlet();
    await withExtract(await goldenStore(), {}, (extract) => writeAds(extract, out));
    const detail = only(out, 'GL_Detail');
    const reversal = detail.find((row) => row['Reversal_Indicator'] === '1');
    const original = detail.find((row) => row['Reversal_Indicator'] === '2');
    expect(reversal?.['Source']).toBe('EntryReversed');
    expect(reversal?.['Reversal_Journal_ID']).toBe(original?.['Journal_ID']);
    expect(original?.['Source']).toBe('VendorBillRecorded');
  });

  test('number periods by the fiscal year, named after the year it ends in', () => {
    expect(periodOf('2025-01', 1)).toEqual({ year: 2025, period: 'M1' });
    expect(periodOf('2025-12', 1)).toEqual({ year: 2025, period: 'M12' });
    expect(periodOf('2025-07', 7)).toEqual({ year: 2026, period: 'M1' });
    expect(periodOf('2026-06', 7)).toEqual({ year: 2026, period: 'M12' });
  });
});

describe.each(['quickbooks', 'xero'] as const)('journals for %s', (to) => {
  const most = to === 'quickbooks' ? 1_000 : 300;
  const cells = (row: Record_) =>
    to === 'quickbooks'
      ? {
          group: row['Journal No'] ?? '',
          account: row['Account Name'] ?? '',
          cents: parseCents(row['Debits'] || '0.00') - parseCents(row['Credits'] || '0.00'),
        }
      : {
          group: `${row['*Narration']} ${row['*Date']}`,
          account: row['*AccountCode'] ?? '',
          cents: parseCents(row['*Amount'] ?? ''),
        };
  const nameOf = (account: string): string =>
    to === 'quickbooks' ? accountTitle(Number(account)) : account;

  test.each(['day', 'event'] as const)('balance by %s and add up per entity', async (grain) => {
    const out = outlet();
    await withExtract(await goldenStore(), {}, (extract) =>
      writeBookkeeping(extract, out, { to, grain }),
    );
    for (const entity of ['PC', 'MSO']) {
      const rows = only(out, `${to}-${entity}-`).map(cells);
      const groups = Map.groupBy(rows, ({ group }) => group);
      for (const lines of groups.values())
        expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
      const found = new Map<string, number>();
      for (const { account, cents } of rows) found.set(account, (found.get(account) ?? 0) + cents);
      const own = [...goldenTrialBalance()].filter(([key]) => key.startsWith(`${entity} `));
      const expected = own.map(([key, cents]): [string, number] => [
        nameOf(key.slice(entity.length + 1)),
        cents,
      ]);
      expect(sorted(found)).toEqual(sorted(new Map(expected)));
    }
  });

  test('keep to the rows of a file and never cut a journal', async () => {
    const store = await openStore(await exampleBook(), { readOnly: true });
    const out = outlet();
    await withExtract(store, { knownAt: '15000' }, (extract) =>
      writeBookkeeping(extract, out, { to, grain: 'day' }),
    );
    await store.close();
    const files = out.files.filter(({ name }) => !name.endsWith('accounts.csv'));
    expect(files.length).toBeGreaterThan(3);
    for (const { name } of files) {
      const rows = records(join(out.folder, name));
      expect(rows.length).toBeLessThanOrEqual(most);
      const groups = Map.groupBy(rows.map(cells), ({ group }) => group);
      for (const [group, lines] of groups) {
        if (to === 'quickbooks') expect(group.length).toBeLessThanOrEqual(21);
        expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
      }
      for (const row of rows) expect((row['Description'] ?? '').length).toBeLessThanOrEqual(4_000);
    }
  }, 120_000);

  test('name accounts so that no two are the same', () => {
    expect(new Set(ACCOUNTS.map(({ number }) => accountTitle(number))).size).toBe(ACCOUNTS.length);
  });
});

describe('the SQLite file', () => {
  test('opens anywhere, holds events, postings, accounts and balances, the same bytes each time', async () => {
    const store = await goldenStore();
    const folder = outlet().folder;
    const bytes: Buffer[] = [];
    for (const n of [1, 2]) {
      const out = join(folder, `book-${n}.sqlite`);
      const request = { format: 'sqlite', out, grain: 'day', packageKey: null } as const;
      const staged = await stageExport(request, store);
      staged.publish();
      bytes.push(readFileSync(out));
    }
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.of())).toBe(true);
    const db = new DatabaseSync(join(folder, 'book-1.sqlite'), { readOnly: true });
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const rows = db.prepare('SELECT entity, account, balance_cents FROM balances').all() as {
      entity: string;
      account: number;
      balance_cents: number;
    }[];
    const found = new Map(rows.map((r) => [`${r.entity} ${r.account}`, r.balance_cents]));
    expect(sorted(found)).toEqual(sorted(goldenTrialBalance()));
    const lines = db.prepare('SELECT line FROM events ORDER BY sequence').all() as {
      line: string;
    }[];
    expect(lines.map(({ line }) => line)).toEqual(goldenMonth().map((e) => eventLine(e, e)));
    expect(db.prepare('SELECT count(*) AS n FROM accounts').get()).toEqual({ n: ACCOUNTS.length });
    db.close();
  });
});
