import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeness, SOURCES } from '../../projections/completeness.ts';
import type { CompletenessState } from '../../projections/completeness.ts';
import { suspenseOf } from '../../projections/completeness/suspense.ts';
import { ledger } from '../../projections/ledger.ts';
import { formatMonth } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { slowCompleteness } from '../support/slow-folds/completeness.ts';
import { anyEvent, bookOpened, reversalOf } from './any-event.ts';
import { bookOf, EVERYTHING, figuresOf, replayedBytes, stateOf } from './books.ts';

const books = arbitraryBookAndCut({ steps: 80 });
const TYPES = [
  'BankLineRecorded',
  'BankLineMatched',
  'BankStatementRecorded',
  'BankStatementRecorded',
  'RecordSuspended',
  'RemittanceSuspended',
  'ProviderLevelAdjusted',
  'SuspenseResolved',
  'JournalEntryRecorded',
  'PointOfSaleCompleted',
];
const events = fc.array(anyEvent(TYPES), { minLength: 1, maxLength: 30 });

const told = (map: Iterable<readonly [string, number]>): [string, number][] =>
  [...map]
    .filter(([, n]) => n !== 0)
    .map(([key, n]): [string, number] => [key, n])
    .sort(([a], [b]) => (a < b ? -1 : 1));

function* seenIn(state: CompletenessState): Generator<[string, number]> {
  const { names, firstMonth, monthCount } = state.context;
  for (let e = 0; e < state.entities; e++) {
    for (let s = 0; s < state.sites; s++) {
      for (let m = 0; m < monthCount; m++) {
        const month = formatMonth((firstMonth + m) as Month);
        const place = `${names.nameOf('entity', e)}|${names.nameOf('site', s)}|${month}`;
        const at = ((e * state.sites + s) * monthCount + m) * SOURCES.length;
        for (const [i, { name }] of SOURCES.entries()) {
          yield [`${place}|${name}`, state.seen[at + i] ?? 0];
        }
      }
    }
  }
}

describe('completeness', () => {
  test('over columns counts what decoded events bring, at any cut', () => {
    fc.assert(
      fc.property(books, ({ events: list, cut }) => {
        const state = stateOf(completeness, columnsOf(list, 64), cut);
        const { firstMonth, monthCount } = state.context;
        const months = new Set(
          Array.from({ length: monthCount }, (_, m) => formatMonth((firstMonth + m) as Month)),
        );
        const slow = slowCompleteness(countedAt(list, cut));
        const inBook = [...slow.seen].filter(([key]) => months.has(key.split('|')[2] ?? ''));
        expect(told(seenIn(state))).toEqual(told(inBook));
        const suspense = suspenseOf(state);
        const suspended = suspense.flatMap((s) =>
          s.suspended.map((r): [string, number] => [`${s.entity} ${r.reason}`, r.cents]),
        );
        expect(told(suspended)).toEqual(told(slow.suspended));
        for (const { entity, unmatched } of suspense) {
          const of = (type: string, side: string): number =>
            slow.bank.get(`${entity} ${type} ${side}`) ?? 0;
          const deposits = of('BankLineRecorded', 'in') - of('BankLineMatched', 'in');
          const withdrawals = of('BankLineRecorded', 'out') - of('BankLineMatched', 'out');
          expect(unmatched.depositsCents).toBe(deposits);
          expect(unmatched.withdrawalsCents).toBe(withdrawals);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('has in suspense what stands in account 1090', () => {
    fc.assert(
      fc.property(books, ({ events: list, cut }) => {
        const book = columnsOf(list, 64);
        const { suspense } = figuresOf(completeness, book, cut);
        for (const { entity, trialBalance } of figuresOf(ledger, book, cut).entities) {
          const held = trialBalance.find((l) => l.account === 1090)?.balanceCents ?? 0;
          const open = suspense.find((s) => s.entity === entity)?.openCents ?? 0;
          expect(open).toBe(0 - held);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('does not depend on the order of files, and a reversal takes the original back', () => {
    fc.assert(
      fc.property(
        events.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length }),
            fc.nat(),
          ),
        ),
        ([list, shuffled, pick]) => {
          const of = (loose: typeof list) => {
            const found = figuresOf(completeness, bookOf([bookOpened('bank'), ...loose]));
            const { coverage: _, firstMonth: __, monthCount: ___, words: ____, ...rest } = found;
            return { ...rest, asOf: '', suspense: rest.suspense.filter((s) => s.openCents !== 0) };
          };
          expect(of(shuffled)).toEqual(of(list));
          const at = pick % list.length;
          const original = list[at];
          if (original === undefined) return;
          const reversed = of([...list, reversalOf(original, '2025-06-30')]);
          const without = of(list.filter((_, i) => i !== at));
          expect(reversed.statements).toEqual(without.statements);
          expect(reversed.suspense.map((s) => [s.entity, s.openCents])).toEqual(
            without.suspense.map((s) => [s.entity, s.openCents]),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('folds to the same bytes again, and goes back to a snapshot', () => {
    fc.assert(
      fc.property(events, (list) => {
        const book = bookOf([bookOpened('bank'), ...list]);
        const bytes = replayedBytes(completeness, book, EVERYTHING);
        expect(Buffer.compare(bytes.again, bytes.first)).toBe(0);
        expect(Buffer.compare(bytes.restored, bytes.first)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
