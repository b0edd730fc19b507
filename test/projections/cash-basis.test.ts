import { describe, expect, test } from 'vitest';
import { cashBasis } from '../../projections/cash-basis.ts';
import { ledger } from '../../projections/ledger.ts';
import type { LedgerFigures } from '../../projections/ledger.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import { goldenMonth } from '../support/golden-month.ts';
import { EVERYTHING } from './books.ts';

function figures(cashPolicy: 'bank' | 'document' = 'document'): LedgerFigures {
  const columns = new ColumnBook();
  const events = goldenMonth(cashPolicy);
  for (const event of events) columns.add(event);
  return ledger.figures(cashBasis(columns.context(EVERYTHING), EVERYTHING, events));
}

/** Income by account in cents, costs negative; accounts that come to nothing are left out. */
function income(found: LedgerFigures, entity: string): Record<number, number> {
  const s = found.entities.find((e) => e.entity === entity)?.incomeStatement;
  const lines = [
    ...(s?.revenue ?? []),
    ...(s?.directCosts ?? []),
    ...(s?.operatingCosts ?? []),
    ...(s?.interestAndTax ?? []),
  ];
  return Object.fromEntries(
    lines.filter((l) => l.totalCents !== 0).map((l) => [l.account, l.totalCents]),
  );
}

/** Amounts of a derivation in dollars, as cents. */
const inCents = (of: Record<number, number>): Record<number, number> =>
  Object.fromEntries(Object.entries(of).map(([n, dollars]) => [n, Math.round(dollars * 100)]));

// Worked out by hand from the month's receipts and payments (the journal of the golden month),
// not from its accrual accounts.
describe('the golden month on the cash basis', () => {
  test('is income of the practice when money came, cost when it went', () => {
    const byHand = inCents({
      // Remittances gross: 540.00, and 300.00 of which the payer kept 75.00; the patient's 100.00.
      4010: 540 + 300 + 100,
      // The ticket's services 643.56 with the 7.23 that points defer; gift cards sold 500.00 and
      // 100.00; of the latter 40.00 went to the state.
      4020: 643.56 + 7.23 + 500 + 100 - 40,
      // Packages sold 1,500.00, 300.00, 600.00; 540.00 given back.
      4030: 1500 + 300 + 600 - 540,
      4040: 199,
      4050: 79.21,
      // Taken back out of a remittance 75.00, refunded by check 30.00.
      4115: -75 - 30,
      // The chargeback of 199.00 was won: nothing is left of it but its fee of 15.00.
      // Product is a cost when it is paid: 10,000.00 of the 24,000.00 received.
      5010: -10_000,
      // 8,100.00 paid less the 100.00 of tips in it; PTO was not paid.
      5110: -8000,
      // Employer taxes of the deposit: 3,009.15 less the 2,389.50 withheld (7.65 and 612.00).
      6020: -(3009.15 - 2389.5),
      // Paid of the fee; 8,775.00 was due.
      6110: -5000,
      // The processor kept 116.78 of the batch, the dispute cost 15.00.
      6410: -116.78 - 15,
      // Insurance of 1,200.00 paid ahead; 700.00 that the MSO laid out.
      6510: -1200 - 700,
      // The state's discount for remitting sales tax on time.
      6810: 0.1,
      7010: -200,
    });
    expect(income(figures(), 'PC')).toEqual(byHand);
  });

  test('adds up to the cash, by hand', () => {
    // 940.00 + 1,210.79 + 1,860.00 + 199.00 + 79.21 − 105.00 = 4,184.00 of receipts;
    // 10,000.00 + 8,000.00 + 619.65 + 5,000.00 + 131.78 + 1,900.00 − 0.10 + 200.00 = 25,851.33 paid.
    const practice = figures().entities.find((e) => e.entity === 'PC');
    expect(practice?.incomeStatement.netRevenue.totalCents).toBe(418_400);
    expect(practice?.incomeStatement.netIncome.totalCents).toBe(418_400 - 2_585_133);
    // The bank: 50,000.00 of capital, 30,000.00 borrowed less 1,000.00 repaid, a chair of 2,400.00,
    // and the loss; 700.00 of it the MSO has paid and is still owed.
    const cash = 5_000_000 + 3_000_000 - 100_000 - 240_000 + (418_400 - 2_585_133) + 70_000;
    expect(practice?.cashBalanceByMonth).toEqual([cash]);
    expect(cash).toBe(5_563_267);
    expect(practice?.balanceSheet.liabilities.map((l) => [l.account, l.balanceCents])).toEqual([
      [2410, 70_000],
      [2420, 2_900_000],
    ]);
    expect(practice?.balanceSheet.assets.map((l) => [l.account, l.balanceCents])).toEqual([
      [1010, 5_563_267],
      [1510, 240_000],
    ]);
  });

  test('is income of the MSO when the practice paid it', () => {
    const byHand = inCents({
      4510: 5000,
      4610: 200,
      6010: -6000,
      // 2,118.00 deposited less 1,659.00 withheld.
      6020: -459,
      6210: -3500,
      6310: -2000,
      // Equipment is capitalised on both bases, and so is its use.
      6610: -1500,
      7010: -400,
    });
    expect(income(figures(), 'MSO')).toEqual(byHand);
    const mso = figures().entities.find((e) => e.entity === 'MSO');
    expect(mso?.incomeStatement.netIncome.totalCents).toBe(-865_900);
    expect(mso?.cashBalanceByMonth).toEqual([14_704_100]);
  });

  test('is the same under policy bank', () => {
    for (const entity of ['PC', 'MSO'])
      expect(income(figures('bank'), entity)).toEqual(income(figures(), entity));
  });
});
