import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Raw, reveal } from '../../src/intake/raw.ts';
import { createFactId, createFactIds, createTokeniser } from '../../src/intake/tokens.ts';

const KEY = new Uint8Array(32).map((_, i) => i);
const OTHER = new Uint8Array(32).fill(9);

describe('a raw identifier', () => {
  const raw = new Raw('SECRET');
  it('shows itself nowhere', () => {
    const shown = [
      String(raw),
      [raw].join(),
      'x' + raw,
      JSON.stringify({ raw }),
      inspect(raw, { showHidden: true, depth: null }),
      inspect({ deep: [raw] }, { depth: null }),
      JSON.stringify(Object.entries(raw)),
      JSON.stringify(structuredClone(Object.assign({}, raw))),
    ].join('|');
    expect(shown).not.toContain('SECRET');
    expect(shown).toContain('[raw]');
  });
  it('opens for tokenising', () => expect(reveal(raw)).toBe('SECRET'));
});

describe('tokens', () => {
  const tokenise = createTokeniser(KEY);

  it('are keyed, typed, lower-case base32 of 100 bits', () => {
    const token = tokenise('claim', new Raw('A1'));
    expect(token).toMatch(/^claim_[a-z2-7]{20}$/);
    expect(tokenise('patient', 'A1')).toMatch(/^patient_[a-z2-7]{20}$/);
    expect(tokenise('patient', 'A1').slice(8)).not.toBe(token.slice(6));
    expect(createTokeniser(OTHER)('claim', 'A1')).not.toBe(token);
    expect(tokenise('claim', ' a1 ')).toBe(token);
    expect(tokenise('payer', 'P')).toBe(tokenise('payer', 'P'));
  });

  it('are the HMAC-SHA-256 that Node computes, for keys and texts of any length', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
    const reference = (key: Uint8Array, text: string): string => {
      const name = `token\0claim\0${text.trim().toUpperCase()}`;
      const bits = [...createHmac('sha256', key).update(name).digest()]
        .map((byte) => byte.toString(2).padStart(8, '0'))
        .join('');
      const digits = Array.from({ length: 20 }, (_, i) =>
        alphabet.charAt(Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)),
      );
      return `claim_${digits.join('')}`;
    };
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 100 }),
        fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { minLength: 1, maxLength: 4 }),
        (key, texts) => {
          const own = createTokeniser(key);
          for (const text of texts) expect(own('claim', text)).toBe(reference(key, text));
        },
      ),
    );
  });

  it('refuse a short key', () => {
    expect(() => createTokeniser(new Uint8Array(16))).toThrow('too short');
  });
});

describe('ids of facts', () => {
  const fact = { system: 'x12-835', record: new Raw('A1'), day: '2026-01-05' };

  it('are UUIDs of version 5, the same for the same fact', () => {
    const id = createFactId(KEY)({ ...fact, nth: 1 });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(createFactId(KEY)({ ...fact, record: 'A1', nth: 1 })).toBe(id);
    expect(createFactId(OTHER)({ ...fact, nth: 1 })).not.toBe(id);
    const name = createHmac('sha256', KEY).update('fact\x007:x12-8352:A110:2026-01-051:1').digest();
    const space = Buffer.from('6f0d2a5b8c3e4f719b64d1a07c52e983', 'hex');
    const digest = createHash('sha1').update(space).update(name).digest('hex');
    expect(id.slice(0, 13)).toBe(`${digest.slice(0, 8)}-${digest.slice(8, 12)}`);
    expect(id.slice(15, 18)).toBe(digest.slice(13, 16));
    expect(id.slice(24)).toBe(digest.slice(20, 32));
  });

  it('keep parts apart', () => {
    const id = createFactId(KEY);
    expect(id({ ...fact, system: 'a', record: 'bc', nth: 1 })).not.toBe(
      id({ ...fact, system: 'ab', record: 'c', nth: 1 }),
    );
  });

  it('number identical records of a day as they come, anew for each file', () => {
    const first = createFactIds(KEY);
    const ids = [first(fact), first(fact), first({ ...fact, day: '2026-01-06' }), first(fact)];
    expect(new Set(ids).size).toBe(4);
    const second = createFactIds(KEY);
    expect([second(fact), second(fact)]).toEqual(ids.slice(0, 2));
    expect(ids[1]).toBe(createFactId(KEY)({ ...fact, nth: 2 }));
  });
});
