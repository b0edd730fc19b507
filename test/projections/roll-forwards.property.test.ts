import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { prepaid } from '../../projections/prepaid.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { rollForwards, SCHEDULES } from '../../projections/roll-forwards.ts';
import { subLedger } from '../../projections/sub-ledger.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { slowItems, slowMovements } from '../support/slow-folds/roll-forwards.ts';
import { figuresOf, replayedBytes, sorted, stateOf } from './books.ts';

const books = arbitraryBookAndCut({ steps: 40 });
const PAID_AHEAD = [
  [2310, 'openPackages'],
  [2320, 'openMemberships'],
  [2330, 'openGiftCards'],
] as const;
const ROLLED: readonly number[] = Object.values(SCHEDULES).flat();

describe('roll-forwards', () => {
  test('I14 opening and movements are closing, month by month, and closing is the ledger', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const columns = columnsOf(events, 96);
        const books = stateOf(ledger, columns, cut);
        for (const { entity, accounts } of figuresOf(rollForwards, columns, cut).entities) {
          const number = columns.names.numberOf('entity', entity);
          const moved = new Set(accounts.map(({ account }) => account));
          for (const account of ROLLED) {
            if (!moved.has(account)) expect(balanceOf(books, number, account)).toBe(0);
          }
          for (const { account, opening, movements, closing } of accounts) {
            closing.forEach((cents, m) => {
              const sum = movements.reduce((total, { byMonth }) => total + (byMonth[m] ?? 0), 0);
              expect((opening[m] ?? NaN) + sum).toBe(cents);
              expect(opening[m]).toBe(m === 0 ? 0 : closing[m - 1]);
              expect(cents).toBe(balanceOf(books, number, account, m));
            });
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('over columns are the movements of decoded events, at any cut', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const columns = columnsOf(events, 96);
        const figures = figuresOf(rollForwards, columns, cut);
        const fast = new Map<string, number>();
        for (const { entity, accounts } of figures.entities) {
          for (const { account, movements } of accounts) {
            for (const { type, byMonth } of movements) {
              byMonth.forEach((cents, m) => {
                const month = formatMonth((figures.firstMonth + m) as Month);
                if (cents !== 0) fast.set(`${entity} ${account} ${type} ${month}`, cents);
              });
            }
          }
        }
        const slow = slowMovements(countedAt(events, cut), columns.context(cut).cashPolicy);
        const rolled = [...slow].filter(([key]) => ROLLED.includes(Number(key.split(' ')[1])));
        expect(sorted(fast)).toEqual(sorted(new Map(rolled)));
      }),
      { numRuns: 100 },
    );
  });

  test('fold to the same bytes again', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const { first, again } = replayedBytes(rollForwards, columnsOf(events, 96), cut);
        expect(again).toEqual(first);
      }),
      { numRuns: 20 },
    );
  });
});

describe('sub-ledgers', () => {
  test('I10 the items of an account and what names none are its balance in the ledger', () => {
    fc.assert(
      fc.property(
        books,
        fc.constantFrom(1110, 1120, 2010, 2310, 2320, 2330, 2410),
        ({ events, cut }, account) => {
          const columns = columnsOf(events, 96);
          const context = columns.context(cut);
          const books = stateOf(ledger, columns, cut);
          const fast = new Map<string, number>();
          for (const sub of subLedger(context, columns.feed(cut), account)) {
            const number = columns.names.numberOf('entity', sub.entity);
            const balance = balanceOf(books, number, account);
            expect(sub.itemsCents + sub.withoutItemCents).toBe(balance);
            for (const [item, cents] of sub.items) fast.set(`${sub.entity} ${item}`, cents);
            if (sub.withoutItemCents !== 0) fast.set(`${sub.entity} -`, sub.withoutItemCents);
          }
          const slow = slowItems(countedAt(events, cut), context.cashPolicy, account);
          expect(sorted(fast)).toEqual(sorted(slow));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('I10 open claims and prepaid items are 1110, 2310, 2320 and 2330 less what names none', () => {
    fc.assert(
      fc.property(books, ({ events, cut }) => {
        const columns = columnsOf(events, 96);
        const context = columns.context(cut);
        const state = stateOf(ledger, columns, cut);
        const claims = figuresOf(revenueCycle, columns, cut).ageing;
        for (const row of claims.filter(({ split }) => split === 'entity')) {
          const number = columns.names.numberOf('entity', row.name);
          const open = row.buckets.reduce((a, b) => a + b, row.creditBalances);
          expect(open + row.withoutClaim).toBe(balanceOf(state, number, 1110));
        }
        // An item may be moved by two practices of a made-up book: it counts once, in all of them.
        const { entities } = figuresOf(prepaid, columns, cut);
        for (const [account, kind] of PAID_AHEAD) {
          const items = entities.flatMap((e): readonly { liabilityCents: number }[] => e[kind]);
          const owed = subLedger(context, columns.feed(cut), account);
          expect(items.reduce((sum, item) => sum - item.liabilityCents, 0)).toBe(
            owed.reduce((sum, sub) => sum + sub.itemsCents, 0),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
