import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../../src/calendar.ts';
import {
  amountCents,
  countOf,
  dayAt,
  dayRangeAt,
  quantityText,
} from '../../../src/intake/x12/amounts.ts';
import { formatCents } from '../../../src/money.ts';
import { bytesOf } from '../../support/x12-builder.ts';

const cents = (text: string): number => amountCents(bytesOf(text), 0, text.length);
const count = (text: string): number => countOf(bytesOf(text), 0, text.length);
const day = (text: string): number => dayAt(bytesOf(text), 0, text.length);
const range = (text: string): unknown => dayRangeAt(bytesOf(text), 0, text.length);

describe('R numbers', () => {
  it.each([
    ['541', 54100],
    ['541.00', 54100],
    ['541.000', 54100],
    ['.5', 50],
    ['-13.65', -1365],
    ['-.05', -5],
    ['0', 0],
    ['00012.3', 1230],
  ])('%s is %d cents', (text, expected) => expect(cents(text)).toBe(expected));

  it('knows no minus zero', () => expect(Object.is(cents('-0.00'), 0)).toBe(true));

  it.each([
    '',
    '-',
    '.',
    '-.',
    '5.',
    '1,000',
    '12.005',
    '1e3',
    '+5',
    '$5',
    '5-',
    ' 5',
    '--5',
    '1.2.3',
    '99999999999999999',
  ])('%j is no amount', (text) => expect(cents(text)).toBeNaN());

  it('reads back every amount written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 }), (value) => {
        expect(cents(formatCents(value))).toBe(value);
      }),
    );
  });

  it('agrees with the grammar of the standard', () => {
    const grammar = /^-?\d*(\.\d+)?$/;
    const character = fc.constantFrom(...'0123456789.-,e'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 8 }), (text) => {
        const ok = grammar.test(text) && /\d/.test(text);
        const expected =
          ok && !/\.\d\d0*[1-9]/.test(text) ? Math.round(Number(text) * 100) + 0 : NaN;
        expect(cents(text)).toBe(Object.is(expected, -0) ? 0 : expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('counts, dates, quantities', () => {
  it('N0', () => {
    expect([count('12'), count('007')]).toEqual([12, 7]);
    expect([count(''), count('1.0'), count('-1'), count('1234567890')]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });
  it('DT: dates that exist', () => {
    expect(formatDay(day('20240229') as never)).toBe('2024-02-29');
    for (const text of ['20250229', '20251301', '20250100', '2025011', '00000000', '2025-01-']) {
      expect(day(text)).toBeNaN();
      expect(day(text)).toBeNaN();
    }
  });
  it('RD8', () => {
    const from = parseDay('2019-01-02');
    expect(range('20190102')).toEqual({ from, to: from });
    expect(range('20190102-20190105')).toEqual({ from, to: from + 3 });
    expect([range('20190105-20190102'), range('20190102 20190105'), range('2019')]).toEqual([
      null,
      null,
      null,
    ]);
  });
  it('quantities in plain form', () => {
    const forms = ['1', '1.50', '.5', '-2', '007', '1.0', '-0', '15.125'].map(quantityText);
    expect(forms).toEqual(['1', '1.5', '0.5', '-2', '7', '1', '0', '15.125']);
    expect(['', 'x', '1.', '1e3', '1,5'].map(quantityText)).toEqual([null, null, null, null, null]);
  });
});
