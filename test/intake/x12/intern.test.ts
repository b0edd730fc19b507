import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interner } from '../../../src/intake/x12/intern.ts';
import { bytesOf } from '../../support/x12-builder.ts';

describe('interned codes', () => {
  it('are never another code, whatever falls into one slot', () => {
    const word = fc.string({ unit: fc.constantFrom(...'AB12.z'.split('')), maxLength: 9 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 500, maxLength: 3000 }), (words) => {
        const interner = new Interner();
        for (const text of words) {
          const bytes = bytesOf(`*${text}*`);
          const known = interner.get(bytes, 1, bytes.length - 1);
          if (known === undefined) interner.set(bytes, 1, bytes.length - 1, text);
          else expect(known).toBe(text);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('differ when only their beginnings do', () => {
    const interner = new Interner();
    let known = 0;
    for (let i = 0; i < 9000; i++) {
      const text = `${1000 + i}SAME`.slice(-8);
      const bytes = bytesOf(text);
      const found = interner.get(bytes, 0, 8);
      expect(found === undefined || found === text).toBe(true);
      interner.set(bytes, 0, 8, text);
      if (interner.get(bytes, 0, 8) === text) known += 1;
    }
    expect(known).toBe(9000);
  });
});
