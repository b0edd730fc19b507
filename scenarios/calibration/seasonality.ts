// The season of a series by its moving average (Macaulay 1931; R's decompose): a measure that needs
// two years. Plans are made with scenarios/levels/season.ts, which holds each month against the mean
// of its own year, needs one, and leans on the documented season by how few years there are. Without
// growth both see the same season. With growth that one gives late months of a year a part of it,
// which the moving average takes out: where they differ by more than noise, levels hold growth.
import { invariant } from '../../src/error.ts';
import { mean, sum } from '../../src/numeric/statistics.ts';

/** How a season acts: by a factor of the level, or by an amount whatever the level. */
export type SeasonKind = 'multiplicative' | 'additive';

export type Seasonality =
  | {
      readonly status: 'fitted';
      /** One per place in the year, the first value's first: factors of mean 1, amounts of sum 0. */
      readonly indices: readonly number[];
      /** Centred moving average over one period; null for the first and last half period. */
      readonly trend: readonly (number | null)[];
    }
  /** Less than two whole periods: some place would have no value of its own. */
  | { readonly status: 'too-short' }
  /** Factors need positive values; `at` is the first that is none. */
  | { readonly status: 'not-positive'; readonly at: number };

/** Why a season of this kind cannot be had from a series; null if it can. */
export function seasonRefusal(
  series: readonly number[],
  period: number,
  kind: SeasonKind,
): Exclude<Seasonality, { status: 'fitted' }> | null {
  invariant(Number.isInteger(period) && period > 1, 'a season has at least two places');
  invariant(series.every(Number.isFinite), 'a series consists of numbers');
  if (series.length < 2 * period) return { status: 'too-short' };
  const at = kind === 'multiplicative' ? series.findIndex((x) => x <= 0) : -1;
  return at < 0 ? null : { status: 'not-positive', at };
}

/**
 * Classical seasonal indices: each value against the centred moving average over one period,
 * averaged by place in the year, and brought to mean 1 (or sum 0). `period` is 12 for months.
 */
export function seasonalIndices(
  series: readonly number[],
  period: number,
  kind: SeasonKind,
): Seasonality {
  const refusal = seasonRefusal(series, period, kind);
  if (refusal) return refusal;
  const trend = series.map((_, i) => centredAverage(series, i, period));
  const byPlace: number[][] = Array.from({ length: period }, () => []);
  for (const [i, level] of trend.entries()) {
    if (level === null) continue;
    const value = series[i] as number;
    byPlace[i % period]?.push(kind === 'multiplicative' ? value / level : value - level);
  }
  const raw = byPlace.map(mean);
  const centre = mean(raw);
  const indices = raw.map((x) => (kind === 'multiplicative' ? x / centre : x - centre));
  return { status: 'fitted', indices, trend };
}

/** Mean over one period around a value; of an even period both ends count half. */
function centredAverage(series: readonly number[], at: number, period: number): number | null {
  const half = Math.floor(period / 2);
  if (at < half || at + half >= series.length) return null;
  const window = series.slice(at - half, at + half + 1);
  if (period % 2 === 1) return mean(window);
  const [first = NaN, last = NaN] = [window[0], window.at(-1)];
  return (sum(window) - (first + last) / 2) / period;
}
