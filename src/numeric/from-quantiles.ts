// A distribution by some of its quantiles: what a posterior of any shape becomes in a scenario.
import { refuseParameter } from './distributions.ts';
import type { Distribution } from './distributions.ts';
import { normalQuantile } from './normal.ts';

export interface QuantileTable {
  /** Probabilities, rising, strictly between 0 and 1. */
  readonly at: readonly number[];
  /** The quantile at each of them, none below the one before it. */
  readonly values: readonly number[];
}

/**
 * The distribution through these quantiles. Between two of them it runs along a monotone cubic
 * (Fritsch and Carlson 1980) over the standard normal's quantiles, on which a normal is a straight
 * line; nothing lies beyond the first and the last. Throws `scenario/bad-distribution`.
 */
export function fromQuantiles(table: QuantileTable): Distribution {
  mustBeOne(table);
  const places = table.at.map(normalQuantile);
  const curve = monotoneCurve(places, table.values);
  return {
    name: 'quantiles',
    quantile: (u) => curve(normalQuantile(u)),
    upperQuantile: (q) => curve(-normalQuantile(q)),
    mean: meanOf(curve),
    isDiscrete: false,
  };
}

function mustBeOne({ at, values }: QuantileTable): void {
  const refuse = (problem: string, hint: string): never =>
    refuseParameter('quantiles', problem, hint);
  if (at.length !== values.length || at.length < 2) {
    refuse(
      `${at.length} places have ${values.length} values`,
      'give each place one value, and two places or more',
    );
  }
  if (!at.every((p, i) => p > (at[i - 1] ?? 0) && p < 1)) {
    refuse('places do not rise between 0 and 1', 'write at: [0.05, 0.5, 0.95]');
  }
  if (!values.every((x, i) => Number.isFinite(x) && x >= (values[i - 1] ?? -Infinity))) {
    refuse('a value lies below the one before it', 'write values in rising order');
  }
}

/** A curve through rising points that never falls between two of them; flat beyond both ends. */
function monotoneCurve(xs: readonly number[], ys: readonly number[]): (x: number) => number {
  const last = xs.length - 1;
  const x = Float64Array.from(xs);
  const y = Float64Array.from(ys);
  const secant = (i: number): number =>
    ((y[i + 1] as number) - (y[i] as number)) / ((x[i + 1] as number) - (x[i] as number));
  const slopes = x.map((_, i) => {
    if (i === 0) return secant(0);
    if (i === last) return secant(last - 1);
    const [left, right] = [secant(i - 1), secant(i)];
    const before = (x[i] as number) - (x[i - 1] as number);
    const after = (x[i + 1] as number) - (x[i] as number);
    // The parabola's slope, no steeper than three times either side: then nothing falls.
    const parabola = (left * after + right * before) / (before + after);
    return Math.min(parabola, 3 * left, 3 * right);
  });
  return (at) => {
    if (at <= (x[0] as number)) return y[0] as number;
    if (at >= (x[last] as number)) return y[last] as number;
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((x[middle] as number) <= at) low = middle;
      else high = middle;
    }
    const step = (x[high] as number) - (x[low] as number);
    const t = (at - (x[low] as number)) / step;
    const [from, to] = [y[low] as number, y[high] as number];
    const [rise, fall] = [step * (slopes[low] as number), step * (slopes[high] as number)];
    const rest = 1 - t;
    return (
      from * rest * rest * (1 + 2 * t) +
      to * t * t * (3 - 2 * t) +
      t * rest * (rise * rest - fall * t)
    );
  };
}

const SLICES = 1024;

/** Mean of the curve over the standard normal, by the middles of equally likely slices. */
function meanOf(curve: (z: number) => number): number {
  let total = 0;
  for (let i = 0; i < SLICES; i++) total += curve(normalQuantile((i + 0.5) / SLICES));
  return total / SLICES;
}
