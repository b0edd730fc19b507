import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  STREAM_VERSION,
  fillUniforms,
  fillUniforms32,
  streamKey,
  uniform,
  uniformOfWords,
} from '../../src/numeric/stream.ts';
import { threefry4x32 } from '../../src/numeric/threefry.ts';
import { sha256 } from '../support/numeric.ts';

const key = streamKey('1234567', 'austin/claim/lag', sha256);

describe('stream keys', () => {
  test('are the first 16 bytes of SHA-256(seed, NUL, id), little-endian words', () => {
    const digest = sha256(new TextEncoder().encode('1234567\0austin/claim/lag'));
    expect(Buffer.from(key.buffer).toString('hex')).toBe(
      Buffer.from(digest.subarray(0, 16)).toString('hex'),
    );
  });

  test('differ by seed and by id, and cannot be confused', () => {
    expect(streamKey('1', '2/x', sha256)).not.toEqual(streamKey('12', '/x', sha256));
    expect(streamKey('1', 'a', sha256)).not.toEqual(streamKey('2', 'a', sha256));
    expect(streamKey('1', 'a', sha256)).not.toEqual(streamKey('1', 'b', sha256));
    expect(() => streamKey('1\0', 'a', sha256)).toThrow();
  });
});

describe('uniforms', () => {
  test('are never 0 and never 1, and 1 − u is exact', () => {
    expect(uniformOfWords(0, 0)).toBe(2 ** -54);
    expect(uniformOfWords(31, 63)).toBe(2 ** -54);
    expect(uniformOfWords(0, 64)).toBe(2 ** -53);
    expect(uniformOfWords(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
    expect(1 - uniformOfWords(0xffffffff, 0xffffffff)).toBe(2 ** -53);
  });

  test('take their words from the block of their address', () => {
    const w = threefry4x32(20, [5, 9, 3, STREAM_VERSION], key);
    const at = { path: 5, entity: 9 };
    expect(uniform(key, { ...at, draw: 6 })).toBe(uniformOfWords(w[0] ?? 0, w[1] ?? 0));
    expect(uniform(key, { ...at, draw: 7 })).toBe(uniformOfWords(w[2] ?? 0, w[3] ?? 0));
  });

  test('a filled range is the same numbers one by one, wherever it starts', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffffff }),
        fc.nat({ max: 0xffff }),
        fc.nat({ max: 1000 }),
        fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 300 })),
        fc.nat({ max: 5 }),
        (path, entity, draw, count, from) => {
          const out = new Float64Array(from + count + 2).fill(-1);
          fillUniforms(out, from, count, key, { path, entity, draw });
          for (let i = 0; i < out.length; i += 1) {
            const inside = i >= from && i < from + count;
            const expected = inside ? uniform(key, { path, entity, draw: draw + i - from }) : -1;
            expect(out[i]).toBe(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('path p alone is path p in a batch; another stream or draw moves nothing', () => {
    const batch = Array.from({ length: 50 }, (_, path) => {
      const out = new Float64Array(12);
      fillUniforms(out, 0, 12, key, { path, entity: 3, draw: 0 });
      return out;
    });
    const alone = new Float64Array(12);
    const other = streamKey('1234567', 'austin/visits', sha256);
    fillUniforms(new Float64Array(99), 0, 99, other, { path: 17, entity: 3, draw: 0 });
    fillUniforms(alone, 0, 12, key, { path: 17, entity: 3, draw: 0 });
    expect(alone).toEqual(batch[17]);
    const shorter = new Float64Array(5);
    fillUniforms(shorter, 0, 5, key, { path: 17, entity: 3, draw: 0 });
    expect(shorter).toEqual(alone.subarray(0, 5));
  });

  test('no two addresses share a number: paths, entities, draws, lanes', () => {
    const seen = new Set<number>();
    const out = new Float64Array(8);
    for (let path = 0; path < 20; path += 1) {
      for (let entity = 0; entity < 20; entity += 1) {
        fillUniforms(out, 0, 8, key, { path, entity, draw: 0 });
        for (const u of out) seen.add(u);
        fillUniforms32(out, 0, 8, key, { path, entity, draw: 0 });
        for (const u of out) seen.add(u);
      }
    }
    expect(seen.size).toBe(20 * 20 * 16);
  });

  test('32-bit ranges agree wherever they start, and stay inside (0, 1)', () => {
    const whole = new Float64Array(64);
    fillUniforms32(whole, 0, 64, key, { path: 1, entity: 2, draw: 0 });
    const long = new Float64Array(700);
    fillUniforms32(long, 0, 700, key, { path: 1, entity: 2, draw: 0 });
    expect(long.subarray(0, 64)).toEqual(whole);
    const across = new Float64Array(400);
    fillUniforms32(across, 0, 400, key, { path: 1, entity: 2, draw: 203 });
    expect(across).toEqual(long.subarray(203, 603));
    for (let draw = 0; draw < 20; draw += 1) {
      const part = new Float64Array(9);
      fillUniforms32(part, 0, 9, key, { path: 1, entity: 2, draw });
      expect(part).toEqual(whole.subarray(draw, draw + 9));
    }
    expect(whole.every((u) => u > 0 && u < 1)).toBe(true);
  });

  test('100,000 of them look uniform and uncorrelated (normal scores, fixed seed)', () => {
    const n = 100_000;
    const out = new Float64Array(n);
    fillUniforms(out, 0, n, key, { path: 0, entity: 0, draw: 0 });
    let sum = 0;
    let squares = 0;
    let lag = 0;
    for (let i = 0; i < n; i += 1) {
      const d = (out[i] ?? 0) - 0.5;
      sum += d;
      squares += d * d;
      if (i > 0) lag += d * ((out[i - 1] ?? 0) - 0.5);
    }
    // Standard errors: 1/√(12n), 1/√(180n), 1/(12√n); four of each.
    expect(Math.abs(sum / n)).toBeLessThan(4 / Math.sqrt(12 * n));
    expect(Math.abs(squares / n - 1 / 12)).toBeLessThan(4 / Math.sqrt(180 * n));
    expect(Math.abs(lag / n)).toBeLessThan(4 / (12 * Math.sqrt(n)));
  });
});
