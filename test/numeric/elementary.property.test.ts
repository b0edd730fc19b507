import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  erf,
  erfc,
  exp,
  expm1,
  log,
  log1p,
  normalCdf,
  normalQuantile,
  pow,
} from '../../src/numeric/elementary.ts';
import { gridUniform, relativeError } from '../support/numeric.ts';

const grid = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(gridUniform);
const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test('the normal quantile is antisymmetric bit for bit', () => {
  fc.assert(
    fc.property(grid, (u) => {
      if (u < 2 ** -53) return;
      expect(normalQuantile(1 - u)).toBe(0 - normalQuantile(u));
    }),
  );
});

test('the normal quantile rises with p, and the distribution function undoes it', () => {
  fc.assert(
    fc.property(grid, grid, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(normalQuantile(low)).toBeLessThanOrEqual(normalQuantile(high));
      // The quantile's own last bit moves p by about x²·2^-53.
      expect(relativeError(normalCdf(normalQuantile(a)), a)).toBeLessThan(1e-13);
    }),
  );
});

test('log undoes exp, log1p undoes expm1', () => {
  fc.assert(
    fc.property(finite(-700, 700), finite(-30, 30), (x, y) => {
      expect(Math.abs(log(exp(x)) - x)).toBeLessThan(3e-16 + 2e-16 * Math.abs(x));
      if (y > -20) {
        expect(Math.abs(log1p(expm1(y)) - y)).toBeLessThan(
          3e-16 * Math.exp(Math.max(0, -y)) + 4e-16 * Math.abs(y),
        );
      }
    }),
  );
});

test('exp, log and pow rise where they should', () => {
  fc.assert(
    fc.property(finite(-740, 705), finite(0, 1e-3), finite(0.1, 20), (x, d, y) => {
      expect(exp(x + d)).toBeGreaterThanOrEqual(exp(x));
      const p = exp(x / 2);
      expect(log(p * (1 + d))).toBeGreaterThanOrEqual(log(p));
      expect(pow(1 + d, y)).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('pow of a sum of exponents is the product of powers', () => {
  fc.assert(
    fc.property(finite(0.01, 100), finite(-20, 20), finite(-20, 20), (x, a, b) => {
      expect(relativeError(pow(x, a) * pow(x, b), pow(x, a + b))).toBeLessThan(3e-14);
    }),
  );
});

test('erf and erfc make one, and erf is odd', () => {
  fc.assert(
    fc.property(finite(-30, 30), (x) => {
      expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThan(4e-16);
      expect(erf(-x)).toBe(0 - erf(x));
    }),
  );
});
