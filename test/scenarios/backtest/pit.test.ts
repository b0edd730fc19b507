import { describe, expect, test } from 'vitest';
import { calibrationOf, pitOfNormal, pitOfSample } from '../../../scenarios/backtest/pit.ts';
import { normalQuantile } from '../../../src/numeric/normal.ts';
import { fillUniforms, streamKey } from '../../../src/numeric/stream.ts';
import { sha256 } from '../../support/numeric.ts';

const key = streamKey('pit.test', 'outcomes', sha256);
function uniforms(n: number, path: number): Float64Array {
  const out = new Float64Array(n);
  fillUniforms(out, 0, n, key, { path, entity: 0, draw: 0 });
  return out;
}
const shareIn = (places: readonly number[], from: number, to: number): number =>
  places.filter((p) => p >= from && p < to).length / places.length;

test('a place in a normal forecast', () => {
  expect(pitOfNormal({ mean: 5, sd: 2 }, 5)).toBe(0.5);
  expect(pitOfNormal({ mean: 5, sd: 2 }, 5 + 2 * normalQuantile(0.9))).toBeCloseTo(0.9, 14);
  expect(() => pitOfNormal({ mean: 5, sd: 0 }, 5)).toThrow('width');
});

test('a place among a sample, ties and ends spread', () => {
  expect(pitOfSample([1, 2, 4], 3, 0.5)).toBe(2.5 / 4);
  expect(pitOfSample([1, 2, 2, 4], 2, 0.5)).toBe(2.5 / 5);
  expect(pitOfSample([4, 1, 2], 0, 0.5)).toBe(0.5 / 4);
  expect(pitOfSample([4, 1, 2], 9, 0.5)).toBe(3.5 / 4);
  expect(() => pitOfSample([1], 1, 0)).toThrow('between 0 and 1');
});

test('counts and all: places are uniform when the outcome is one more draw', () => {
  const places: number[] = [];
  for (let i = 0; i < 3_000; i++) {
    const [spread = 0.5, ...draws] = uniforms(12, i).map((u, k) =>
      k === 0 ? u : Math.floor(4 * u),
    );
    const [outcome = 0, ...sample] = draws;
    places.push(pitOfSample(sample, outcome, spread));
  }
  for (let bin = 0; bin < 10; bin++) {
    // 0.1 ± 4.5 standard errors of a share among 3,000.
    expect(Math.abs(shareIn(places, bin / 10, (bin + 1) / 10) - 0.1)).toBeLessThan(0.025);
  }
  expect(calibrationOf(places).biasPValue).toBeGreaterThan(0.001);
  expect(calibrationOf(places).spreadPValue).toBeGreaterThan(0.001);
});

describe('too narrow is a U, too wide a hump', () => {
  const outcomes = Array.from(uniforms(2_000, 9_999), normalQuantile);
  const placesFor = (sd: number, mean = 0): number[] =>
    outcomes.map((y) => pitOfNormal({ mean, sd }, y));
  const isSeen = (p: number): boolean => p < 0.001;

  test.each([
    ['right', 1, 0, false, false],
    ['half as wide', 0.5, 0, false, true],
    ['twice as wide', 2, 0, false, true],
    ['too low', 1, -0.2, true, false],
  ])('%s', (_, sd, mean, isBiased, isMisjudged) => {
    const places = placesFor(sd, mean);
    const { bias, biasPValue, spread, spreadPValue } = calibrationOf(places);
    expect(isSeen(biasPValue)).toBe(isBiased);
    if (mean === 0) expect(isSeen(spreadPValue)).toBe(isMisjudged);
    expect(bias).toBeCloseTo(-mean / sd, 0);
    expect(spread).toBeCloseTo((1 + mean * mean) / sd / sd, 0);
    const ends = shareIn(places, 0, 0.1) + shareIn(places, 0.9, 1);
    if (sd < 1) expect(ends).toBeGreaterThan(0.4);
    if (sd > 1) expect(ends).toBeLessThan(0.05);
  });
});

test('twenty outcomes tell half the width four times in five, and cry wolf one time in twenty', () => {
  const caught = (sd: number): number => {
    let times = 0;
    for (let run = 0; run < 400; run++) {
      const places = uniforms(20, run).map((u) => pitOfNormal({ mean: 0, sd }, normalQuantile(u)));
      if (calibrationOf(places).spreadPValue < 0.05) times++;
    }
    return times / 400;
  };
  expect(caught(0.5)).toBeGreaterThan(0.8);
  expect(Math.abs(caught(1) - 0.05)).toBeLessThan(0.035);
});

test('by hand: two places at one quartile; places at the very ends stay finite', () => {
  const z = 0.6744897501960817;
  const quartiles = calibrationOf([0.75, 0.75]);
  expect(quartiles.bias).toBeCloseTo(z, 13);
  expect(quartiles.spread).toBeCloseTo(z * z, 13);
  // χ² with two degrees: P(X ≤ 2z²) = 1 − e^(−z²), of which twice is the smaller tail doubled.
  expect(quartiles.spreadPValue).toBeCloseTo(2 * (1 - Math.exp(-z * z)), 12);
  // erfc(z), by another library.
  expect(quartiles.biasPValue).toBeCloseTo(0.340148158600666, 12);
  expect(Number.isFinite(calibrationOf([0, 1, 0.5]).spread)).toBe(true);
  expect(() => calibrationOf([])).toThrow('at least one');
});
