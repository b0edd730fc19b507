import { describe, expect, test } from 'vitest';
import {
  CENTS_MAX,
  Decimal,
  allocate,
  cents,
  formatCents,
  parseCents,
  roundHalfEvenToCents,
  roundHalfUpToCents,
  roundModelCents,
  timesRateHalfUp,
} from '../src/money.ts';

describe('posted amounts', () => {
  test.each([
    ['0.00', 0],
    ['1234.56', 123456],
    ['-0.01', -1],
    ['22517998136852.48', CENTS_MAX],
    ['-22517998136852.48', -CENTS_MAX],
  ])('%s', (text, value) => {
    expect(parseCents(text)).toBe(value);
    expect(formatCents(value)).toBe(text);
  });

  test.each([
    '',
    '1',
    '1.2',
    '1.234',
    '01.00',
    '+1.00',
    '1,000.00',
    '1e3',
    ' 1.00',
    '.50',
    '$1.00',
  ])('refuses "%s" and says how to write it', (text) => {
    expect(() => parseCents(text)).toThrow(
      expect.objectContaining({ code: 'money/not-an-amount', category: 'input' }),
    );
  });

  test('minus zero is zero', () => {
    expect(Object.is(parseCents('-0.00'), 0)).toBe(true);
    expect(Object.is(cents(-0), 0)).toBe(true);
    expect(formatCents(-0)).toBe('0.00');
  });

  test('the guard stands at 2^51 cents', () => {
    expect(cents(CENTS_MAX)).toBe(2 ** 51);
    for (const bad of [CENTS_MAX + 1, -CENTS_MAX - 1, 0.5, NaN, Infinity]) {
      expect(() => cents(bad)).toThrow(expect.objectContaining({ code: 'money/out-of-range' }));
    }
    expect(() => cents(0.5)).toThrow('0.5 is not a whole number of cents');
    expect(() => parseCents('22517998136852.49')).toThrow('is more cents than this program counts');
    expect(() => parseCents('99999999999999999999.00')).toThrow();
  });
});

describe('rounding by name', () => {
  test.each([
    ['1.005', 101, 100],
    ['1.015', 102, 102],
    ['-1.005', -101, -100],
    ['2.675', 268, 268],
    ['0.0049999999999999999999', 0, 0],
    ['0.0050000000000000000001', 1, 1],
  ])('%s dollars: half up %d, half even %d', (dollars, up, even) => {
    expect(roundHalfUpToCents(dollars)).toBe(up);
    expect(roundHalfEvenToCents(dollars)).toBe(even);
  });

  test('amount times rate, ties away from zero', () => {
    expect(timesRateHalfUp(50, '0.09')).toBe(5);
    expect(timesRateHalfUp(-50, '0.09')).toBe(-5);
    expect(timesRateHalfUp(123456, '0.0825')).toBe(10185);
  });

  test('model cents: ties away from zero', () => {
    expect([2.5, -2.5, 2.4, -2.4, -0.2].map(roundModelCents)).toEqual([3, -3, 2, -2, 0]);
    for (const x of [-0.2, -0, 0.49999999999999994, -0.49999999999999994]) {
      expect(Object.is(roundModelCents(x), 0), String(x)).toBe(true);
    }
    expect(roundModelCents(2 ** 50 + 0.5)).toBe(2 ** 50 + 1);
  });

  test('decimals have 40 digits', () => {
    expect(new Decimal(1).div(3).toString()).toHaveLength(42);
  });
});

describe('allocation', () => {
  test('largest remainder, ties to the earlier part', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(5, [0, 0])).toEqual([3, 2]);
    expect(allocate(7, [0, 1])).toEqual([0, 7]);
    expect(allocate(0, [1, 2])).toEqual([0, 0]);
  });

  test('refuses no parts and negative weights', () => {
    expect(() => allocate(1, [])).toThrow();
    expect(() => allocate(1, [-1, 2])).toThrow();
    expect(() => allocate(1, [NaN])).toThrow();
  });

  test('weights that no double sum can hold', () => {
    expect(allocate(1001, [0.1, 0.2, 0.7])).toEqual([100, 200, 701]);
    expect(allocate(3, [1e-300, 1e300])).toEqual([0, 3]);
  });
});
