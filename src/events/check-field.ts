import { canonicalJson } from '../audit/canonical.ts';
import { isDay, parseMonth } from '../calendar.ts';
import { accountOf } from '../chart.ts';
import { isFeeworthError } from '../error.ts';
import type { Json } from '../event.ts';
import type { Field } from './declare.ts';
import { FORMS, isText, isToken, isWithinCents, TEXT_LENGTH, TOKEN_LENGTH } from './forms.ts';

/** Something an event's data may not be. Never quotes a value: it may be somebody's name. */
export interface Problem {
  /** Where: `lines.2.amount`, or `meta.occurredOn` for the envelope. */
  readonly field: string;
  /** Stable and kebab-case: `not-money`. */
  readonly code: string;
  /** What a value there must be, in words. */
  readonly words: string;
}

/** A test of one value, and what is said when it fails. */
export interface ValueCheck {
  readonly isGood: (value: unknown) => boolean;
  readonly code: string;
  readonly words: string;
}

const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value);

const money = (form: RegExp) => (value: unknown) =>
  typeof value === 'string' && form.test(value) && isWithinCents(value);

const check = (code: string, words: string, isGood: (value: unknown) => boolean): ValueCheck => ({
  code,
  words,
  isGood,
});

/** The check of a field that is no list; `isReturn`: quantities below zero mean a return. */
export function valueCheck(field: Field, isReturn: boolean): ValueCheck {
  switch (field.kind) {
    case 'money':
      return field.isSigned
        ? check(
            'not-money',
            'dollars and exactly two decimals: "-1234.56"',
            money(FORMS.signedMoney),
          )
        : check(
            'not-money',
            'dollars, zero or more, and exactly two decimals: "1234.56"',
            money(FORMS.money),
          );
    case 'rate':
      return check('not-a-rate', 'an exact decimal, zero or more: "0.0279"', matches(FORMS.rate));
    case 'quantity':
      return check(
        'not-a-quantity',
        `a decimal with at most three decimals${isReturn ? '' : ', zero or more'}: "22.500"`,
        matches(isReturn ? FORMS.returnedQuantity : FORMS.quantity),
      );
    case 'count':
      return check(
        'not-a-count',
        isReturn ? 'a whole number' : 'a whole number, zero or more',
        (value) => Number.isSafeInteger(value) && (isReturn || (value as number) >= 0),
      );
    case 'date':
      return check('not-a-date', 'a date that exists: "2026-01-31"', isDate);
    case 'month':
      return check('not-a-month', 'a month: "2026-01"', isMonth);
    case 'token':
      return check('not-a-token', `1 to ${TOKEN_LENGTH} printable characters`, isToken);
    case 'text': {
      const most = field.maxLength ?? TEXT_LENGTH;
      return check('not-a-text', `text of at most ${most} characters`, (v) => isText(v, most));
    }
    case 'code': {
      const codes = new Set<unknown>(field.codes);
      const words = `one of ${(field.codes ?? []).join(', ')}`;
      return check('not-a-code', words, (value) => codes.has(value));
    }
    case 'account':
      return check('not-an-account', 'a number of the chart of accounts', (v) =>
        isAccount(v, field),
      );
    case 'event':
      return check(
        'not-an-event',
        'the id of an event: a UUID in lower case',
        matches(FORMS.event),
      );
    case 'flag':
      return check('not-a-flag', 'true or false', (value) => typeof value === 'boolean');
    case 'json':
      return check('not-json', 'plain data: text, whole numbers, lists and objects', isCanonical);
    case 'list':
      return check('not-a-list', listWords(field), Array.isArray);
  }
}

export function listWords(field: Field): string {
  return field.mayBeEmpty ? 'a list of items' : 'a list of one item or more';
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && isDay(value);
}

export function isMonth(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parseMonth(value);
    return true;
  } catch {
    return false;
  }
}

/** A number of the chart, of the types a field may name. */
export function isAccount(value: unknown, field: Field): boolean {
  const found = typeof value === 'number' ? accountOf(value) : undefined;
  return found !== undefined && field.accountTypes?.includes(found.type) !== false;
}

/** Whether a value can stand in an event at all: what canonical JSON accepts. */
export function isCanonical(value: unknown): boolean {
  if (value === undefined) return false;
  try {
    canonicalJson(value as Json);
    return true;
  } catch (error) {
    if (isFeeworthError(error)) return false;
    throw error;
  }
}
