import { describe, expect, it } from 'vitest';
import { formatDay, parseDay, parseMonth } from '../../src/calendar.ts';
import { allocateSharedCost } from '../../src/agreement/allocate-cost.ts';
import { amendedTerms, termEnd, termsInMonth, termsOn } from '../../src/agreement/amend.ts';
import type { AgreementHistory, Amendment } from '../../src/agreement/amend.ts';
import { checkTerms } from '../../src/agreement/check-terms.ts';
import { billingDays, exitFeeCents } from '../../src/agreement/due-dates.ts';
import type { ExitFee, FeeComponent, Limits } from '../../src/agreement/terms.ts';
import { fmvWarnings, historyWarnings } from '../../src/agreement/warnings.ts';
import { collections, feeOn, flat, percentOf, termsWith } from './support.ts';

const signed = termsWith([flat('5000.00')]);
const change = (id: string, effectiveFrom: string, amount: string): Amendment => ({
  id,
  signedOn: '2024-12-01',
  effectiveFrom,
  changes: { fee: { year: 'contract', components: [flat(amount)] } },
});
const history = (...amendments: Amendment[]): AgreementHistory => ({ signed, amendments });

describe('terms in force', () => {
  it('change on the date of an amendment and not before, whatever the order of recording', () => {
    const all = history(change('b', '2027-01-01', '7000.00'), change('a', '2026-01-01', '6000.00'));
    const on = (day: string): string | undefined => {
      const component = termsOn(all, parseDay(day))?.fee.components[0];
      return component?.kind === 'flat' ? component.amount : undefined;
    };
    expect(on('2024-12-31')).toBeUndefined();
    expect(on('2025-12-31')).toBe('5000.00');
    expect(on('2026-01-01')).toBe('6000.00');
    expect(on('2026-12-31')).toBe('6000.00');
    expect(on('2027-01-01')).toBe('7000.00');
  });

  it('split a month, whose parts add up by days, and end with the agreement', () => {
    const all = { ...history(change('a', '2025-06-11', '8000.00')), endsOn: '2025-06-30' };
    const parts = termsInMonth(all, parseMonth('2025-06'));
    expect(parts.map(({ from, to }) => [formatDay(from), formatDay(to)])).toEqual([
      ['2025-06-01', '2025-06-10'],
      ['2025-06-11', '2025-06-30'],
    ]);
    const due = parts.map(
      ({ from, to, terms }) => feeOn(terms, '2025-06', 0, { days: { from, to } }).dueCents,
    );
    expect(due).toEqual([1_666_67, 5_333_33]);
    expect(termsOn(all, parseDay('2025-07-01'))).toBeNull();
    expect(termsInMonth(all, parseMonth('2025-07'))).toEqual([]);
  });

  it('knows the end of the term with its renewals', () => {
    expect(formatDay(termEnd(signed, parseDay('2030-01-01')))).toBe('2027-12-31');
    const renewed = {
      ...signed,
      renewal: { kind: 'automatic', months: 12, noticeDays: 90 },
    } as const;
    expect(formatDay(termEnd(renewed, parseDay('2029-03-01')))).toBe('2029-12-31');
  });

  it('end with a term that is not renewed, unless an amendment makes it longer', () => {
    expect(termsOn(history(), parseDay('2027-12-31'))).not.toBeNull();
    expect(termsOn(history(), parseDay('2028-01-01'))).toBeNull();
    const longer = { ...change('a', '2027-01-01', '5000.00'), changes: { termMonths: 48 } };
    expect(termsOn(history(longer), parseDay('2028-12-31'))).not.toBeNull();
    expect(termsOn(history(longer), parseDay('2029-01-01'))).toBeNull();
  });

  it('refuse an amendment that is wrong, empty or too late', () => {
    const refused = (run: () => unknown, code: string): void =>
      expect(run).toThrowError(expect.objectContaining({ code }));
    refused(() => amendedTerms(history(), change('a', '2026-01-01', 'much')), 'agreement/invalid');
    refused(
      () => amendedTerms(history(), change('a', '2026-01-01', '5000.00')),
      'agreement/nothing-changed',
    );
    const ended = { ...history(), endsOn: '2025-12-31' };
    refused(
      () => amendedTerms(ended, change('a', '2026-01-01', '1.00')),
      'agreement/amended-after-end',
    );
    expect(amendedTerms(history(), change('a', '2026-01-01', '1.00')).fee.components[0]).toEqual(
      flat('1.00'),
    );
  });
});

describe('warnings', () => {
  const codes = (...amendments: Amendment[]): string[] =>
    historyWarnings(history(...amendments)).map((w) => w.code);
  it('fee changed twice within 12 months', () => {
    const first = change('a', '2026-02-01', '6000.00');
    expect(codes(first, change('b', '2027-01-31', '7000.00'))).toEqual([
      'agreement/fee-changed-twice',
    ]);
    expect(codes(first, change('b', '2027-02-01', '7000.00'))).toEqual([]);
  });
  it('fee changed in the first year, or back in time', () => {
    const late = { ...change('a', '2025-03-01', '6000.00'), signedOn: '2025-04-01' };
    expect(codes(late)).toEqual([
      'agreement/retroactive-change',
      'agreement/fee-changed-in-first-year',
    ]);
  });
  it('a realised fee outside the FMV range, and an old opinion', () => {
    const terms = termsWith([flat('5000.00')], {
      fmvRange: { low: '4000.00', high: '6000.00', opinionOn: '2025-01-15' },
    });
    const month = parseMonth('2025-05');
    const of = (feeCents: number, m = month): string[] =>
      fmvWarnings(terms, [{ month: m, feeCents, bases: {} }]).map((w) => w.code);
    expect(of(5_000_00)).toEqual([]);
    expect(of(6_000_01)).toEqual(['agreement/fee-outside-fmv']);
    expect(of(3_999_99)).toEqual(['agreement/fee-outside-fmv']);
    expect(of(5_000_00, parseMonth('2026-01'))).toEqual(['agreement/fmv-opinion-old']);
    const share = { ...terms, fmvRange: { low: '0.05', high: '0.09', base: collections } };
    const bases = { 'collections-net-of-refunds': 100_000_00 };
    expect(fmvWarnings(share, [{ month, feeCents: 9_000_00, bases }])).toEqual([]);
    expect(fmvWarnings(share, [{ month, feeCents: 9_000_01, bases }])).toHaveLength(1);
  });
});

describe('invalid terms', () => {
  const codes = (component: FeeComponent): string[] =>
    checkTerms(termsWith([component])).map((p) => p.code);
  const tiered = (...ends: (string | undefined)[]): FeeComponent => ({
    code: 'share',
    kind: 'tiered',
    base: collections,
    mode: 'marginal',
    proration: 'days',
    tiers: ends.map((upTo) => ({ rate: '0.1', ...(upTo === undefined ? {} : { upTo }) })),
  });
  const limited = (limits: Limits): FeeComponent => percentOf('0.1', limits);
  const annual = { kind: 'annual', rate: '0.03', from: '2026-01-01' } as const;
  it.each([
    [tiered('50000.00', '100000.00', undefined), []],
    [tiered('100000.00', '50000.00', undefined), ['agreement/tiers-unordered']],
    [tiered('50000.00', '50000.00', undefined), ['agreement/tiers-overlap']],
    [tiered('50000.00', undefined, undefined), ['agreement/tiers-overlap']],
    [tiered('50000.00', '60000.00'), ['agreement/tiers-end']],
    [percentOf('9'), ['agreement/percent-above-one']],
    [percentOf('nine'), ['agreement/not-a-rate']],
    [limited({ floorPerMonth: '9.00', capPerMonth: '8.99' }), ['agreement/floor-above-cap']],
    [limited({ carryForward: 'shortfall' }), ['agreement/shortfall-needs-floor']],
    [{ ...percentOf('0.1'), escalator: annual }, ['agreement/escalator-not-for-kind']],
    [
      { ...percentOf('0.1'), base: { kind: 'gross-charges', month: 'deposit' } } as FeeComponent,
      ['agreement/deposit-needs-collections'],
    ],
    [
      { ...percentOf('0.1'), services: ['marketing'] } as FeeComponent,
      ['agreement/service-not-in-scope'],
    ],
  ])('%j gives %j', (component, expected) => {
    expect(codes(component)).toEqual(expected);
  });
  it('suggests the base that was meant', () => {
    const base = { kind: 'cash_colections', month: 'accrual' } as never;
    const [problem] = checkTerms(termsWith([{ ...percentOf('0.1'), base } as FeeComponent]));
    expect(problem).toMatchObject({
      code: 'agreement/unknown-base',
      at: 'fee.components.share.base',
      hint: 'did you mean cash-collections?',
    });
  });
});

it('splits shared cost so that the parts add up', () => {
  const fixed = { by: 'fixed', shares: { a: '0.333333', b: '0.666667' } } as const;
  expect(allocateSharedCost(100_00, fixed, ['a', 'b'], {})).toEqual({ a: 33_33, b: 66_67 });
  expect(allocateSharedCost(100, { by: 'visits' }, ['a', 'b', 'c'], { a: 1, b: 1, c: 1 })).toEqual({
    a: 34,
    b: 33,
    c: 33,
  });
  expect(() => allocateSharedCost(1, { by: 'sites' }, ['a'], {})).toThrowError(
    expect.objectContaining({ code: 'agreement/allocation-missing' }),
  );
});

it('dates the invoice and prices the exit', () => {
  const month = parseMonth('2025-02');
  const days = (billing: 'arrears' | 'advance'): string[] => {
    const { invoicedOn, dueOn } = billingDays({ in: billing, dueDays: 15 }, month);
    return [formatDay(invoicedOn), formatDay(dueOn)];
  };
  expect(days('arrears')).toEqual(['2025-02-28', '2025-03-15']);
  expect(days('advance')).toEqual(['2025-02-01', '2025-02-16']);
  const exit = (exitFee: ExitFee, fees: number[]): number =>
    exitFeeCents({ ...signed, termination: { ...signed.termination, exitFee } }, fees);
  expect(exit({ kind: 'amount', amount: '40000.00' }, [])).toBe(40_000_00);
  expect(exit({ kind: 'months-of-fee', months: 6 }, [999, 1000])).toBe(5_997);
  expect(exit({ kind: 'months-of-fee', months: 1 }, [9e9, ...Array<number>(12).fill(7)])).toBe(7);
  expect(exit({ kind: 'none' }, [5])).toBe(0);
});
