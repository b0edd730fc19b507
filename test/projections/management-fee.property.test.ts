import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feeDueByMonth, managementFee } from '../../projections/management-fee.ts';
import type { ManagementFeeFigures } from '../../projections/management-fee.ts';
import { agreementsOf } from '../../projections/management-fee/agreements.ts';
import { baseOver, cellOf } from '../../projections/management-fee/amounts.ts';
import { sharedCostCents } from '../../projections/management-fee/shared-cost.ts';
import { creditsOf } from '../../projections/management-fee/due.ts';
import { overpaymentsOf } from '../../projections/management-fee/overpayment.ts';
import { MEASURES } from '../../projections/management-fee/state.ts';
import type { ManagementFeeState } from '../../projections/management-fee/state.ts';
import { termsInMonth } from '../../src/agreement/amend.ts';
import { COST_POOLS } from '../../src/agreement/cost-pools.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import type { FeeBase, FeeComponent } from '../../src/agreement/terms.ts';
import { formatDay, formatMonth, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';
import { arbitraryBookAndCut, columnsOf, MSO, PRACTICES } from '../support/arbitrary-events.ts';
import { TERMS } from '../support/book-steps.ts';
import { countedAt } from '../support/counted-events.ts';
import { countedOf, slowBase, slowPool } from '../support/slow-folds/fee-bases.ts';
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

const PERCENT = { code: 'share', kind: 'percent', rate: '0.1', proration: 'days' } as const;
const COST_PLUS = {
  code: 'cost',
  kind: 'cost-plus',
  cost: 'shared',
  markup: '0.2',
  proration: 'days',
} as const;

/** The same book under another fee. */
function withFee(events: readonly RecordedEvent[], component: FeeComponent): RecordedEvent[] {
  return events.map((event) => {
    const data = event.data as Readonly<Record<string, Json>>;
    if (data['terms'] === undefined) return event;
    const fee = { year: 'calendar', components: [component] };
    const terms = { ...(data['terms'] as object), fee } as unknown as Json;
    return { ...event, data: { ...data, terms } };
  });
}

const policyOf = ([first]: readonly RecordedEvent[]): 'bank' | 'document' =>
  (first?.data as { cashPolicy?: string } | undefined)?.cashPolicy === 'bank' ? 'bank' : 'document';

const collections = fc.constantFrom(
  'cash-collections',
  'collections-net-of-refunds',
  'collections-excl-retail',
);
const aBase: fc.Arbitrary<FeeBase> = fc.oneof(
  fc.record({
    kind: fc.oneof(
      collections,
      fc.constantFrom('gross-charges' as const, 'net-patient-revenue' as const),
    ),
    month: fc.constant('accrual' as const),
    line: fc.constantFrom(...SERVICE_LINES),
  }),
  fc.record({
    kind: fc.oneof(collections, fc.constant('collections-excl-drug-cost' as const)),
    month: fc.constant('deposit' as const),
  }),
);
const somePools = fc.subarray([...COST_POOLS], { minLength: 1 });
const aKey = fc.constantFrom(
  { by: 'collections' } as const,
  { by: 'visits' } as const,
  { by: 'sites' } as const,
  {
    by: 'fixed',
    shares: Object.fromEntries(PRACTICES.map((p, i) => [p, i === 0 ? '0.3' : '0.7'])),
  } as const,
);

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

  test('takes any base by service line and by deposit month as decoded events say it', () => {
    fc.assert(
      fc.property(books, aBase, ({ events, cut }, base) => {
        const charged = withFee(events, { ...PERCENT, base });
        const state = stateOf(managementFee, columnsOf(charged, 64), cut);
        if (state.agreements.length === 0) return;
        const book = { counted: countedOf(countedAt(charged, cut)), policy: policyOf(events) };
        for (const practice of PRACTICES) {
          const entity = state.context.names.numberOf('entity', practice);
          for (const [part, { from, to }] of state.parts.entries()) {
            const fast = baseOver(state, base, entity, { first: part, last: part });
            const days = [formatDay(from), formatDay(to)] as const;
            expect(fast, `${practice} ${days[0]}`).toBe(slowBase(book, base, practice, ...days));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('by service line adds up to the whole base', () => {
    fc.assert(
      fc.property(books, aBase, ({ events, cut }, { kind }) => {
        if (kind === 'collections-excl-drug-cost') return;
        const accrual = { kind, month: 'accrual' } as const;
        const base = { ...accrual, line: 'laser' };
        const state = stateOf(managementFee, columnsOf(withFee(events, { ...PERCENT, base })), cut);
        if (state.agreements.length === 0) return;
        const range = { first: 0, last: state.parts.length - 1 };
        for (let entity = 1; entity < state.entities; entity++) {
          const of = (line: string): number =>
            baseOver(state, { ...accrual, line }, entity, range) ?? Number.NaN;
          const sum = SERVICE_LINES.reduce((all, line) => all + of(line), 0);
          expect(sum).toBe(baseOver(state, accrual, entity, range));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('takes the MSO’s costs as decoded events say them, split to the cent', () => {
    fc.assert(
      fc.property(books, somePools, aKey, ({ events, cut }, costs, allocation) => {
        const component = { ...COST_PLUS, costs, allocation };
        const charged = withFee(events, component);
        const columns = columnsOf(charged, 64);
        const state = stateOf(managementFee, columns, cut);
        const { firstMonth } = state.context;
        const counted = countedOf(countedAt(charged, cut));
        for (const [part, { from, to, month }] of state.parts.entries()) {
          if (to < parseDay(TERMS.effectiveFrom)) continue;
          const range = { first: part, last: part };
          const shares = agreementsOf(columns.context(cut)).flatMap((agreement) => {
            const terms = agreement.histories[0]?.signed;
            if (terms === undefined) return [];
            const at = (firstMonth + month) as Month;
            return [sharedCostCents({ state, agreement, terms, month: at, range }, component)];
          });
          if (shares.length < PRACTICES.length) continue;
          const slow = slowPool(counted, costs, MSO, formatDay(from), formatDay(to));
          expect(shares.reduce((a, b) => a + b, 0)).toBe(slow);
          if (allocation.by !== 'fixed') continue;
          shares.forEach((cents, i) => {
            const share = Number(allocation.shares[PRACTICES[i] ?? '']);
            expect(Math.abs(cents - share * slow)).toBeLessThan(1);
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  test('credits a standard in the months that a standing measurement says were missed', () => {
    const standards = [{ code: 'on-time', label: 'Bill within 3 days' }];
    const atRisk = { share: '0.1', standards };
    const flat = { code: 'flat', kind: 'flat', amount: '9000.00', per: 'month' } as const;
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const charged = withFee(events, { ...flat, proration: 'none', atRisk });
        const columns = columnsOf(charged, 64);
        const state = stateOf(managementFee, columns, cut);
        const { missed } = slowFees(countedAt(charged, cut));
        for (const agreement of agreementsOf(columns.context(cut))) {
          for (const due of feeDueByMonth(state, agreement)) {
            const month = formatMonth((state.context.firstMonth + due.month) as Month);
            const key = `${agreement.practice} ${agreement.agreement} ${month} on-time`;
            expect(creditsOf(due)).toBe((missed.get(key) ?? 0) > 0 ? due.feeCents / 10 : 0);
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
