import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day } from '../../src/calendar.ts';
import { ledger } from '../../projections/ledger.ts';
import {
  bytesOfDays,
  cashPolicyOfDays,
  daysOfBytes,
  ledgerAsOf,
  ledgerDays,
} from '../../projections/ledger-days.ts';
import { arbitraryBook, columnsOf } from '../support/arbitrary-events.ts';

test('the ledger as of any day is the sum of the days up to it, to the bit', () => {
  fc.assert(
    fc.property(arbitraryBook(), fc.integer({ min: -5, max: 900 }), (events, after) => {
      const columns = columnsOf(events, 64);
      const days = ledgerDays(columns);
      expect(days).toBeDefined();
      if (days === undefined) return;
      const { firstDay } = columns.context({ asOf: 1e9 as Day, knownAt: columns.size });
      const cut = { asOf: (firstDay + after) as Day, knownAt: columns.size };
      const context = columns.context(cut);
      // Before a book is opened it has another cash policy, and its ledger is folded.
      fc.pre(context.cashPolicy === cashPolicyOfDays(columns));
      const folded = ledger.start(context, cut);
      for (const { batch, from, to } of columns.feed(cut)) ledger.fold(folded, batch, from, to);
      const kept = daysOfBytes(bytesOfDays(days));
      expect(kept).toEqual(days);
      // −0 and 0 are the same money.
      const numbers = ({ cells, closings }: typeof folded): number[] =>
        [...cells, ...closings].map((n) => n + 0);
      expect(numbers(ledgerAsOf(kept, context, cut))).toEqual(numbers(folded));
    }),
    { numRuns: 100 },
  );
});
