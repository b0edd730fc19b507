import { Decimal } from '../money.ts';

const EXACT = 9_007_199_254_740_992;

/** Rates have six decimals at most, so a rate times a million is a whole number. */
export const RATE_SCALE = 1_000_000;

/** A rate as a whole number of millionths. */
export function millionths(rate: Decimal | string): number {
  return new Decimal(rate).times(RATE_SCALE).toNumber();
}

/**
 * a × b ÷ d for whole numbers, d above 0, rounded half up (ties away from zero) and exact: the
 * product stays below 2^53 for real fees, and beyond it decimal arithmetic takes over.
 */
export function timesRounded(a: number, b: number, d: number): number {
  const n = a * b;
  if (n >= EXACT || n <= -EXACT)
    return new Decimal(a).times(b).div(d).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
  return divideRounded(n, d);
}

/** n ÷ d for whole numbers below 2^53, d above 0, rounded half up (ties away from zero). */
export function divideRounded(n: number, d: number): number {
  const size = n < 0 ? -n : n;
  let quotient = Math.floor(size / d);
  let rest = size - quotient * d;
  // The quotient of doubles may be one off beside a whole number; the rest tells.
  if (rest < 0) {
    quotient -= 1;
    rest += d;
  } else if (rest >= d) {
    quotient += 1;
    rest -= d;
  }
  if (rest >= d - rest) quotient += 1;
  return n < 0 ? 0 - quotient : quotient;
}

/** Whether a sum of products is still exact in a double. */
export function isExact(n: number): boolean {
  return n < EXACT && n > -EXACT;
}
