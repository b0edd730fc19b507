import type { StreamKey } from '../../src/numeric/stream.ts';

/**
 * A figure as a function of its uncertain inputs, each as a uniform strictly between 0 and 1 that
 * the model puts through the inverse of the input's distribution. Deterministic: luck that is no
 * input is held fixed or averaged out inside. The array is reused between calls.
 */
export type UnitModel = (point: Float64Array) => number;

/** How much to sample: `replicates` independent scrambles (8 or more) of `points` = 2^k points. */
export interface SampleSize {
  readonly points: number;
  readonly replicates: number;
  /** The key of a stream that nothing else draws from. */
  readonly key: StreamKey;
}
