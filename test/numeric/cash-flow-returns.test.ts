import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { irr, mirr, xirr } from '../../src/numeric/cash-flow-returns.ts';
import type { RatesOfReturn } from '../../src/numeric/cash-flow-returns.ts';
import { npv } from '../../src/numeric/present-value.ts';
import type { DatedFlow } from '../../src/numeric/present-value.ts';
import { fixture, relativeError } from '../support/numeric.ts';

const vectors = fixture<{
  xirr: { name: string; flows: [string, number][]; xirr: string[] }[];
  irr: { name: string; flows: number[]; irr: string[] }[];
  npv: {
    rate: number;
    flows: number[];
    plus?: number;
    excel_NPV?: string;
    excel_NPV_plus_initial?: string;
    first_flow_undiscounted?: string;
  }[];
  mirr: { flows: number[]; finance: number; reinvest: number; value: string }[];
}>('cash-flow-returns.json');

const dated = (flows: readonly (readonly [string, number])[]): DatedFlow[] =>
  flows.map(([date, amount]) => ({ day: parseDay(date), amount }));
const onDay = (day: number, amount: number): DatedFlow => ({ day: day as Day, amount });

/** All published rates and no others, within 1e-12; a double one is published twice, listed once. */
function expectRates(got: RatesOfReturn, published: readonly string[]): void {
  const distinct = [...new Set(published)].map(Number);
  expect(got.rates).toHaveLength(distinct.length);
  expect(got.status).toBe(['none', 'one'][distinct.length] ?? 'several');
  const isDouble = distinct.length < published.length;
  got.rates.forEach(({ rate, isTouching }, i) => {
    const expected = distinct[i] ?? NaN;
    const size = Math.max(1, Math.abs(expected));
    expect(Math.abs(rate - expected) / size).toBeLessThan(isDouble ? 1e-8 : 1e-12);
    expect(isTouching).toBe(isDouble);
  });
  expect(got.signChanges).toBeGreaterThanOrEqual(published.length);
  expect(got.signChanges % 2).toBe(published.length % 2);
}

describe('XIRR', () => {
  test.each(vectors.xirr)('$name', ({ flows, xirr: published }) => {
    expectRates(xirr(dated(flows)), published);
    expect(xirr(dated(flows.toReversed()))).toEqual(xirr(dated(flows)));
  });

  test('nets what flows on one day, and what rounding leaves of it', () => {
    const flows = [onDay(0, -100), onDay(365, 110), onDay(400, -0.1), onDay(400, -0.2)];
    const got = xirr([...flows, onDay(400, 0.3)]);
    expect(got).toMatchObject({ status: 'one', signChanges: 1 });
    expect(got.rates[0]?.rate).toBeCloseTo(0.1, 15);
    expect(xirr([onDay(7, 5), onDay(7, -5)]).status).toBe('every');
    expect(xirr([onDay(7, 5), onDay(7, -6)]).status).toBe('none');
  });

  test('tells rates apart that a double cannot hold', () => {
    const tenfold = xirr([onDay(0, -100), onDay(1, 1000)]).rates[0];
    expect(tenfold?.rate).toBe(Infinity);
    expect(tenfold?.logGrowth).toBeCloseTo(365 * Math.log(10), 11);
    const lost = xirr([onDay(0, -100), onDay(1, 1)]).rates[0];
    expect(lost?.rate).toBe(-1);
    expect(lost?.logGrowth).toBeCloseTo(365 * Math.log(0.01), 11);
  });

  test('refuses an amount that is none', () => {
    expect(() => xirr([onDay(0, NaN), onDay(1, 1)])).toThrow(/finite/);
    expect(() => irr([-1, Infinity])).toThrow(/finite/);
  });
});

describe('IRR', () => {
  test.each(vectors.irr)('$name', ({ flows, irr: published }) => {
    expectRates(irr(flows), published);
  });

  test('says when there is no rate, or any will do', () => {
    expect(irr([])).toEqual({ status: 'every', rates: [], signChanges: 0 });
    expect(irr([0, 0])).toEqual({ status: 'every', rates: [], signChanges: 0 });
    expect(irr([0, 5])).toEqual({ status: 'none', rates: [], signChanges: 0 });
    expect(irr([100, -200, 101])).toEqual({ status: 'none', rates: [], signChanges: 2 });
  });

  test('a return of nothing is exactly 0', () => {
    expect(irr([-100, 50, 50]).rates[0]?.rate).toBe(0);
    expect(irr([-0.3, 0.1, 0.2]).rates[0]?.rate).toBe(0);
  });

  test('multiple rates are listed once each and say whether they cross', () => {
    // (1 − v)^3, and (10 − 11 v)²(10 − 12 v)².
    expect(irr([1, -3, 3, -1]).rates).toEqual([{ rate: 0, logGrowth: 0, isTouching: false }]);
    const two = irr([10000, -46000, 79300, -60720, 17424]);
    expect(two.rates.map(({ isTouching }) => isTouching)).toEqual([true, true]);
    expect(two.rates[0]?.rate).toBeCloseTo(0.1, 8);
    expect(two.rates[1]?.rate).toBeCloseTo(0.2, 8);
  });

  test('a cent decides between no rate, one and two', () => {
    expect(irr([10000.0, -21400.0, 11449.01]).status).toBe('none');
    expect(irr([10000.0, -21400.0, 11449.0]).status).toBe('one');
    const { rates } = irr([10000.0, -21400.0, 11448.99]);
    expect(rates[0]?.rate).toBeCloseTo(0.069, 10);
    expect(rates[1]?.rate).toBeCloseTo(0.071, 10);
  });
});

test('NPV: the first flow now, or a period from now as in Excel', () => {
  for (const v of vectors.npv) {
    const later = npv(v.rate, v.flows, { first: 'endOfPeriod' }) + (v.plus ?? 0);
    const published = Number(v.excel_NPV ?? v.excel_NPV_plus_initial);
    expect(relativeError(later, published)).toBeLessThan(1e-12);
    if (v.first_flow_undiscounted === undefined) continue;
    const now = npv(v.rate, v.flows, { first: 'undiscounted' });
    expect(relativeError(now, Number(v.first_flow_undiscounted))).toBeLessThan(1e-12);
  }
  expect(npv(0.1, [], { first: 'undiscounted' })).toBe(0);
  expect(() => npv(-1, [1], { first: 'undiscounted' })).toThrow(/above −100 %/);
});

describe('MIRR', () => {
  test('as Excel publishes it', () => {
    for (const { flows, finance, reinvest, value } of vectors.mirr) {
      const got = mirr(flows, { financeRate: finance, reinvestRate: reinvest }) ?? NaN;
      expect(Math.abs(got - Number(value))).toBeLessThan(1e-12);
    }
  });

  test('is the IRR where it is both rates, and nothing without money both ways', () => {
    const flows = [-40000, 5000, 8000, 12000, 30000];
    const rate = irr(flows).rates[0]?.rate ?? NaN;
    expect(mirr(flows, { financeRate: rate, reinvestRate: rate })).toBeCloseTo(rate, 14);
    const rates = { financeRate: 0.1, reinvestRate: 0.1 };
    expect(mirr([], rates)).toBeNull();
    expect(mirr([0, 10, 5], rates)).toBeNull();
    expect(mirr([-10, 0, -5], rates)).toBeNull();
  });
});
