import type { Interval } from '../src/numeric/statistics.ts';
import { ratioAnswer } from './mean-answer.ts';
import { column, mean } from './statistics.ts';
import type { Paths } from './statistics.ts';

/** Present value of the fee and of joining and exit outlays, by path. */
export function feeAndChange(run: Paths): Float64Array {
  const fee = column(run, 'pvFee');
  const change = column(run, 'pvChange');
  return fee.map((f, i) => f + (change[i] as number));
}

/** PV Δ / (PV F + PV k), a ratio of means; null where nothing is paid in the net (mso.md §6 M3). */
export function feeRoiOf(run: Paths, replicates = 1): Interval | null {
  const below = feeAndChange(run);
  return mean(below) <= 0 ? null : ratioAnswer(column(run, 'pvDelta'), below, replicates);
}
