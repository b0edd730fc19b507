import { expect, it } from 'vitest';
import { METRIC_COUNT, METRICS } from '../../scenarios/metrics.ts';
import { pathsDigest } from '../../scenarios/run-digest.ts';
import { column, joinRanges } from '../../scenarios/statistics.ts';
import type { Paths } from '../../scenarios/statistics.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { toHex } from '../../src/audit/merkle.ts';

/** More than are read at once, and no multiple of it. */
const PATHS = 2_500;

/** Where letters are one more or less, and the ends of what is whole. */
const ENDS = [
  0,
  -0,
  -1,
  9,
  10,
  99,
  -100,
  999_999,
  1e15,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
];

const madeUp = (paths: number): Paths => ({
  paths,
  months: 1,
  metrics: Float64Array.from(
    { length: paths * METRIC_COUNT },
    (_, i) => ENDS[i] ?? ((i * 7_919) % 4_001) * 10 ** (i % 13) - 9,
  ),
  stride: paths,
  place: 0,
  monthlyDelta: Float64Array.from({ length: paths }, (_, p) => p),
});

it('digests the paths piece by piece as it would all at once', () => {
  const run = madeUp(PATHS);
  const texts: string[] = [];
  for (let path = 0; path < PATHS; path++) {
    METRICS.forEach((metric, i) => {
      if (metric !== 'rows') texts.push(String(run.metrics[i * PATHS + path]));
    });
  }
  const expected = toHex(sha256(new TextEncoder().encode(texts.join(','))));
  expect(pathsDigest(run, sha256)).toBe(expected);
  // Without a way to take parts, and where all paths are read at once.
  expect(pathsDigest(run, (bytes) => sha256(bytes))).toBe(expected);
});

it('joins ranges in path order, without a copy where they are neighbours already', () => {
  const whole = madeUp(3);
  const part = (from: number, to: number) => ({
    from,
    to,
    metrics: whole.metrics,
    stride: whole.stride,
    place: from,
    monthlyDelta: whole.monthlyDelta.subarray(from, to),
  });
  const joined = joinRanges(1, [part(2, 3), part(0, 2)]);
  expect(joined).toEqual(whole);
  expect(joined.metrics.buffer).toBe(whole.metrics.buffer);
  // Others are put together anew: one missing between them, one in a buffer of its own.
  const gap = joinRanges(1, [part(2, 3), part(0, 1)]);
  expect([...gap.monthlyDelta]).toEqual([0, 2]);
  for (const metric of METRICS) {
    const [first = NaN, , last = NaN] = column(whole, metric);
    expect([...column(gap, metric)]).toEqual([first, last]);
  }
  const own = { ...part(1, 3), monthlyDelta: Float64Array.of(8, 9) };
  expect([...joinRanges(1, [own, part(0, 1)]).monthlyDelta]).toEqual([0, 8, 9]);
});
