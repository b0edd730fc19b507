import { describe, expect, it } from 'vitest';
import { partialInformation, perfectInformation } from '../../scenarios/information-value.ts';
import type { InformationValue } from '../../scenarios/information-value.ts';
import { normalCdf, normalDensity } from '../../src/numeric/normal.ts';
import { mean, standardDeviation } from '../../src/numeric/statistics.ts';
import { normals, uniforms } from '../support/draws.ts';

/** Two acts, a gain that is normal: σ·φ(μ/σ) − |μ|·Φ(−|μ|/σ). */
const closedForm = (mu: number, sigma: number): number =>
  sigma * normalDensity(mu / sigma) - Math.abs(mu) * normalCdf(-Math.abs(mu) / sigma);

const PATHS = 2000;
const WORLDS = 60;
const worlds = <T>(of: (world: number) => T): T[] =>
  Array.from({ length: WORLDS }, (_, world) => of(world));

/** How far the mean of some estimates lies from the truth, and how sure that is. */
function offOf(found: readonly number[], truth: number): { off: number; error: number } {
  return { off: mean(found) - truth, error: standardDeviation(found) / Math.sqrt(found.length) };
}

/** gain = μ + 2·x + 1·y + 1.5·luck, all normal. */
function linear(mu: number, world: number) {
  const [x, y, luck] = ['x', 'y', 'luck'].map((name) => normals(name, world, PATHS));
  const none = new Float64Array(0);
  const [a = none, b = none, c = none] = [x, y, luck];
  const gains = a.map((z, p) => mu + 2 * z + (b[p] as number) + 1.5 * (c[p] as number));
  return { gains, x: a, y: b };
}

describe('the value of knowing everything', () => {
  it('is by hand what the right choices win over the best single one', () => {
    expect(perfectInformation(Float64Array.of(3, -1, -1, -1)).value).toBe(0.75);
    expect(perfectInformation(Float64Array.of(5, -1)).value).toBe(0.5);
    expect(perfectInformation(Float64Array.of(5, 1)).value).toBe(0);
    expect(perfectInformation(Float64Array.of(-5, -1)).value).toBe(0);
  });

  it.each([-3, -0.5, 0.5, 3])('of a normal gain about %f is the closed form', (mu) => {
    const found = worlds((world) => perfectInformation(linear(mu, world).gains));
    const truth = closedForm(mu, Math.sqrt(4 + 1 + 2.25));
    const { off, error } = offOf(
      found.map(({ value }) => value),
      truth,
    );
    expect(Math.abs(off)).toBeLessThan(4 * error);
    const said = mean(found.map(({ standardError }) => standardError));
    expect(said / (error * Math.sqrt(WORLDS))).toBeGreaterThan(0.7);
    expect(said / (error * Math.sqrt(WORLDS))).toBeLessThan(1.4);
  });
});

describe('the value of knowing one input', () => {
  const both = (found: readonly InformationValue[], truth: number) => ({
    high: offOf(
      found.map(({ value }) => value),
      truth,
    ),
    low: offOf(
      found.map(({ byRule }) => byRule),
      truth,
    ),
  });

  it.each([
    { mu: -1, input: 'x', sigma: 2 },
    { mu: 1, input: 'x', sigma: 2 },
    { mu: -1, input: 'y', sigma: 1 },
  ] as const)('of a linear gain about $mu is the closed form: $input', ({ mu, input, sigma }) => {
    const found = worlds((world) => {
      const of = linear(mu, world);
      return partialInformation(of.gains, [of[input]]);
    });
    const truth = closedForm(mu, sigma);
    const { high, low } = both(found, truth);
    // The estimate errs upwards and the rule downwards, both by little.
    expect(high.off).toBeGreaterThan(-4 * high.error);
    expect(high.off).toBeLessThan(4 * high.error + 0.02);
    expect(low.off).toBeLessThan(4 * low.error);
    expect(low.off).toBeGreaterThan(-4 * low.error - 0.02);
    const said = mean(found.map(({ standardError }) => standardError));
    const strays = low.error * Math.sqrt(WORLDS);
    expect(said / strays).toBeGreaterThan(0.7);
    expect(said / strays).toBeLessThan(1.4);
  });

  it('of both inputs together is that of their sum, more than of either', () => {
    const found = worlds((world) => {
      const { gains, x, y } = linear(-1, world);
      return partialInformation(gains, [x, y]);
    });
    const { high, low } = both(found, closedForm(-1, Math.sqrt(5)));
    expect(Math.abs(high.off)).toBeLessThan(4 * high.error + 0.02);
    expect(Math.abs(low.off)).toBeLessThan(4 * low.error + 0.02);
    expect(closedForm(-1, Math.sqrt(5))).toBeGreaterThan(closedForm(-1, 2));
  });

  it('sees a curve, and interplay: gains of u² − 1/2 and of u·v − 0.3', () => {
    const columns = (world: number) => {
      const [u, v] = [uniforms('u', world, PATHS), uniforms('v', world, PATHS)];
      return { u, v, luck: normals('noise', world, PATHS) };
    };
    const curve = worlds((world) => {
      const { u, luck } = columns(world);
      const gains = u.map((a, p) => a * a - 0.5 + 0.3 * (luck[p] as number));
      return partialInformation(gains, [u]);
    });
    // ∫ from √½ to 1 of (u² − ½) du, and nothing without knowing: the mean is −1/6.
    const truth = 1 / 3 - 0.5 - (0.5 ** 1.5 / 3 - 0.5 ** 1.5);
    const of = both(curve, truth);
    expect(Math.abs(of.high.off)).toBeLessThan(4 * of.high.error + 0.003);
    const interplay = worlds((world) => {
      const { u, v } = columns(world);
      return partialInformation(
        u.map((a, p) => a * (v[p] as number) - 0.3),
        [u, v],
      );
    });
    // E[(uv − c)⁺] = ∫∫ over uv > c = 1/4 − c + c²·(3/4 − ½·ln c).
    const c = 0.3;
    const product = 0.25 - c + c * c * (0.75 - 0.5 * -1.2039728043259361);
    const together = both(interplay, product);
    expect(Math.abs(together.high.off)).toBeLessThan(4 * together.high.error + 0.003);
  });

  it('of an input that says nothing is nothing but chance, and the rule says so', () => {
    const found = worlds((world) => {
      const { gains } = linear(-1, world);
      return partialInformation(gains, [normals('idle', world, PATHS)]);
    });
    expect(mean(found.map(({ value }) => value))).toBeLessThan(0.01);
    expect(mean(found.map(({ byRule }) => byRule))).toBeLessThanOrEqual(0);
    expect(found.every(({ value }) => value >= 0)).toBe(true);
  });
});
