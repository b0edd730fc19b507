import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { revenueCycle, RevenueCycle } from '../../projections/revenue-cycle.ts';
import {
  cumulativeIncidence,
  timeToShare,
} from '../../projections/revenue-cycle/cumulative-incidence.ts';
import type { RevenueCycleFigures } from '../../projections/revenue-cycle.ts';
import { parseDay } from '../../src/calendar.ts';
import type { Cut, Json } from '../../src/event.ts';
import { bookOpened } from './any-event.ts';
import type { LooseEvent } from './any-event.ts';
import { bookOf, figuresOf, stateOf } from './books.ts';

const AS_OF: Cut = { asOf: parseDay('2025-12-31'), knownAt: 1e9 };
let made = 0;

function event(type: string, on: string, data: Record<string, Json>): LooseEvent {
  const opened = bookOpened('document');
  const meta = { ...opened.meta, occurredOn: on, effectiveOn: on, site: 'north' };
  return { ...opened, id: `e-${++made}`, type, data, meta };
}

const charge = (claim: string, on: string, gross: string): LooseEvent =>
  event('ChargePosted', on, {
    claim,
    payer: 'aetna',
    payerClass: 'commercial',
    serviceLine: 'medical',
    gross,
    expectedContractual: '0.00',
  });

const submitted = (claim: string, on: string, gross: string, frequency = 'original'): LooseEvent =>
  event('ClaimSubmitted', on, {
    claim,
    payer: 'aetna',
    payerClass: 'commercial',
    frequency,
    rank: 'primary',
    charge: gross,
    serviceOn: on,
    lines: 1,
  });

interface Decided {
  outcome?: string;
  charge: string;
  paid?: string;
  share?: string;
  contractual?: string;
  denied?: string;
  lines?: string;
  adjustments?: Json[];
}

const decided = (claim: string, on: string, d: Decided): LooseEvent =>
  event('ClaimAdjudicated', on, {
    claim,
    remittance: `r-${on}`,
    payer: 'aetna',
    payerClass: 'commercial',
    status: '1',
    rank: 'primary',
    outcome: d.outcome ?? 'paid',
    serviceOn: '2025-01-01',
    charge: d.charge,
    paid: d.paid ?? '0.00',
    patientShare: d.share ?? '0.00',
    contractual: d.contractual ?? '0.00',
    denied: d.denied ?? '0.00',
    deniedOpen: d.denied ?? '0.00',
    released: '0.00',
    coordination: '0.00',
    deniedLineCharges: d.lines ?? '0.00',
    adjustments: d.adjustments ?? [],
  });

const edited = (claim: string, on: string, outcome: string): LooseEvent =>
  event('ClaimEdited', on, { claim, outcome });

const figures = (events: readonly LooseEvent[], cut: Cut = AS_OF): RevenueCycleFigures =>
  figuresOf(revenueCycle, bookOf([bookOpened('document'), ...events]), cut);

const monthOfFigures = (f: RevenueCycleFigures, index: number) => {
  const month = f.months[index];
  if (month === undefined) throw new Error(`no month ${index}`);
  return month;
};

describe('the payment lag', () => {
  const vector = JSON.parse(
    readFileSync('test/fixtures/survival/aalen-johansen-20-claims.json', 'utf8'),
  ) as { competing_risks: Record<string, number[]> };
  const {
    time = [],
    status = [],
    t = [],
    n_risk = [],
    event_free = [],
    cif_paid = [],
    cif_denied = [],
    cif_written_off = [],
    km_paid_other_causes_censored = [],
  } = vector.competing_risks;
  const observed = time.map((at, i) => ({ time: at, cause: status[i] ?? 0, weight: 1 }));

  test('is Aalen and Johansen’s estimate, as R has it', () => {
    const got = cumulativeIncidence(observed, 3);
    expect(got.times).toEqual(t);
    expect(got.atRisk).toEqual(n_risk);
    const close = (own: readonly number[] | undefined, theirs: readonly number[]): void => {
      expect(own?.length).toBe(theirs.length);
      own?.forEach((x, i) => expect(x).toBeCloseTo(theirs[i] ?? NaN, 13));
    };
    close(got.eventFree, event_free);
    close(got.byCause[0], cif_paid);
    close(got.byCause[1], cif_denied);
    close(got.byCause[2], cif_written_off);
    // Kaplan-Meier with the other ends censored says more are paid than are.
    expect(km_paid_other_causes_censored.at(-1)).toBeGreaterThan(got.byCause[0]?.at(-1) ?? 1);
    expect(timeToShare(got, 1, 0.5)).toBe(75);
    expect(timeToShare(got, 1, 0.75)).toBeNull();
  });

  test('does not depend on the order of claims, and weighs a cohort as its claims', () => {
    const merged = [...new Map(observed.map((o) => [`${o.time} ${o.cause}`, o])).values()].map(
      (o) => ({
        ...o,
        weight: observed.filter((x) => x.time === o.time && x.cause === o.cause).length,
      }),
    );
    expect(cumulativeIncidence(merged.toReversed(), 3)).toEqual(cumulativeIncidence(observed, 3));
  });

  test('runs from the first submission to the first payment; a denial is no end', () => {
    const { paymentLag } = figures([
      submitted('a', '2025-03-01', '100.00'),
      submitted('a', '2025-03-20', '100.00', 'replacement'),
      decided('a', '2025-03-11', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      decided('a', '2025-04-10', { charge: '100.00', paid: '80.00', contractual: '20.00' }),
      submitted('b', '2025-03-01', '100.00'),
      decided('b', '2025-03-16', { outcome: 'zero-paid', charge: '100.00', share: '100.00' }),
      submitted('c', '2025-03-01', '300.00'),
    ]);
    const [all] = paymentLag;
    expect(all?.ended).toEqual({ paid: 1, 'moved to the patient': 1, 'written off': 0 });
    expect(all?.open).toBe(1);
    expect(all?.byClaims.medianDays).toBeNull();
    expect(all?.byClaims.paidShare).toBeCloseTo(1 / 3, 12);
    expect(all?.byCharges.paidShare).toBeCloseTo(0.2, 12);
    expect(all?.meanDaysOfPaid).toBe(40);
  });

  test('ends as written off when a denied claim is given up', () => {
    const [all] = figures([
      submitted('a', '2025-03-01', '100.00'),
      decided('a', '2025-03-11', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      event('DenialWrittenOff', '2025-06-01', {
        claim: 'a',
        payer: 'aetna',
        reason: 'denial',
        net: '100.00',
        released: '0.00',
      }),
    ]).paymentLag;
    expect(all?.ended).toEqual({ paid: 0, 'moved to the patient': 0, 'written off': 1 });
    expect(all?.meanDaysOfPaid).toBeNull();
  });
});

describe('denial rates', () => {
  const sent = (month: string, n: number): LooseEvent[] =>
    Array.from({ length: n }, (_, i) => submitted(`${month}-${i}`, `${month}-05`, '100.00'));

  test('divide by the average of the three months before, as HFMA has it', () => {
    const { months } = figures([
      ...sent('2025-01', 8),
      ...sent('2025-02', 10),
      ...sent('2025-03', 12),
      decided('2025-03-0', '2025-04-02', {
        outcome: 'denied',
        charge: '100.00',
        denied: '60.00',
        lines: '100.00',
      }),
      decided('2025-03-1', '2025-04-02', {
        outcome: 'partially-denied',
        charge: '100.00',
        paid: '50.00',
        denied: '15.00',
      }),
      decided('2025-03-2', '2025-04-02', { charge: '100.00', paid: '90.00' }),
    ]);
    const april = months[3];
    expect(april?.initialDenialRate).toMatchObject({ numerator: 1, denominator: 10, value: 0.1 });
    expect(april?.denialRateDollars).toMatchObject({ numerator: 7500, denominator: 100_000 });
    expect(april?.hfmaDenialRateCharges).toMatchObject({ numerator: 10_000, denominator: 100_000 });
    expect(april?.firstDecisionDenialRate).toMatchObject({ numerator: 1, denominator: 3 });
    expect(april?.firstDecisionDenialRate.interval?.lower).toBeGreaterThan(0);
    expect(months[2]?.initialDenialRate.value).toBeNull();
    expect(months[2]?.initialDenialRate.reason).toContain('three months before');
  });

  test('count the first decision of a claim only; a later denial is a take-back', () => {
    const { groups } = figures([
      submitted('a', '2025-01-05', '100.00'),
      decided('a', '2025-05-01', { charge: '100.00', paid: '100.00' }),
      decided('a', '2025-06-01', { outcome: 'reversal', charge: '-100.00', paid: '-100.00' }),
      decided('a', '2025-06-01', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      submitted('b', '2025-01-05', '100.00'),
      decided('b', '2025-05-01', { outcome: 'duplicate', charge: '100.00' }),
      decided('b', '2025-05-02', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      // A deductible is no denial.
      submitted('c', '2025-01-05', '100.00'),
      decided('c', '2025-05-01', { outcome: 'zero-paid', charge: '100.00', share: '100.00' }),
    ]);
    const [total] = groups;
    expect(total?.counts).toMatchObject({
      firstDecisions: 3,
      denied: 1,
      duplicates: 1,
      payerReversals: 1,
    });
    expect(total?.remittanceDenialRate).toMatchObject({ numerator: 2, denominator: 4 });
    // Of the three first decisions only b denies; what is taken back from a later is none.
    expect(total?.denialRateDollars.numerator).toBe(10_000);
  });

  test('a denial and a payment of one day are a denial', () => {
    const { groups } = figures([
      decided('a', '2025-02-01', { charge: '60.00', paid: '60.00' }),
      decided('a', '2025-02-01', { outcome: 'denied', charge: '40.00', denied: '40.00' }),
    ]);
    expect(groups[0]?.counts).toMatchObject({ firstDecisions: 1, denied: 1 });
  });

  test('leave out a lineage that begins with a replacement, and never count open claims', () => {
    const { groups } = figures([
      submitted('a', '2025-01-05', '100.00', 'replacement'),
      decided('a', '2025-02-01', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      submitted('b', '2025-01-05', '100.00'),
    ]);
    expect(groups[0]?.counts).toMatchObject({ submitted: 1, firstDecisions: 0, denied: 0 });
    expect(groups[0]?.firstDecisionDenialRate.value).toBeNull();
    expect(groups[0]?.openShare).toMatchObject({ numerator: 1, denominator: 1 });
  });

  test('count what a claim was told before its replacement, though its submission is unknown', () => {
    const { groups } = figures([
      decided('a', '2025-01-20', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      submitted('a', '2025-02-05', '100.00', 'replacement'),
      decided('a', '2025-03-01', { charge: '100.00', paid: '100.00' }),
    ]);
    expect(groups[0]?.counts).toMatchObject({ submitted: 0, firstDecisions: 1, denied: 1 });
  });

  test('are told by reason, with the queue each is worked in', () => {
    const cas = (amount: string) => [
      { group: 'CO', carc: '197', class: 'denial', amount, line: 1 },
    ];
    const { denialReasons } = figures([
      decided('a', '2025-02-01', { outcome: 'denied', charge: '90.00', adjustments: cas('90.00') }),
      decided('b', '2025-02-01', { outcome: 'denied', charge: '60.00', adjustments: cas('60.00') }),
      decided('b', '2025-03-01', {
        outcome: 'reversal',
        charge: '-60.00',
        adjustments: cas('-60.00'),
      }),
    ]);
    expect(denialReasons).toMatchObject([
      { carc: '197', category: 'authorization', adjustments: 1, cents: 9000 },
    ]);
  });
});

describe('first pass and clean claims', () => {
  test('a first pass has no denial, rejection, replacement or early reversal', () => {
    const month = monthOfFigures(
      figures([
        submitted('good', '2025-01-05', '100.00'),
        decided('good', '2025-02-01', { charge: '100.00', paid: '80.00' }),
        submitted('deductible', '2025-01-05', '100.00'),
        decided('deductible', '2025-02-01', {
          outcome: 'zero-paid',
          charge: '100.00',
          share: '100.00',
        }),
        submitted('partly', '2025-01-05', '100.00'),
        decided('partly', '2025-02-01', {
          outcome: 'partially-denied',
          charge: '100.00',
          paid: '50.00',
          denied: '10.00',
        }),
        edited('rejected', '2025-01-04', 'rejected'),
        submitted('rejected', '2025-01-05', '100.00'),
        submitted('replaced', '2025-01-05', '100.00'),
        submitted('replaced', '2025-01-25', '100.00', 'replacement'),
        decided('replaced', '2025-02-01', { charge: '100.00', paid: '80.00' }),
        submitted('reversed', '2025-01-05', '100.00'),
        decided('reversed', '2025-02-01', { charge: '100.00', paid: '80.00' }),
        decided('reversed', '2025-03-01', {
          outcome: 'reversal',
          charge: '-100.00',
          paid: '-80.00',
        }),
        submitted('open', '2025-01-05', '100.00'),
      ]),
      0,
    );
    expect(month.firstPassRate).toMatchObject({ numerator: 2, denominator: 6 });
    expect(month.openShare).toMatchObject({ numerator: 1, denominator: 7 });
  });

  test('clean claims are those the editor let through untouched; without reports none is said', () => {
    const some = figures([
      edited('a', '2025-01-04', 'passed'),
      edited('b', '2025-01-04', 'passed'),
      edited('c', '2025-01-04', 'edited'),
      edited('d', '2025-01-04', 'rejected'),
    ]);
    expect(some.groups[0]?.cleanClaimRate).toMatchObject({ value: 0.5, denominator: 4 });
    const none = figures([submitted('a', '2025-01-05', '100.00')]).groups[0]?.cleanClaimRate;
    expect(none?.value).toBeNull();
    expect(none?.reason).toBe('no edit report of the clearinghouse is in the book');
  });
});

describe('collections', () => {
  test('by twelve months booked are AAFP’s example: 97.2 %', () => {
    const months = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, '0')}`);
    const { periodCollectionRate } = figures([
      ...months.map((m) =>
        event('PatientPaymentReceived', `${m}-10`, { tender: 'check', amount: '1000.00' }),
      ),
      charge('a', '2025-01-10', '850000.00'),
      decided('a', '2025-06-10', {
        charge: '850000.00',
        paid: '488000.00',
        contractual: '350000.00',
      }),
      event('PayerRefundPaid', '2025-07-10', { payer: 'aetna', amount: '14000.00' }),
    ]);
    expect(periodCollectionRate).toMatchObject({
      numerator: 48_600_000,
      denominator: 50_000_000,
      value: 0.972,
    });
  });

  test('by month of service match payments to the charges they are for', () => {
    const { months, groups } = figures([
      charge('a', '2025-01-10', '100.00'),
      decided('a', '2025-05-10', {
        charge: '100.00',
        paid: '50.00',
        share: '20.00',
        contractual: '30.00',
      }),
      charge('b', '2025-02-10', '100.00'),
      event('PatientPaymentReceived', '2025-06-01', { tender: 'card', amount: '15.00' }),
    ]);
    // The patient named no claim: the payment is laid on the oldest share.
    expect(months[0]?.netCollectionRate).toMatchObject({ numerator: 6500, denominator: 7000 });
    expect(months[0]?.payerCollectionRate).toMatchObject({ numerator: 5000, denominator: 5000 });
    expect(months[0]?.isCollectionMature).toBe(true);
    expect(months[1]?.netCollectionRate).toMatchObject({ numerator: 0, denominator: 10_000 });
    expect(months[1]?.openChargesShare.value).toBe(1);
    expect(groups.find((g) => g.split === 'site')?.netCollectionRate.numerator).toBe(5000);
  });
});

describe('ageing', () => {
  test('counts from the day of service, as of the cut, later payments unseen', () => {
    const events = [
      charge('a', '2025-01-10', '100.00'),
      charge('b', '2025-03-31', '50.00'),
      submitted('b', '2025-04-01', '50.00'),
      decided('a', '2025-05-20', { charge: '100.00', paid: '100.00' }),
    ];
    const then = figures(events, { ...AS_OF, asOf: parseDay('2025-05-10') }).ageing[0];
    expect(then).toMatchObject({
      buckets: [0, 5000, 0, 10_000, 0],
      total: 15_000,
      unbilled: 10_000,
    });
    const now = figures(events, { ...AS_OF, asOf: parseDay('2025-05-31') }).ageing[0];
    expect(now).toMatchObject({ buckets: [0, 0, 5000, 0, 0], total: 5000, unbilled: 0 });
  });

  test('holds opening items by their own dates and shows credit balances apart', () => {
    const opening = event('OpeningBalanceRecorded', '2024-12-31', {
      lines: [
        { account: 1110, amount: '300.00' },
        { account: 3010, amount: '-300.00' },
      ],
      items: [
        {
          kind: 'claim',
          subject: 'old',
          party: 'aetna',
          payerClass: 'commercial',
          amount: '280.00',
          from: '2024-08-01',
        },
      ],
    });
    const [row] = figures([
      opening,
      charge('a', '2025-01-10', '10.00'),
      decided('a', '2025-01-12', { charge: '10.00', paid: '15.00' }),
    ]).ageing;
    expect(row).toMatchObject({
      buckets: [0, 0, 0, 0, 28_000],
      creditBalances: -500,
      withoutClaim: 2000,
      total: 29_500,
    });
  });
});

describe('before and after', () => {
  test('splits at the date’s month and says how weak that is', () => {
    const book = bookOf([
      bookOpened('document'),
      submitted('a', '2025-01-05', '100.00'),
      decided('a', '2025-02-01', { outcome: 'denied', charge: '100.00', denied: '100.00' }),
      submitted('b', '2025-06-05', '100.00'),
      decided('b', '2025-06-20', { charge: '100.00', paid: '100.00' }),
    ]);
    const cycle = new RevenueCycle(stateOf(revenueCycle, book, AS_OF));
    const { before, after, lagAfter, words } = cycle.beforeAfter(parseDay('2025-06-01'));
    expect(before?.firstDecisionDenialRate).toMatchObject({ numerator: 1, denominator: 1 });
    expect(after?.firstDecisionDenialRate).toMatchObject({ numerator: 0, denominator: 1 });
    expect(before?.firstDecisionDenialRate.interval?.lower).toBeLessThan(0.3);
    expect(lagAfter?.byClaims.medianDays).toBe(15);
    expect(words).toContain('weak evidence');
  });
});
