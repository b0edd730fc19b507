import { describe, expect, test } from 'vitest';
import { binomialDraw, countTable, drawCount, poissonDraw } from '../../src/numeric/count-draws.ts';
import {
  binomial,
  binomialTails,
  negativeBinomialTails,
  poisson,
  poissonTails,
} from '../../src/numeric/counts.ts';
import * as d from '../../src/numeric/distributions.ts';
import {
  quantileTable,
  standardNormalTable,
  tableBytes,
  tabulateAll,
  tabulated,
} from '../../src/numeric/quantile-table.ts';
import { fillUniforms, streamKey } from '../../src/numeric/stream.ts';
import { relativeError, sha256 } from '../support/numeric.ts';

const key = streamKey('draws.test', 'u', sha256);
function uniforms(n: number, path = 0): Float64Array {
  const out = new Float64Array(n);
  fillUniforms(out, 0, n, key, { path, entity: 0, draw: 0 });
  return out;
}
/** Uniforms in every octave of both tails, on the 53-bit grid. */
function tails(): number[] {
  const all: number[] = [2 ** -54, 0.5, 1 - 2 ** -53];
  uniforms(3000).forEach((u, i) => {
    const tail = Math.max(1, Math.round(2 ** (53 - 1 - (i % 52)) * (1 + u) * 0.5)) * 2 ** -53;
    all.push(tail, 1 - tail, u);
  });
  return all;
}

describe('tabulated quantiles', () => {
  test('standard normal within 1e-8 everywhere', () => {
    const table = standardNormalTable();
    const { quantile } = d.normal({ mean: 0, sd: 1 });
    for (const u of tails()) {
      expect(Math.abs(tabulated(table, u) - quantile(u)), `u = ${u}`).toBeLessThan(1e-8);
    }
    expect(tabulated(table, 0.5)).toBe(0);
    expect(tabulated(table, 0.125)).toBe(quantile(0.125));
  });

  test('lognormal and gamma within 1e-8 relative', () => {
    for (const distribution of [
      d.lognormal({ median: 30, gsd: 1.8 }),
      d.gamma({ shape: 8, scale: 3 }),
    ]) {
      const table = quantileTable(distribution);
      for (const u of tails().slice(0, 3000)) {
        const error = relativeError(tabulated(table, u), distribution.quantile(u));
        expect(error, `${distribution.name} u = ${u}`).toBeLessThan(1e-8);
      }
    }
  });

  test('rise with u, across segment and octave borders too', () => {
    const table = standardNormalTable();
    for (let octave = 1; octave < 40; octave += 1) {
      for (let segment = 0; segment < 32; segment += 1) {
        const border = 2 ** -octave * (1 + segment / 32) * 0.5;
        const step = 2 ** -53;
        for (const at of [border, 1 - border]) {
          expect(tabulated(table, at - step)).toBeLessThanOrEqual(tabulated(table, at) + 1e-15);
          expect(tabulated(table, at)).toBeLessThanOrEqual(tabulated(table, at + step) + 1e-15);
        }
      }
    }
  });

  test('over a block, in place; the digest is of little-endian doubles', () => {
    const table = standardNormalTable();
    const u = uniforms(50);
    const expected = Float64Array.from(u, (x) => tabulated(table, x));
    tabulateAll(table, u, u);
    expect(u).toEqual(expected);
    expect(tableBytes(Float64Array.of(1, -2))).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0),
    );
  });

  test('counts are refused', () => {
    expect(() => quantileTable(poisson({ mean: 2 }))).toThrow(/counts are not tabulated/);
  });
});

describe('fast counts are the exact quantiles', () => {
  test('Poisson, small and large means', () => {
    const u = uniforms(3000, 1);
    const m = uniforms(3000, 2);
    u.forEach((p, i) => {
      const x = m[i] ?? 0;
      const mean = i % 3 === 0 ? x * 10 : i % 3 === 1 ? 10 + 90 * x : 10 + 5000 * x;
      expect(poissonDraw(mean, p), `mean ${mean} u ${p}`).toBe(poisson({ mean }).quantile(p));
    });
    for (const p of tails().slice(0, 600)) {
      for (const mean of [0.01, 3.7, 9.99, 10, 41]) {
        expect(poissonDraw(mean, p), `${mean} ${p}`).toBe(poisson({ mean }).quantile(p));
      }
    }
  });

  test('binomial, small and large', () => {
    const u = uniforms(3000, 3);
    const m = uniforms(6000, 4);
    u.forEach((p, i) => {
      const trials = Math.floor((m[i] ?? 0) * (i % 2 === 0 ? 30 : 800));
      const probability = m[3000 + i] ?? 0;
      expect(binomialDraw(trials, probability, p), `${trials} ${probability} ${p}`).toBe(
        binomial({ trials, probability }).quantile(p),
      );
    });
  });

  test('next to every step of the distribution function', () => {
    const near = (p: number): number[] => [p * (1 - 1e-10), p * (1 + 1e-10)];
    for (const mean of [10, 11.3, 25, 60, 200]) {
      const exact = poisson({ mean });
      for (let k = 0; k < mean + 5 * Math.sqrt(mean); k += 1) {
        for (const u of near(poissonTails(mean, k).lower)) {
          if (u > 2 ** -54 && u < 1) expect(poissonDraw(mean, u)).toBe(exact.quantile(u));
        }
      }
    }
    for (const [trials, probability] of [
      [20, 0.5],
      [23, 0.45],
      [28, 0.37],
      [40, 0.3],
      [100, 0.5],
      [200, 0.08],
      [90, 0.8],
    ] as const) {
      const exact = binomial({ trials, probability });
      for (let k = 0; k < trials; k += 1) {
        for (const u of near(binomialTails(trials, probability, k).lower)) {
          if (u < 1e-5 || u >= 1) continue;
          expect(binomialDraw(trials, probability, u)).toBe(exact.quantile(u));
        }
      }
    }
  });

  test('ends', () => {
    for (const u of [2 ** -54, 0.3, 1 - 2 ** -53]) {
      expect(poissonDraw(0, u)).toBe(0);
      expect(binomialDraw(0, 0.4, u)).toBe(0);
      expect(binomialDraw(12, 0, u)).toBe(0);
      expect(binomialDraw(12, 1, u)).toBe(12);
      expect(binomialDraw(5_000_000, 1e-7, u)).toBe(
        binomial({ trials: 5_000_000, probability: 1e-7 }).quantile(u),
      );
    }
  });

  test('tabulated counts', () => {
    const table = countTable((k) => poissonTails(3.2, k));
    const exact = poisson({ mean: 3.2 });
    for (const u of uniforms(2000, 5)) expect(drawCount(table, u)).toBe(exact.quantile(u));
    expect(drawCount(table, 2 ** -54)).toBe(0);
    expect(drawCount(table, 1 - 2 ** -53)).toBe(exact.quantile(1 - 2 ** -53));
  });

  test('tails add up to their probabilities', () => {
    for (const at of [
      (k: number) => poissonTails(11.5, k),
      (k: number) => binomialTails(30, 0.3, k),
      (k: number) => negativeBinomialTails(6, 2.5, k),
    ]) {
      let mean = 0;
      for (let k = 0; k < 300; k += 1) mean += at(k).upper;
      expect([11.5, 9, 6].some((m) => relativeError(mean, m) < 1e-12)).toBe(true);
      expect(at(-1)).toEqual({ lower: 0, upper: 1 });
    }
  });
});
