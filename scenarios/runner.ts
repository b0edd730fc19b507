import type { Sha256 } from '../src/numeric/stream.ts';
import { coalitionArm } from './bridge.ts';
import type { MonthsResult, PathsResult } from './metrics.ts';
import type { Driver, Plan } from './plan.ts';
import { rangeRunner } from './run-range.ts';
import type { RangeRunner, RunSpec } from './run-range.ts';
import { joinRanges } from './statistics.ts';
import type { Paths } from './statistics.ts';

/**
 * Work a runner hands out: a range of paired paths, coalitions of the bridge, or the months of the
 * arm with the MSO.
 */
export type Task =
  | { readonly kind: 'range'; readonly spec: number; readonly from: number; readonly to: number }
  | { readonly kind: 'months'; readonly spec: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'coalitions';
      readonly spec: number;
      readonly drivers: readonly Driver[];
      readonly masks: readonly number[];
      /** Numbers of the paths they are run on. */
      readonly paths: readonly number[];
    };

export type TaskResult =
  | { readonly kind: 'range'; readonly range: PathsResult }
  | { readonly kind: 'months'; readonly months: MonthsResult }
  /** v(mask) of each path in cents by [mask × paths + path], in the order of the task's. */
  | { readonly kind: 'coalitions'; readonly values: Float64Array };

/** Paths a worker takes at once. */
export const RANGE = 64;

/**
 * Months of sites, each in both arms, that a worker takes at once: less than a second's work, so
 * that who takes it from another machine has answered long before anybody loses patience.
 */
const SITE_MONTHS = 100_000;

/**
 * Paths of a plan that a worker takes at once: fewer where each has many sites and months. A power
 * of two, so that a run of twice as many paths begins with the same ranges.
 */
export function rangeOf({ sites, months }: Plan): number {
  let paths = RANGE;
  while (paths > 1 && paths * sites.length * months > SITE_MONTHS) paths /= 2;
  return paths;
}

/** The paired paths of a run as tasks, or the months of its arm with the MSO. */
export function rangeTasks(
  spec: number,
  paths: number,
  kind: 'range' | 'months' = 'range',
  size = RANGE,
): Task[] {
  const tasks: Task[] = [];
  for (let from = 0; from < paths; from += size) {
    tasks.push({ kind, spec, from, to: Math.min(paths, from + size) });
  }
  return tasks;
}

/** What a task costs, in lives of one arm. */
export function workOf(task: Task): number {
  if (task.kind === 'coalitions') return task.masks.length * task.paths.length;
  return (task.to - task.from) * (task.kind === 'range' ? 2 : 1);
}

/** What all of them cost. */
export const workOfAll = (tasks: readonly Task[]): number =>
  tasks.reduce((sum, task) => sum + workOf(task), 0);

/**
 * The paths of one run out of all results, in path order; of a run that was stopped, those from the
 * first on without a gap.
 */
export function pathsOfSpec(
  spec: number,
  months: number,
  tasks: readonly Task[],
  results: readonly (TaskResult | undefined)[],
): Paths {
  const ranges: PathsResult[] = [];
  for (const [i, task] of tasks.entries()) {
    if (task.spec !== spec || task.kind !== 'range') continue;
    const result = results[i];
    if (result?.kind !== 'range') break;
    ranges.push(result.range);
  }
  return joinRanges(months, ranges);
}

/** Told after each task: how many are done, and what they cost as `workOf` counts it. */
export type OnDone = (done: number, work: number) => void;

/**
 * Does tasks in some order on some workers; results come back in the order of the tasks. Once it is
 * stopped no task is begun: what was not done is undefined.
 */
export interface TaskPool {
  readonly workers: number;
  run(
    specs: readonly RunSpec[],
    tasks: readonly Task[],
    onDone?: OnDone,
    isStopped?: () => boolean,
  ): Promise<(TaskResult | undefined)[]>;
  close(): Promise<void>;
}

/**
 * Does one task; keeps the compiled model between tasks of the same run. The figures of a range go
 * to `into` where it is given.
 */
export function taskDoer(
  specs: readonly RunSpec[],
  sha256: Sha256,
): (task: Task, into?: PathsResult) => TaskResult {
  const runners = new Map<number, RangeRunner>();
  return (task, into) => {
    let runner = runners.get(task.spec);
    if (runner === undefined) {
      runner = rangeRunner(specs[task.spec] as RunSpec, sha256);
      runners.set(task.spec, runner);
    }
    if (task.kind === 'range') {
      return { kind: 'range', range: runner.run(task.from, task.to, into) };
    }
    if (task.kind === 'months') {
      return { kind: 'months', months: runner.months(task.from, task.to) };
    }
    const count = task.paths.length;
    const values = new Float64Array(task.masks.length * count);
    const arms = task.masks.map((mask) => coalitionArm(task.drivers, mask));
    // Path by path: the coalitions of one share its luck.
    task.paths.forEach((path, k) => {
      arms.forEach((arm, i) => {
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
    run(specs, tasks, onDone, isStopped) {
      const doTask = taskDoer(specs, sha256);
      let work = 0;
      return Promise.resolve(
        tasks.map((task, i) => {
          if (isStopped?.() === true) return undefined;
          const result = doTask(task);
          work += workOf(task);
          onDone?.(i + 1, work);
          return result;
        }),
      );
    },
    close: () => Promise.resolve(),
  };
}
