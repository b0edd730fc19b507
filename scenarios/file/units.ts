import { isDay, parseDay, parseMonth } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { parseCents } from '../../src/money.ts';
import { didYouMean, digitsIn, percentIn, writeAs, writeUnsigned } from './problems.ts';
import { refuse, value } from './section.ts';
import type { Section, Value } from './section.ts';

// The unit grammar of a scenario file: a number always says of what. Numbers are read from their
// own digits, so 8% is the double nearest to 0.08 on every machine.

const RATIO = /^([+-]?\d{1,4}(?:\.\d{1,6})?)\s*%$/;
const POINTS = /^([+-]?\d{1,3}(?:\.\d{1,6})?)\s*points?$/;
const YEARLY = /^([+-]?\d{1,4}(?:\.\d{1,6})?)\s*%\s*\/\s*yr(?:\s+effective)?$/;
const MONTHLY = /^(\d{1,3}(?:\.\d{1,6})?)\s*%\s*\/\s*month$/;
const MONEY =
  /^(-?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?\s*([A-Z]{3})(?:\s*\/\s*([a-z]+))?$/;
const COUNT = /^(\d{1,9}(?:\.\d{1,6})?)\s*\/\s*([a-z]+)$/;
const SPAN = /^(\d{1,4})\s*(days?|months?|years?)$/;
const PLAIN = /^[+-]?\d{1,6}(?:\.\d{1,9})?$/;

/** The unit grammar as patterns, for editors. */
export const UNIT_PATTERNS = {
  share: RATIO,
  points: POINTS,
  yearly: YEARLY,
  monthly: MONTHLY,
  money: MONEY,
  count: COUNT,
  span: SPAN,
} as const;

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Digits shifted by two places: exact where dividing by 100 would round twice. */
const hundredth = (digits: string): number => Number(`${digits}e-2`);

function inRange(at: Value, read: number, shown: (n: number) => string, bounds?: Bounds) {
  if (bounds === undefined || (read >= bounds.min && read <= bounds.max)) return read;
  const range = `allowed: ${shown(bounds.min)} to ${shown(bounds.max)}`;
  return refuse(at, 'E-RANGE', `${at.path} is ${at.text}`, range);
}

/** A share in words: `8%`. */
export const percentText = (n: number): string => `${Math.round(n * 1e6) / 1e4}%`;

/** Refuses a number without its unit, with what was probably meant; `least` where that is 0. */
function unitProblem(at: Value, needed: string, least?: string): undefined {
  const what = at.isBareNumber ? `the bare number ${at.text}` : `"${at.text.slice(0, 40)}"`;
  return refuse(
    at,
    'E-UNIT',
    `${at.path} is ${what}`,
    least === undefined
      ? `${writeAs(at.text, needed)}, with its unit`
      : writeUnsigned(at.text, `${needed}, with its unit`, least),
  );
}

/** A share: `8%`. */
export function ratio(at: Value, bounds?: Bounds): number | undefined {
  const match = RATIO.exec(at.text);
  if (match?.[1] === undefined) return unitProblem(at, percentIn(at.text, '8'));
  return inRange(at, hundredth(match[1]), percentText, bounds);
}

/** Percentage points: `2 points`; `2%` says the same of a rate. */
export function points(at: Value, bounds?: Bounds): number | undefined {
  const match = POINTS.exec(at.text) ?? RATIO.exec(at.text);
  if (match?.[1] === undefined) return unitProblem(at, `${digitsIn(at.text, '2')} points`);
  return inRange(at, hundredth(match[1]), percentText, bounds);
}

/** A yearly effective rate: `12.5%/yr effective`. */
export function yearlyRate(at: Value, bounds?: Bounds): number | undefined {
  const match = YEARLY.exec(at.text);
  if (match?.[1] === undefined)
    return unitProblem(at, `${digitsIn(at.text, '12.5')}%/yr effective`);
  return inRange(at, hundredth(match[1]), (n) => `${percentText(n)}/yr`, bounds);
}

/** A share a month: `97%/month`. */
export function monthlyShare(at: Value, bounds?: Bounds): number | undefined {
  const match = MONTHLY.exec(at.text);
  if (match?.[1] === undefined)
    return unitProblem(at, `${digitsIn(at.text, '97')}%/month`, '0%/month');
  return inRange(at, hundredth(match[1]), (n) => `${percentText(n)}/month`, bounds);
}

/** Money in whole cents: `38000 USD/month`, `85,000 USD`. */
export function amount(
  at: Value,
  of: { readonly currency: string; readonly per?: string; readonly isSigned?: boolean },
): number | undefined {
  const unit = of.per === undefined ? of.currency : `${of.currency}/${of.per}`;
  const needed = `${digitsIn(at.text, '38000')} ${unit}`;
  const match = MONEY.exec(at.text);
  if (match === null) return unitProblem(at, needed);
  const [, sign = '', whole = '0', fraction = '', currency = '', per] = match;
  if (currency !== of.currency) {
    const hint = `the scenario is in ${of.currency}: ${writeAs(at.text, needed)}`;
    return refuse(at, 'E-CURRENCY', `${at.path} is in ${currency}`, hint);
  }
  if (per !== of.per) return unitProblem(at, needed);
  if (sign === '-' && of.isSigned !== true) {
    return refuse(at, 'E-RANGE', `${at.path} is below zero`, `allowed: 0 ${unit} and above`);
  }
  return parseCents(`${sign}${whole.replaceAll(',', '')}.${fraction.padEnd(2, '0')}`);
}

/** A count a month: `170 /month`. */
export function perMonth(at: Value, bounds?: Bounds): number | undefined {
  const match = COUNT.exec(at.text);
  if (match?.[2] !== 'month')
    return unitProblem(at, `${digitsIn(at.text, '170')} /month`, '0 /month');
  return inRange(at, Number(match[1]), (n) => `${n} /month`, bounds);
}

/** A span: `18 months`, `30 days`, `3 years` (36 months). */
export function span(at: Value, unit: 'months' | 'days', bounds?: Bounds): number | undefined {
  const match = SPAN.exec(at.text);
  const said = match?.[2]?.replace(/s$/, '');
  const count = Number(match?.[1]);
  const read =
    said === 'year' && unit === 'months' ? count * 12 : `${said}s` === unit ? count : undefined;
  if (read === undefined) return unitProblem(at, `${digitsIn(at.text, '18')} ${unit}`, `0 ${unit}`);
  return inRange(at, read, (n) => `${n} ${unit}`, bounds);
}

/** A number that counts and has no unit: paths, seeds of a list, season factors. */
export function whole(at: Value, bounds: Bounds): number | undefined {
  if (!/^\d{1,9}$/.test(at.text)) {
    return refuse(at, 'E-UNIT', `${at.path} is no whole number`, 'write digits only');
  }
  return inRange(at, Number(at.text), String, bounds);
}

/** A number without unit, of either sign: a spread, a shape, a correlation, a shift of log odds. */
export function plainNumber(at: Value, bounds?: Bounds): number | undefined {
  if (PLAIN.test(at.text)) return inRange(at, Number(at.text), String, bounds);
  return refuse(at, 'E-UNIT', `${at.path} is no plain number`, 'write a number such as 0.35');
}

/** A plain factor such as 1.07, for the season. */
export function factor(at: Value): number | undefined {
  if (/^\d{1,2}(?:\.\d{1,6})?$/.test(at.text)) return Number(at.text);
  return refuse(at, 'E-UNIT', `${at.path} is no factor`, 'write a number such as 1.07');
}

/** A day, YYYY-MM-DD. */
export function day(at: Value): Day | undefined {
  if (isDay(at.text)) return parseDay(at.text);
  return refuse(
    at,
    'E-DATE',
    `${at.path}: "${at.text.slice(0, 40)}" is no date`,
    'write 2026-11-01',
  );
}

/** A month, 2026-11; a first of the month says the same. */
export function month(at: Value): Month | undefined {
  const text = /^\d{4}-\d{2}-01$/.test(at.text) ? at.text.slice(0, 7) : at.text;
  if (/^(?:20\d\d|2100)-(?:0[1-9]|1[0-2])$/.test(text)) return parseMonth(text);
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) {
    return refuse(at, 'E-DATE', `${at.path} is ${text}`, 'allowed: 2000-01 to 2100-12');
  }
  const isDate = isDay(at.text);
  const hint = isDate ? 'the model steps by months: write the month it begins in' : 'write 2026-11';
  return refuse(at, 'E-DATE', `${at.path}: "${at.text.slice(0, 40)}" is no month`, hint);
}

/** One of some words. */
export function word<const W extends string>(at: Value, known: readonly W[]): W | undefined {
  const found = known.find((w) => w === at.text);
  if (found !== undefined) return found;
  const hint = didYouMean(at.text, known);
  return refuse(at, 'E-WORD', `${at.path}: "${at.text.slice(0, 40)}" is not known`, hint);
}

/** Reads the value of a key by one of the readers above. */
export function read<T>(
  section: Section,
  key: string,
  by: (at: Value) => T | undefined,
): T | undefined {
  const at = value(section, key);
  return at === undefined ? undefined : by(at);
}

/** The same for a key that may be left out. */
export function readOptional<T>(
  section: Section,
  key: string,
  by: (at: Value) => T | undefined,
  otherwise: T,
): T {
  const at = value(section, key, true);
  return at === undefined ? otherwise : (by(at) ?? otherwise);
}
