import { isDay, parseDay } from '../src/calendar.ts';
import type { Day } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';

/** The day that `--as-of`, or another flag, names. Throws `usage/not-a-date`. */
export function asOfDay(text: string, flag = '--as-of'): Day {
  try {
    return parseDay(text);
  } catch (cause) {
    throw new FeeworthError('usage/not-a-date', 'usage', `${flag} wants a date`, {
      hint: `write YYYY-MM-DD, e.g. ${flag} 2026-03-31`,
      cause,
    });
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

/**
 * The instant `--known-at` names, as events carry theirs; a day means its end, so that what was
 * recorded on it counts. Throws `usage/bad-value`.
 */
export function instantOf(text: string): string {
  const instant = isDay(text) ? `${text}T23:59:59.999Z` : text;
  const at = INSTANT.test(instant) && isDay(text.slice(0, 10)) ? Date.parse(instant) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new FeeworthError(
    'usage/bad-value',
    'usage',
    '--known-at wants a sequence, a day or an instant',
    { hint: 'write 1204, or 2026-03-31 (to its end, UTC), or 2026-03-31T17:00:00Z' },
  );
}

/** A number of events that a book of this size has had. Throws `usage/no-such-sequence`. */
export function sequenceWithin(sequence: number, size: number): number {
  if (sequence >= 1 && sequence <= size) return sequence;
  throw new FeeworthError(
    'usage/no-such-sequence',
    'usage',
    `The book has ${size} events; --known-at ${sequence} is not one of its cuts`,
    { hint: `choose a number from 1 to ${size}` },
  );
}

/** A cut that knows something. Throws `usage/before-the-book`. */
export function someKnown(known: number): number {
  if (known > 0) return known;
  throw new FeeworthError('usage/before-the-book', 'usage', 'Nothing was recorded by then', {
    hint: 'choose a later day or instant',
  });
}
