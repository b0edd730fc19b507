import { parseDay, parseMonth } from '../../calendar.ts';
import { asciiText } from '../name-table.ts';

/*
 * Values of canonical lines, from bytes. Each gives NaN for what is not the plain form: who reads
 * then goes the slow way, which says what is wrong, or that nothing is.
 */

const MINUS = 45;
const DOT = 46;
const ZERO = 48;
/** Digits that fit a number with room to spare; longer ones are rare enough to go the slow way. */
const DIGITS = 12;

/** Whole number: "-12". */
export function wholeAt(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS;
  const first = isNegative ? from + 1 : from;
  const value = digitsAt(bytes, first, to);
  // −0 is no canonical number.
  if (isNegative) return value === 0 ? Number.NaN : -value;
  return value;
}

/** Cents of "-1234.56"; what `parseCents` gives. */
export function centsAt(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS;
  const first = isNegative ? from + 1 : from;
  const dot = to - 3;
  if (dot <= first || bytes[dot] !== DOT) return Number.NaN;
  const tens = (bytes[dot + 1] as number) - ZERO;
  const ones = (bytes[dot + 2] as number) - ZERO;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return Number.NaN;
  const value = digitsAt(bytes, first, dot) * 100 + tens * 10 + ones;
  return isNegative && value !== 0 ? -value : value;
}

/** Thousandths of "22.5", with at most three decimals. */
export function thousandthsAt(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS;
  let value = 0;
  let decimals = -1;
  const first = isNegative ? from + 1 : from;
  if (to - first > DIGITS || to === first) return Number.NaN;
  for (let i = first; i < to; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit === DOT - ZERO && decimals < 0 && i > first) decimals = 0;
    else if (digit < 0 || digit > 9) return Number.NaN;
    else {
      value = value * 10 + digit;
      if (decimals >= 0) decimals += 1;
    }
  }
  if (decimals > 3 || decimals === 0) return Number.NaN;
  for (let i = Math.max(decimals, 0); i < 3; i++) value *= 10;
  return isNegative ? -value : value;
}

// Digits without a leading zero, the zero itself apart.
function digitsAt(bytes: Uint8Array, from: number, to: number): number {
  const count = to - from;
  if (count < 1 || count > DIGITS || (count > 1 && bytes[from] === ZERO)) return Number.NaN;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const FIRST_YEAR = 1900;
const YEARS = 256;
const UNKNOWN = -2_147_483_648;
const DAYS = new Int32Array(YEARS * 16 * 32).fill(UNKNOWN);
const MONTHS = new Int32Array(YEARS * 16).fill(UNKNOWN);

/** Day number of "2026-03-31"; NaN too for a date that does not exist. */
export function dayAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== 10 || bytes[from + 7] !== MINUS) return Number.NaN;
  const month = monthIndexAt(bytes, from);
  const day = pairAt(bytes, from + 8);
  if (month < 0 || day < 0 || day > 31) return Number.NaN;
  const at = month * 32 + day;
  const known = DAYS[at] as number;
  if (known !== UNKNOWN) return known;
  return remembered(DAYS, at, parseDay, asciiText(bytes, from, to));
}

/** Month number of "2026-03". */
export function monthAt(bytes: Uint8Array, from: number, to: number): number {
  const at = to - from === 7 ? monthIndexAt(bytes, from) : -1;
  if (at < 0) return Number.NaN;
  const known = MONTHS[at] as number;
  if (known !== UNKNOWN) return known;
  return remembered(MONTHS, at, parseMonth, asciiText(bytes, from, to));
}

function remembered(
  table: Int32Array,
  at: number,
  parse: (text: string) => number,
  text: string,
): number {
  try {
    return (table[at] = parse(text));
  } catch {
    return Number.NaN;
  }
}

function monthIndexAt(bytes: Uint8Array, from: number): number {
  const century = pairAt(bytes, from);
  const year = pairAt(bytes, from + 2);
  const month = pairAt(bytes, from + 5);
  const years = century * 100 + year - FIRST_YEAR;
  if (century < 0 || year < 0 || month < 0 || month > 15 || bytes[from + 4] !== MINUS) return -1;
  return years < 0 || years >= YEARS ? -1 : years * 16 + month;
}

function pairAt(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}
