import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar.ts';
import { exp, pow } from '../../src/numeric/elementary.ts';
import {
  discountFactor,
  discountTable,
  monthlyRate,
  nominalMonthlyRate,
  xnpv,
} from '../../src/numeric/present-value.ts';
import { bisect, brent } from '../../src/numeric/roots.ts';
import { fixture, relativeError } from '../support/numeric.ts';

interface Case {
  readonly f: string;
  readonly a: number;
  readonly b: number;
  readonly root: string;
}
const { cases, break_even_fee: breakEven } = fixture<{
  cases: Case[];
  break_even_fee: { collections_with_mso: number; fee: number };
}>('roots.json');
const FUNCTIONS: Record<string, (x: number) => number> = {
  'x^3-2x-5': (x) => x * x * x - 2 * x - 5,
  'cos(x)-x': (x) => Math.cos(x) - x,
  'exp(x)-2': (x) => exp(x) - 2,
  'x^9': (x) => pow(x, 9),
  '(x<0.08?-1:1) step at 0.08': (x) => (x < 0.08 ? -1 : 1),
};
const SOLVERS = [
  ['brent', brent],
  ['bisect', bisect],
] as const;

describe.each(SOLVERS)('%s', (name, solve) => {
  test.each(cases)('$f', ({ f, a, b, root }) => {
    const of = FUNCTIONS[f];
    if (!of) throw new Error(f);
    const got = solve(of, a, b);
    if (got.kind !== 'root') throw new Error('no root');
    const { low, high } = got.bracket;
    expect(Math.abs(got.root - Number(root))).toBeLessThan(1e-12);
    expect(low.x).toBeLessThanOrEqual(Number(root) + 1e-15);
    expect(high.x).toBeGreaterThanOrEqual(Number(root) - 1e-15);
    expect(high.x - low.x).toBeLessThan(2e-12);
    expect(got.residual).toBe(of(got.root));
    expect(got.isJump).toBe(f.includes('step'));
    expect(got.evaluations).toBeLessThan(name === 'brent' && !/step|x\^9/.test(f) ? 14 : 200);
  });

  test('says so when the ends have one sign, with both ends', () => {
    const got = solve((x) => x * x + 1, -1, 2);
    expect(got).toEqual({
      kind: 'noSignChange',
      low: { x: -1, value: 2 },
      high: { x: 2, value: 5 },
      evaluations: 2,
    });
  });

  test('the fee, a share of collections, at which an MSO neither gains nor loses', () => {
    const collections = 1000 * 400 * 1.04 * (1 - 0.06);
    expect(collections).toBeCloseTo(breakEven.collections_with_mso, 9);
    const independent = 360000 - (360000 * 45 * 0.12) / 365 - 400000 * 0.22 - 120000;
    const supplies = 416000 * 0.22 * (1 - 0.08);
    const withMso = collections - (collections * 32 * 0.12) / 365 - supplies - 95000;
    const got = solve((fee) => withMso - collections * fee - independent, 0, 1);
    expect(got.kind === 'root' && Math.abs(got.root - breakEven.fee)).toBeLessThan(1e-12);
  });

  test('an end that is a root, a rising and a falling line, a NaN', () => {
    expect(solve((x) => x, 0, 1)).toMatchObject({ kind: 'root', root: 0, residual: 0 });
    expect(solve((x) => 1 - x, 0, 1)).toMatchObject({ kind: 'root', root: 1 });
    expect(() => solve(() => NaN, 0, 1)).toThrow(/has a value/);
  });

  test('finds any root of a line or a cubic that it brackets', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 60, noNaN: true }),
        fc.double({ min: 0.01, max: 60, noNaN: true }),
        (root, left, right) => {
          const cubic = (x: number): number => (x - root) * (1 + (x - root) * (x - root));
          const got = solve(cubic, root - left, root + right);
          expect(got.kind === 'root' && Math.abs(got.root - root)).toBeLessThan(1e-11);
        },
      ),
    );
  });
});

describe('present values', () => {
  const { xnpv: vectors } = fixture<{
    xnpv: { rate: number; flows: [string, number][]; value: string }[];
  }>('xnpv.json');

  test('XNPV of the published example', () => {
    for (const { rate, flows, value } of vectors) {
      const dated = flows.map(([date, amount]) => ({ day: parseDay(date), amount }));
      expect(relativeError(xnpv(rate, dated), Number(value))).toBeLessThan(1e-14);
      const later = xnpv(rate, dated, parseDay('2009-01-01'));
      const factor = discountFactor(rate, parseDay('2009-01-01') - parseDay('2008-01-01'));
      expect(relativeError(later * factor, Number(value))).toBeLessThan(1e-14);
    }
    expect(xnpv(0.1, [])).toBe(0);
  });

  test('a year of 365 days discounts by 1 + r; a table is the factors', () => {
    expect(discountFactor(0.1, 365)).toBe(1 / 1.1);
    expect(discountFactor(0.1, 0)).toBe(1);
    expect(discountFactor(0, 500)).toBe(1);
    const table = discountTable(0.09, 800);
    for (const days of [0, 1, 31, 366, 799]) {
      expect(table[days]).toBe(discountFactor(0.09, days));
    }
    expect(() => discountFactor(-1, 3)).toThrow();
  });

  test('the order of flows does not matter beyond rounding, scale does exactly', () => {
    const flow = fc.record({
      day: fc.integer({ min: 18000, max: 22000 }),
      amount: fc.integer({ min: -1e9, max: 1e9 }),
    });
    fc.assert(
      fc.property(
        fc.array(flow, { minLength: 1, maxLength: 20 }),
        fc.double({ min: -0.5, max: 1, noNaN: true }),
        (flows, rate) => {
          const dated = flows as unknown as Parameters<typeof xnpv>[1];
          const value = xnpv(rate, dated);
          const size = flows.reduce((a, f) => a + Math.abs(f.amount), 1) * 100;
          expect(Math.abs(xnpv(rate, dated.toReversed()) - value) / size).toBeLessThan(1e-11);
          const doubled = dated.map(({ day, amount }) => ({ day, amount: amount * 2 }));
          expect(xnpv(rate, doubled)).toBe(2 * value);
        },
      ),
    );
  });

  test('12 % a year is 0.9489 % a month, to 35 digits', () => {
    // mpmath at 60 digits.
    expect(monthlyRate('0.12').toFixed(35)).toBe('0.00948879293458297412635506919349396');
    expect(monthlyRate('0.12').plus(1).pow(12).minus('1.12').abs().lessThan('1e-37')).toBe(true);
    expect(nominalMonthlyRate('0.12').toString()).toBe('0.01');
    expect(() => monthlyRate('-1')).toThrow();
  });
});
