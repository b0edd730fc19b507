import { invariant } from '../../src/error.ts';
import type { UnitModel } from './unit-model.ts';

/** A design whose points are known before any of them is run. */
export interface Planned<T> {
  /** Points in the order they are asked for. */
  readonly points: readonly Float64Array[];
  /** The analysis, with the figure at each of these points. */
  analyse(values: ArrayLike<number>): T;
}

/**
 * Takes a design apart into its points and its analysis, so that points can be run by many workers
 * at once. The analysis is done twice: once to hear which points it asks for, once with what they
 * came to. It must ask for the same points whatever they come to, as every design here does.
 */
export function planned<T>(analyse: (model: UnitModel) => T): Planned<T> {
  const points: Float64Array[] = [];
  // The figure of the first time moves with every input: nothing it is divided by is zero.
  analyse((point) => {
    points.push(Float64Array.from(point));
    return point.reduce((sum, u, i) => sum + (i + 1) * u, 0);
  });
  return {
    points,
    analyse(values) {
      let next = 0;
      const found = analyse(() => values[next++] as number);
      invariant(next === points.length, 'a design asks for the same points again');
      return found;
    },
  };
}
