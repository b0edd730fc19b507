import type { Day } from '../../calendar.ts';
import { dayOf, daysInMonth, monthFrom } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import { CENTS_MAX } from '../../money.ts';

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const DOT = 0x2e;

/**
 * Cents of an R number: `-?\d*(\.\d+)?`, dollars without thousands separator. NaN for anything
 * else, for nothing at all, and for parts of a cent; zeros behind the cents say nothing and pass.
 * Read digit by digit: a payment file is mostly amounts, and text for each would cost the most.
 */
export function amountCents(bytes: Uint8Array, from: number, to: number): Cents {
  let at = from;
  const isNegative = at < to && bytes[at] === MINUS;
  if (isNegative) at += 1;
  let value = 0;
  let digits = 0;
  for (; at < to; at++, digits++) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
  }
  value *= 100;
  if (at < to) {
    if (bytes[at] !== DOT || at + 1 === to) return NaN as Cents;
    at += 1;
    for (let scale = 10; at < to; at++, digits++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9 || (scale === 0 && digit > 0)) return NaN as Cents;
      value += digit * scale;
      scale = scale === 10 ? 1 : 0;
    }
  }
  if (digits === 0 || value > CENTS_MAX) return NaN as Cents;
  return (isNegative && value !== 0 ? -value : value) as Cents;
}

/** A count (N0): digits only, at most nine of them; NaN for anything else. */
export function countOf(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 9) return NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** A date (DT, CCYYMMDD) as a day number; NaN when it is no date that exists. */
export function dayAt(bytes: Uint8Array, from: number, to: number): Day {
  if (to - from !== 8) return NaN as Day;
  const number = countOf(bytes, from, to);
  if (number !== lastNumber) {
    lastNumber = number;
    lastDay = dayFrom(number);
  }
  return lastDay;
}

// Dates of service come in runs, so the last one read is mostly the next one too.
let lastNumber = NaN;
let lastDay = NaN as Day;

function dayFrom(number: number): Day {
  const year = Math.floor(number / 10000);
  const month = Math.floor(number / 100) - year * 100;
  const day = number - year * 10000 - month * 100;
  if (!(month >= 1 && month <= 12 && day >= 1)) return NaN as Day;
  if (day > 28 && day > daysInMonth(monthFrom(year, month))) return NaN as Day;
  return dayOf({ year, month, day });
}

/** Both ends of a date (D8) or of a range of dates (RD8, CCYYMMDD-CCYYMMDD). */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** A D8 or RD8 value; null when it is neither, or ends before it starts. */
export function dayRangeAt(bytes: Uint8Array, from: number, to: number): DayRange | null {
  const first = dayAt(bytes, from, Math.min(to, from + 8));
  if (Number.isNaN(first)) return null;
  if (to - from === 8) return { from: first, to: first };
  if (to - from !== 17 || bytes[from + 8] !== MINUS) return null;
  const last = dayAt(bytes, from + 9, to);
  return last >= first ? { from: first, to: last } : null;
}

const QUANTITY = /^-?(?:\d{1,9}(?:\.\d{1,6})?|\.\d{1,6})$/;

/**
 * An exact decimal quantity in plain form ("1", "1.5", "-2"), as events carry it; null when it is
 * none. Text, because units are never added up here and a double could not hold 0.1.
 */
export function quantityText(text: string): string | null {
  if (text === '1') return '1';
  if (!QUANTITY.test(text)) return null;
  const isNegative = text.startsWith('-');
  const [whole = '', part = ''] = (isNegative ? text.slice(1) : text).split('.');
  const left = whole.replace(/^0+(?=\d)/, '') || '0';
  const right = part.replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return isNegative && plain !== '0' ? `-${plain}` : plain;
}
