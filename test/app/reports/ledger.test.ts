import { describe, expect, test } from 'vitest';
import { parseDay, parseMonth } from '../../../src/calendar.ts';
import { fiscalYearEndBefore } from '../../../app/reports/months.ts';
import { formatCents, parseCents } from '../../../src/money.ts';
import { comparisonOf } from '../../../app/reports/ledger-slices.ts';
import { codeOf } from '../support.ts';
import { printed, rowsOf } from '../cli/printed.ts';
import { smallBook } from '../small-book.ts';

const REPORT = ['report', 'ledger', '--entity', 'practice', '--book'];
type Row = Readonly<Record<string, string | number | boolean>>;
const byAccount = (rows: readonly Row[], key: string): Map<unknown, string> =>
  new Map(
    rows
      .map((row): [unknown, string] => [row['account'], String(row[key])])
      .filter(([, cents]) => cents !== '0.00'),
  );

describe('a ledger beside an earlier one', () => {
  test.each([
    ['prior-month', '2026-01-31'],
    ['2026-01-15', '2026-01-15'],
  ])('%s: balances are those printed as of %s, and the change between them', async (when, asOf) => {
    const { book, url } = await smallBook();
    await book.close();
    const beside = await printed([...REPORT, url, '--as-of', '2026-02-28', '--compare-to', when]);
    const then = await printed([...REPORT, url, '--as-of', asOf]);
    const now = await printed([...REPORT, url, '--as-of', '2026-02-28']);
    for (const name of ['trial-balance', 'balance-sheet-practice']) {
      const rows = rowsOf(beside, name);
      expect(byAccount(rows, 'prior')).toEqual(byAccount(rowsOf(then, name), 'balance'));
      expect(byAccount(rows, 'balance')).toEqual(byAccount(rowsOf(now, name), 'balance'));
      for (const row of rows) {
        const change = parseCents(String(row['balance'])) - parseCents(String(row['prior']));
        expect(row['change']).toBe(formatCents(change));
      }
    }
  });

  test('compares a month with the month before, and years to date', async () => {
    const { book, url } = await smallBook();
    await book.close();
    const income = async (...more: string[]): Promise<Row | undefined> => {
      const report = await printed([...REPORT, url, '--as-of', '2026-02-28', ...more]);
      return rowsOf(report, 'income-statement-practice').find(
        (r) => r['account'] === 'Net revenue',
      );
    };
    // January: 1,000.00 of services and a membership of 129.00; February: 700.00.
    expect(await income('--compare-to', 'prior-month')).toMatchObject({
      current: '700.00',
      prior: '1129.00',
      change: '-429.00',
    });
    expect(await income('--compare-to', '2026-01-31')).toMatchObject({
      current: '1829.00',
      prior: '1129.00',
    });
    expect(await income('--compare-to', 'prior-year')).toMatchObject({
      current: '1829.00',
      prior: '0.00',
    });
    expect(await income('--monthly')).toMatchObject({
      '2026-01': '1129.00',
      '2026-02': '700.00',
      total: '1829.00',
    });
  });

  test('on the cash basis counts what was received and paid, by month and beside accrual', async () => {
    const { book, url } = await smallBook();
    await book.close();
    const report = await printed([...REPORT, url, '--basis', 'cash', '--monthly']);
    const net = rowsOf(report, 'income-statement-practice').at(-1);
    // January: services 1,000.00, a package 600.00, a membership 129.00; bills are not paid.
    expect(net).toMatchObject({ '2026-01': '1729.00', '2026-02': '700.00', total: '2429.00' });
    const between = rowsOf(report, 'between-bases-practice');
    const accrual = rowsOf(await printed([...REPORT, url]), 'balance-sheet-practice').at(-1);
    expect(between[0]?.['amount']).toBe(accrual?.['balance']);
    expect(between.at(-1)?.['amount']).toBe('2429.00');
    const sum = between.slice(0, -1).reduce((t, row) => t + parseCents(String(row['amount'])), 0);
    expect(formatCents(sum)).toBe('2429.00');
  });

  test('knows where a fiscal year began', async () => {
    const { book } = await smallBook();
    const columns = await book.columns;
    const context = columns.context({ asOf: parseDay('2026-12-31'), knownAt: columns.size });
    const [opened] = context.facts;
    if (opened === undefined) throw new Error('a book is opened');
    const from = (start: number, index: number): number => {
      const facts = [{ ...opened, data: { ...opened.data, fiscalYearStart: start } }];
      return fiscalYearEndBefore(
        { context: { ...context, firstMonth: parseMonth('2025-01'), facts } },
        index,
      );
    };
    // Months are counted from January 2025: the year to June ends with index 5, 17, …
    expect([from(1, 0), from(1, 14), from(7, 5), from(7, 6), from(7, 17)]).toEqual([
      -1, 11, -7, 5, 5,
    ]);
    await book.close();
  });

  test('takes the end of a month for the end of a month', () => {
    const day = (when: string, asOf: string) => comparisonOf(when, parseDay(asOf)).day;
    expect(day('prior-year', '2025-02-28')).toBe(parseDay('2024-02-29'));
    expect(day('prior-year', '2024-02-29')).toBe(parseDay('2023-02-28'));
    expect(day('prior-year', '2025-03-15')).toBe(parseDay('2024-03-15'));
    expect(day('prior-month', '2025-03-15')).toBe(parseDay('2025-02-28'));
  });

  test.each(['soon', '2026-02-28', '2027-01-01'])('%s is no day to compare with', async (when) => {
    const read = async () => comparisonOf(when, parseDay('2026-02-28'));
    expect(await codeOf(read())).toBe('usage/not-a-date');
  });
});
