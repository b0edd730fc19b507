import type { Comparison } from './compare.ts';
import { meanAnswer, replicatesOf } from './mean-answer.ts';
import { specOf } from './run-range.ts';
import { pathsOfSpec, RANGE, rangeOf, rangeTasks } from './runner.ts';
import type { Task, TaskPool, TaskResult } from './runner.ts';
import { column } from './statistics.ts';
import type { Paths } from './statistics.ts';

/** Paths after which the error is looked at first; then at twice as many, and so on. */
const FIRST_LOOK = 4 * RANGE;

/** How many paths a precision takes. */
export interface Precision {
  readonly paths: number;
  /** Half of the 95 % interval of the mean cash difference at so many paths, cents. */
  readonly halfCents: number;
  readonly isReached: boolean;
  /** Those paths, lived; fewer where it was told to stop. */
  readonly run: Paths;
}

/**
 * The fewest paths, of 256 doubled and doubled again up to the comparison's own, at which the mean
 * cash difference is known to ± `halfCents` (95 %). It hangs on the paths alone, so on no worker and
 * no clock. Looking again and again makes such an interval a little too narrow (optional stopping);
 * looks are few for that reason.
 */
export async function pathsFor(
  comparison: Comparison,
  halfCents: number,
  pool: TaskPool,
  isStopped?: () => boolean,
): Promise<Precision> {
  const { plan, sampling, paths: most } = comparison;
  const tasks: Task[] = [];
  const results: (TaskResult | undefined)[] = [];
  for (let look = Math.min(FIRST_LOOK, most); ; look = Math.min(2 * look, most)) {
    const next = rangeTasks(0, look, 'range', rangeOf(plan)).slice(tasks.length);
    tasks.push(...next);
    results.push(...(await pool.run([specOf(comparison)], next, undefined, isStopped)));
    const run = pathsOfSpec(0, plan.months, tasks, results);
    const { lowerCents, upperCents } = meanAnswer(column(run, 'deltaCash'), replicatesOf(sampling));
    const found = { paths: look, halfCents: Math.ceil((upperCents - lowerCents) / 2) };
    const isReached = found.halfCents <= halfCents;
    if (isReached || look === most || isStopped?.() === true) return { ...found, isReached, run };
  }
}
