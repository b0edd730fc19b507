import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { slowLedger } from '../support/slow-folds/ledger.ts';
import { anyEvent, bookOpened, DAYS, FIRST_DAY, reversalOf } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import {
  anyCut,
  bookOf,
  EVERYTHING,
  figuresOf,
  recorded,
  replayedBytes,
  sorted,
  stateOf,
  visible,
} from './books.ts';
import { changesByAccount } from './readings.ts';

const policy = fc.constantFrom('bank' as const, 'document' as const);
const events = fc.array(anyEvent(), { minLength: 1, maxLength: 40 });
const cuts = anyCut(FIRST_DAY, DAYS);

const fast = (loose: readonly LooseEvent[], cut: Cut): [string, number][] =>
  sorted(changesByAccount(figuresOf(ledger, bookOf(loose), cut)));

describe('the ledger', () => {
  test('over columns is the ledger over decoded events, at any cut', () => {
    fc.assert(
      fc.property(events, policy, cuts, (list, cashPolicy, cut) => {
        const loose = [bookOpened(cashPolicy), ...list];
        const slow = slowLedger(visible(recorded(loose), cut), cashPolicy);
        expect(fast(loose, cut)).toEqual(sorted(slow));
      }),
      { numRuns: 300 },
    );
  });

  test('I16 does not depend on the order in which files come', () => {
    fc.assert(
      fc.property(
        events.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const opened = bookOpened('bank');
          expect(fast([opened, ...shuffled], EVERYTHING)).toEqual(
            fast([opened, ...list], EVERYTHING),
          );
        },
      ),
    );
  });

  test('I7 with a reversal is the ledger without the original, from the reversal on', () => {
    fc.assert(
      fc.property(events, fc.nat(), policy, (list, pick, cashPolicy) => {
        const at = pick % list.length;
        const original = list[at];
        if (original === undefined) return;
        const day = '2025-06-30';
        const opened = bookOpened(cashPolicy);
        const book = bookOf([opened, ...list, reversalOf(original, day)]);
        const without = bookOf([opened, ...list.filter((_, i) => i !== at)]);
        const a = stateOf(ledger, book, EVERYTHING);
        const b = stateOf(ledger, without, EVERYTHING);
        for (let n = 1; n < book.names.size('entity'); n++) {
          const other = without.names.numberOf('entity', book.names.nameOf('entity', n));
          for (const { account } of ledger.figures(a).entities[n - 1]?.trialBalance ?? []) {
            expect(balanceOf(a, n, account)).toBe(other === 0 ? 0 : balanceOf(b, other, account));
          }
        }
      }),
    );
  });

  test('I2 I3 I4 balances in every book, at every cut; gross totals never fall', () => {
    fc.assert(
      fc.property(events, policy, cuts, (list, cashPolicy, cut) => {
        const loose = [bookOpened(cashPolicy), ...list];
        const now = figuresOf(ledger, bookOf(loose), cut);
        const later = figuresOf(ledger, bookOf(loose), { ...cut, knownAt: cut.knownAt + 5 });
        for (const { entity, trialBalance, balanceSheet, incomeStatement } of now.entities) {
          expect(trialBalance.reduce((sum, l) => sum + l.balanceCents, 0)).toBe(0);
          expect(balanceSheet.assetsCents).toBe(
            balanceSheet.liabilitiesCents +
              balanceSheet.equityCents +
              balanceSheet.incomeNotClosedCents,
          );
          expect(incomeStatement.netIncome.byMonth.length).toBe(now.monthCount);
          const then = later.entities.find((e) => e.entity === entity);
          for (const line of trialBalance) {
            const after = then?.trialBalance.find((l) => l.account === line.account);
            expect(after?.debitsCents).toBeGreaterThanOrEqual(line.debitsCents);
            expect(after?.creditsCents).toBeGreaterThanOrEqual(line.creditsCents);
          }
        }
      }),
    );
  });

  test('I5 folds to the same bytes again, and goes back to a snapshot', () => {
    fc.assert(
      fc.property(events, policy, (list, cashPolicy) => {
        const bytes = replayedBytes(ledger, bookOf([bookOpened(cashPolicy), ...list]));
        expect(bytes.again).toEqual(bytes.first);
        expect(bytes.restored).toEqual(bytes.first);
      }),
      { numRuns: 30 },
    );
  });

  test('knows dates by their day numbers', () => {
    expect(parseDay('2025-01-01')).toBe(FIRST_DAY);
  });
});
