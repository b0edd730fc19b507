import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spearman } from '../../src/numeric/correlation.ts';
import { distributionOf, figuresOf } from '../../scenarios/draw.ts';
import type { Draw } from '../../scenarios/draw.ts';
import { PARAMETER_IDS, PARAMETER_INDEX } from '../../scenarios/effects.ts';
import type { ParameterId } from '../../scenarios/effects.ts';
import type { Parameter, ParameterSet } from '../../scenarios/parameters.ts';
import { INDEPENDENT, valueSource } from '../../scenarios/value-source.ts';
import type { Sampling } from '../../scenarios/value-source.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

const parameter = (id: ParameterId, draw: Draw): Parameter => ({
  id,
  draw,
  grade: 'E',
  source: 'test',
  unit: 'share',
});
const uniform = (id: ParameterId): Parameter => parameter(id, { kind: 'uniform', min: 0, max: 1 });

const SET = [uniform('volume'), uniform('denials'), uniform('payer-speed'), uniform('dip')];
const CORRELATED: Sampling = {
  ...INDEPENDENT,
  correlations: [
    { between: ['volume', 'denials'], rho: 0.6 },
    { between: ['denials', 'payer-speed'], rho: -0.3 },
  ],
};
const SOBOL: Sampling = { correlations: [], sampler: 'sobol', replicates: 4 };

/** The values of many paths by parameter. */
function drawn(set: ParameterSet, sampling: Sampling, paths: number) {
  const source = valueSource(set, { seed: '7', fixed: 'none', sampling, sha256 });
  const values = new Float64Array(PARAMETER_IDS.length);
  const columns = new Map(set.map(({ id }) => [id, new Float64Array(paths)]));
  for (let path = 0; path < paths; path++) {
    source.fill(path, values);
    for (const [id, column] of columns) column[path] = values[PARAMETER_INDEX[id]] as number;
  }
  return (id: ParameterId): Float64Array => columns.get(id) ?? new Float64Array(0);
}

describe('values of a path', () => {
  it.each([
    ['random', 1],
    ['sobol', 8],
  ] as const)('have the rank correlations that were asked for: %s', (sampler, replicates) => {
    const paths = 8192;
    const of = drawn(SET, { ...CORRELATED, sampler, replicates }, paths);
    // Four standard errors of a rank correlation of that many paths.
    const error = 4 / Math.sqrt(paths);
    expect(Math.abs(spearman(of('volume'), of('denials')) - 0.6)).toBeLessThan(error);
    expect(Math.abs(spearman(of('denials'), of('payer-speed')) + 0.3)).toBeLessThan(error);
    expect(Math.abs(spearman(of('volume'), of('payer-speed')))).toBeLessThan(error);
    expect(Math.abs(spearman(of('volume'), of('dip')))).toBeLessThan(error);
    // Each by itself is what it was: uniform, by the largest distance (Kolmogorov, p < 1e-4).
    for (const id of ['volume', 'denials', 'payer-speed'] as const) {
      const sorted = of(id).toSorted();
      const distance = Math.max(...sorted.map((u, i) => Math.abs(u - (i + 0.5) / paths)));
      expect(distance).toBeLessThan(2.23 / Math.sqrt(paths));
    }
  });

  it('adding, leaving out or holding a parameter changes no other', () => {
    const sampling = fc.constantFrom(INDEPENDENT, CORRELATED, SOBOL);
    const change = fc.constantFrom('leave out', 'hold', 'reverse');
    fc.assert(
      fc.property(sampling, change, fc.nat(3), fc.nat(5000), (how, what, n, path) => {
        const one = (set: ParameterSet): Float64Array => {
          const out = new Float64Array(PARAMETER_IDS.length);
          valueSource(set, { seed: '7', fixed: 'none', sampling: how, sha256 }).fill(path, out);
          return out;
        };
        const changed = SET[n] as Parameter;
        const held = parameter(changed.id, { kind: 'point', value: 0.5 });
        const others = {
          'leave out': SET.filter((p) => p !== changed),
          hold: SET.map((p) => (p === changed ? held : p)),
          reverse: SET.toReversed(),
        }[what];
        const [before, after] = [one(SET), one(others)];
        for (const { id } of SET) {
          if (id === changed.id && what !== 'reverse') continue;
          expect(after[PARAMETER_INDEX[id]]).toBe(before[PARAMETER_INDEX[id]]);
        }
      }),
      { numRuns: 200, seed: 20_260_401 },
    );
  });

  it('every replicate of a Sobol run fills each stratum of each parameter once', () => {
    const points = 64;
    const of = drawn(SET, SOBOL, points * SOBOL.replicates);
    for (const { id } of SET) {
      for (let replicate = 0; replicate < SOBOL.replicates; replicate++) {
        const strata = Array.from({ length: points }, (_, i) =>
          Math.floor((of(id)[i * SOBOL.replicates + replicate] as number) * points),
        );
        expect(new Set(strata).size).toBe(points);
      }
    }
    const [first, second] = [0, 1].map((r) => [...of('volume')].filter((_, i) => i % 4 === r));
    expect(first).not.toEqual(second);
  });

  it('each kind of distribution is drawn by its own quantiles', () => {
    const draws: Draw[] = [
      { kind: 'triangular', min: 0, mode: 0.2, max: 1 },
      { kind: 'pert', min: 0, mode: 0.2, max: 1 },
      { kind: 'uniform', min: -1, max: 1 },
      { kind: 'normal', mean: 0.1, sd: 0.05 },
      { kind: 'lognormal', median: 0.1, gsd: 1.5 },
      { kind: 'lognormal-range', p5: 0.1, p95: 0.4 },
      { kind: 'beta', alpha: 4, beta: 16 },
      { kind: 'quantiles', at: [0.001, 0.1, 0.5, 0.9, 0.999], values: [-0.3, -0.1, 0, 0.2, 0.4] },
    ];
    for (const draw of draws) {
      const paths = 4096;
      const of = drawn([parameter('volume', draw)], { ...SOBOL, replicates: 1 }, paths);
      const sorted = of('volume').toSorted();
      for (const p of [0.1, 0.5, 0.9]) {
        const expected = distributionOf(draw).quantile(p);
        const found = sorted[Math.floor(p * paths)] as number;
        expect(Math.abs(found - expected), `${draw.kind} ${p}`).toBeLessThan(2e-3);
      }
      expect(figuresOf(draw).every(([, value]) => Number.isFinite(value))).toBe(true);
    }
  });
});
