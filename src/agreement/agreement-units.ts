import { Decimal } from '../money.ts';
import { didYouMean, digitsIn, percentIn, writeUnsigned } from './problems.ts';
import { report, written } from './yaml-section.ts';
import type { Section, Written, YamlSource } from './yaml-section.ts';

const MONEY =
  /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,4}))?(?:\s*([A-Za-z]{3}))?(?:\s*\/\s*([a-z]+))?$/;
const PERCENT = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/;
const DECIMAL = /^(?:0|[1-9]\d{0,2})(?:\.\d{1,6})?$/;
const SPAN = /^(\d{1,4})\s*(days?|months?|years?)$/;

/** Reports a value that was read but does not say what its key needs. */
export function refuse(
  source: YamlSource,
  value: Written,
  code: string,
  message: string,
  hint: string,
): undefined {
  report(source, source.offsets.get(value.path) ?? 0, { code, at: value.path, message, hint });
  return undefined;
}

/**
 * Money as dollars and cents: `18000 USD/month`, `1,250.50 USD/month`, or quoted `"18000.00"`.
 * A bare number is refused: it does not say of what. `per` is the unit after the slash, none for a
 * plain amount; `places` is 4 for prices.
 */
export function money(
  section: Section,
  key: string,
  more: { readonly per?: string; readonly places?: 2 | 4; readonly isOptional?: boolean } = {},
): string | undefined {
  const value = written(section, key, more.isOptional);
  return value && moneyText(section.source, value, more.per, more.places ?? 2);
}

/** The same for a value already read. */
export function moneyText(
  source: YamlSource,
  value: Written,
  per: string | undefined,
  places: 2 | 4,
): string | undefined {
  const unit = per === undefined ? source.currency : `${source.currency}/${per}`;
  const needed = `${digitsIn(value.text, '18000')} ${unit}`;
  const hint = writeUnsigned(value.text, `${needed}, or "18000.00" in quotes`, `0 ${unit}`);
  const match = MONEY.exec(value.text);
  if (!match || value.isBareNumber) {
    const code = match ? 'agreement/unit-missing' : 'agreement/not-money';
    const what = match ? 'a number without a unit' : 'no amount';
    return refuse(source, value, code, `${value.path} is ${what}`, hint);
  }
  const [, whole = '0', cents = '', currency, each] = match;
  if (cents.length > places)
    return refuse(source, value, 'agreement/not-money', `${value.path} is finer than a cent`, hint);
  if (currency !== undefined && currency !== source.currency)
    return refuse(
      source,
      value,
      'agreement/other-currency',
      `${value.path} is in ${currency}, not in ${source.currency}`,
      hint,
    );
  const isQuotedAmount = currency === undefined && each === undefined && cents.length >= 2;
  if (!isQuotedAmount && (each !== per || currency === undefined))
    return refuse(source, value, 'agreement/unit-missing', `${value.path} is not in ${unit}`, hint);
  const exact = new Decimal(`${whole.replaceAll(',', '')}.${cents === '' ? '0' : cents}`);
  return places === 2 ? exact.toFixed(2) : exact.toString();
}

/** A rate as a decimal share: `9%`, `9.25 %`, or quoted `"0.0925"`; a bare number is refused. */
export function rate(section: Section, key: string): string | undefined {
  const value = written(section, key);
  return value && rateText(section.source, value);
}

/** The same for a value already read. */
export function rateText(source: YamlSource, value: Written): string | undefined {
  const match = PERCENT.exec(value.text);
  if (match) return new Decimal(match[1] ?? '0').div(100).toString();
  if (!value.isBareNumber && DECIMAL.test(value.text)) return new Decimal(value.text).toString();
  const hint = writeUnsigned(value.text, percentIn(value.text, '9'), '0%');
  if (value.isBareNumber) {
    const message = `${value.path} is a number without a unit`;
    return refuse(source, value, 'agreement/unit-missing', message, hint);
  }
  return refuse(source, value, 'agreement/not-a-rate', `${value.path} is no rate`, hint);
}

/** A span of time in days or months: `90 days`, `60 months`, `5 years` (60 months). */
export function span(
  section: Section,
  key: string,
  unit: 'days' | 'months',
  isOptional = false,
): number | undefined {
  const value = written(section, key, isOptional);
  return value && spanOf(section.source, value, unit);
}

function spanOf(source: YamlSource, value: Written, unit: 'days' | 'months'): number | undefined {
  const match = SPAN.exec(value.text);
  const said = match?.[2]?.replace(/s$/, '');
  const count = Number(match?.[1]);
  if (said === 'year' && unit === 'months') return count * 12;
  if (said === undefined || `${said}s` !== unit) {
    const hint = writeUnsigned(value.text, `${digitsIn(value.text, '90')} ${unit}`, `0 ${unit}`);
    const message = `${value.path} is no number of ${unit}`;
    return refuse(source, value, 'agreement/not-a-span', message, hint);
  }
  return count;
}

/** One of a list of known words, with "did you mean". */
export function word<const W extends string>(
  section: Section,
  key: string,
  known: readonly W[],
  what: string,
  otherwise?: W,
): W | undefined {
  const value = written(section, key, otherwise !== undefined);
  return value === undefined ? otherwise : wordOf(section.source, value, known, what);
}

/** The same for a value already read. */
export function wordOf<const W extends string>(
  source: YamlSource,
  value: Written,
  known: readonly W[],
  what: string,
): W | undefined {
  const found = known.find((candidate) => candidate === value.text);
  if (found !== undefined) return found;
  const message = `"${value.text.slice(0, 40)}" is no ${what} that is known`;
  return refuse(source, value, `agreement/unknown-${what}`, message, didYouMean(value.text, known));
}

/** A yes or no: `true` or `false`. */
export function yesOrNo(section: Section, key: string): boolean | undefined {
  const text = word(section, key, ['true', 'false', ''], 'answer', '');
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A whole number without a unit. */
export function whole(section: Section, key: string, isOptional = false): number | undefined {
  const value = written(section, key, isOptional);
  if (value === undefined || /^\d{1,9}$/.test(value.text))
    return value === undefined ? undefined : Number(value.text);
  return refuse(
    section.source,
    value,
    'agreement/not-a-count',
    `${value.path} is no whole number`,
    'write digits only',
  );
}
