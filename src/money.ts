import { Decimal as DecimalBase } from 'decimal.js';
import { FeeworthError, invariant } from './error.ts';

/**
 * Posted money: integer cents in a double. Sums of cents are exact and associative below 2^53;
 * the guard stands at 2^51 so that a division by 100 for display still has headroom.
 */
export type Cents = number & { readonly __brand: 'Cents' };

/** The largest magnitude of a posted amount, in cents 2^51 (about 22.5 trillion dollars). */
export const CENTS_MAX = 2_251_799_813_685_248;

/** The one Decimal clone; nothing else imports decimal.js. 40 digits, half-even, never exponents. */
export const Decimal = DecimalBase.clone({
  precision: 40,
  rounding: DecimalBase.ROUND_HALF_EVEN,
  toExpNeg: -60,
  toExpPos: 60,
});
export type Decimal = InstanceType<typeof Decimal>;

/**
 * Brands an integer number of cents; refuses fractions and magnitudes beyond CENTS_MAX
 * (`money/out-of-range`).
 */
export function cents(value: number): Cents {
  if (!Number.isInteger(value) || value > CENTS_MAX || value < -CENTS_MAX) {
    const isWhole = Number.isInteger(value);
    const wrong = isWhole ? 'more cents than this program counts' : 'not a whole number of cents';
    throw new FeeworthError('money/out-of-range', 'input', `${value} is ${wrong}`);
  }
  return (value === 0 ? 0 : value) as Cents;
}

const MONEY = /^-?(?:0|[1-9]\d*)\.\d\d$/;

/** Cents of a canonical posted amount such as "1234.56"; any other form is refused. */
export function parseCents(text: string): Cents {
  if (!MONEY.test(text)) {
    throw new FeeworthError('money/not-an-amount', 'input', `"${text}" is not a posted amount`, {
      hint: 'write dollars and exactly two decimals: 1234.56',
    });
  }
  const negative = text.startsWith('-');
  const dot = text.length - 3;
  const whole = Number(text.slice(negative ? 1 : 0, dot));
  const value = whole * 100 + Number(text.slice(dot + 1));
  return cents(negative ? -value : value);
}

/** The canonical text of posted money: "-1234.56"; the inverse of parseCents. */
export function formatCents(value: number): string {
  invariant(Number.isInteger(value), 'posted money is whole cents');
  const magnitude = Math.abs(value);
  const whole = Math.floor(magnitude / 100);
  const rest = magnitude - whole * 100;
  return `${value < 0 ? '-' : ''}${whole}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Rounds exact dollars to cents, ties away from zero: what invoices and tax tables do. */
export function roundHalfUpToCents(dollars: Decimal | string | number): Cents {
  const value = new Decimal(dollars).times(100);
  return cents(value.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber());
}

/** Rounds exact dollars to cents, ties to the even cent: interest and repeated averaging. */
export function roundHalfEvenToCents(dollars: Decimal | string | number): Cents {
  const value = new Decimal(dollars).times(100);
  return cents(value.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN).toNumber());
}

/** amount × rate in cents, ties away from zero; `rate` is an exact decimal such as "0.09". */
export function timesRateHalfUp(amountCents: number, rate: Decimal | string): Cents {
  const exact = new Decimal(rate).times(amountCents);
  return cents(exact.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber());
}

const BELOW_HALF = 0.5 - Number.EPSILON / 4;

/** Rounds a double number of cents to whole cents, ties away from zero; used by the model only. */
export function roundModelCents(value: number): Cents {
  // The double below a half: a half itself would carry 0.49999999999999994 to 1. Math.round is right
  // too, and takes a branch that no processor foresees. Adding 0 keeps −0 out of digests.
  return (value < 0 ? Math.ceil(value - BELOW_HALF) + 0 : Math.floor(value + BELOW_HALF)) as Cents;
}

/**
 * Splits `total` cents by weights so that the parts add up to it: largest remainder, ties to the
 * earlier part. Weights are non-negative; all zero splits evenly. Works on exact integers.
 */
export function allocate(total: number, weights: readonly number[]): Cents[] {
  invariant(weights.length > 0, 'allocation needs at least one part');
  for (const w of weights) invariant(w >= 0 && Number.isFinite(w), 'weights are not negative');
  const sign = total < 0 ? -1 : 1;
  const whole = new Decimal(Math.abs(total));
  const exact = weights.map((w) => new Decimal(w));
  const sum = exact.reduce((a, b) => a.plus(b), new Decimal(0));
  // Remainders of whole × weight by the sum of weights, compared exactly: an equal share that is
  // rounded at the 40th digit would decide ties by that digit.
  const scaled = exact.map((w) => (sum.isZero() ? whole : whole.times(w)));
  const divisor = sum.isZero() ? new Decimal(weights.length) : sum;
  const parts = scaled.map((s) => s.divToInt(divisor).toNumber());
  let left = Math.abs(total) - parts.reduce((a, b) => a + b, 0);
  const order = scaled
    .map((s, i) => ({ i, remainder: s.mod(divisor) }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.i - b.i);
  for (const { i } of order) {
    if (left <= 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
    left -= 1;
  }
  invariant(left === 0, 'allocated parts add up to the whole');
  return parts.map((p) => cents(sign * p));
}
