import { describe, expect, it } from 'vitest';
import { METRIC_COUNT, METRIC_INDEX } from '../../scenarios/metrics.ts';
import { shareOnEstimates, spreadParts, tailAnswer } from '../../scenarios/spread-answer.ts';
import type { Paths } from '../../scenarios/statistics.ts';
import { mean, standardDeviation } from '../../src/numeric/statistics.ts';
import { lowerTailMean } from '../../src/numeric/tail-mean.ts';
import { normals } from '../support/draws.ts';

/** Paths whose cash differences are these. */
function pathsOf(deltas: Float64Array): Paths {
  const paths = deltas.length;
  const metrics = new Float64Array(paths * METRIC_COUNT);
  metrics.set(deltas, METRIC_INDEX.deltaCash * paths);
  return { paths, months: 0, metrics, stride: paths, place: 0, monthlyDelta: new Float64Array(0) };
}

const WORLDS = 200;
const worlds = <T>(of: (world: number) => T): T[] =>
  Array.from({ length: WORLDS }, (_, world) => of(world));
/** Both know their spread to about 5 %. */
const isNear = (said: number, strays: number): boolean => Math.abs(said / strays - 1) < 0.2;

describe('what the spread comes from', () => {
  it('are deviations with the errors they stray by, in cents', () => {
    const found = worlds((world) => {
      const theta = normals('spread/theta', world, 200).map((z) => 30_000 * z);
      const add = (name: string): Paths => {
        const luck = normals(name, world, 200);
        return pathsOf(theta.map((t, i) => t + 10_000 * (luck[i] as number)));
      };
      return spreadParts(add('spread/luck'), add('spread/other'));
    });
    for (const [part, truth] of [
      ['parameters', 30_000],
      ['luck', 10_000],
    ] as const) {
      const deviations = found.map((of) => of?.[part].deviationCents ?? NaN);
      const strays = standardDeviation(deviations);
      expect(Math.abs(mean(deviations) - truth)).toBeLessThan(truth / 50);
      const said = mean(found.map((of) => of?.[part].standardErrorCents ?? NaN));
      expect(isNear(said, strays), `${part}: ${said} of ${strays}`).toBe(true);
    }
    expect(mean(found.map((of) => of?.share?.estimate ?? NaN))).toBeCloseTo(0.9, 2);
  });

  it('are none from one pair, and nothing where nothing varies', () => {
    const one = pathsOf(Float64Array.of(5));
    expect(spreadParts(one, one)).toBeNull();
    const flat = pathsOf(Float64Array.of(5, 5, 5));
    expect(spreadParts(flat, flat)).toMatchObject({
      parameters: { deviationCents: 0, standardErrorCents: null },
      luck: { deviationCents: 0, standardErrorCents: null },
      share: null,
    });
  });
});

describe('the share that rests on estimates', () => {
  it('is one less the ratio of variances, its interval as wide as it strays', () => {
    const found = worlds((world) => {
      const drawn = normals('share/drawn', world, 200);
      const own = normals('share/own', world, 200);
      // With the estimates at central the same paths spread half as far.
      const central = drawn.map((z, i) => 0.4 * z + 0.3 * (own[i] as number));
      return shareOnEstimates(pathsOf(drawn), pathsOf(central));
    });
    const shares = found.map(({ shareOnEstimates: share }) => share ?? NaN);
    expect(mean(shares)).toBeCloseTo(0.75, 1);
    const said = mean(
      found.map(({ shareOnEstimatesInterval: of }) => ((of?.upper ?? 0) - (of?.lower ?? 0)) / 2),
    );
    expect(isNear(said / 1.972, standardDeviation(shares))).toBe(true);
    for (const { shareOnEstimatesInterval: of, shareOnEstimates: share } of found) {
      expect(of?.lower).toBeLessThan(share ?? NaN);
      expect(of?.upper).toBeGreaterThan(share ?? NaN);
    }
  });
});

describe('the mean of the worst futures', () => {
  it('comes in whole cents with its interval, or none where the tail is a single path', () => {
    const values = normals('worst', 0, 400).map((z) => 1000 * z);
    const { estimate, standardError } = lowerTailMean(values, 0.1);
    const { cents, interval } = tailAnswer(values, 0.1);
    expect(cents).toBe(Math.round(estimate));
    // Student's t for 399 degrees of freedom.
    expect(interval?.upperCents).toBe(Math.round(estimate + 1.9659 * standardError));
    expect(tailAnswer(values.subarray(0, 10), 0.1).interval).toBeNull();
  });
});
