import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { quantiles } from '../src/numeric/sample-quantile.ts';
import type { Comparison } from './compare.ts';
import { whole } from './mean-answer.ts';
import { specOf } from './run-range.ts';
import { rangeTasks, workOfAll } from './runner.ts';
import type { TaskPool, TaskResult } from './runner.ts';

/** P10, P50 and P90 over paths, whole. */
export type Interval3 = readonly [low: number, middle: number, high: number];

/** What a run says of one month with the MSO: what can be held against the book later. */
export interface PromisedMonth {
  readonly month: string;
  /** Change of cash of all practices, cents. */
  readonly net: Interval3;
  /** The same from the first month of the run to this one. */
  readonly cumulative: Interval3;
  /** Management fee paid, cents. */
  readonly fee: Interval3;
  /** Days in A/R, gross, at its end, hundredths of a day. */
  readonly daysInArGross: Interval3;
}

const PROBABILITIES = [0.1, 0.5, 0.9] as const;

/**
 * The arm with the MSO by month, on the very paths of the comparison (type-7 quantiles). A run of
 * its own: what nobody promises need not be computed.
 */
export async function promisedMonths(
  comparison: Comparison,
  pool: TaskPool,
  onProgress?: (done: number, of: number) => void,
): Promise<PromisedMonth[]> {
  const { plan, paths } = comparison;
  const spec = specOf(comparison);
  const tasks = rangeTasks(0, paths, 'months');
  const of = workOfAll(tasks);
  const results = await pool.run([spec], tasks, (_, work) => onProgress?.(work, of));
  const cumulative = new Float64Array(paths);
  return Array.from({ length: plan.months }, (_, m): PromisedMonth => {
    const net = monthOf(results, 'net', plan.months, m);
    for (let p = 0; p < paths; p++) cumulative[p] = (cumulative[p] as number) + (net[p] as number);
    return {
      month: formatMonth((plan.start + m) as Month),
      net: intervalOf(net),
      cumulative: intervalOf(cumulative),
      fee: intervalOf(monthOf(results, 'fee', plan.months, m)),
      daysInArGross: intervalOf(monthOf(results, 'daysGross', plan.months, m)),
    };
  });
}

/** One figure of one month on every path, in path order: ranges come back as they were asked. */
function monthOf(
  results: readonly (TaskResult | undefined)[],
  figure: 'net' | 'fee' | 'daysGross',
  months: number,
  month: number,
): Float64Array {
  const values: number[] = [];
  for (const result of results) {
    if (result?.kind !== 'months') continue;
    const all = result.months[figure];
    for (let at = month; at < all.length; at += months) values.push(all[at] as number);
  }
  return Float64Array.from(values);
}

function intervalOf(values: Float64Array): Interval3 {
  const [low = 0, middle = 0, high = 0] = quantiles(values, PROBABILITIES, 'hf7').map(whole);
  return [low, middle, high];
}
