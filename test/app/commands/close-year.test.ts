import { describe, expect, it } from 'vitest';
import { closePeriod, reopenPeriod } from '../../../app/commands/close.ts';
import { closeYear } from '../../../app/commands/close-year.ts';
import { reverseEvent } from '../../../app/commands/reverse.ts';
import { monthsOfYear, yearOf } from '../../../app/indexes/fiscal-years.ts';
import { ledger } from '../../../projections/ledger.ts';
import { project } from '../../../projections/projection.ts';
import { formatMonth, parseDay } from '../../../src/calendar.ts';
import type { Book } from '../../../app/book.ts';
import { balances, codeOf, csv, events, POS_HEAD, posLine, take, testBook } from '../support.ts';

/** Sales in January 2026 and January 2027; all of 2026 can be closed. */
async function twoYears() {
  const made = await testBook();
  const sale = (date: string, amount: string): string =>
    csv(POS_HEAD, posLine({ Date: date, Amount: amount }));
  await take(made.book, sale('2026-01-10', '500.00'), 'pos');
  made.clock.set('2027-02-10T09:00:00.000Z');
  await take(made.book, sale('2027-01-10', '70.00'), 'pos');
  return made;
}

async function closeMonths(book: Book): Promise<void> {
  for (let month = 1; month <= 12; month++)
    await closePeriod({ period: `2026-${String(month).padStart(2, '0')}` }, book);
}

async function netIncome(book: Book): Promise<readonly number[]> {
  const columns = await book.columns;
  const cut = { asOf: parseDay('2027-12-31'), knownAt: columns.size };
  const figures = project(ledger, columns.context(cut), columns.feed(cut), cut);
  return (
    figures.entities.find((e) => e.entity === 'practice')?.incomeStatement.netIncome.byMonth ?? []
  );
}

describe('closing a fiscal year', () => {
  it('waits for its months, then moves income to retained earnings once', async () => {
    const { book } = await twoYears();
    expect(await codeOf(closeYear({ year: '2026' }, book))).toBe('period/earlier-open');
    await closeMonths(book);
    const before = await netIncome(book);
    const [practice, mso] = await closeYear({ year: '2026' }, book);
    expect(practice).toMatchObject({ entity: 'practice', income: '500.00', accounts: 1 });
    expect(mso).toMatchObject({ entity: 'mso', income: '0.00', accounts: 0 });
    expect(await balances(book, { asOf: '2026-12-31' })).toMatchObject({ 3900: -50_000 });
    expect((await balances(book, { asOf: '2027-12-31' }))[4020]).toBe(-7000);
    expect(await netIncome(book)).toEqual(before);
    expect(await codeOf(closeYear({ year: '2026' }, book))).toBe('period/year-closed');
  });

  it('keeps the months of a closed year closed until its closing is taken back', async () => {
    const { book } = await twoYears();
    await closeMonths(book);
    const [practice] = await closeYear({ year: '2026', entity: 'practice' }, book);
    const reopen = { period: '2026-12', reason: 'audit', approver: 'lee' };
    expect(await codeOf(reopenPeriod(reopen, book))).toBe('period/year-closed');
    const { effectiveOn } = await reverseEvent(
      { event: practice?.event ?? '', reason: 'audit' },
      book,
    );
    expect(effectiveOn).toBe('2026-12-31');
    expect((await balances(book, { asOf: '2026-12-31' }))[3900]).toBeUndefined();
    await reopenPeriod(reopen, book);
    await take(
      book,
      csv(POS_HEAD, posLine({ Date: '2026-12-20', Ticket: 'T7', Amount: '30.00' })),
      'pos',
    );
    await closePeriod({ period: '2026-12' }, book);
    const [again] = await closeYear({ year: '2026', entity: 'practice' }, book);
    expect(again?.income).toBe('530.00');
    expect(await balances(book, { asOf: '2026-12-31' })).toMatchObject({ 3900: -53_000 });
    expect(await events(book, 'FiscalYearClosed')).toHaveLength(2);
  });

  it('goes year by year: what an earlier one earned is not moved with a later one, or twice', async () => {
    const { book, clock } = await twoYears();
    await closeMonths(book);
    clock.set('2028-02-10T09:00:00.000Z');
    for (let month = 1; month <= 12; month++)
      await closePeriod({ period: `2027-${String(month).padStart(2, '0')}` }, book);
    expect(await codeOf(closeYear({ year: '2027' }, book))).toBe('period/earlier-year-open');
    expect(await events(book, 'FiscalYearClosed')).toEqual([]);
    await closeYear({ year: '2026' }, book);
    const [practice] = await closeYear({ year: '2027' }, book);
    expect(practice?.income).toBe('70.00');
    expect(await balances(book, { asOf: '2027-12-31' })).toMatchObject({ 3900: -57_000 });
  });

  it('is told a year by the one it ends in', async () => {
    const { book } = await testBook();
    expect(await codeOf(closeYear({ year: '26' }, book))).toBe('period/not-a-year');
    const { first, last } = monthsOfYear(2026, 7);
    expect([formatMonth(first), formatMonth(last)]).toEqual(['2025-07', '2026-06']);
    expect(yearOf(parseDay('2025-07-01'), 7)).toBe(2026);
    expect(yearOf(parseDay('2026-06-30'), 7)).toBe(2026);
    expect(yearOf(parseDay('2026-07-01'), 1)).toBe(2026);
  });
});
