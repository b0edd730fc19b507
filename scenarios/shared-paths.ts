import { METRIC_COUNT } from './metrics.ts';
import type { PathsResult } from './metrics.ts';
import type { RunSpec } from './run-range.ts';
import type { Task } from './runner.ts';

/** Where the paths of a run are put, whoever computes them: one block, no copies. */
export interface SharedPaths {
  readonly paths: number;
  readonly months: number;
  readonly metrics: SharedArrayBuffer;
  readonly monthlyDelta: SharedArrayBuffer;
}

/** Room for every run's ranges, in the order of the tasks, and the place of each task in it. */
export interface SharedRoom {
  /** By number of the run. */
  readonly blocks: readonly SharedPaths[];
  /** First path of a task's range in the block of its run; 0 of other tasks. */
  readonly places: readonly number[];
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;

export function makeRoom(specs: readonly RunSpec[], tasks: readonly Task[]): SharedRoom {
  const counts = specs.map(() => 0);
  const places = tasks.map((task) => {
    if (task.kind !== 'range') return 0;
    const place = counts[task.spec] ?? 0;
    counts[task.spec] = place + task.to - task.from;
    return place;
  });
  const blocks = specs.map(({ plan: { months } }, spec): SharedPaths => {
    const paths = counts[spec] ?? 0;
    return {
      paths,
      months,
      metrics: new SharedArrayBuffer(paths * METRIC_COUNT * BYTES),
      monthlyDelta: new SharedArrayBuffer(paths * months * BYTES),
    };
  });
  return { blocks, places };
}

/** The part of a block that a range of paths has, from a place on. */
export function partOf(
  { paths: stride, months, metrics, monthlyDelta }: SharedPaths,
  place: number,
  { from, to }: { readonly from: number; readonly to: number },
): PathsResult {
  const paths = to - from;
  return {
    from,
    to,
    metrics: new Float64Array(metrics),
    stride,
    place,
    monthlyDelta: new Float64Array(monthlyDelta, place * months * BYTES, paths * months),
  };
}
