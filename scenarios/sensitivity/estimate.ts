import { mean, variance } from '../../src/numeric/statistics.ts';

/**
 * An estimate with the standard error that independent repetitions show. Nothing is clipped: noise
 * may take a share below 0 or above 1, and says so by its error.
 */
export interface Estimate {
  readonly estimate: number;
  /** Infinity from a single repetition. */
  readonly standardError: number;
}

/** The mean of independent repetitions. */
export function meanEstimate(values: Float64Array): Estimate {
  const n = values.length;
  return {
    estimate: mean(values),
    standardError: n < 2 ? Infinity : Math.sqrt(variance(values) / n),
  };
}
