import { describe, expect, it } from 'vitest';
import { luckSource } from '../../scenarios/luck.ts';
import { rangeRunner } from '../../scenarios/run-range.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';
import { column, joinRanges, mean } from '../../scenarios/statistics.ts';
import type { Sampling } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { standardDeviation } from '../../src/numeric/statistics.ts';
import { EXAMPLE_PLAN } from '../support/example-plan.ts';

const REPLICATES = 4;
const sampling = (luck: 'own' | 'mirrored'): Sampling => ({
  correlations: [],
  sampler: 'sobol',
  replicates: REPLICATES,
  luck,
});
const plan = { ...EXAMPLE_PLAN, months: 12 };

describe('mirrored luck', () => {
  const source = luckSource({ plan }, '7', sha256, sampling('mirrored'));
  const own = luckSource({ plan }, '7', sha256, sampling('own'));
  const of = (from: typeof source, path: number) => {
    const { group, uniform, normal, hazards } = from.fill(path);
    return { normals: [...group, ...normal], uniforms: [...uniform, ...hazards] };
  };

  it.each([0, 1, 3, 8, 11])('is its own at path %i, and turned over a replicate later', (path) => {
    const luck = of(source, path);
    expect(luck).toEqual(of(own, path));
    const turned = of(source, path + REPLICATES);
    expect(turned.normals).toEqual(luck.normals.map((z) => 0 - z));
    expect(turned.uniforms).toEqual(luck.uniforms.map((u) => 1 - u));
    expect(turned.uniforms.every((u) => u > 0 && u < 1)).toBe(true);
    // Asked again after another path it is the same: nothing is turned over twice.
    expect(of(source, path + REPLICATES)).toEqual(turned);
  });

  it('leaves the mean where it is and takes most of its error from luck', () => {
    const spec = (seed: number, luck: 'own' | 'mirrored'): RunSpec => ({
      plan,
      parameters: [],
      sampling: sampling(luck),
      seed: String(seed),
      fixed: 'none',
      isNoisy: true,
    });
    const means = (luck: 'own' | 'mirrored'): Float64Array =>
      Float64Array.from({ length: 24 }, (_, seed) => {
        const run = rangeRunner(spec(seed, luck), sha256).run(0, 8 * REPLICATES);
        return mean(column(joinRanges(plan.months, [run]), 'pvIndependent'));
      });
    const [plain, mirrored] = [means('own'), means('mirrored')];
    const error = standardDeviation(plain);
    expect(standardDeviation(mirrored)).toBeLessThan(error / 3);
    // Five errors of a mean of 24.
    expect(Math.abs(mean(mirrored) - mean(plain))).toBeLessThan((5 * error) / Math.sqrt(24));
  });
});
