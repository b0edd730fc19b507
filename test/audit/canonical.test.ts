import { describe, expect, it } from 'vitest';
import { canonicalJson, MAX_DEPTH } from '../../src/audit/canonical.ts';
import { isFeeworthError } from '../../src/error.ts';
import type { Json } from '../../src/event.ts';

function refusal(value: unknown): unknown {
  try {
    return canonicalJson(value as Json);
  } catch (error) {
    return isFeeworthError(error) ? [error.code, error.place.at] : error;
  }
}

const nested = (depth: number): Json => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as Json;

describe('canonical JSON', () => {
  it('sorts keys by UTF-16 code units, as RFC 8785 §3.2.3 does', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
        '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
    expect(canonicalJson({ '10': 1, '9': 2, a: { c: 1, b: 2 } })).toBe(
      '{"10":1,"9":2,"a":{"b":2,"c":1}}',
    );
  });

  it('writes no spaces, leaves strings as they came and knows one zero', () => {
    expect(canonicalJson([null, true, -0, 'e\u0301 \u00e9', {}, []])).toBe(
      '[null,true,0,"e\u0301 \u00e9",{},[]]',
    );
    expect(canonicalJson('\\ud800')).toBe('"\\\\ud800"');
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}') as Json)).toBe(
      '{"__proto__":1,"a":2}',
    );
  });

  it('refuses what has no one text, with its place', () => {
    const code = 'audit/not-canonical';
    const cases: readonly (readonly [unknown, string | undefined])[] = [
      [1.5, undefined],
      [{ lines: [{ amount: 0.1 }] }, 'lines.0.amount'],
      [{ a: 2 ** 53 }, 'a'],
      [[NaN], '0'],
      [{ a: undefined }, 'a'],
      [[undefined], '0'],
      [Array(2) as unknown, '0'],
      [{ a: 1n }, 'a'],
      [{ a: 'x\ud800' }, 'a'],
      [{ '\udc00': 1 }, undefined],
      [{ at: new Date(0) }, 'at'],
      [{ m: new Map() }, 'm'],
      [{ f: () => 1 }, 'f'],
    ];
    for (const [value, at] of cases) expect(refusal(value)).toEqual([code, at]);
    expect(refusal(nested(MAX_DEPTH))).toBe('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH));
    expect((refusal(nested(MAX_DEPTH + 1)) as string[])[0]).toBe(code);
  });
});
