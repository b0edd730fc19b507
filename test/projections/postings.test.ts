import { describe, expect, test } from 'vitest';
import { foldPostings, STRIDE } from '../../projections/postings.generated.ts';
import { checkKinds } from '../../projections/posting-state.ts';
import { ledger } from '../../projections/ledger.ts';
import { assertBalanced, postingsOf } from '../../projections/postings.ts';
import { isBalancedByRow, ruleOf } from '../../projections/posting-rules.ts';
import { ROW_KINDS } from '../../src/batch/layout.ts';
import type { Json } from '../../src/event.ts';
import { bookOpened } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, EVERYTHING, figuresOf, stateOf } from './books.ts';

const event = (type: string, data: Json, counterparty?: string): LooseEvent => ({
  ...bookOpened('bank'),
  id: 'e',
  type,
  data,
  meta: { ...bookOpened('bank').meta, ...(counterparty === undefined ? {} : { counterparty }) },
});
const line = (account: number, amount: string): Json => ({ account, amount });
const journal = (...lines: Json[]): LooseEvent =>
  event('JournalEntryRecorded', { lines, memo: 'test', preparer: 'p' });

describe('postings', () => {
  test('of both books of an intercompany event', () => {
    const fee = event('ManagementFeeSettled', { agreement: 'a', amount: '50.00' }, 'mso');
    expect(postingsOf(fee, 'bank')).toEqual([
      { entity: 'pc', account: 2410, amountCents: 5000 },
      { entity: 'pc', account: 1036, amountCents: -5000 },
      { entity: 'mso', account: 1036, amountCents: 5000 },
      { entity: 'mso', account: 1210, amountCents: -5000 },
    ]);
  });

  test('put cash where the policy of the book says', () => {
    const capital = event('CapitalContributed', { amount: '1.00' });
    expect(postingsOf(capital, 'document')[0]?.account).toBe(1010);
    expect(postingsOf(capital, 'bank')[0]?.account).toBe(1036);
    const bankLine = event('BankLineRecorded', { bankAccount: 'b', amount: '-1.00' });
    expect(postingsOf(bankLine, 'document')).toEqual([]);
    expect(postingsOf(bankLine, 'bank')).toEqual([
      { entity: 'pc', account: 1010, amountCents: -100 },
      { entity: 'pc', account: 1090, amountCents: 100 },
    ]);
  });

  test('follow a code and an account field', () => {
    const bill = { bill: 'b', category: 'rent', vendor: 'v', amount: '7.00' };
    expect(postingsOf(event('VendorBillRecorded', bill), 'bank')[0]?.account).toBe(6210);
    expect(postingsOf(journal(line(6810, '0.01'), line(2010, '-0.01')), 'bank')).toEqual([
      { entity: 'pc', account: 6810, amountCents: 1 },
      { entity: 'pc', account: 2010, amountCents: -1 },
    ]);
  });

  test('of every declared row balance, row by row or as a list', () => {
    for (const kind of ROW_KINDS) {
      if (ruleOf(kind).length === 0) continue;
      expect(isBalancedByRow(kind) || kind.spec.each !== undefined, kind.name).toBe(true);
    }
  });
});

describe('an event is refused before it is recorded', () => {
  const codeOf = (e: LooseEvent): unknown => {
    try {
      assertBalanced(e, postingsOf(e, 'bank'));
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test('when a list entry is a cent out of balance', () => {
    expect(codeOf(journal(line(6810, '0.02'), line(2010, '-0.01')))).toBe('ledger/unbalanced');
    expect(codeOf(journal(line(6810, '0.02'), line(2010, '-0.02')))).toBe('accepted');
  });

  test('when it names an account that the chart has not', () => {
    expect(codeOf(journal(line(6811, '0.02'), line(2010, '-0.02')))).toBe('ledger/unknown-account');
  });

  test('when it posts to a second book and names none', () => {
    const fee = { agreement: 'a', amount: '50.00', forMonth: '2025-01' };
    expect(codeOf(event('ManagementFeeAccrued', fee))).toBe('ledger/no-counterparty');
    expect(codeOf(event('ManagementFeeAccrued', fee, 'mso'))).toBe('accepted');
  });
});

describe('a ledger whose book was tampered with gives no figures', () => {
  const opened = bookOpened('bank');

  test('when an entry is out of balance: it names the sequence', () => {
    const bad = journal(line(6810, '0.02'), line(2010, '-0.01'));
    expect(() => figuresOf(ledger, bookOf([opened, bad]))).toThrow('sequence 1');
    const good = journal(line(6810, '0.02'), line(2010, '-0.02'));
    expect(() => figuresOf(ledger, bookOf([opened, bad, good]))).toThrow('sequence 1');
    expect(() => figuresOf(ledger, bookOf([opened, good, bad]))).toThrow('sequence 2');
  });

  test('when an entry names no account of the chart, or no entity', () => {
    const nowhere = journal(line(6811, '0.02'), line(2010, '-0.02'));
    expect(() => figuresOf(ledger, bookOf([opened, nowhere]))).toThrow('chart');
    const fee = event('ManagementFeeAccrued', {
      agreement: 'a',
      amount: '5.00',
      forMonth: '2025-01',
    });
    expect(() => figuresOf(ledger, bookOf([opened, fee]))).toThrow('entity');
  });

  test('or when it is folded with months or entities it was not made for', () => {
    const book = bookOf([opened, journal(line(6810, '0.02'), line(2010, '-0.02'))]);
    const state = stateOf(ledger, book, EVERYTHING);
    const late = journal(line(6810, '0.02'), line(2010, '-0.02'));
    const later = { ...late, meta: { ...late.meta, effectiveOn: '2026-01-01' } };
    const batch = bookOf([opened, later]).segments[0]?.batch;
    expect(batch).toBeDefined();
    if (batch === undefined) return;
    expect(() => foldPostings(state, batch, 0, batch.length)).toThrow('months');
    book.names.intern('entity', 'another');
    expect(() => ledger.fold(state, batch, 0, 1)).toThrow('entity');
  });

  test('or when its switch is written for another vocabulary', () => {
    expect(() => checkKinds('x', 'Nothing')).toThrow('npm run generate');
    expect(STRIDE).toBe(148);
  });
});
