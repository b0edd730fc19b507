import type { Sha256 } from '../src/numeric/stream.ts';
import { coalitionArm } from './bridge.ts';
import type { RangeResult } from './metrics.ts';
import type { Driver } from './plan.ts';
import { rangeRunner } from './run-range.ts';
import type { RangeRunner, RunSpec } from './run-range.ts';
import { joinRanges } from './statistics.ts';
import type { Paths } from './statistics.ts';

/** Work a runner hands out: a range of paired paths, or coalitions of the bridge. */
export type Task =
  | { readonly kind: 'range'; readonly spec: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'coalitions';
      readonly spec: number;
      readonly drivers: readonly Driver[];
      readonly masks: readonly number[];
      /** Numbers of the paths they are run on. */
      readonly paths: readonly number[];
    };

export type TaskResult =
  | { readonly kind: 'range'; readonly range: RangeResult }
  /** v(mask) of each path in cents by [mask × paths + path], in the order of the task's. */
  | { readonly kind: 'coalitions'; readonly values: Float64Array };

/** Paths a worker takes at once. */
const RANGE = 64;

/** The paired paths of a run as tasks. */
export function rangeTasks(spec: number, paths: number): Task[] {
  const tasks: Task[] = [];
  for (let from = 0; from < paths; from += RANGE) {
    tasks.push({ kind: 'range', spec, from, to: Math.min(paths, from + RANGE) });
  }
  return tasks;
}

/** The paths of one run out of all results, in path order. */
export function pathsOfSpec(
  spec: number,
  months: number,
  tasks: readonly Task[],
  results: readonly TaskResult[],
): Paths {
  const ranges = results.flatMap((r, i) =>
    tasks[i]?.spec === spec && r.kind === 'range' ? [r.range] : [],
  );
  return joinRanges(months, ranges);
}

/** Does tasks in some order on some workers; results come back in the order of the tasks. */
export interface TaskPool {
  readonly workers: number;
  run(
    specs: readonly RunSpec[],
    tasks: readonly Task[],
    onDone?: (done: number) => void,
  ): Promise<TaskResult[]>;
  close(): Promise<void>;
}

/** Does one task; keeps the compiled model between tasks of the same run. */
export function taskDoer(specs: readonly RunSpec[], sha256: Sha256): (task: Task) => TaskResult {
  const runners = new Map<number, RangeRunner>();
  return (task) => {
    let runner = runners.get(task.spec);
    if (runner === undefined) {
      runner = rangeRunner(specs[task.spec] as RunSpec, sha256);
      runners.set(task.spec, runner);
    }
    if (task.kind === 'range') return { kind: 'range', range: runner.run(task.from, task.to) };
    const count = task.paths.length;
    const values = new Float64Array(task.masks.length * count);
    task.masks.forEach((mask, i) => {
      const arm = coalitionArm(task.drivers, mask);
      task.paths.forEach((path, k) => {
        values[i * count + k] = (runner as RangeRunner).operatingCents(arm, path);
      });
    });
    return { kind: 'coalitions', values };
  };
}

/** A pool of one: the thread that asks. */
export function inlinePool(sha256: Sha256): TaskPool {
  return {
    workers: 1,
    run(specs, tasks, onDone) {
      const doTask = taskDoer(specs, sha256);
      return Promise.resolve(
        tasks.map((task, i) => {
          const result = doTask(task);
          onDone?.(i + 1);
          return result;
        }),
      );
    },
    close: () => Promise.resolve(),
  };
}
