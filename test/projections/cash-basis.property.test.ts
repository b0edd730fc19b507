import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIFFERING, INSTEAD } from '../../projections/cash-basis/rules.ts';
import { cashBasis } from '../../projections/cash-basis.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { ACCOUNTS, accountsOf } from '../../src/chart.ts';
import type { Cut, RecordedEvent } from '../../src/event.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { stateOf } from './books.ts';

const books = arbitraryBookAndCut({ steps: 50 });

interface Bases {
  readonly accrual: LedgerState;
  readonly cash: LedgerState;
}
function bases(events: readonly RecordedEvent[], cut: Cut): Bases {
  const columns = columnsOf(events, 96);
  const counted = countedAt(events, cut);
  return {
    accrual: stateOf(ledger, columns, cut),
    cash: cashBasis(columns.context(cut), cut, counted),
  };
}

const sum = (accounts: readonly number[], of: (account: number) => number): number =>
  accounts.reduce((total, account) => total + of(account), 0);
const numbers = (list: readonly { readonly number: number }[]): number[] =>
  list.map((a) => a.number);

const EQUITY = numbers(accountsOf(['Equity', 'Income', 'Expenses']));
const SAME = numbers(accountsOf(['Assets', 'Liabilities'])).filter((n) => !DIFFERING.includes(n));

describe('the cash basis', () => {
  test('has the cash, the loans and the equipment of the accrual basis, and balances', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const { accrual, cash } = bases(events, cut);
        ledger.figures(cash);
        for (let e = 1; e < cash.entities; e++) {
          for (let m = 0; m < cash.months; m++) {
            for (const account of SAME) {
              expect([account, balanceOf(cash, e, account, m)]).toEqual([
                account,
                balanceOf(accrual, e, account, m),
              ]);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('has no receivables, payables or contract liabilities', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const { cash } = bases(events, cut);
        for (let e = 1; e < cash.entities; e++)
          for (const account of INSTEAD.keys()) expect(balanceOf(cash, e, account)).toBe(0);
      }),
    );
  });

  test('has the equity of the accrual basis less the change of the accounts that are listed', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const { accrual, cash } = bases(events, cut);
        for (let e = 1; e < cash.entities; e++) {
          for (let m = 0; m < cash.months; m++) {
            const equity = (state: LedgerState): number =>
              0 - sum(EQUITY, (account) => balanceOf(state, e, account, m));
            const listed = sum(
              DIFFERING,
              (n) => balanceOf(accrual, e, n, m) - balanceOf(cash, e, n, m),
            );
            expect(equity(accrual) - listed).toBe(equity(cash));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('does not depend on the order in which files come', () => {
    fc.assert(
      fc.property(
        books.chain(({ events, cut }) => {
          const counted = countedAt(events, cut);
          const order = fc.shuffledSubarray([...counted], { minLength: counted.length });
          return fc.record({ events: fc.constant(events), cut: fc.constant(cut), order });
        }),
        ({ events, cut, order }) => {
          const context = columnsOf(events, 96).context(cut);
          const one = cashBasis(context, cut, countedAt(events, cut));
          expect(cashBasis(context, cut, order).cells).toEqual(one.cells);
        },
      ),
    );
  });

  test('lists accounts of the chart', () => {
    const chart = numbers(ACCOUNTS);
    for (const [from, to] of INSTEAD)
      expect([chart.includes(from), chart.includes(to)]).toEqual([true, true]);
  });
});
