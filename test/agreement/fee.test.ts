import { describe, expect, it } from 'vitest';
import { parseDay, parseMonth } from '../../src/calendar.ts';
import { owedAfter } from '../../src/agreement/arrears.ts';
import { feeOf } from '../../src/agreement/fee.ts';
import { marginalRate } from '../../src/agreement/marginal-rate.ts';
import type { FeeComponent } from '../../src/agreement/terms.ts';
import { collections, feeOn, flat, percentOf, termsWith } from './support.ts';

const tiers = [
  { upTo: '50000.00', rate: '0.12' },
  { upTo: '100000.00', rate: '0.1' },
  { rate: '0.08' },
];
const tiered = (mode: 'marginal' | 'whole-amount'): FeeComponent => ({
  code: 'share',
  kind: 'tiered',
  base: collections,
  mode,
  tiers,
  proration: 'days',
});

describe('vectors of mso.md §10', () => {
  it('T1: Epic, cost plus 20 % capped at shares of collected revenue', () => {
    const base = (line: string) => ({ kind: 'cash-collections', month: 'accrual', line }) as const;
    const terms = termsWith([
      {
        code: 'epic',
        kind: 'cost-plus',
        cost: 'operating',
        markup: '0.2',
        proration: 'days',
        limits: {
          capPercentOf: [
            { base: base('professional'), rate: '0.5' },
            { base: base('surgical'), rate: '0.25' },
          ],
        },
      },
    ]);
    const fee = feeOf(terms, {
      month: parseMonth('2025-03'),
      bases: {
        'cash-collections/professional': 180_000_00,
        'cash-collections/surgical': 60_000_00,
      },
      costs: { operating: 100_000_00 },
    });
    expect(fee.dueCents).toBe(105_000_00);
    expect(fee.lines.map((l) => [l.rule, l.amountCents])).toEqual([
      ['cost-plus', 120_000_00],
      ['cap', -15_000_00],
    ]);
  });

  it('T2: Moxie, unpaid fees accumulate', () => {
    const terms = termsWith([flat('5000.00')]);
    let owed = 0;
    for (const month of ['2025-01', '2025-02']) {
      const { dueCents, creditCents } = feeOn(terms, month, 0);
      owed = owedAfter(owed, { dueCents, creditCents, paidCents: 0 });
    }
    expect(owed).toBe(10_000_00);
  });

  it('T3: marginal brackets', () => {
    const fee = feeOn(termsWith([tiered('marginal')]), '2025-02', 130_000);
    expect(fee.lines.map((l) => l.amountCents)).toEqual([6_000_00, 5_000_00, 2_400_00]);
    expect(fee.dueCents).toBe(13_400_00);
  });

  it('T3: the whole-amount cliff lies exactly at the bracket', () => {
    const terms = termsWith([tiered('whole-amount')]);
    expect(feeOn(terms, '2025-02', 130_000).dueCents).toBe(10_400_00);
    expect(feeOn(terms, '2025-02', 100_000).dueCents).toBe(10_000_00);
    expect(feeOn(terms, '2025-02', 100_000.01).dueCents).toBe(8_000_00);
  });

  it('T4: Lemma, prior-month collections; nothing in the first month unless budgeted', () => {
    const base = { kind: 'cash-collections', month: 'prior' } as const;
    const lemma: FeeComponent = {
      code: 'l',
      kind: 'percent',
      base,
      rate: '0.12',
      proration: 'days',
    };
    const input = { bases: {}, priorBases: { 'cash-collections': 200_000_00 } };
    const terms = termsWith([lemma]);
    expect(feeOf(terms, { month: parseMonth('2025-01'), ...input }).dueCents).toBe(0);
    expect(feeOf(terms, { month: parseMonth('2025-02'), ...input }).dueCents).toBe(24_000_00);
    const budgeted = termsWith([{ ...lemma, base: { ...base, budget: '150000.00' } }]);
    expect(feeOf(budgeted, { month: parseMonth('2025-01'), ...input }).dueCents).toBe(18_000_00);
  });

  it('T5: a package sold and partly refunded, as the increment within other receipts', () => {
    const terms = termsWith([percentOf('0.1', { floorPerMonth: '0.00' })]);
    const increment = (month: string, others: number, receipts: number): number =>
      feeOn(terms, month, others + receipts).dueCents - feeOn(terms, month, others).dueCents;
    expect(increment('2025-11', 80_000, 1_200)).toBe(120_00);
    expect(increment('2026-01', 65_000, -400)).toBe(-40_00);
    expect(feeOn(terms, '2026-01', -400).dueCents).toBe(0);
    const revenue = termsWith([
      {
        ...percentOf('0.1'),
        base: { kind: 'net-patient-revenue', month: 'accrual' },
      } as FeeComponent,
    ]);
    const perVisit = (dollars: number): number =>
      feeOf(revenue, {
        month: parseMonth('2025-12'),
        bases: { 'net-patient-revenue': Math.round(dollars * 100) },
      }).dueCents;
    expect(perVisit(1_200 / 6)).toBe(20_00);
    expect(perVisit(1_200 / (6 * 0.9))).toBe(22_22);
  });

  it('T12: a refund month under a floor of 0 carries its credit forward when the clause is set', () => {
    const floor = { floorPerMonth: '0.00' };
    expect(feeOn(termsWith([percentOf('0.1', floor)]), '2025-02', -3_000)).toMatchObject({
      dueCents: 0,
      carryForwardCents: 0,
    });
    const terms = termsWith([percentOf('0.1', { ...floor, carryForward: 'negative' })]);
    const refund = feeOn(terms, '2025-02', -3_000);
    expect(refund).toMatchObject({ dueCents: 0, carryForwardCents: 300_00 });
    const next = feeOn(terms, '2025-03', 10_000, { state: refund.state });
    expect(next).toMatchObject({ dueCents: 700_00, carryForwardCents: 0 });
    expect(feeOn(terms, '2025-03', 1_000, { state: refund.state })).toMatchObject({
      dueCents: 0,
      carryForwardCents: 200_00,
    });
  });

  it('T13: a tenth at risk in four equal standards, one missed', () => {
    const standards = ['a', 'b', 'c', 'd'].map((code) => ({ code, label: code }));
    const terms = termsWith([flat('9000.00', { atRisk: { share: '0.1', standards } })]);
    const fee = feeOn(terms, '2025-02', 0, { missedStandards: ['b'] });
    expect(fee).toMatchObject({ dueCents: 9_000_00, creditCents: 225_00, payableCents: 8_775_00 });
    const all = feeOn(terms, '2025-02', 0, { missedStandards: ['a', 'b', 'c', 'd'] });
    expect(all.creditCents).toBe(900_00);
  });
});

describe('days and dates', () => {
  it('charges a partial first month by days and nothing outside the agreement', () => {
    const terms = termsWith([flat('3000.00')], { effectiveFrom: '2025-04-16' });
    expect(feeOn(terms, '2025-03', 0).dueCents).toBe(0);
    expect(feeOn(terms, '2025-04', 0).dueCents).toBe(1_500_00);
    expect(feeOn(terms, '2025-05', 0).dueCents).toBe(3_000_00);
    const endsOn = parseDay('2025-06-10');
    expect(feeOn(terms, '2025-06', 0, { endsOn }).dueCents).toBe(1_000_00);
    expect(feeOn(terms, '2025-07', 0, { endsOn })).toMatchObject({ dueCents: 0, lines: [] });
  });

  it('charges what is not prorated whole, once a month', () => {
    const terms = termsWith([flat('3000.00', { proration: 'none' })], {
      effectiveFrom: '2025-04-16',
    });
    const part = (from: string, to: string) => ({ from: parseDay(from), to: parseDay(to) });
    expect(feeOn(terms, '2025-04', 0).dueCents).toBe(3_000_00);
    const first = feeOn(terms, '2025-05', 0, { days: part('2025-05-01', '2025-05-14') });
    const second = feeOn(terms, '2025-05', 0, { days: part('2025-05-15', '2025-05-31') });
    expect([first.dueCents, second.dueCents]).toEqual([3_000_00, 0]);
  });

  it('raises a price on its date, each anniversary, and never before', () => {
    const escalator = { kind: 'annual', rate: '0.03', from: '2026-01-01' } as const;
    const terms = termsWith([flat('5000.00', { escalator })]);
    const due = (month: string): number => feeOn(terms, month, 0).dueCents;
    expect(due('2025-12')).toBe(5_000_00);
    expect(due('2026-01')).toBe(5_150_00);
    expect(due('2026-12')).toBe(5_150_00);
    expect(due('2027-01')).toBe(5_304_50);
    const inside = { ...escalator, from: '2026-01-15' } as const;
    const late = termsWith([flat('5000.00', { escalator: inside })]);
    expect(feeOn(late, '2026-01', 0).dueCents).toBe(5_000_00);
    expect(feeOn(late, '2026-02', 0).dueCents).toBe(5_150_00);
  });

  it('takes dated steps as the new rate', () => {
    const steps = [{ from: '2025-07-01', value: '0.1' }];
    const share = { ...percentOf('0.09'), escalator: { kind: 'steps', steps } } as FeeComponent;
    const terms = termsWith([share]);
    expect(feeOn(terms, '2025-06', 100_000).dueCents).toBe(9_000_00);
    expect(feeOn(terms, '2025-07', 100_000).dueCents).toBe(10_000_00);
  });
});

describe('limits', () => {
  it('caps the fee year after the months, and makes up its floor in the last month', () => {
    const terms = termsWith([percentOf('0.1')], { limits: { capPerYear: '25000.00' } });
    let state;
    const dues: number[] = [];
    for (const month of ['2025-10', '2025-11', '2025-12', '2026-01']) {
      const fee = feeOn(terms, month, 100_000, state ? { state } : {});
      dues.push(fee.dueCents);
      state = fee.state;
    }
    expect(dues).toEqual([10_000_00, 10_000_00, 5_000_00, 10_000_00]);
    const floored = termsWith([percentOf('0.1')], { limits: { floorPerYear: '25000.00' } });
    expect(feeOn(floored, '2025-11', 1_000).dueCents).toBe(100_00);
    expect(feeOn(floored, '2025-12', 1_000).dueCents).toBe(25_000_00);
  });

  it('treats a shortfall under the minimum as an advance when so agreed', () => {
    const terms = termsWith([percentOf('0.1')], {
      limits: { floorPerMonth: '8000.00', carryForward: 'shortfall' },
    });
    const low = feeOn(terms, '2025-02', 50_000);
    expect(low).toMatchObject({ dueCents: 8_000_00, carryForwardCents: 3_000_00 });
    const high = feeOn(terms, '2025-03', 150_000, { state: low.state });
    expect(high).toMatchObject({ dueCents: 12_000_00, carryForwardCents: 0 });
  });

  it('keeps pass-throughs apart from the limits of the fee', () => {
    const supplies: FeeComponent = {
      code: 'supplies',
      kind: 'pass-through',
      cost: 'supplies',
      proration: 'days',
    };
    const terms = termsWith([flat('9000.00'), supplies], { limits: { capPerMonth: '6000.00' } });
    const fee = feeOn(terms, '2025-02', 0, { costs: { supplies: 1_234_56 } });
    expect(fee).toMatchObject({
      feeCents: 6_000_00,
      passThroughCents: 1_234_56,
      dueCents: 7_234_56,
    });
  });

  it('says which amount is missing', () => {
    expect(() =>
      feeOf(termsWith([percentOf('0.1')]), { month: parseMonth('2025-02'), bases: {} }),
    ).toThrowError(expect.objectContaining({ code: 'agreement/amount-missing' }));
  });
});

it('finds the marginal rate of the bracket, and none where a cap binds', () => {
  const at = (terms: ReturnType<typeof termsWith>, dollars: number): string =>
    marginalRate(
      terms,
      { month: parseMonth('2025-02'), bases: { 'collections-net-of-refunds': dollars * 100 } },
      'collections-net-of-refunds',
    ).rate;
  expect(at(termsWith([tiered('marginal')]), 40_000)).toBe('0.12');
  expect(at(termsWith([tiered('marginal')]), 130_000)).toBe('0.08');
  expect(at(termsWith([percentOf('0.09', { capPerMonth: '5000.00' })]), 90_000)).toBe('0');
});
