import { quantile } from '../src/numeric/sample-quantile.ts';
import { sum } from '../src/numeric/statistics.ts';
import type { Answer, ArmAnswer } from './answer.ts';
import { whole } from './mean-answer.ts';
import { PAYBACK } from './metrics.ts';
import type { Metric } from './metrics.ts';
import type { Plan } from './plan.ts';
import { column, explainedQuantiles, mean, pathAt, wilsonInterval } from './statistics.ts';
import type { Paths, QuantileAnswer } from './statistics.ts';

/** First and last crossing of the median path, and the share of paths that have none. */
export function paybackAnswer(run: Paths, plan: Plan): Answer['payback'] {
  const first = column(run, 'payback');
  const middle = pathAt(first, 0.5);
  const median = middle.value;
  const last = quantile(column(run, 'paybackLast'), 0.5, 'hf1');
  const neverPaths = first.reduce((n, v) => n + (v === PAYBACK.never ? 1 : 0), 0);
  const months = (v: number): number | null => (v >= PAYBACK.never || v < 0 ? null : v / 1000);
  const words =
    median === PAYBACK.noDifference
      ? 'n/a (no difference)'
      : median === PAYBACK.immediate
        ? 'immediate: the difference is never below zero'
        : median >= PAYBACK.never
          ? `not within ${plan.months} months`
          : 'months to the first crossing on the median path';
  return {
    medianMonths: months(median),
    median: middle,
    lastCrossingMonths: months(last),
    shareNever: neverPaths / run.paths,
    shareNeverInterval: wilsonInterval(neverPaths, run.paths),
    words,
  };
}

/** What one regime comes to on its own. */
export function armAnswer(run: Paths, arm: 'Independent' | 'WithMso', plan: Plan): ArmAnswer {
  const of = (name: string): Float64Array => column(run, `${name}${arm}` as Metric);
  const minimum = of('minimumCash');
  const at = (values: Float64Array, p: number): QuantileAnswer =>
    explainedQuantiles(values, [p])[0] as QuantileAnswer;
  const quantiles = {
    minimumCash: at(minimum, 0.1),
    daysInArGross: at(of('daysGross'), 0.5),
    daysInArNet: at(of('daysNet'), 0.5),
  };
  const [net, closing] = [whole(mean(of('netCash'))), whole(mean(of('closingCash')))];
  // Cash at the start and net cash are all there is before the tax.
  const start = plan.opening.reduce((all, { cashCents }) => all + cashCents, 0);
  return {
    id: arm === 'Independent' ? 'independent' : 'withMso',
    netCashCents: net,
    minimumCashCents: {
      p10: whole(quantiles.minimumCash.value),
      p50: whole(quantile(minimum, 0.5)),
    },
    closingCashCents: closing,
    ...(plan.incomeTax === undefined ? {} : { incomeTaxCents: start + net - closing }),
    msoCashCents: whole(mean(of('msoCash'))),
    owedCents: whole(mean(of('owed'))),
    daysInArGross: quantiles.daysInArGross.value / 100,
    daysInArNet: quantiles.daysInArNet.value / 100,
    quantiles,
    pShort: mean(of('short')),
    pShortInterval: wilsonInterval(sum(of('short')), run.paths),
    pMissedPayroll: mean(of('missedPayroll')),
    pMissedPayrollInterval: wilsonInterval(sum(of('missedPayroll')), run.paths),
  };
}
