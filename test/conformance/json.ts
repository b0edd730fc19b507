import fc from 'fast-check';
import type { Json } from '../../src/event.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((s) => s.isWellFormed()),
  fc.constantFrom('__proto__', 'toJSON', '10', '9', '', '\u0000', '\\ud800', '😀'),
);

/** Any JSON value our events may carry, odd keys and characters among them. */
export function json(): fc.Arbitrary<Json> {
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(null, true, false, 0),
      text,
      fc.maxSafeInteger(),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.array(fc.tuple(text, tie('value')), { maxLength: 5 }).map(objectOf),
    ),
  }));
  return value;
}

// Through JSON.parse, so that "__proto__" becomes a key like any other.
function objectOf(entries: readonly (readonly [string, Json])[]): Json {
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${members.join(',')}}`) as Json;
}
