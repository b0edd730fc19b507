import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormal, normal } from '../../src/numeric/distributions.ts';
import type { Distribution } from '../../src/numeric/distributions.ts';
import { normalCdf } from '../../src/numeric/elementary.ts';
import { fromQuantiles } from '../../src/numeric/from-quantiles.ts';

const PLACES = Array.from({ length: 73 }, (_, i) => normalCdf((i - 36) / 8));
const through = (of: Distribution): Distribution =>
  fromQuantiles({ at: PLACES, values: PLACES.map(of.quantile) });

describe('a distribution through quantiles', () => {
  it('has each of them, and is flat beyond the first and the last', () => {
    const at = [0.1, 0.5, 0.9];
    const own = fromQuantiles({ at, values: [-4, 1, 7] });
    at.forEach((p, i) => expect(own.quantile(p)).toBeCloseTo([-4, 1, 7][i] as number, 12));
    expect([own.quantile(1e-9), own.quantile(1 - 1e-9)]).toEqual([-4, 7]);
    expect(own.upperQuantile(0.1)).toBeCloseTo(7, 12);
    expect(own.quantile(0.7)).toBeGreaterThan(1);
  });

  it('is the normal it was taken of, between the places too', () => {
    const truth = normal({ mean: 3, sd: 2 });
    const own = through(truth);
    for (let i = 1; i < 1000; i++) {
      expect(Math.abs(own.quantile(i / 1000) - truth.quantile(i / 1000))).toBeLessThan(1e-9);
    }
    expect(own.mean).toBeCloseTo(3, 9);
  });

  it('misses a skewed one by less than a ten-thousandth of its spread', () => {
    const truth = lognormal({ median: 1, gsd: 1.2 });
    const own = through(truth);
    for (let i = 1; i < 1000; i++) {
      expect(Math.abs(own.quantile(i / 1000) - truth.quantile(i / 1000))).toBeLessThan(2e-5);
    }
    expect(Math.abs(own.mean - truth.mean)).toBeLessThan(1e-4);
  });

  it('never falls, whatever its values', () => {
    const values = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(values, (steps) => {
        let sum = 0;
        const rising = steps.map((step) => (sum += step > 4 ? 0 : step));
        const at = steps.map((_, i) => (i + 1) / (steps.length + 1));
        const own = fromQuantiles({ at, values: rising });
        let before = -Infinity;
        for (let i = 1; i < 400; i++) {
          const next = own.quantile(i / 400);
          expect(next).toBeGreaterThanOrEqual(before - 1e-12);
          before = next;
        }
        const [low, high] = [rising[0] as number, rising.at(-1) as number];
        expect(own.mean).toBeGreaterThanOrEqual(low - 1e-9);
        expect(own.mean).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });

  it.each([
    [{ at: [0.5], values: [1] }, '1 places have 1 values'],
    [{ at: [0.1, 0.5], values: [1] }, '2 places have 1 values'],
    [{ at: [0.5, 0.5], values: [1, 2] }, 'places do not rise'],
    [{ at: [0, 0.5], values: [1, 2] }, 'places do not rise'],
    [{ at: [0.5, 1], values: [1, 2] }, 'places do not rise'],
    [{ at: [0.1, 0.5], values: [2, 1] }, 'a value lies below'],
  ])('refuses %j', (table, words) => {
    expect(() => fromQuantiles(table)).toThrow(words);
  });
});
