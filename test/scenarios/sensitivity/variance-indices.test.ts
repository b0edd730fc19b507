import { describe, expect, test } from 'vitest';
import { varianceIndices } from '../../../scenarios/sensitivity/variance-indices.ts';
import type { IndexEstimates } from '../../../scenarios/sensitivity/variance-indices.ts';
import type { UnitModel } from '../../../scenarios/sensitivity/unit-model.ts';
import { fillScrambled } from '../../../src/numeric/sobol-sequence.ts';
import { relativeError } from '../../support/numeric.ts';
import {
  PUBLISHED,
  errorsOff,
  ishigami,
  sensitivityKey as key,
  sobolG,
} from '../../support/sensitivity-functions.ts';

const size = { points: 512, replicates: 16, key };
function indices(model: UnitModel, inputs: number) {
  const found = varianceIndices(model, inputs, size);
  if (found.status !== 'estimated') throw new Error('constant');
  return found;
}
const worstOff = (all: readonly IndexEstimates[], truths: readonly number[]): number =>
  Math.max(
    ...all.flatMap(({ jansen, janon }, i) =>
      [jansen, janon].map((estimate) => errorsOff(estimate, truths[i] ?? NaN)),
    ),
  );
const widest = (all: readonly IndexEstimates[]): number =>
  Math.max(...all.flatMap((index) => [index.jansen.standardError, index.janon.standardError]));

describe('variance indices', () => {
  test.each([
    { name: 'Ishigami', model: ishigami, truth: PUBLISHED.ishigami },
    { name: "Sobol's g", model: sobolG, truth: PUBLISHED.sobol_g },
  ])('of $name are the published ones within four standard errors', ({ model, truth }) => {
    const found = indices(model, truth.S1.length);
    const first = found.inputs.map((input) => input.first);
    const total = found.inputs.map((input) => input.total);
    expect(worstOff(first, truth.S1)).toBeLessThan(4);
    expect(worstOff(total, truth.ST)).toBeLessThan(4);
    // And the errors are small, so that the four of them mean something.
    expect(widest(first)).toBeLessThan(0.02);
    expect(widest(total)).toBeLessThan(0.02);
    found.inputs.forEach(({ firstByDifferences }, i) => {
      expect(errorsOff(firstByDifferences, truth.S1[i] ?? NaN)).toBeLessThan(4);
      expect(firstByDifferences.standardError).toBeLessThan(0.03);
    });
    expect(relativeError(found.variance, truth.variance)).toBeLessThan(1e-3);
  });

  test('of a sum are the shares of its terms, first and total alike, in figures as large as cents', () => {
    const found = indices((u) => 1e11 + 3e6 * (u[0] ?? 0) + 4e6 * (u[1] ?? 0), 2);
    for (const [i, share] of [9 / 25, 16 / 25].entries()) {
      const { first, total } = found.inputs[i] ?? { first: null, total: null };
      for (const estimate of [first?.jansen, first?.janon, total?.jansen, total?.janon])
        expect(Math.abs((estimate?.estimate ?? NaN) - share)).toBeLessThan(1e-3);
    }
  });

  test('are the estimators as their authors write them', () => {
    const points = 8;
    const pair = new Float64Array(6);
    const [a, b, ab]: [number[], number[], number[]] = [[], [], []];
    for (let p = 0; p < points; p += 1) {
      fillScrambled(pair, 0, 6, p, { key, replicate: 0 });
      const [x, y] = [pair.slice(0, 3), pair.slice(3)];
      a.push(ishigami(x));
      b.push(ishigami(y));
      x[1] = y[1] ?? NaN;
      ab.push(ishigami(x));
    }
    const average = (of: (p: number) => number): number =>
      Array.from({ length: points }, (_, p) => of(p)).reduce((s, v) => s + v, 0) / points;
    const at = (of: number[], p: number): number => of[p] ?? NaN;
    const janon = (y: number[]): number => {
      const middle = average((p) => (at(y, p) + at(ab, p)) / 2);
      const squares = average((p) => (at(y, p) ** 2 + at(ab, p) ** 2) / 2);
      return (average((p) => at(y, p) * at(ab, p)) - middle ** 2) / (squares - middle ** 2);
    };
    const centre = average((p) => (at(a, p) + at(b, p)) / 2);
    const spread = average((p) => ((at(a, p) - centre) ** 2 + (at(b, p) - centre) ** 2) / 2);
    const jansen = (y: number[]): number =>
      average((p) => (at(y, p) - at(ab, p)) ** 2) / 2 / spread;
    const found = varianceIndices(ishigami, 3, { points, replicates: 1, key });
    if (found.status !== 'estimated') throw new Error('constant');
    const { first, total } = found.inputs[1] ?? { first: null, total: null };
    expect(first?.janon.estimate).toBeCloseTo(janon(b), 12);
    expect(total?.janon.estimate).toBeCloseTo(1 - janon(a), 12);
    expect(first?.jansen.estimate).toBeCloseTo(1 - jansen(b), 12);
    expect(total?.jansen.estimate).toBeCloseTo(jansen(a), 12);
    const saltelli = average((p) => (at(b, p) - centre) * (at(ab, p) - at(a, p))) / spread;
    expect(found.inputs[1]?.firstByDifferences.estimate).toBeCloseTo(saltelli, 12);
  });

  test('give an input that does nothing a total of exactly 0, and name a constant', () => {
    const found = indices((u) => (u[0] ?? 0) * (u[0] ?? 0), 2);
    expect(found.inputs[1]?.total.jansen).toEqual({ estimate: 0, standardError: 0 });
    expect(found.inputs[1]?.firstByDifferences).toEqual({ estimate: 0, standardError: 0 });
    expect(varianceIndices(() => 7, 2, size)).toEqual({
      status: 'constant',
      value: 7,
      evaluations: 16 * 512 * 4,
    });
  });

  test('run the model as often as they say, and give the same again', () => {
    let runs = 0;
    const found = indices((u) => {
      runs += 1;
      return ishigami(u);
    }, 3);
    expect(found.evaluations).toBe(runs);
    expect(indices(ishigami, 3)).toEqual(found);
  });

  test('are of up to 64 inputs', () => {
    expect(() => varianceIndices(() => 0, 65, size)).toThrow('1 to 64');
  });
});
