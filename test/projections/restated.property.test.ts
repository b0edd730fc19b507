import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledger } from '../../projections/ledger.ts';
import { restatedBetween } from '../../projections/restated.ts';
import type { KnownBook } from '../../projections/restated.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import type { Cut } from '../../src/event.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { slowLedger } from '../support/slow-folds/ledger.ts';
import { sorted, stateOf } from './books.ts';

const knownBook = (columns: ColumnBook, cut: Cut): KnownBook => ({
  context: columns.context(cut),
  ledger: stateOf(ledger, columns, cut),
  spans: () => columns.feed(cut),
});

describe('what was restated between two cuts', () => {
  test('is the difference of the two ledgers, by the events that count at one of them only', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut({ steps: 90 }), fc.nat(300), ({ events, cut }, later) => {
        const then = { ...cut, knownAt: Math.max(1, cut.knownAt) };
        const now = { ...then, knownAt: Math.min(events.length, then.knownAt + later) };
        const columns = columnsOf(events, 96);
        const { cashPolicy } = columns.context(now);
        const before = slowLedger(countedAt(events, then), cashPolicy);
        const after = slowLedger(countedAt(events, now), cashPolicy);
        const expected = new Map<string, number>();
        for (const key of new Set([...before.keys(), ...after.keys()])) {
          const difference = (after.get(key) ?? 0) - (before.get(key) ?? 0);
          if (difference !== 0) expected.set(key, difference);
        }
        const restated = restatedBetween(knownBook(columns, then), knownBook(columns, now));
        const found = new Map(
          restated.map((r) => [`${r.entity} ${r.account} ${r.month}`, r.nowCents - r.firstCents]),
        );
        expect(sorted(found)).toEqual(sorted(expected));
        const counted = (at: Cut) => new Set(countedAt(events, at).map((e) => e.sequence));
        const [old, current] = [counted(then), counted(now)];
        for (const { sequence, countsNow } of restated.flatMap((r) => r.parts)) {
          expect([old.has(sequence), current.has(sequence)]).toEqual([!countsNow, countsNow]);
        }
      }),
      { numRuns: 250 },
    );
  });
});
