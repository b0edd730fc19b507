import { FeeworthError } from '../error.ts';
import type { Json } from '../event.ts';

/** Deeper values are refused: nothing we record needs it, and every reader has a stack. */
export const MAX_DEPTH = 256;

/**
 * The one text of a JSON value: keys sorted by UTF-16 code units, no spaces, strings as they came,
 * integers only; RFC 8785 on our subset (settled.md §2.1). Refuses fractions and unsafe integers,
 * `undefined`, NaN, lone surrogates and anything that is not plain data with `audit/not-canonical`.
 */
export function canonicalJson(value: Json): string {
  return nativeJson(value, value) ?? write(value, [], MAX_DEPTH);
}

/**
 * The native text of `whole`, or null where it might not be canonical. `part` is what has not been
 * checked yet: everything else in `whole` must be strings and integers under sorted keys.
 */
export function nativeJson(whole: unknown, part: unknown): string | null {
  if (!isSortedPlainData(part, MAX_DEPTH)) return null;
  const text = JSON.stringify(whole);
  // JSON.stringify writes a lone surrogate as \udXXX; the slow way tells it from a typed backslash.
  return text.includes('\\ud') ? null : text;
}

// Our own records are written with sorted keys, so nearly every value passes and the engine's own
// writer, several times faster than any loop here, may be used.
function isSortedPlainData(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++)
      if (!isSortedPlainData(value[i], depth - 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  let last: string | undefined;
  for (const key in value) {
    if (last !== undefined && key < last) return false;
    last = key;
    if (!isSortedPlainData((value as Record<string, unknown>)[key], depth - 1)) return false;
  }
  return true;
}

type Path = readonly (string | number)[];

function write(value: unknown, path: Path, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (Number.isSafeInteger(value)) return String(value);
      throw refused(path, 'a number that is not a safe integer');
    case 'object':
      if (value === null) return 'null';
      if (depth === 0) throw refused(path, `nesting deeper than ${MAX_DEPTH}`);
      return Array.isArray(value)
        ? writeArray(value, path, depth)
        : writeObject(value, path, depth);
    default:
      throw refused(path, value === undefined ? 'undefined' : `a ${typeof value}`);
  }
}

function writeString(text: string, path: Path): string {
  if (!text.isWellFormed()) throw refused(path, 'text with half a surrogate pair');
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], path: Path, depth: number): string {
  // Array.from also visits holes, which forEach and map would step over.
  const parts = Array.from(items, (item, i) => write(item, [...path, i], depth - 1));
  return `[${parts.join(',')}]`;
}

function writeObject(value: object, path: Path, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // One step up is Object.prototype of whatever realm; a class instance has more above it.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refused(path, 'an object that is not plain data');
  // The default order of sort() is that of UTF-16 code units, which is the one we want.
  const parts = Object.keys(value)
    .sort()
    .map((key) => {
      const member: unknown = (value as Record<string, unknown>)[key];
      return `${writeString(key, path)}:${write(member, [...path, key], depth - 1)}`;
    });
  return `{${parts.join(',')}}`;
}

function refused(path: Path, what: string): FeeworthError {
  const at = path.length > 8 ? `${path.slice(0, 8).join('.')} …` : path.join('.');
  return new FeeworthError('audit/not-canonical', 'input', `An event cannot carry ${what}.`, {
    place: at === '' ? {} : { at },
    hint: 'Write money and rates as decimal strings, leave absent fields out, mend broken text.',
  });
}
