import { variance } from '../src/numeric/statistics.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import type { CentsInterval, MeanAnswer } from './answer.ts';
import { mean, meanInterval, ratioOfMeans } from './statistics.ts';
import type { Sampling } from './value-source.ts';

/** Rounded to a whole number, halves up; never minus zero. */
export const whole = (x: number): number => {
  const rounded = Math.round(x);
  return rounded === 0 ? 0 : rounded;
};

/** Independent samples that the paths of a run are dealt into: one path each, or scrambles. */
export const replicatesOf = ({ sampler, replicates }: Sampling): number =>
  sampler === 'sobol' ? replicates : 1;

/**
 * What an error is estimated from: the values of independent paths, or the means of the replicates
 * of a Sobol' run, whose paths depend on each other (scenarios.md §2.5). Path p is of replicate
 * p mod replicates. Too few paths for two in each replicate are taken as independent.
 */
export function batches(values: Float64Array, replicates: number): Float64Array {
  if (replicates < 2 || values.length < 2 * replicates) return values;
  const own = new Float64Array(Math.ceil(values.length / replicates));
  return Float64Array.from({ length: replicates }, (_, r) => {
    let count = 0;
    for (let p = r; p < values.length; p += replicates) own[count++] = values[p] as number;
    return mean(own.subarray(0, count));
  });
}

/** The mean over paths in whole cents, with its Monte Carlo interval; one path has none. */
export function meanAnswer(values: Float64Array, replicates = 1): MeanAnswer {
  const estimate = mean(values);
  const cents = whole(estimate);
  if (values.length < 2) return { cents, lowerCents: cents, upperCents: cents };
  const of = meanInterval(batches(values, replicates));
  const { lowerCents, upperCents } = around(estimate, (of.upper - of.lower) / 2);
  return { cents, lowerCents, upperCents };
}

const around = (estimate: number, half: number): CentsInterval => ({
  lowerCents: whole(estimate - half),
  upperCents: whole(estimate + half),
});

/** The standard error of a mean over paths in whole cents; null from a single path. */
export function standardErrorCents(values: Float64Array, replicates = 1): number | null {
  if (values.length < 2) return null;
  const own = batches(values, replicates);
  return whole(Math.sqrt(variance(own) / own.length));
}

/** The ratio of two means over paths with its 95 % interval; null where the lower one is 0. */
export function ratioAnswer(
  above: Float64Array,
  below: Float64Array,
  replicates = 1,
): Interval | null {
  const of = ratioOfMeans(batches(above, replicates), batches(below, replicates));
  if (of === null || mean(below) === 0) return null;
  const estimate = mean(above) / mean(below);
  const half = (of.upper - of.lower) / 2;
  return { estimate, lower: estimate - half, upper: estimate + half };
}
