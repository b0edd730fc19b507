import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feeDueByMonth, managementFee } from '../../projections/management-fee.ts';
import type { ManagementFeeFigures } from '../../projections/management-fee.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import { cellOf } from '../../projections/management-fee/amounts.ts';
import { overpaymentsOf } from '../../projections/management-fee/overpayment.ts';
import { MEASURES } from '../../projections/management-fee/state.ts';
import type { ManagementFeeState } from '../../projections/management-fee/state.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { collectedCents, slowFees } from '../support/slow-folds/management-fee.ts';
import { replayedBytes, stateOf } from './books.ts';

const books = arbitraryBookAndCut({ steps: 80 });

/** Cents by "practice agreement YYYY-MM what", months that the book has, zeros left out. */
function askedOf(state: ManagementFeeState): [string, number][] {
  const found: [string, number][] = [];
  const { names, monthCount, firstMonth } = state.context;
  state.ids.forEach((id, i) => {
    for (let e = 1; e < state.entities; e++) {
      for (let m = 0; m < monthCount; m++) {
        const month = formatMonth((firstMonth + m) as Month);
        for (const measure of MEASURES) {
          const cents = cellOf(state, measure, (i + 1) * state.entities + e, m);
          const key = `${names.nameOf('entity', e)} ${id} ${month} ${measure}`;
          if (cents !== 0 && !UNCOMPARED.has(measure)) found.push([key, cents]);
        }
      }
    }
  });
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
const UNCOMPARED = new Set(['statedBase', 'otherAccrued', 'otherPaidOn']);

describe('the management fee', () => {
  test('over columns is what decoded events say was asked and paid, at any cut', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const state = stateOf(managementFee, columnsOf(events, 64), cut);
        const { firstMonth, monthCount } = state.context;
        const months = new Set(
          Array.from({ length: monthCount }, (_, m) => formatMonth((firstMonth + m) as Month)),
        );
        const slow = [...slowFees(countedAt(events, cut)).asked]
          .filter(([key, cents]) => {
            const [, id = '', month = ''] = key.split(' ');
            return cents !== 0 && months.has(month) && state.ids.includes(id);
          })
          .sort(([a], [b]) => (a < b ? -1 : 1));
        expect(askedOf(state)).toEqual(slow);
      }),
      { numRuns: 120 },
    );
  });

  test('is due on the collections of the days on which its terms were in force', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const book = columnsOf(events, 64);
        const state = stateOf(managementFee, book, cut);
        const slow = slowFees(countedAt(events, cut));
        for (const agreement of agreementsOf(book.context(cut))) {
          const [history] = agreement.histories;
          for (const { month, feeCents } of feeDueByMonth(state, agreement)) {
            const at = (state.context.firstMonth + month) as Month;
            let fee = 0;
            for (const { terms, from, to } of history ? termsInMonth(history, at) : []) {
              const collected = collectedCents(slow, agreement.practice, from, to);
              const bases = { 'cash-collections': collected };
              fee += feeOf(terms, { month: at, bases, days: { from, to } }).feeCents;
            }
            expect(feeCents).toBe(fee);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  test('places every payment on months, or says that it could not, to the cent', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const state = stateOf(managementFee, columnsOf(events, 64), cut);
        const { agreements }: ManagementFeeFigures = managementFee.figures(state);
        for (const { payments, totals, months } of agreements) {
          expect(payments.reduce((sum, p) => sum + p.cents, 0)).toBe(totals.paidCents);
          for (const { cents, months: placed } of payments) {
            const sum = placed.reduce((all, m) => all + m.cents, 0);
            expect(Math.abs(sum)).toBeLessThanOrEqual(Math.abs(cents));
          }
          const payable = months.reduce((sum, m) => sum + (m.payableCents ?? 0), 0);
          const outside = cellOf(state, 'credited', 0, state.context.monthCount);
          expect(outside).toBeDefined();
          const late = totals.owedCents - totals.openingArrearsCents - payable + totals.paidCents;
          // Only credits for months the book has not are left.
          expect(late).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('sets off what was paid over due to the cent, and never more than there is', () => {
    const cents = fc.integer({ min: -200, max: 400 });
    const month = fc.record({
      payableCents: cents,
      invoicedCents: fc.option(cents, { nil: null }),
      paidCents: cents,
    });
    fc.assert(
      fc.property(fc.array(month, { maxLength: 9 }), (drawn) => {
        const months = drawn.map((of, m) => ({ ...of, month: m }));
        const { byMonth, setOffByMonth } = overpaymentsOf(months.toReversed());
        expect([...setOffByMonth.values()].reduce((a, b) => a + b, 0)).toBe(0);
        for (const { month: m, payableCents, invoicedCents, paidCents } of months) {
          const over = Math.max(0, paidCents - Math.max(0, payableCents));
          const setOff = setOffByMonth.get(m) ?? 0;
          expect(byMonth.get(m) ?? 0).toBe(over + Math.min(0, setOff));
          expect(byMonth.get(m) ?? 1).toBeGreaterThan(0);
          if (setOff > 0) {
            expect(setOff).toBeLessThanOrEqual(payableCents - (invoicedCents ?? payableCents));
            expect(paidCents + setOff).toBeLessThanOrEqual(payableCents);
          }
        }
      }),
    );
  });

  test('folds to the same bytes again, and goes back to a snapshot', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const bytes = replayedBytes(managementFee, columnsOf(events, 64), cut);
        expect(Buffer.compare(bytes.again, bytes.first)).toBe(0);
        expect(Buffer.compare(bytes.restored, bytes.first)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
