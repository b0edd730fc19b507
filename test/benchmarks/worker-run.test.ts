import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfDeath, pathsPerRange, workerRun } from '../../benchmarks/support/worker-run.ts';

const EVEN = {
  paths: 1_000,
  workers: 4,
  pathSeconds: 0.1,
  rangeSeconds: 2,
  rangesPerWorker: 4,
  handlingSeconds: 0,
  spread: 0,
  seed: 7,
};

const RUNS = fc.record({
  paths: fc.integer({ min: 1, max: 3_000 }),
  workers: fc.integer({ min: 2, max: 20 }),
  pathSeconds: fc.double({ min: 0.001, max: 5, noNaN: true }),
  rangeSeconds: fc.constant(2),
  rangesPerWorker: fc.integer({ min: 1, max: 5 }),
  handlingSeconds: fc.constantFrom(0, 0.001, 0.1),
  spread: fc.constantFrom(0, 0.2, 0.5),
  seed: fc.nat(),
});

describe('a run over workers', () => {
  test('takes what can be reckoned by hand', () => {
    // 50 ranges of 20 paths, two seconds each: 13 rounds of four workers, the last half empty.
    expect(workerRun(EVEN)).toEqual({
      seconds: 26,
      ranges: 50,
      pathsPerRange: 20,
      busy: 100 / 104,
    });
    expect(workerRun({ ...EVEN, workers: 1 }).seconds).toBeCloseTo(100, 9);
    expect(workerRun({ ...EVEN, handlingSeconds: 0.5 }).seconds).toBeCloseTo(32.5, 9);
  });

  test('cuts ranges shorter when there are many workers, and never below a path', () => {
    expect(pathsPerRange({ ...EVEN, workers: 50 })).toBe(5);
    expect(pathsPerRange({ ...EVEN, pathSeconds: 7 })).toBe(1);
  });

  test('never beats its workers, and is the same for the same seed', () => {
    fc.assert(
      fc.property(RUNS, (run) => {
        const { seconds, busy } = workerRun(run);
        expect(busy).toBeLessThanOrEqual(1 + 1e-9);
        const fastest = run.workers * (1 + run.spread);
        expect(seconds * fastest).toBeGreaterThanOrEqual(run.paths * run.pathSeconds * (1 - 1e-9));
        expect(workerRun(run).seconds).toBe(seconds);
      }),
    );
  });

  test('loses nothing to a death but the range, the notice and the work of one', () => {
    fc.assert(
      fc.property(RUNS, fc.constantFrom(1, 30), (run, noticeSeconds) => {
        const plain = workerRun(run);
        const died = workerRun({ ...run, death: { noticeSeconds } });
        const longest = plain.pathsPerRange * run.pathSeconds + run.handlingSeconds;
        const slowest = longest / (1 - run.spread);
        const alone = plain.seconds * (run.workers / (run.workers - 1)) * (1 + run.spread);
        const bound = alone / (1 - run.spread) + noticeSeconds + 3 * slowest;
        expect(died.seconds).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('waits longer for a worker that hangs than for one whose connection ends', () => {
    expect(costOfDeath(EVEN, 30, 20)).toBeGreaterThan(costOfDeath(EVEN, 1, 20));
    expect(costOfDeath(EVEN, 1, 20)).toBeGreaterThan(0);
  });
});
