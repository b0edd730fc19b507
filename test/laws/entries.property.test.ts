import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postingsOf } from '../../projections/postings.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { rowsOf } from '../../src/batch/layout.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { arbitraryEvent } from '../support/arbitrary-events.ts';
import { anyEvent } from '../projections/any-event.ts';
import { recorded } from '../projections/books.ts';

const policies = fc.constantFrom('bank' as const, 'document' as const);

/** An account of one book with what stands for it in the other (ledger.md §2.4). */
const PAIRS = [
  [1210, 2410],
  [1220, 2420],
  [4510, 6110],
  [4520, 6220],
  [4540, 6120],
  [4610, 7010],
] as const;

/** Types that post to two books; only they may touch an intercompany account on their own. */
const BETWEEN = [...VOCABULARY.keys()].filter((type) =>
  rowsOf(type).some(({ spec }) => spec.posts?.some(({ book }) => book === 'other')),
);

describe('every entry', () => {
  test('I1 is zero in each book it touches, whatever the event', () => {
    fc.assert(
      fc.property(arbitraryEvent, policies, (event, policy) => {
        const sums = new Map<string, number>();
        for (const { entity, amountCents } of postingsOf(event, policy))
          sums.set(entity, (sums.get(entity) ?? 0) + amountCents);
        for (const [entity, sum] of sums) expect([entity, sum]).toEqual([entity, 0]);
      }),
      { numRuns: 2000 },
    );
  });

  test('I12 between two books cancels, pair by pair', () => {
    expect(BETWEEN.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(anyEvent(BETWEEN), policies, (loose, policy) => {
        const [event] = recorded([loose]) as [RecordedEvent];
        const of = (account: number): number =>
          postingsOf(event, policy)
            .filter((p) => p.account === account)
            .reduce((sum, p) => sum + p.amountCents, 0);
        for (const [one, other] of PAIRS) {
          // A cost the MSO laid out is the practice's own; only the debt stands in both books.
          expect([one, of(one) + of(other)]).toEqual([one, 0]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
