import { describe, expect, test } from 'vitest';
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
  powerOfTwo,
} from '../../src/numeric/elementary.ts';
import { fixture } from '../support/numeric.ts';

const ONE_ARGUMENT = { exp, expm1, log, log1p, erf, erfc, normalCdf, normalQuantile };
type Name = keyof typeof ONE_ARGUMENT | 'pow';
const { values } = fixture<{ values: Record<Name, (number | string)[][]> }>('elementary.json');

const bits = new DataView(new ArrayBuffer(8));
function order(x: number): bigint {
  bits.setFloat64(0, x);
  const i = bits.getBigInt64(0);
  return i < 0n ? -(i & 0x7fffffffffffffffn) : i;
}
const ulps = (a: number, b: number): bigint => {
  const d = order(a) - order(b);
  return d < 0n ? -d : d;
};

/** Distance from the correctly rounded value, in units in the last place. */
const LIMITS: Record<Name, bigint> = {
  exp: 1n,
  expm1: 1n,
  log: 0n,
  log1p: 1n,
  pow: 1n,
  erf: 2n,
  erfc: 4n,
  normalCdf: 5n,
  normalQuantile: 8n,
};

describe('elementary functions against mpmath at 250 bits', () => {
  test.each(Object.keys(LIMITS) as Name[])('%s', (name) => {
    for (const row of values[name]) {
      const x = Number(row[0]);
      const y = Number(row[row.length - 1]);
      const got = name === 'pow' ? pow(x, Number(row[1])) : ONE_ARGUMENT[name](x);
      expect(ulps(got, y), `${name}(${row.slice(0, -1).join(', ')}) = ${got}`).toBeLessThanOrEqual(
        LIMITS[name],
      );
    }
  });
});

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  1e-310,
  1e308,
  2.5,
  -2.5,
  1e300,
  -1e300,
  1e-300,
  4503599627370497,
  -4503599627370497,
  9007199254740992,
  710,
  -746,
  1024,
  -1074,
  -1075,
  0.1,
];

describe('special values are those of ECMAScript', () => {
  test.each(['exp', 'expm1', 'log', 'log1p'] as const)('%s', (name) => {
    for (const x of SPECIAL) {
      const got = ONE_ARGUMENT[name](x);
      const platform = Math[name](x);
      expect(Object.is(got, platform) || ulps(got, platform) <= 1n, `${name}(${x}) = ${got}`).toBe(
        true,
      );
    }
  });

  test('pow', () => {
    for (const x of SPECIAL) {
      for (const y of SPECIAL) {
        const got = pow(x, y);
        const platform = Math.pow(x, y);
        const near = Object.is(got, platform) || (got !== 0 && ulps(got, platform) <= 2n);
        expect(near, `pow(${x}, ${y}) = ${got}, platform ${platform}`).toBe(true);
      }
    }
  });

  test('whole powers that fit are exact', () => {
    for (const base of [2, 3, 5, 7, 10]) {
      let exact = 1n;
      for (let n = 0; exact <= 2n ** 53n; n += 1, exact *= BigInt(base)) {
        expect(pow(base, n)).toBe(Number(exact));
      }
    }
    expect(pow(10, 22)).toBe(1e22);
  });

  test('ends of the normal distribution', () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalQuantile(0.5)).toBe(0);
    expect(erfc(Infinity)).toBe(0);
    expect(erfc(-Infinity)).toBe(2);
    expect(erf(-7)).toBe(-1);
  });
});

test('AS 241 gives its published check values', () => {
  const { as241 } = fixture<{ as241: [number, number][] }>('special-functions.json');
  for (const [p, x] of as241) {
    expect(Math.abs(normalQuantile(p) / x - 1)).toBeLessThan(4e-16);
  }
});

test('powers of two are exact from the least to the largest', () => {
  expect(powerOfTwo(-1074)).toBe(5e-324);
  expect(powerOfTwo(1023)).toBe(8.98846567431158e307);
  expect(powerOfTwo(0)).toBe(1);
});
