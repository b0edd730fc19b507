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
    const out = new Uint32Array(6);
    threefry20(c0, c1, c2, c3, words(key), out, 2);
    expect(out.subarray(2)).toEqual(words(expected));
    expect([out[0], out[1]]).toEqual([0, 0]);
  }
});

test('the fast block is the obvious one', () => {
  const key = Uint32Array.of(0x9e3779b9, 0xfffffffe, 7, 0x80000001);
  const out = new Uint32Array(4);
  for (let i = 0; i < 500; i += 1) {
    const counter = [i, i * 0x01000193, 0xffffffff - i, 0x80000000 + i];
    threefry20(i, i * 0x01000193, 0xffffffff - i, 0x80000000 + i, key, out, 0);
    expect(out).toEqual(threefry4x32(20, counter, key));
  }
});
