import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CENTS_MAX,
  allocate,
  formatCents,
  parseCents,
  roundModelCents,
  roundHalfEvenToCents,
  roundHalfUpToCents,
  timesRateHalfUp,
} from '../src/money.ts';

const amount = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.integer({ min: -CENTS_MAX, max: CENTS_MAX }),
);
const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });
const zero = (x: number): number => (x === 0 ? 0 : x);

test('parse undoes format, format undoes parse', () => {
  fc.assert(
    fc.property(amount, (value) => {
      const text = formatCents(value);
      expect(parseCents(text)).toBe(zero(value));
      expect(formatCents(parseCents(text))).toBe(text);
    }),
  );
});

test('I13 allocated parts add up exactly and miss their share by less than a cent', () => {
  fc.assert(
    fc.property(amount, weights, (total, w) => {
      const parts = allocate(total, w);
      expect(parts.reduce((a, b) => a + BigInt(b), 0n)).toBe(BigInt(total));
      const sum = w.reduce((a, b) => a + b, 0);
      parts.forEach((part, i) => {
        // |part − total·w/sum| < 1, in exact integers.
        const [share, whole] = sum === 0 ? [1, w.length] : [w[i] ?? 0, sum];
        const miss = BigInt(part) * BigInt(whole) - BigInt(total) * BigInt(share);
        expect(miss < 0n ? -miss : miss).toBeLessThan(BigInt(whole));
      });
    }),
  );
});

test('within an allocation a larger weight never gets less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), weights, (total, w) => {
      const parts = allocate(total, w);
      w.forEach((a, i) =>
        w.forEach((b, j) => {
          if (a > b) expect(parts[i]).toBeGreaterThanOrEqual(parts[j] ?? 0);
          if (a === b && i < j) expect(parts[i]).toBeGreaterThanOrEqual(parts[j] ?? 0);
        }),
      );
    }),
  );
});

test('a credit is allocated as the charge, with its sign turned', () => {
  fc.assert(
    fc.property(amount, weights, (total, w) => {
      expect(allocate(-total, w)).toEqual(allocate(total, w).map((part) => zero(-1 * part)));
    }),
  );
});

/** Exact rounding of n / 10^places to a whole number. */
function rounded(n: bigint, places: number, mode: 'up' | 'even'): bigint {
  const unit = 10n ** BigInt(places);
  const magnitude = n < 0n ? -n : n;
  const floor = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  const isUp = twice > unit || (twice === unit && (mode === 'up' || floor % 2n === 1n));
  const result = isUp ? floor + 1n : floor;
  return n < 0n ? -result : result;
}

const TIE_RICH = fc.oneof(
  fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map((n) => n * 10_000_000n + 5_000_000n),
);

test('half up and half even against big integers', () => {
  fc.assert(
    fc.property(TIE_RICH, (n) => {
      // n is in units of 10^-7 cents, so dollars have nine decimals.
      const magnitude = (n < 0n ? -n : n).toString().padStart(10, '0');
      const dollars = `${n < 0n ? '-' : ''}${magnitude.slice(0, -9)}.${magnitude.slice(-9)}`;
      expect(BigInt(roundHalfUpToCents(dollars))).toBe(rounded(n, 7, 'up'));
      expect(BigInt(roundHalfEvenToCents(dollars))).toBe(rounded(n, 7, 'even'));
    }),
  );
});

test('amount times rate against big integers', () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 99_999 }), (total, rate) => {
      const text = `0.${String(rate).padStart(5, '0')}`;
      expect(BigInt(timesRateHalfUp(total, text))).toBe(
        rounded(BigInt(total) * BigInt(rate), 5, 'up'),
      );
    }),
  );
});

/** Halves and their neighbours among doubles: where a rounding may carry what is no tie. */
const NEAR_HALVES = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: -2, max: 2 }))
  .map(([whole, off]) => {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, whole + 0.5);
    bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(off));
    return bits.getFloat64(0);
  });

test('model cents are those of the platform’s own rounding, away from zero', () => {
  fc.assert(
    fc.property(fc.oneof(NEAR_HALVES, fc.double({ min: -1e15, max: 1e15 })), (value) => {
      const slow = value < 0 ? 0 - Math.round(-value) : Math.round(value) + 0;
      expect(Object.is(roundModelCents(value), slow), String(value)).toBe(true);
    }),
  );
});
