import { sum } from '../src/numeric/statistics.ts';
import type { Interval } from '../src/numeric/statistics.ts';
import type { MeanAnswer, TailAnswer } from './answer.ts';
import type { Comparison } from './compare.ts';
import { feeRoiOf } from './fee-roi.ts';
import { meanAnswer, replicatesOf } from './mean-answer.ts';
import { specOf } from './run-range.ts';
import { pathsOfSpec, rangeTasks } from './runner.ts';
import type { TaskPool } from './runner.ts';
import { tailAnswer } from './spread-answer.ts';
import { column, explainedQuantiles, strictlyBetter, wilsonInterval } from './statistics.ts';
import type { QuantileAnswer } from './statistics.ts';

/** What a comparison comes to at one point of a sweep. */
export interface SweepPoint {
  readonly scenarioDigest: string;
  /** Cash with MSO less independent over the horizon, cents. */
  readonly deltaCash: {
    readonly mean: MeanAnswer;
    /** P10, P50, P90. */
    readonly quantiles: readonly QuantileAnswer[];
  };
  readonly npv: MeanAnswer;
  readonly pBetter: Interval;
  /** Ratio of means; null without a fee. */
  readonly feeRoi: Interval | null;
  /** Mean of the worst tenth of the cash difference. */
  readonly worstTenth: TailAnswer;
  /** With the MSO. */
  readonly pMissedPayroll: Interval;
}

/**
 * Runs comparisons that differ in what was set, one after the other on the same workers. They share
 * their seed, and with it their luck: what changes from point to point is what was set.
 */
export async function sweep(
  comparisons: readonly Comparison[],
  pool: TaskPool,
  onProgress?: (done: number, of: number) => void,
): Promise<readonly SweepPoint[]> {
  const specs = comparisons.map(specOf);
  const tasks = comparisons.flatMap(({ paths }, spec) => rangeTasks(spec, paths));
  const results = await pool.run(specs, tasks, (done) => onProgress?.(done, tasks.length));
  return comparisons.map(({ plan, scenarioDigest, sampling }, spec) => {
    const replicates = replicatesOf(sampling);
    const run = pathsOfSpec(spec, plan.months, tasks, results);
    const delta = column(run, 'deltaCash');
    return {
      scenarioDigest,
      deltaCash: {
        mean: meanAnswer(delta, replicates),
        quantiles: explainedQuantiles(delta, [0.1, 0.5, 0.9]),
      },
      npv: meanAnswer(column(run, 'pvDelta'), replicates),
      pBetter: wilsonInterval(strictlyBetter(delta), run.paths),
      feeRoi: feeRoiOf(run, replicates),
      worstTenth: tailAnswer(delta, 0.1),
      pMissedPayroll: wilsonInterval(sum(column(run, 'missedPayrollWithMso')), run.paths),
    };
  });
}
