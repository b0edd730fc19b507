// Did payers change their behaviour at some date? Then factors of that diagonal are all high or all
// low, and a chain ladder mixes two worlds: ask before trusting it (scenarios.md §4.1).
import { binomialDensity } from '../../src/numeric/incomplete.ts';
import { normalCdf } from '../../src/numeric/normal.ts';
import { quantile } from '../../src/numeric/sample-quantile.ts';
import { sum } from '../../src/numeric/statistics.ts';

/** One calendar period's factors, each against the median of its age. */
export interface Diagonal {
  /** Origin + age of what the factors led to: the same for all that was paid in one period. */
  readonly period: number;
  readonly small: number;
  readonly large: number;
}

export interface CalendarEffect {
  readonly diagonals: readonly Diagonal[];
  /** Σ min(small, large) over the diagonals: few if factors of one period move together. */
  readonly mixed: number;
  /** Its mean and variance if every factor is small or large by the toss of a coin. */
  readonly expected: number;
  readonly variance: number;
  /** That so few would mix by chance, by the normal: one-sided, null without a diagonal of two. */
  readonly pValue: number | null;
}

/**
 * Mack's test for calendar effects (1994, CAS Forum, Spring, 101, appendix H) on a triangle as
 * `chainLadder` takes it, of origins one calendar period apart. Factors equal to the median of
 * their age, and those that start from nothing, count for neither side.
 */
export function calendarEffect(triangle: readonly (readonly number[])[]): CalendarEffect {
  const counts = new Map<number, { small: number; large: number }>();
  const ages = triangle.reduce((most, row) => Math.max(most, row.length), 0);
  for (let age = 1; age < ages; age++) {
    const factors = factorsTo(age, triangle);
    if (factors.length === 0) continue;
    const median = quantile(
      factors.map(({ factor }) => factor),
      0.5,
    );
    for (const { origin, factor } of factors) {
      const diagonal = counts.get(origin + age) ?? { small: 0, large: 0 };
      if (factor < median) diagonal.small += 1;
      if (factor > median) diagonal.large += 1;
      counts.set(origin + age, diagonal);
    }
  }
  const diagonals = [...counts]
    .map(([period, { small, large }]) => ({ period, small, large }))
    .sort((a, b) => a.period - b.period);
  const mixed = sum(diagonals.map(({ small, large }) => Math.min(small, large)));
  const moments = diagonals.map(({ small, large }) => mixedMoments(small + large));
  const expected = sum(moments.map(({ mean }) => mean));
  const variance = sum(moments.map((x) => x.variance));
  const pValue = variance > 0 ? normalCdf((mixed - expected) / Math.sqrt(variance)) : null;
  return { diagonals, mixed, expected, variance, pValue };
}

function factorsTo(
  age: number,
  triangle: readonly (readonly number[])[],
): { origin: number; factor: number }[] {
  return triangle.flatMap((row, origin) => {
    const [before = 0, now] = [row[age - 1], row[age]];
    return now !== undefined && before > 0 ? [{ origin, factor: now / before }] : [];
  });
}

/** Mean and variance of min(heads, tails) of n tosses. */
function mixedMoments(n: number): { mean: number; variance: number } {
  let mean = 0;
  let square = 0;
  for (let heads = 0; heads <= n; heads++) {
    const chance = binomialDensity(heads, n - heads, 0.5, 0.5);
    const least = Math.min(heads, n - heads);
    mean += chance * least;
    square += chance * least * least;
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}
