import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledger } from '../../projections/ledger.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { claimsOf } from '../../projections/revenue-cycle/claim.ts';
import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { unaccountedCents } from '../../projections/revenue-cycle/conservation.ts';
import { daysInArSeries, readerOf } from '../../projections/revenue-cycle/days-in-ar-series.ts';
import { CLASSES, MONEY } from '../../projections/revenue-cycle/state.ts';
import type { RevenueCycleState } from '../../projections/revenue-cycle/state.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import { formatMonth, parseDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import { PAYER_CLASSES } from '../../src/events/shared.ts';
import { arbitraryBookAndCut, columnsOf } from '../support/arbitrary-events.ts';
import { countedAt } from '../support/counted-events.ts';
import { readSlowly, slowRevenueCycle } from '../support/slow-folds/revenue-cycle.ts';
import type { SlowRevenueCycle } from '../support/slow-folds/revenue-cycle.ts';
import { anyEvent, bookOpened, reversalOf } from './any-event.ts';
import { bookOf, EVERYTHING, figuresOf, recorded, replayedBytes, stateOf } from './books.ts';

const CLAIM_TYPES = [
  'ChargePosted',
  'ClaimSubmitted',
  'ClaimSubmitted',
  'ClaimEdited',
  'ClaimAdjudicated',
  'ClaimAdjudicated',
  'ClaimAdjudicated',
  'DenialWrittenOff',
  'PatientPaymentReceived',
  'PatientBalanceConceded',
  'PayerRefundPaid',
  'OpeningBalanceRecorded',
  'JournalEntryRecorded',
  'RecordSuspended',
  'SuspenseResolved',
];
const events = fc.array(anyEvent(CLAIM_TYPES), { minLength: 1, maxLength: 40 });
const AS_OF: Cut = { ...EVERYTHING, asOf: parseDay('2025-06-30') };

/** A claim by names, as the slow fold tells it. */
function told(state: RevenueCycleState, claim: Claim): Record<string, unknown> {
  const { names } = state;
  const { money } = claim;
  return {
    payerClass: claim.payerClass,
    payer: names.nameOf('party', claim.payer),
    entity: names.nameOf('entity', claim.entity),
    site: names.nameOf('site', claim.site),
    servedOn: claim.servedOn,
    submittedOn: claim.submittedOn,
    submittedCents: claim.submittedCents,
    claims: claim.claims,
    isOpening: claim.isOpening,
    isReplaced: claim.isReplaced,
    isRejected: claim.isRejected,
    reversedOn: claim.reversedOn,
    first: claim.first,
    ends: claim.ends,
    money: Object.fromEntries(nonZero(Object.entries({ ...money, open: 0 }))),
  };
}

const nonZero = (map: Iterable<readonly [string, number]>): [string, number][] =>
  [...map]
    .filter(([, cents]) => cents !== 0)
    .map(([key, cents]): [string, number] => [key, cents])
    .sort(([a], [b]) => (a < b ? -1 : 1));

const isTouched = (claim: Record<string, unknown>): boolean =>
  claim['servedOn'] !== null || Object.keys(claim['money'] as object).length > 0;

/** All a state says, by names, in an order of names. */
function allOf(state: RevenueCycleState): Record<string, unknown> {
  const { names } = state;
  const claims = [...claimsOf(state)]
    .map((c): [string, Record<string, unknown>] => [
      names.nameOf('subject', c.subject),
      told(state, c),
    ])
    .filter(([, claim]) => isTouched(claim))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const receivable = [...state.receivable].map((cents, e): [string, number] => [
    names.nameOf('entity', e),
    cents,
  ]);
  const denied = names
    .names('party')
    .map((carc, p): [string, number] => [carc, state.denied[p * 2] ?? 0]);
  return {
    claims,
    receivable: nonZero(receivable),
    denied: nonZero(denied),
    period: nonZero(periodOf(state)),
  };
}

function* periodOf(state: RevenueCycleState): Generator<[string, number]> {
  const what = ['charges', 'contractual', 'paid', 'patientPaid', 'refunded'];
  for (let e = 0; e < state.entities; e++) {
    for (let c = 0; c < CLASSES; c++) {
      for (let m = 0; m < state.months; m++) {
        const month = formatMonth((state.firstMonth + m) as Month);
        const key = `${state.names.nameOf('entity', e)} ${PAYER_CLASSES[c - 1] ?? ''} ${month}`;
        const at = ((e * CLASSES + c) * state.months + m) * MONEY;
        for (let k = 0; k < MONEY; k++) yield [`${key} ${what[k]}`, state.money[at + k] ?? 0];
      }
    }
  }
}

function allOfSlow(slow: SlowRevenueCycle): Record<string, unknown> {
  return {
    claims: [...slow.claims]
      .map(([name, claim]): [string, Record<string, unknown>] => [name, readSlowly(claim)])
      .filter(([, claim]) => isTouched(claim))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    receivable: nonZero(slow.receivable),
    denied: nonZero(slow.denied),
    period: nonZero(slow.period),
  };
}

describe('the revenue cycle', () => {
  test('over columns is the revenue cycle over decoded events, at any cut', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut({ steps: 80 }), ({ events: list, cut }) => {
        const state = stateOf(revenueCycle, columnsOf(list, 64), cut);
        expect(allOf(state)).toEqual(allOfSlow(slowRevenueCycle(countedAt(list, cut))));
      }),
      { numRuns: 150 },
    );
  });

  test('over columns is the same for claims that much happens to', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, pick) => {
        const original = list[pick % list.length];
        const all = original === undefined ? list : [...list, reversalOf(original, '2025-06-30')];
        const loose = [bookOpened('bank'), ...all];
        const state = stateOf(revenueCycle, bookOf(loose), EVERYTHING);
        expect(allOf(state)).toEqual(allOfSlow(slowRevenueCycle(recorded(loose))));
      }),
      { numRuns: 150 },
    );
  });

  test('does not depend on the order in which files come', () => {
    fc.assert(
      fc.property(
        events.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const figures = (loose: typeof list): unknown =>
            figuresOf(revenueCycle, bookOf([bookOpened('bank'), ...loose]), AS_OF);
          expect(figures(shuffled)).toEqual(figures(list));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('with a reversal is the revenue cycle without the original', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, pick) => {
        const at = pick % list.length;
        const original = list[at];
        if (original === undefined) return;
        // A journal entry of nothing keeps the months of both books the same.
        const last = { ...bookOpened('bank'), id: 'last', type: 'PeriodReopened' };
        const end = {
          ...last,
          data: { approver: 'a', lastOn: '2025-06-30', period: '2025-06', reason: 'test' },
          meta: { ...last.meta, occurredOn: '2025-06-30', effectiveOn: '2025-06-30' },
        };
        const opened = bookOpened('bank');
        const reversed = bookOf([opened, end, ...list, reversalOf(original, '2025-06-30')]);
        const without = bookOf([opened, end, ...list.filter((_, i) => i !== at)]);
        const of = (book: ColumnBook): Record<string, unknown> => {
          const { period: _, ...rest } = allOf(stateOf(revenueCycle, book, AS_OF));
          return rest;
        };
        expect(of(reversed)).toEqual(of(without));
      }),
      { numRuns: 150 },
    );
  });

  test('ages what stands in account 1110, to the cent, for all and for each entity', () => {
    fc.assert(
      fc.property(arbitraryBookAndCut({ steps: 60 }), ({ events: list, cut }) => {
        const book = columnsOf(list, 64);
        const { ageing } = figuresOf(revenueCycle, book, cut);
        const { entities } = figuresOf(ledger, book, cut);
        let all = 0;
        for (const { entity, trialBalance } of entities) {
          const held = trialBalance.find((l) => l.account === 1110)?.balanceCents ?? 0;
          all += held;
          const row = ageing.find((r) => r.split === 'entity' && r.name === entity);
          expect(row?.total ?? 0).toBe(held);
        }
        for (const row of ageing) {
          const sum = row.buckets.reduce((a, b) => a + b, row.creditBalances + row.withoutClaim);
          expect(sum).toBe(row.total);
        }
        expect(ageing[0]?.total).toBe(all);
        for (const split of ['payerClass', 'payer', 'entity', 'site']) {
          const rows = ageing.filter((r) => r.split === split);
          ageing[0]?.buckets.forEach((cents, b) => {
            expect(rows.reduce((sum, r) => sum + (r.buckets[b] ?? 0), 0)).toBe(cents);
          });
        }
      }),
      { numRuns: 80 },
    );
  });

  test('conserves each claim, and pools every split to the total', () => {
    fc.assert(
      fc.property(events, (list) => {
        const book = bookOf([bookOpened('bank'), ...list]);
        const state = stateOf(revenueCycle, book, AS_OF);
        for (const claim of claimsOf(state)) expect(unaccountedCents(claim.money)).toBe(0);
        const { groups, conservation: c } = revenueCycle.figures(state);
        const accounted =
          c.paidCents + c.patientShareCents + c.contractualCents + c.writtenOffCents + c.openCents;
        expect(accounted).toBe(c.chargesCents + c.openingCents);
        const [total] = groups;
        for (const split of ['payerClass', 'payer', 'entity', 'site']) {
          const own = groups.filter((g) => g.split === split);
          for (const rate of [
            'firstPassRate',
            'denialRateDollars',
            'payerCollectionRate',
          ] as const) {
            const sum = (part: 'numerator' | 'denominator'): number =>
              own.reduce((all, g) => all + g[rate][part], 0);
            expect(sum('numerator')).toBeCloseTo(total?.[rate].numerator ?? 0, 6);
            expect(sum('denominator')).toBeCloseTo(total?.[rate].denominator ?? 0, 6);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  test('takes days in A/R from the ledger’s control accounts', () => {
    fc.assert(
      fc.property(events, (list) => {
        const book = bookOf([bookOpened('bank'), ...list]);
        const state = stateOf(ledger, book, AS_OF);
        const entities = Array.from({ length: state.entities - 1 }, (_, e) => e + 1);
        const reader = readerOf(state, entities);
        for (const { month, gross, parts } of daysInArSeries(state, entities, 0)) {
          const m = month - state.firstMonth;
          expect(parts.grossArCents).toBe(reader.balance(1110, m) + reader.balance(1120, m));
          if (gross.value !== null) {
            const quotient = gross.numerator / gross.denominator;
            const off = Math.abs(gross.value - quotient);
            expect(off).toBeLessThanOrEqual(1e-14 * Math.abs(quotient));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('folds to the same figures again, and goes back to a snapshot', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bytes = replayedBytes(revenueCycle, bookOf([bookOpened('bank'), ...list]), AS_OF);
        expect(Buffer.compare(bytes.again, bytes.first)).toBe(0);
        expect(Buffer.compare(bytes.restored, bytes.first)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
