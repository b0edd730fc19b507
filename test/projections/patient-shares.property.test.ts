import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimsOf } from '../../projections/revenue-cycle/claim.ts';
import { layPatientPayments } from '../../projections/revenue-cycle/patient-payments.ts';
import { PatientShares } from '../../projections/revenue-cycle/patient-shares.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { arbitraryBook, columnsOf } from '../support/arbitrary-events.ts';
import { anyEvent, bookOpened, reversalOf } from './any-event.ts';
import { bookOf, EVERYTHING } from './books.ts';

const OF_CLAIMS = [
  'ChargePosted',
  'ClaimSubmitted',
  'ClaimEdited',
  'ClaimAdjudicated',
  'ClaimAdjudicated',
  'DenialWrittenOff',
  'PatientPaymentReceived',
  'PatientBalanceConceded',
  'OpeningBalanceRecorded',
];

/** Compares with the claims; how much was laid, and how many claims were odd among how many. */
function compare(columns: ColumnBook) {
  const context = columns.context(EVERYTHING);
  const state = revenueCycle.start(context, EVERYTHING);
  const shares = new PatientShares(context);
  for (const { batch, from, to } of columns.feed(EVERYTHING)) {
    revenueCycle.fold(state, batch, from, to);
    shares.fold(batch, from, to);
  }
  const claims = [...claimsOf(state)];
  const isOdd = new Set(shares.odd());
  const odd = claims.filter(({ subject }) => isOdd.has(subject));
  expect(shares.unnamed).toEqual(state.unnamed);
  expect(shares.lay(odd)).toEqual(layPatientPayments(state, claims));
  // As much as is owed before the book and of the first months, and enough for all that is owed.
  for (const cents of [50_000, 1e12]) {
    for (const { unnamed } of [state, shares]) unnamed.fill(cents);
    expect(shares.lay(odd)).toEqual(layPatientPayments(state, claims));
  }
  return { laid: shares.lay(odd).length, odd: odd.length, claims: claims.length };
}

describe('shares without their claims take the same payments as the claims', () => {
  test('in a book as practices have it', () => {
    let [laid, mixed] = [0, 0];
    fc.assert(
      fc.property(arbitraryBook({ steps: 120 }), (events) => {
        const seen = compare(columnsOf(events));
        laid += Math.sign(seen.laid);
        mixed += seen.odd > 0 && seen.odd < seen.claims ? 1 : 0;
      }),
      { numRuns: 150 },
    );
    expect(Math.min(laid, mixed)).toBeGreaterThan(20);
  });

  test('in a book of claims that anything happens to', () => {
    let laid = 0;
    const events = fc.array(anyEvent(OF_CLAIMS), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(events, fc.nat(), fc.boolean(), (list, pick, isReversed) => {
        const original = list[pick % list.length];
        const all =
          original === undefined || !isReversed
            ? list
            : [...list, reversalOf(original, '2025-06-30')];
        laid += Math.sign(compare(bookOf([bookOpened('bank'), ...all])).laid);
      }),
      { numRuns: 400 },
    );
    expect(laid).toBeGreaterThan(30);
  });
});
