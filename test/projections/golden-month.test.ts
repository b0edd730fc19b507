import { describe, expect, test } from 'vitest';
import { cashFlow } from '../../projections/cash-flow.ts';
import { indirectCashFlow } from '../../projections/indirect-cash-flow.ts';
import { ledger } from '../../projections/ledger.ts';
import { assertBalanced, postingsOf } from '../../projections/postings.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import { goldenMonth, goldenTrialBalance } from '../support/golden-month.ts';
import { EVERYTHING, figuresOf, sorted, stateOf } from './books.ts';

function book(cashPolicy: 'bank' | 'document' = 'document'): ColumnBook {
  const columns = new ColumnBook(undefined, 64);
  for (const event of goldenMonth(cashPolicy)) columns.add(event);
  return columns;
}

// Totals that hledger, ledger and bean-check agree on (ledger.md §2.8).
const TOTALS = {
  PC: { netIncome: -1_894_500, cfo: -2_096_733, cfi: -240_000, cff: 7_900_000, cash: 5_563_267 },
  MSO: { netIncome: -238_400, cfo: -785_900, cfi: -3_900_000, cff: 19_390_000, cash: 14_704_100 },
};

describe('the golden month', () => {
  test('has 86 events, each of which balances in every book it touches', () => {
    const events = goldenMonth();
    expect(events.length).toBe(87);
    for (const event of events) assertBalanced(event, postingsOf(event, 'document'));
  });

  test('gives the trial balance, account by account', () => {
    const found = new Map<string, number>();
    for (const { entity, trialBalance } of figuresOf(ledger, book()).entities) {
      for (const { account, balanceCents } of trialBalance) {
        found.set(`${entity} ${account}`, balanceCents);
      }
    }
    expect(sorted(found)).toEqual(sorted(goldenTrialBalance()));
  });

  test.each(['PC', 'MSO'] as const)('gives the income and cash flow of %s to the cent', (id) => {
    const books = figuresOf(ledger, book()).entities.find((e) => e.entity === id);
    const cash = figuresOf(cashFlow, book()).entities.find((e) => e.entity === id);
    expect({
      netIncome: books?.incomeStatement.netIncome.totalCents,
      cfo: cash?.operating.totalCents,
      cfi: cash?.investing.totalCents,
      cff: cash?.financing.totalCents,
      cash: cash?.bankBalanceByMonth.at(-1),
    }).toEqual(TOTALS[id]);
    expect(books?.cashBalanceByMonth).toEqual(cash?.bankBalanceByMonth);
    expect(cash?.cashByMonth).toEqual(cash?.bankBalanceByMonth);
  });

  test('gives the same cash from operations by the indirect method', () => {
    const found = indirectCashFlow(
      stateOf(ledger, book(), EVERYTHING),
      stateOf(cashFlow, book(), EVERYTHING),
    );
    const [practice, mso] = found;
    expect(practice?.cfoIndirect.totalCents).toBe(TOTALS.PC.cfo);
    expect(mso?.cfoIndirect.totalCents).toBe(TOTALS.MSO.cfo);
    expect(practice?.netIncome.totalCents).toBe(TOTALS.PC.netIncome);
    // Equipment bought on account and paid within the month: nothing is left without cash.
    expect(practice?.withoutCash.totalCents).toBe(0);
  });

  test('shows what the payer paid at the site of the claims, the takeback without a site', () => {
    const practice = figuresOf(cashFlow, book()).entities[0];
    const receipts = practice?.bySite.map(({ site, lines }) => [
      site,
      lines.find((l) => l.line === 'payer-receipts')?.totalCents,
    ]);
    expect(receipts).toEqual([
      ['', -7500],
      ['north', 84_000],
    ]);
  });

  test('leaves the prepaid balances of the worked examples', () => {
    const practice = figuresOf(prepaid, book()).entities[0];
    expect(practice?.packages.closingCents).toBe(122_826);
    expect(practice?.memberships.closingCents).toBe(2568);
    expect(practice?.giftCards.closingCents).toBe(18_421);
    expect(practice?.sessionsLeft).toBe(7);
  });

  test('under policy bank has the same income, and its cash on the way', () => {
    const practice = figuresOf(ledger, book('bank')).entities[0];
    const cash = figuresOf(cashFlow, book('bank')).entities[0];
    expect(practice?.incomeStatement.netIncome.totalCents).toBe(TOTALS.PC.netIncome);
    expect(cash?.operating.totalCents).toBe(TOTALS.PC.cfo);
    expect(cash?.bankBalanceByMonth).toEqual([0]);
    expect(cash?.reconciliation.changeInTransit).toEqual([TOTALS.PC.cash]);
  });
});
