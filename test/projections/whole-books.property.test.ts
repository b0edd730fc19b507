import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cashFlow } from '../../projections/cash-flow.ts';
import { indirectCashFlow } from '../../projections/indirect-cash-flow.ts';
import { ledger } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { slowCashFlow } from '../support/slow-folds/cash-flow.ts';
import { slowLedger } from '../support/slow-folds/ledger.ts';
import { slowPrepaid } from '../support/slow-folds/prepaid.ts';
import { figuresOf, sorted, stateOf } from './books.ts';
import { besidesLines, cashByLine, changesByAccount } from './readings.ts';
import { openItems, prepaidChanges, slowOpenItems } from './readings.ts';

// Whole books: imports that never completed or were reverted, reversals, several entities.
describe('at any cut of a whole book', () => {
  const books = arbitraryBookAndCut({ steps: 40 });

  test('the folds over columns are the folds over decoded events', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const columns = columnsOf(events, 96);
        const counted = countedAt(events, cut);
        const { cashPolicy } = columns.context(cut);
        const balances = slowLedger(counted, cashPolicy);
        expect(sorted(changesByAccount(figuresOf(ledger, columns, cut)))).toEqual(sorted(balances));
        const cash = slowCashFlow(counted, cashPolicy);
        const other = besidesLines(stateOf(cashFlow, columns, cut));
        expect(sorted(cashByLine(figuresOf(cashFlow, columns, cut)))).toEqual(sorted(cash.lines));
        expect(sorted(other.accounts)).toEqual(sorted(cash.accounts));
        expect(sorted(other.withoutCash)).toEqual(sorted(cash.withoutCash));
        const paidAhead = figuresOf(prepaid, columns, cut);
        const slow = slowPrepaid(counted, cut.asOf);
        expect(sorted(prepaidChanges(paidAhead))).toEqual(sorted(slow.changes));
        expect(sorted(openItems(paidAhead.entities))).toEqual(sorted(slowOpenItems(slow.items)));
      }),
      { numRuns: 60 },
    );
  });

  test('cash from operations is the same by both methods', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const columns = columnsOf(events, 96);
        const direct = figuresOf(cashFlow, columns, cut).entities;
        const books = stateOf(ledger, columns, cut);
        indirectCashFlow(books, stateOf(cashFlow, columns, cut)).forEach((entity, i) => {
          expect(entity.cfoIndirect).toEqual(direct[i]?.operating);
        });
      }),
      { numRuns: 60 },
    );
  });
});
