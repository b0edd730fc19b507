import { CENTS_MAX, Decimal } from '../../money.ts';

/** How a file writes negative amounts. */
export const NEGATIVES = ['minus', 'parentheses', 'trailing-minus'] as const;
export type Negative = (typeof NEGATIVES)[number];

/** Separators of thousands; `space` takes the narrow and the no-break space too. */
export const THOUSANDS = ['none', ',', '.', "'", 'space'] as const;
export type Thousands = (typeof THOUSANDS)[number];

/** How numbers are written in a file; nothing else is accepted. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly thousands: Thousands;
  readonly negative: readonly Negative[];
}

/** A number as written: an exact decimal text such as "-1234.5", and its currency if it has one. */
export interface ReadNumber {
  readonly text: string;
  readonly currency?: string;
  readonly isPercent: boolean;
}

/** Why a cell is no number: words for people, without the cell itself. */
export interface NotANumber {
  readonly wrong: string;
}

const CURRENCY_SIGNS: readonly (readonly [string, string])[] = [
  ['US$', 'USD'],
  ['C$', 'CAD'],
  ['CA$', 'CAD'],
  ['A$', 'AUD'],
  ['$', '$'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
];
const DOLLARS = new Set(['USD', 'CAD', 'AUD', 'NZD', 'MXN']);

/** True when the sign read from a cell can stand for the currency of the mapping. */
export function isCurrency(sign: string, currency: string): boolean {
  return sign === currency || (sign === '$' && DOLLARS.has(currency));
}

/** Reads a number in a declared style; whatever is not exactly in that style is refused. */
export function readNumber(cell: string, style: NumberStyle): ReadNumber | NotANumber {
  // Nearly all cells: digits in the declared shape and nothing else.
  const trimmed = cell.trim();
  if (shapeOf(style).test(trimmed)) {
    return { text: normalised(trimmed, style), isPercent: false };
  }
  let rest = trimmed.replaceAll('−', '-');
  let isNegative = false;
  const sign = (negative: Negative, written: string): NotANumber | undefined => {
    if (isNegative) return { wrong: 'two signs' };
    if (!style.negative.includes(negative)) {
      return {
        wrong: `it is negative by ${written}, but the mapping says ${style.negative.join(' or ')}`,
      };
    }
    isNegative = true;
    return undefined;
  };
  if (rest.startsWith('(') && rest.endsWith(')')) {
    const refused = sign('parentheses', 'parentheses');
    if (refused) return refused;
    rest = rest.slice(1, -1).trim();
  }
  if (rest.endsWith('-')) {
    const refused = sign('trailing-minus', 'a trailing minus');
    if (refused) return refused;
    rest = rest.slice(0, -1).trim();
  }
  const isPercent = rest.endsWith('%');
  if (isPercent) rest = rest.slice(0, -1).trim();
  let currency: string | undefined;
  // "-$5.00", "$-5.00" and "$ 5.00" are all common.
  for (let pass = 0; pass < 3; pass += 1) {
    if (rest.startsWith('-')) {
      const refused = sign('minus', 'a minus');
      if (refused) return refused;
      rest = rest.slice(1).trim();
    }
    const found = currency === undefined ? takeCurrency(rest) : undefined;
    if (found) {
      currency = found.currency;
      rest = found.rest;
    }
  }
  if (rest.startsWith('+')) rest = rest.slice(1);
  const digits = plainDigits(rest, style);
  if (typeof digits !== 'string') return digits;
  const text = isNegative && /[1-9]/.test(digits) ? `-${digits}` : digits;
  return { text, isPercent, ...(currency === undefined ? {} : { currency }) };
}

function takeCurrency(text: string): { currency: string; rest: string } | undefined {
  for (const [written, currency] of CURRENCY_SIGNS) {
    if (text.startsWith(written)) return { currency, rest: text.slice(written.length).trim() };
    if (text.endsWith(written)) return { currency, rest: text.slice(0, -written.length).trim() };
  }
  const before = /^([A-Z]{3})\s*(?=[\d(-])/.exec(text);
  if (before?.[1]) return { currency: before[1], rest: text.slice(before[0].length) };
  const after = /(?<=[\d)-])\s*([A-Z]{3})$/.exec(text);
  if (after?.[1]) return { currency: after[1], rest: text.slice(0, -after[0].length) };
  return undefined;
}

const SEPARATOR: Readonly<Record<Exclude<Thousands, 'none'>, string>> = {
  ',': ',',
  '.': '\\.',
  "'": "['’]",
  space: '[ \\u00a0\\u202f]',
};
const SHAPES = new Map<string, RegExp>();

function shapeOf(style: NumberStyle): RegExp {
  const key = style.decimal + style.thousands;
  let shape = SHAPES.get(key);
  if (!shape) {
    const point = style.decimal === '.' ? '\\.' : ',';
    const plain = `(?:\\d+(?:${point}\\d+)?|${point}\\d+|\\d+${point})`;
    const grouped =
      style.thousands === 'none'
        ? ''
        : `|\\d{1,3}(?:${SEPARATOR[style.thousands]}\\d{3})+(?:${point}\\d+)?`;
    shape = new RegExp(`^(?:${plain}${grouped})$`);
    SHAPES.set(key, shape);
  }
  return shape;
}

function plainDigits(text: string, style: NumberStyle): string | NotANumber {
  if (!shapeOf(style).test(text)) return { wrong: whatIsWrong(text, style) };
  return normalised(text, style);
}

function normalised(text: string, style: NumberStyle): string {
  const at = text.lastIndexOf(style.decimal);
  const whole = (at < 0 ? text : text.slice(0, at)).replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const part = at < 0 ? '' : text.slice(at + 1);
  return `${whole === '' ? '0' : whole}${part === '' ? '' : `.${part}`}`;
}

const NUMERALS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const numeral = (n: number): string => NUMERALS[n] ?? String(n);
const plural = (n: number, word: string): string => `${numeral(n)} ${word}${n === 1 ? '' : 's'}`;

// Says what is wrong without repeating the cell, which may be a name in the wrong column.
function whatIsWrong(text: string, style: NumberStyle): string {
  const letters = text.match(/\p{L}/gu) ?? [];
  const digits = text.match(/\d/g) ?? [];
  if (digits.length === 0 && letters.length === 0) return 'it has no digits';
  if (letters.length > digits.length + 1) return 'it is text';
  const ohs = letters.filter((c) => c === 'O' || c === 'o').length;
  const ells = letters.filter((c) => c === 'l' || c === 'I' || c === 'i').length;
  if (ohs > 0 && ohs === letters.length) {
    return `${plural(ohs, 'letter')} O where ${ohs === 1 ? 'a zero was' : 'zeros were'} expected`;
  }
  if (ells > 0 && ells === letters.length) {
    return `${plural(ells, 'letter')} l or I where ${ells === 1 ? 'a one was' : 'ones were'} expected`;
  }
  if (letters.length > 0) return `${plural(letters.length, 'letter')} among the digits`;
  const { decimal, thousands } = style;
  const other = decimal === '.' ? ',' : '.';
  if (text.includes(other) && (thousands !== other || !/[.,]\d{3}(?!\d)/.test(text))) {
    return `the mapping says decimal "${decimal}"${thousands === 'none' ? ' and no thousands separator' : ` and thousands "${thousands}"`}`;
  }
  if (/[.,' ]/.test(text)) return 'its separators do not stand where the mapping says';
  return 'it holds characters that no number has';
}

/** Posted money from an exact decimal text; fractions of a cent are refused. */
export function moneyOf(text: string): string | NotANumber {
  // "1.234" may be a thousand and more in another country's style; "1.2340" cannot.
  const dot = text.indexOf('.');
  const decimals = dot < 0 ? '' : text.slice(dot + 1);
  if (decimals.length === 3)
    return { wrong: 'three decimals: is it thousands or a part of a cent?' };
  if (/[1-9]/.test(decimals.slice(2))) return { wrong: 'it has a fraction of a cent' };
  const whole = dot < 0 ? text : text.slice(0, dot);
  const money = `${whole}.${decimals.slice(0, 2).padEnd(2, '0')}`;
  // Thirteen digits are always within; only longer ones are worth an exact look.
  if (whole.length > 13 && new Decimal(money).abs().times(100).gt(CENTS_MAX))
    return { wrong: 'it is more than this program counts' };
  return money;
}

/** A rate from an exact decimal text: "2.79" percent is "0.0279". */
export function rateOf(text: string, isPercent: boolean): string {
  const value = new Decimal(text);
  return (isPercent ? value.div(100) : value).toString();
}

/** A quantity with three decimals. */
export function quantityOf(text: string): string | NotANumber {
  const dot = text.indexOf('.');
  if (dot >= 0 && /[1-9]/.test(text.slice(dot + 4))) return { wrong: 'more than three decimals' };
  const whole = dot < 0 ? text : text.slice(0, dot);
  if (whole.length > 12) return { wrong: 'it is too large' };
  return `${whole}.${(dot < 0 ? '' : text.slice(dot + 1, dot + 4)).padEnd(3, '0')}`;
}

/** A whole number. */
export function countOf(text: string): number | NotANumber {
  const dot = text.indexOf('.');
  if (dot >= 0 && /[1-9]/.test(text.slice(dot + 1))) return { wrong: 'it is not a whole number' };
  const value = Number(dot < 0 ? text : text.slice(0, dot));
  return Number.isSafeInteger(value) ? value : { wrong: 'it is too large' };
}

const ECHO = /^[\s(+−-]{0,3}(?:USD|EUR|GBP|CAD|US\$|C\$|[$€£¥])?\s?[\dOoIl.,']{2,16}\s?[-)%]?\)?$/;

/**
 * True when a cell can be nothing but a number, so that a message may repeat it. Digits without
 * a fraction can be a date of birth or an account: 7091961, 07.09.1961.
 */
export function mayEcho(cell: string): boolean {
  if (/^\D*\d{5,}\D*$/.test(cell)) return false;
  if (/^\D*\d{1,4}\D\d{1,2}\D\d{1,4}\D*$/.test(cell)) return false;
  if (/\d{3}\D\d{2,3}\D\d{4}/.test(cell)) return false;
  return ECHO.test(cell) && (cell.match(/\d/g) ?? []).length >= 2;
}
