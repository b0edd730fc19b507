// Of random123's 60 published vectors the nine of threefry4x32 are held here. The others are of
// generators that nothing draws from: philox, and threefry of two words or of 64 bits. AS 183
// (Wichmann and Hill) and MT19937 have published streams too and are left out for the same reason:
// they are drawn in sequence, and a sequence cannot give each purpose its own numbers.
import { expect, test } from 'vitest';
import { threefry20, threefry4x32 } from '../../src/numeric/threefry.ts';
import { fixture } from '../support/numeric.ts';

interface Vector {
  readonly rounds: number;
  readonly ctr: string[];
  readonly key: string[];
  readonly expected: string[];
}
const { vectors } = fixture<{ vectors: Vector[] }>('threefry.json');
const words = (hex: string[]): Uint32Array => Uint32Array.from(hex, (h) => parseInt(h, 16));

test('the published vectors of 13, 20 and 72 rounds', () => {
  expect(vectors.map((v) => v.rounds)).toEqual([13, 13, 13, 20, 20, 20, 72, 72, 72]);
  for (const { rounds, ctr, key, expected } of vectors) {
    expect(threefry4x32(rounds, words(ctr), words(key))).toEqual(words(expected));
    if (rounds !== 20) continue;
    const [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = words(ctr);
    const out = new Uint32Array(4);
    threefry20(out, 1, c0, c1, c2, c3, words(key));
    expect(out).toEqual(words(expected));
  }
});

test('the fast blocks are the obvious ones, in a row and past 2^32', () => {
  const key = Uint32Array.of(0x9e3779b9, 0xfffffffe, 7, 0x80000001);
  const out = new Uint32Array(12);
  for (let i = 0; i < 300; i += 1) {
    const [c0, c1, c2, c3] = [i, i * 0x01000193, 0xffffffff - i, 0x80000000 + i];
    threefry20(out, 3, c0, c1, c2, c3, key);
    for (let b = 0; b < 3; b += 1) {
      const expected = threefry4x32(20, [c0, c1, c2 + b, c3], key);
      expect(out.subarray(4 * b, 4 * b + 4)).toEqual(expected);
    }
  }
});
