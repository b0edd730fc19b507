import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeBaseCents, foldFeeBase, startFeeBase } from '../../projections/fee-base.ts';
import { balanceOf, ledger } from '../../projections/ledger.ts';
import { startFromBook } from '../../scenarios/levels.ts';
import { seasonIndex } from '../../scenarios/defaults.ts';
import type { SitePlan } from '../../scenarios/plan.ts';
import type { StartingPoint } from '../../scenarios/starting-point.ts';
import { formatMonth, parseDay } from '../../src/calendar.ts';
import { AT_END, drafts, levelBook, SITES } from './level-book.ts';

const JOINED = levelBook({ months: 24, joinsAfter: 12 });
const START = startFromBook(JOINED, AT_END);

const site = (start: StartingPoint, id: string): SitePlan => {
  const found = start.sites.find((s) => s.id === id);
  if (found === undefined) throw new Error(`no site ${id}`);
  return found;
};
const service = (plan: SitePlan, name: string) => plan.services.find((s) => s.service === name);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('levels of a book', () => {
  it('are those of the trailing twelve months, season taken out', () => {
    expect(formatMonth(START.after ?? parseMonthNever())).toBe('2027-01');
    expect(START.recorded).toBe('withMso');
    const austin = site(START, 'austin');
    expect(austin.entity).toBe('tx');
    expect(austin.visitsMonthly).toBeCloseTo(100, 9);
    expect(austin.ticketCents).toBeCloseTo(55_000, 9);
    expect(austin.lines).toEqual([
      { line: 'neurotoxin', share: 40 / 55, productCost: expect.closeTo(0.37 * scale(), 9) },
      { line: 'laser', share: 5 / 55, productCost: expect.closeTo(0.08 * scale(), 9) },
      { line: 'retail', share: 10 / 55, productCost: expect.closeTo(0.5, 9) },
    ]);
    expect(austin.prepaidShare).toBeCloseTo(5 / 55, 12);
    expect(austin.tenders.card).toBeCloseTo(400 / 508, 12);
    expect(austin.cardFee).toBeCloseTo(0.02, 12);
    expect(austin.retailTax).toBeCloseTo(0.08, 12);
    expect(austin.employerTax).toBeCloseTo(0.1, 12);
    expect(austin.staffMonthlyCents).toBe(500_000);
    expect(austin.costs).toEqual([
      { category: 'rent', monthlyCents: 700_000 },
      // The practice's bill says no site: half of it is Austin's.
      { category: 'utilities', monthlyCents: 50_000 },
    ]);
    expect(site(START, 'phoenix').costs[1]?.monthlyCents).toBe(100_000);
  });

  it('reproduce the recorded product cost and pay', () => {
    const austin = site(START, 'austin');
    const revenue = austin.visitsMonthly * austin.ticketCents;
    const cost = sum(austin.lines.map((l) => l.share * l.productCost)) * revenue;
    expect(cost).toBeCloseTo(2_100_000, 4);
    const insured = sum(
      austin.payers.map((p) => p.claimsMonthly * p.chargeCents * (1 - p.contractual)),
    );
    expect(austin.providerPay * (revenue + insured)).toBeCloseTo(900_000, 4);
  });

  it('take what services cost alone from the months before the agreement', () => {
    const austin = site(START, 'austin');
    expect(austin.services).toHaveLength(13);
    expect(service(austin, 'it')?.standAloneMonthlyCents).toBe(120_000);
    expect(service(austin, 'billing')?.standAloneMonthlyCents).toBe(70_000);
    // The manager's pay with the employer's tax.
    expect(service(austin, 'practice-manager')).toEqual({
      service: 'practice-manager',
      standAloneMonthlyCents: 660_000,
      removedBy: 'removed.manager',
      grade: 'recorded',
    });
    const told = START.provenance.find((p) => p.level === 'austin.services.it');
    expect(told?.source).toBe('2025-01..2025-12; 25 % of it was still paid since');
  });

  it('fall back on documented services, graded, when the book begins inside the agreement', () => {
    const start = startFromBook(levelBook({ months: 12, joinsAfter: 0 }), {
      ...AT_END,
      asOf: parseDay('2025-12-31'),
    });
    expect(service(site(start, 'austin'), 'compliance')?.grade).toBe('E');
    const told = start.provenance.find((p) => p.level === 'austin.services.compliance');
    expect(told).toMatchObject({ n: 0, grade: 'E' });
  });

  it('read payers by what became of their claims', () => {
    const [payer] = site(START, 'austin').payers;
    expect(payer).toMatchObject({
      payer: 'bluefin',
      payerClass: 'commercial',
      chargeCents: 50_000,
    });
    expect(payer?.claimsMonthly).toBeCloseTo(10, 9);
    expect(payer?.submitDays).toBe(3);
    expect(payer?.patientCollected).toBeCloseTo(0.75, 12);
    // 270 settled claims against the weight of 20 at the documented rates, twice.
    expect(payer?.contractual).toBeCloseTo(0.4, 2);
    expect(payer?.patientShare).toBeCloseTo(0.2, 2);
    expect(payer?.denialRate).toBeCloseTo(0.1, 2);
    expect(payer?.payDays).toBeGreaterThan(19.9);
    expect(payer?.payDays).toBeLessThan(21.5);
    expect(payer?.overturned ?? 1).toBeLessThan(0.6);
  });

  it('open with the balances of the ledger, to the cent', () => {
    const state = ledger.start(JOINED.context(AT_END), AT_END);
    for (const { batch, from, to } of JOINED.feed(AT_END)) ledger.fold(state, batch, from, to);
    const of = (practice: string, accounts: readonly number[]): number =>
      sum(accounts.map((a) => balanceOf(state, JOINED.names.numberOf('entity', practice), a)));
    for (const practice of ['tx', 'az']) {
      const open = START.opening.filter((o) => o.entity === practice);
      expect(sum(open.map((o) => o.cashCents))).toBe(of(practice, [1010, 1036]));
      expect(sum(open.map((o) => o.feeArrearsCents))).toBe(-of(practice, [2410, 1210]));
      expect(sum(open.map((o) => o.payablesCents))).toBe(-of(practice, [2010]));
      expect(sum(open.map((o) => o.accruedPayCents))).toBe(-of(practice, [2110, 2120, 2140]));
      expect(sum(open.flatMap((o) => o.claims.map((c) => c.grossCents)))).toBe(
        of(practice, [1110]),
      );
    }
    // Twelve denials a site are still open: those of the odd months.
    expect(START.opening[0]?.claims.reduce((n, c) => n + c.claims, 0)).toBe(12);
  });

  it('open with a cost the MSO passed on among the bills, not in the fee', () => {
    const options = { months: 24, joinsAfter: 12 };
    const passedOn = (amount: string, on: string, type = 'PassThroughCostPaid') => ({
      type,
      entity: 'az',
      counterparty: 'mso',
      on: parseDay(on),
      data: { agreement: 'msa-az', amount },
    });
    const book = levelBook({
      ...options,
      // Of costs of 900 a third is paid.
      orderOf: (drafts) => [
        ...drafts,
        passedOn('700.00', '2026-12-03'),
        passedOn('200.00', '2026-12-09', 'AffiliateRentAccrued'),
        passedOn('300.00', '2026-12-21', 'AffiliateCostSettled'),
      ],
    });
    const openOf = (start: typeof START, key: 'feeArrearsCents' | 'payablesCents'): number =>
      sum(start.opening.filter((o) => o.entity === 'az').map((o) => o[key]));
    const start = startFromBook(book, AT_END);
    expect(openOf(start, 'feeArrearsCents')).toBe(openOf(START, 'feeArrearsCents'));
    expect(openOf(start, 'payablesCents')).toBe(openOf(START, 'payablesCents') + 60_000);
  });

  it('know the fee and its terms', () => {
    expect(START.monthlyFeeCents).toBe(800_000);
    expect(START.agreements['az']?.id).toBe('msa-az');
    expect(START.mso).toBe('mso');
    const state = startFeeBase(JOINED.context(AT_END));
    for (const { batch, from, to } of JOINED.feed(AT_END)) foldFeeBase(state, batch, from, to);
    const az = JOINED.names.numberOf('entity', 'az');
    const last = feeBaseCents(state, 'cash-collections', az, state.months - 1);
    expect(last).toBeGreaterThan(0);
    expect(START.lastBases?.['az']?.['cash-collections']).toBe(last);
    const alone = startFromBook(levelBook({ months: 24, joinsAfter: null }), AT_END);
    expect(alone.recorded).toBe('independent');
    expect(alone.monthlyFeeCents).toBeNull();
    expect(service(site(alone, 'austin'), 'it')?.standAloneMonthlyCents).toBe(120_000);
  });

  it('shrink season and noise to the documented ones', () => {
    const { season } = site(START, 'austin');
    expect(sum(season)).toBeCloseTo(12, 9);
    // Every month is the same on record: half of the documented swing is left after two years.
    seasonIndex().forEach((documented, i) => {
      expect(season[i]).toBeCloseTo(1 + (documented - 1) / 2, 9);
    });
    expect(START.noise.lag).toBe(0.1);
    expect(START.noise.group).toBeGreaterThan(0);
    expect(START.noise.group).toBeLessThan(0.08);
  });

  it('end at the last month all practices closed', () => {
    const open = levelBook({ months: 24, joinsAfter: 12, isClosed: false });
    const early = startFromBook(open, { ...AT_END, asOf: parseDay('2026-10-14') });
    expect(formatMonth(early.after ?? parseMonthNever())).toBe('2026-10');
    expect(() => startFromBook(open, { ...AT_END, asOf: parseDay('2025-01-20') })).toThrow(
      /no whole month/,
    );
  });

  it('do not depend on the order in which files came', () => {
    const structure = SITES.length + 4;
    const options = { months: 14, joinsAfter: 7 } as const;
    const cut = { ...AT_END, asOf: parseDay('2026-02-28') };
    const plain = startFromBook(levelBook(options), cut);
    const rest = drafts(options).length - structure;
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { minLength: rest, maxLength: rest }), (keys) => {
        const shuffled = levelBook({
          ...options,
          orderOf: (list) => {
            const order = list.slice(structure).map((draft, i) => ({ draft, key: keys[i] ?? 0 }));
            order.sort((a, b) => a.key - b.key);
            return [...list.slice(0, structure), ...order.map((o) => o.draft)];
          },
        });
        const start = startFromBook(shuffled, cut);
        expect(start).toEqual(plain);
      }),
      { numRuns: 4, seed: 7 },
    );
  });
});

/** 16,000 of product on 40,000 of toxin at 37 % and 5,000 of laser at 8 %. */
function scale(): number {
  return 16_000 / (40_000 * 0.37 + 5000 * 0.08);
}

function parseMonthNever(): never {
  throw new Error('a book has a month after it');
}
