import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeOf, ledger } from '../../projections/ledger.ts';
import { LEVEL_SLOTS, levels } from '../../projections/levels.ts';
import type { LevelsFigures, LevelSlot } from '../../projections/levels.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { slowLevels } from '../support/slow-folds/levels.ts';
import { anyEvent, bookOpened, DAYS, FIRST_DAY, reversalOf } from './any-event.ts';
import {
  anyCut,
  bookOf,
  figuresOf,
  recorded,
  replayedBytes,
  sorted,
  stateOf,
  visible,
} from './books.ts';

type Book = ReturnType<typeof bookOf>;

/** Every sum that is not zero, keyed as the slow fold does. */
function sums(figures: LevelsFigures, book: Book): Map<string, number> {
  const found = new Map<string, number>();
  for (const entity of book.names.names('entity')) {
    for (const site of book.names.names('site')) {
      for (let m = 0; m < figures.monthCount; m++) {
        const month = formatMonth((figures.firstMonth + m) as Month);
        for (const slot of LEVEL_SLOTS) {
          const sum = figures.sum(slot, { entity, site }, m, m);
          if (sum !== 0) found.set(`${entity} ${site} ${month} ${slot}`, sum);
        }
      }
    }
  }
  return found;
}

const events = fc.array(anyEvent(), { minLength: 1, maxLength: 40 });
const cuts = anyCut(FIRST_DAY, DAYS);

describe('levels', () => {
  test('over columns are those over decoded events, at any cut', () => {
    fc.assert(
      fc.property(events, cuts, (list, cut) => {
        const loose = [bookOpened('bank'), ...list];
        const book = bookOf(loose);
        const slow = slowLevels(visible(recorded(loose), cut));
        expect(sorted(sums(figuresOf(levels, book, cut), book))).toEqual(sorted(slow));
      }),
      { numRuns: 200 },
    );
  });

  test('leave out imports that are not completed and follow reversals', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut({ steps: 40 }), ({ events: list, cut }) => {
        const book = columnsOf(list, 96);
        const slow = slowLevels(countedAt(list, cut));
        expect(sorted(sums(figuresOf(levels, book, cut), book))).toEqual(sorted(slow));
      }),
      { numRuns: 40 },
    );
  });

  test('a reversed event never happened', () => {
    fc.assert(
      fc.property(events, anyEvent(), (list, more) => {
        const before = bookOf([bookOpened('bank'), ...list]);
        const taken = reversalOf(more, more.meta.effectiveOn);
        const after = bookOf([bookOpened('bank'), ...list, more, taken]);
        expect(sorted(sums(figuresOf(levels, after), after))).toEqual(
          sorted(sums(figuresOf(levels, before), before)),
        );
        const { first, again, restored } = replayedBytes(levels, after);
        expect(again).toEqual(first);
        expect(restored).toEqual(first);
      }),
    );
  });

  test('hold all self-pay revenue the ledger has, entries by hand apart', () => {
    const byHand = [
      'JournalEntryRecorded',
      'OpeningBalanceRecorded',
      'ErrorRestated',
      'FiscalYearClosed',
      'SuspenseResolved',
      'RecordSuspended',
      'RemittanceSuspended',
    ];
    const types = [...VOCABULARY.keys()].filter(
      (t) =>
        !byHand.includes(t) &&
        !t.startsWith('Import') &&
        t !== 'EntryReversed' &&
        t !== 'BookOpened',
    );
    const isRevenue = (slot: LevelSlot): boolean => slot.startsWith('revenue/');
    fc.assert(
      fc.property(fc.array(anyEvent(types), { minLength: 1, maxLength: 40 }), cuts, (list, cut) => {
        const book = bookOf([bookOpened('bank'), ...list]);
        const figures = figuresOf(levels, book, cut);
        const state = stateOf(ledger, book, cut);
        book.names.names('entity').forEach((entity, e) => {
          for (let m = 0; m < figures.monthCount && e > 0; m++) {
            let sum = 0;
            for (const site of book.names.names('site')) {
              for (const slot of LEVEL_SLOTS) {
                if (isRevenue(slot)) sum += figures.sum(slot, { entity, site }, m, m);
              }
            }
            const booked = [4020, 4030, 4040, 4050].reduce(
              (n, a) => n - changeOf(state, e, m, a),
              0,
            );
            expect(sum).toBe(booked === 0 ? 0 : booked);
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});
