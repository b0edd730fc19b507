import { describe, expect, test } from 'vitest';
import { activityOf, balanceOf, changeOf, grossOf, ledger } from '../../projections/ledger.ts';
import type { EntityLedger } from '../../projections/ledger.ts';
import type { Json } from '../../src/event.ts';
import { bookOpened, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, EVERYTHING, figuresOf, stateOf } from './books.ts';

const on = (day: string, type: string, data: Json): LooseEvent => ({
  ...bookOpened('bank'),
  id: type + day,
  type,
  data,
  meta: { ...bookOpened('bank').meta, occurredOn: day, effectiveOn: day },
});
const sale = on('2025-01-10', 'ServiceSoldOnAccount', { amount: '200.00', serviceLine: 'facial' });
const bill = on('2025-02-10', 'VendorBillRecorded', {
  amount: '80.00',
  bill: 'b',
  category: 'advertising',
  vendor: 'v',
});
const closing = on('2025-02-28', 'FiscalYearClosed', {
  lines: [
    { account: 4020, amount: '200.00' },
    { account: 6310, amount: '-80.00' },
    { account: 3900, amount: '-120.00' },
  ],
  year: '2025',
});
const entity = (events: readonly LooseEvent[]): EntityLedger => {
  const [first] = figuresOf(ledger, bookOf([bookOpened('bank'), ...events])).entities;
  if (first === undefined) throw new Error('one entity');
  return first;
};

describe('closing a fiscal year', () => {
  test('leaves its income statement as it was', () => {
    const open = entity([sale, bill]).incomeStatement;
    expect(open.netIncome).toEqual({ byMonth: [20_000, -8000], totalCents: 12_000 });
    expect(open.netRevenue.totalCents).toBe(20_000);
    expect(open.operatingCosts).toEqual([
      { account: 6310, name: 'Marketing', byMonth: [0, -8000], totalCents: -8000 },
    ]);
    expect(entity([sale, bill, closing]).incomeStatement).toEqual(open);
  });

  test('moves the income to retained earnings, once', () => {
    const before = entity([sale, bill]).balanceSheet;
    expect([before.equityCents, before.incomeNotClosedCents]).toEqual([0, 12_000]);
    const after = entity([sale, bill, closing]).balanceSheet;
    expect([after.equityCents, after.incomeNotClosedCents]).toEqual([12_000, 0]);
    const undone = entity([sale, bill, closing, reversalOf(closing, '2025-02-28')]).balanceSheet;
    expect(undone).toEqual(before);
  });

  test('shows in balances, not in activity', () => {
    const state = stateOf(ledger, bookOf([bookOpened('bank'), sale, bill, closing]), EVERYTHING);
    expect(changeOf(state, 1, 1, 4020)).toBe(20_000);
    expect(activityOf(state, 1, 1, 4020)).toBe(0);
    expect(balanceOf(state, 1, 4020)).toBe(0);
    expect(balanceOf(state, 1, 4020, 0)).toBe(-20_000);
  });
});

test('a reversal raises both gross totals and leaves no balance', () => {
  const book = bookOf([bookOpened('bank'), sale, reversalOf(sale, '2025-01-11')]);
  const state = stateOf(ledger, book, EVERYTHING);
  expect(grossOf(state, 1, 1120)).toEqual({ debitsCents: 20_000, creditsCents: 20_000 });
  expect(entity([sale, reversalOf(sale, '2025-01-11')]).trialBalance[0]?.balanceCents).toBe(0);
});
