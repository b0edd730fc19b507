import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledger } from '../../projections/ledger.ts';
import { arbitraryBook, arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { EVERYTHING, figuresOf, sorted, stateOf } from '../projections/books.ts';
import { changesByAccount } from '../projections/readings.ts';

describe('a fold', () => {
  test('I5 that goes on from any split is the fold of everything', () => {
    fc.assert(
      fc.property(arbitraryBook({ steps: 40 }), fc.nat(), (events, pick) => {
        const columns = columnsOf(events, 96);
        const whole = stateOf(ledger, columns);
        const split = ledger.start(columns.context(EVERYTHING), EVERYTHING);
        let left = pick % 500;
        for (const { batch, from, to } of columns.feed(EVERYTHING)) {
          const at = Math.min(to, from + left);
          left -= at - from;
          ledger.fold(split, batch, from, at);
          ledger.fold(split, batch, at, to);
        }
        expect(split.cells).toEqual(whole.cells);
        expect(split.closings).toEqual(whole.closings);
      }),
      { numRuns: 60 },
    );
  });

  test('I6 at what was known then is the fold that was made then', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut({ steps: 90 }), ({ events, cut }) => {
        const knownAt = Math.min(events.length, Math.max(1, cut.knownAt));
        const then = columnsOf(events.slice(0, knownAt), 96);
        const now = columnsOf(events, 96);
        const at = { ...cut, knownAt };
        const [a, b] = [figuresOf(ledger, now, at), figuresOf(ledger, then, at)];
        expect(sorted(changesByAccount(a))).toEqual(sorted(changesByAccount(b)));
        expect([a.firstMonth, a.monthCount]).toEqual([b.firstMonth, b.monthCount]);
      }),
      { numRuns: 250 },
    );
  });
});
