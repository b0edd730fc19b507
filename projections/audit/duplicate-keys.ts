import { FeeworthError } from '../../src/error.ts';

/** What two entries may have in common. */
export const KEY_FIELDS = [
  'account',
  'period',
  'amount',
  'date',
  'vendor',
  'claim',
  'code',
  'service-date',
  'patient',
  'document',
  'site',
  'actor',
] as const;
export type KeyField = (typeof KEY_FIELDS)[number];

/** Entries of one type and entity are alike when all these fields are equal. */
export interface DuplicateKey {
  /** As it was written. */
  readonly text: string;
  readonly fields: readonly KeyField[];
  /** Days two dates may lie apart; null when the date is no part of it, or must be equal. */
  readonly withinDays: number | null;
  readonly isByHandOnly: boolean;
}

export const DEFAULT_KEYS =
  'by-hand:account+period+amount,vendor+amount+date~3,claim+code+service-date';

/** Reads "vendor+amount+date~3,claim+code+service-date". Throws `usage/bad-value`. */
export function parseDuplicateKeys(text: string): DuplicateKey[] {
  return text.split(',').map((one) => parseKey(one.trim()));
}

function parseKey(text: string): DuplicateKey {
  const isByHandOnly = text.startsWith('by-hand:');
  const parts = text.replace(/^by-hand:/, '').split('+');
  let withinDays: number | null = null;
  const fields: KeyField[] = [];
  for (const part of parts) {
    const near = /^date~(\d{1,3})$/.exec(part)?.[1];
    if (near !== undefined) withinDays = Number(near);
    else if (isField(part)) fields.push(part);
    else throw badKey(text);
  }
  if (parts.length < 2) throw badKey(text);
  return { text, fields, withinDays, isByHandOnly };
}

const isField = (text: string): text is KeyField => KEY_FIELDS.includes(text as KeyField);

function badKey(text: string): FeeworthError {
  return new FeeworthError('usage/bad-value', 'usage', `"${text}" is no set of keys`, {
    hint: `join two or more of ${KEY_FIELDS.join(', ')} with +; date~3 allows three days apart`,
  });
}
