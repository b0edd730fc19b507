import { CENTS_MAX } from '../money.ts';

/** How each kind of field is written; the validator and the zod schema share these. */
export const FORMS = {
  /** Posted dollars: exactly two decimals, no leading zeros, zero without a sign. */
  money: /^(?:0|[1-9]\d{0,13})\.\d\d$/,
  signedMoney: /^(?!-0\.00$)-?(?:0|[1-9]\d{0,13})\.\d\d$/,
  /** An exact decimal; what the 40 digits of our Decimal hold in any case. */
  rate: /^(?:0|[1-9]\d{0,8})(?:\.\d{1,30})?$/,
  quantity: /^(?:0|[1-9]\d{0,11})(?:\.\d{1,3})?$/,
  returnedQuantity: /^(?!-0(?:\.0+)?$)-?(?:0|[1-9]\d{0,11})(?:\.\d{1,3})?$/,
  event: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  /** Printable: no control characters, no line ends, no half of a surrogate pair. */
  token: /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u,
  /** As a token, with line feeds and tabs. */
  text: /^(?:[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\n\t])*$/u,
  instant: /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
} as const;

/** Most characters of a token, and of a text that says no limit of its own. */
export const TOKEN_LENGTH = 200;
export const TEXT_LENGTH = 500;

const PRINTABLE_ASCII = /^[ -~]*$/;

/** Whether posted money of the right form is within what cents may be (2^51). */
export function isWithinCents(text: string): boolean {
  // Sixteen characters are below ten trillion dollars; the limit is about 22.5.
  return text.length <= 16 || Math.abs(Number(text.replace('.', ''))) <= CENTS_MAX;
}

export function isToken(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= TOKEN_LENGTH &&
    (PRINTABLE_ASCII.test(value) || FORMS.token.test(value))
  );
}

export function isText(value: unknown, maxLength: number = TEXT_LENGTH): value is string {
  return (
    typeof value === 'string' &&
    value.length <= maxLength &&
    (PRINTABLE_ASCII.test(value) || FORMS.text.test(value))
  );
}
