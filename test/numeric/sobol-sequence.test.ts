import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SOBOL_DIRECTIONS } from '../../src/numeric/sobol-directions.ts';
import {
  SOBOL_DIMENSIONS,
  fillScrambled,
  owenScramble,
  pointOfPath,
  sobolPoint,
  sobolWord,
} from '../../src/numeric/sobol-sequence.ts';
import type { Scramble } from '../../src/numeric/sobol-sequence.ts';
import { mean, variance } from '../../src/numeric/statistics.ts';
import { streamKey, uniform } from '../../src/numeric/stream.ts';
import { fixture, sha256 } from '../support/numeric.ts';

const key = streamKey('sobol test', 'scramble', sha256);
const scrambleOf = (replicate: number): Scramble => ({ key, replicate });
const word = fc.integer({ min: 0, max: 0xffffffff });
const dimension = fc.integer({ min: 0, max: SOBOL_DIMENSIONS - 1 });
const replicate = fc.integer({ min: 0, max: 0xffffffff });

describe('the direction numbers', () => {
  test('are 128, their polynomials primitive and in order, their m odd and below 2^k', () => {
    expect(SOBOL_DIMENSIONS).toBe(128);
    let before = 0;
    for (const { polynomial, initial } of SOBOL_DIRECTIONS.slice(1)) {
      expect(polynomial).toBeGreaterThan(before);
      before = polynomial;
      const degree = 31 - Math.clz32(polynomial);
      expect(initial).toHaveLength(degree);
      initial.forEach((m, k) => expect(m % 2 === 1 && m < 2 ** (k + 1)).toBe(true));
      // Primitive: the powers of x run through all 2^s − 1 nonzero residues before they return to
      // 1.
      let power = 1;
      let order = 0;
      do {
        power *= 2;
        if (power >>> degree) power ^= polynomial;
        order += 1;
      } while (power !== 1 && order < 2 ** degree);
      expect(order).toBe(2 ** degree - 1);
    }
  });

  test('are those of SciPy 1.10.1 and of QuantLib 1.29, compared once: the digest stands for it', () => {
    const text = SOBOL_DIRECTIONS.map((d) => [d.polynomial, ...d.initial].join(' ')).join('\n');
    const digest = sha256(new TextEncoder().encode(text));
    expect(Buffer.from(digest).toString('hex')).toBe(
      'c6018032882324d65a76dbb810ab8af9fb386bd77926be1aa2f9e061a3ef793f',
    );
  });

  // Joe and Kuo chose them so that all 2^d corners of the cube in d dimensions are met by the first
  // 2^d points (Sobol's property A): the leading bits of v_1 … v_d in d dimensions are independent
  // over GF(2). A wrong leading bit breaks this.
  test('have property A in all of the first 1 to 128 dimensions', () => {
    const leading = SOBOL_DIRECTIONS.map(({ polynomial, initial }) => {
      const s = initial.length;
      const m = initial.map(BigInt);
      for (let k = s; k < 128; k += 1) {
        let next = s === 0 ? 1n : ((m[k - s] ?? 0n) << BigInt(s)) ^ (m[k - s] ?? 0n);
        for (let i = 1; i < s; i += 1)
          if ((polynomial >> (s - i)) & 1) next ^= (m[k - i] ?? 0n) << BigInt(i);
        m.push(next);
      }
      return m.slice(0, 128).map((x, k) => (x >> BigInt(k)) & 1n);
    });
    for (const d of [...Array(64).keys()].map((i) => 2 * i + 2)) {
      const rows = leading
        .slice(0, d)
        .map((bits) => bits.slice(0, d).reduce((row, bit) => (row << 1n) | bit, 0n));
      let rank = 0;
      for (let bit = 1n << BigInt(d - 1); bit > 0n; bit >>= 1n) {
        const at = rows.findIndex((row, i) => i >= rank && (row & bit) !== 0n);
        if (at < 0) continue;
        const pivot = rows[at] ?? 0n;
        rows[at] = rows[rank] ?? 0n;
        rows[rank] = pivot;
        for (let i = rank + 1; i < d; i += 1)
          if (((rows[i] ?? 0n) & bit) !== 0n) rows[i] = (rows[i] ?? 0n) ^ pivot;
        rank += 1;
      }
      expect(rank, `${d} dimensions`).toBe(d);
    }
  });
});

describe('the points', () => {
  test('are the published ones, bit for bit', () => {
    const { points } = fixture<{ points: number[][] }>('sobol.json');
    expect(points).toHaveLength(16);
    points.forEach((point, i) => expect([...sobolPoint(i, point.length)]).toEqual(point));
  });

  test('differ from the one before by one direction number, as drawn in turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), dimension, (index, d) => {
        // The classical way steps by the number of the lowest zero bit of i − 1.
        const lowest = 31 - Math.clz32(index & -index);
        const first = 2 ** lowest;
        const step = sobolWord(first, d) ^ (first > 1 ? sobolWord(first - 1, d) : 0);
        expect((sobolWord(index, d) ^ sobolWord(index - 1, d)) >>> 0).toBe(step >>> 0);
      }),
    );
  });

  test('have no dimension beyond the table', () => {
    expect(() => sobolWord(1, SOBOL_DIMENSIONS)).toThrow('1 to 128 dimensions');
  });

  test('are dealt to paths, replicate by replicate', () => {
    const paths = [0, 1, 7, 8, 9, 17].map((p) => pointOfPath(p, 8));
    expect(paths.map((at) => [at.replicate, at.index])).toEqual([
      [0, 0],
      [1, 0],
      [7, 0],
      [0, 1],
      [1, 1],
      [1, 2],
    ]);
  });
});

/** The points index … index + count of the dimensions as a scramble or the sequence gives them. */
const block = (from: number, count: number, d: number, scramble?: Scramble): number[] =>
  Array.from({ length: count }, (_, i) => {
    const w = sobolWord(from + i, d);
    return scramble ? owenScramble(w, d, scramble) : w;
  });

describe('a block of 2^k points', () => {
  const which = fc.record({
    k: fc.integer({ min: 0, max: 8 }),
    at: fc.integer({ min: 0, max: 1000 }),
    scramble: fc.option(replicate.map(scrambleOf), { nil: undefined }),
  });

  test('has one point in each of 2^k intervals, in every dimension, scrambled or not', () => {
    fc.assert(
      fc.property(which, dimension, ({ k, at, scramble }, d) => {
        const cells = block(at * 2 ** k, 2 ** k, d, scramble).map((w) =>
          Math.floor(w / 2 ** (32 - k)),
        );
        expect(new Set(cells).size).toBe(2 ** k);
      }),
    );
  });

  test('is a net in the first two dimensions: one point in each rectangle of area 2^-k', () => {
    fc.assert(
      fc.property(which, fc.nat(), ({ k, at, scramble }, split) => {
        const a = split % (k + 1);
        const [x, y] = [0, 1].map((d) => block(at * 2 ** k, 2 ** k, d, scramble)) as [
          number[],
          number[],
        ];
        const cells = x.map(
          (w, i) =>
            Math.floor(w / 2 ** (32 - a)) * 2 ** (k - a) +
            Math.floor((y[i] as number) / 2 ** (32 - (k - a))),
        );
        expect(new Set(cells).size).toBe(2 ** k);
      }),
    );
  });
});

describe('a scramble', () => {
  test('is nested: words share as many leading bits after it as before', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 31 }), dimension, replicate, (w, k, d, r) => {
        const other = (w ^ (1 << (31 - k))) >>> 0;
        const [a, b] = [w, other].map((x) => owenScramble(x, d, scrambleOf(r))) as [number, number];
        expect(Math.clz32(a ^ b)).toBe(k);
      }),
    );
  });

  test('flips the bits below two prefixes by coins of their own, at every depth', () => {
    // Of the 31 bits below the first, half agree between the halves of the interval; a scramble by
    // one digital shift would have them all agree. 400 replicates, four standard errors.
    for (let depth = 1; depth < 32; depth += 1) {
      let agree = 0;
      for (let r = 0; r < 400; r += 1) {
        const [a, b] = [0, 0x80000000].map((w) => owenScramble(w, 3, scrambleOf(r)));
        agree += (((a as number) ^ (b as number)) >>> (31 - depth)) & 1;
      }
      expect(Math.abs(agree - 200)).toBeLessThan(40);
    }
  });

  test('differs by replicate and by dimension', () => {
    const first = block(0, 64, 0, scrambleOf(0));
    expect(block(0, 64, 0, scrambleOf(1))).not.toEqual(first);
    const words = [0, 1].map((d) => owenScramble(0x12345678, d, scrambleOf(0)));
    expect(words[0]).not.toBe(words[1]);
  });

  test('keeps out of 0 and 1 and gives a point alone as in a row', () => {
    const row = new Float64Array(16);
    fillScrambled(row, 0, 8, 700, scrambleOf(3));
    fillScrambled(row, 8, 8, 700, scrambleOf(3));
    expect(row.slice(8)).toEqual(row.slice(0, 8));
    const middles = row.slice(0, 8).map((_, d) => {
      return (owenScramble(sobolWord(700, d), d, scrambleOf(3)) + 0.5) / 2 ** 32;
    });
    expect(row.slice(0, 8)).toEqual(middles);
    fc.assert(
      fc.property(word, replicate, (index, r) => {
        fillScrambled(row, 0, 16, index, scrambleOf(r));
        expect(row.every((u) => u > 0 && u < 1)).toBe(true);
      }),
    );
  });

  test('integrates without bias, and far closer than as many independent points', () => {
    // ∫ Π (1 + (x_d − 1/2)·d) = 1 over the cube of four dimensions.
    const g = (x: Float64Array): number =>
      x.reduce((p, xd, d) => p * (1 + (xd - 0.5) * (d + 1)), 1);
    const n = 256;
    const point = new Float64Array(4);
    const integral = (fill: (i: number) => void): number =>
      mean(
        Array.from({ length: n }, (_, i) => {
          fill(i);
          return g(point);
        }),
      );
    const runs = [...Array(64).keys()];
    const scrambled = runs.map((r) =>
      integral((i) => fillScrambled(point, 0, 4, i, scrambleOf(r))),
    );
    const independent = runs.map((r) =>
      integral((i) =>
        point.forEach((_, d) => (point[d] = uniform(key, { path: r, entity: d, draw: i }))),
      ),
    );
    const standardError = Math.sqrt(variance(scrambled) / runs.length);
    expect(Math.abs(mean(scrambled) - 1)).toBeLessThan(4 * standardError);
    expect(variance(scrambled) * 20).toBeLessThan(variance(independent));
  });
});
