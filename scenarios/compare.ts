import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import { variance } from '../src/numeric/statistics.ts';
import { quantile } from '../src/numeric/sample-quantile.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import type { Answer, ArmAnswer, Bar, ManagerCase, ParameterAnswer } from './answer.ts';
import { activeDrivers, driverBars, wholeBars } from './bridge.ts';
import { meanAnswer, whole } from './mean-answer.ts';
import { PAYBACK } from './metrics.ts';
import type { Metric } from './metrics.ts';
import { MODEL_VERSION } from './model.ts';
import { isEstimate } from './parameters.ts';
import type { Parameter, ParameterSet } from './parameters.ts';
import type { Driver, Plan } from './plan.ts';
import { digestOf } from './run-digest.ts';
import type { RunSpec } from './run-range.ts';
import { pathsOfSpec, rangeTasks, workOfAll } from './runner.ts';
import type { Task, TaskPool, TaskResult } from './runner.ts';
import {
  column,
  explainedQuantiles,
  mean,
  pathAt,
  ratioOfMeans,
  strictlyBetter,
  wilsonInterval,
} from './statistics.ts';
import type { Paths, QuantileAnswer } from './statistics.ts';

/** A comparison to be made, resolved: nothing in it depends on a file or a clock. */
export interface Comparison {
  readonly scenario: string;
  readonly title: string;
  readonly scenarioDigest: string;
  readonly plan: Plan;
  readonly parameters: ParameterSet;
  readonly seed: string;
  readonly paths: number;
  readonly bridgePaths: number;
  /** Paths of the side runs: manager cases, and estimates held at central. */
  readonly sidePaths: number;
  readonly isNoisy: boolean;
}

const MANAGER_SHARES = [0, 0.25, 0.5] as const;
const QUANTILES = [0.1, 0.5, 0.9] as const;

/**
 * Runs a comparison: paired paths, the bridge, and the side runs its honesty asks for. Stopped, it is
 * a run over the paths that are complete from the first on, without manager cases or drivers that
 * are not. Throws `scenario/stopped` where there are none.
 */
export async function compare(
  comparison: Comparison,
  pool: TaskPool,
  sha256: Sha256,
  onProgress?: (done: number, of: number) => void,
  isStopped?: () => boolean,
): Promise<Answer> {
  const { plan, parameters, seed, isNoisy } = comparison;
  const main: RunSpec = { plan, parameters, seed, fixed: 'none', isNoisy };
  const specs: RunSpec[] = [
    main,
    { ...main, fixed: 'estimates' },
    ...MANAGER_SHARES.map((share) => ({ ...main, parameters: withManager(parameters, share) })),
  ];
  const drivers = activeDrivers(new Set(parameters.map((p) => p.id)));
  const tasks: Task[] = [
    ...rangeTasks(0, comparison.paths),
    ...specs.slice(1).flatMap((_, i) => rangeTasks(i + 1, comparison.sidePaths)),
    ...coalitionTasks(drivers, comparison.bridgePaths),
  ];
  const work = workOfAll(tasks);
  const results = await pool.run(specs, tasks, (_, done) => onProgress?.(done, work), isStopped);
  const pathsOf = (spec: number): Paths => pathsOfSpec(spec, plan.months, tasks, results);
  const run = pathsOf(0);
  if (run.paths < Math.min(2, comparison.paths)) throw stoppedTooEarly();
  const isDone = (kind: Task['kind']): boolean =>
    tasks.every((task, i) => task.kind !== kind || results[i] !== undefined);
  const cases = isDone('range')
    ? MANAGER_SHARES.map((share, i) => managerCase(share, pathsOf(i + 2)))
    : [];
  const made = isDone('coalitions') ? comparison : { ...comparison, bridgePaths: 0 };
  const sums = coalitionSums(tasks, results, 1 << drivers.length);
  return answerOf(made, run, pathsOf(1), cases, drivers, sums, sha256);
}

const stoppedTooEarly = (): FeeworthError =>
  new FeeworthError('scenario/stopped', 'stopped', 'Stopped before any range of paths was whole', {
    hint: 'let it run a little longer, or ask for fewer --paths',
  });

function coalitionTasks(drivers: readonly Driver[], paths: number): Task[] {
  if (paths === 0) return [];
  const masks = Array.from({ length: 1 << drivers.length }, (_, mask) => mask);
  const tasks: Task[] = [];
  for (let i = 0; i < masks.length; i += 4) {
    tasks.push({ kind: 'coalitions', spec: 0, drivers, masks: masks.slice(i, i + 4), paths });
  }
  return tasks;
}

function coalitionSums(
  tasks: readonly Task[],
  results: readonly (TaskResult | undefined)[],
  size: number,
): Float64Array {
  const sums = new Float64Array(size);
  tasks.forEach((task, i) => {
    const result = results[i];
    if (task.kind !== 'coalitions' || result?.kind !== 'coalitions') return;
    task.masks.forEach((mask, k) => {
      sums[mask] = result.sums[k] as number;
    });
  });
  return sums;
}

/** The same parameters with the practice manager replaced to a given share. */
export function withManager(parameters: ParameterSet, share: number): ParameterSet {
  const manager: Parameter = {
    id: 'removed.manager',
    draw: { kind: 'point', value: share },
    grade: 'entered',
    source: 'docs/fee-value.md#the-assumption-the-headline-hangs-on',
    unit: 'share',
  };
  return [...parameters.filter((p) => p.id !== 'removed.manager'), manager];
}

function managerCase(removedShare: number, run: Paths): ManagerCase {
  const delta = column(run, 'deltaCash');
  const roi = ratioOfMeans(column(run, 'pvDelta'), feeAndChange(run));
  return {
    removedShare,
    deltaCashCents: whole(mean(delta)),
    npvCents: whole(mean(column(run, 'pvDelta'))),
    feeRoi: roi === null || mean(feeAndChange(run)) <= 0 ? null : roi.estimate,
    feeAndChangeCents: whole(mean(feeAndChange(run))),
    pBetter: strictlyBetter(delta) / run.paths,
    paths: run.paths,
  };
}

function feeAndChange(run: Paths): Float64Array {
  const fee = column(run, 'pvFee');
  const change = column(run, 'pvChange');
  return fee.map((f, i) => f + (change[i] as number));
}

function answerOf(
  comparison: Comparison,
  run: Paths,
  atCentral: Paths,
  managerCases: readonly ManagerCase[],
  drivers: readonly Driver[],
  sums: Float64Array,
  sha256: Sha256,
): Answer {
  const { plan, parameters } = comparison;
  const delta = column(run, 'deltaCash');
  const pvDelta = column(run, 'pvDelta');
  const total = whole(mean(delta));
  const bridge = bridgeOf(comparison, run, total, drivers, sums);
  const collections = mean(column(run, 'collectionsWithMso'));
  const ebitda = mean(column(run, 'ebitdaWithMso')) - mean(column(run, 'ebitdaIndependent'));
  const feeAccrued = mean(column(run, 'feeDue'));
  const document: Omit<Answer, 'digest'> = {
    scenario: comparison.scenario,
    title: comparison.title,
    question: plan.recorded === 'withMso' ? 'stay-or-leave' : 'join-or-stay',
    months: plan.months,
    firstMonth: formatMonth(plan.start),
    effectiveMonth: formatMonth(plan.effective),
    paths: run.paths,
    seed: comparison.seed,
    modelVersion: MODEL_VERSION,
    scenarioDigest: comparison.scenarioDigest,
    rowsPerSiteMonth: Math.floor(mean(column(run, 'rows')) / (2 * plan.months * plan.sites.length)),
    deltaCash: { mean: meanAnswer(delta), quantiles: explainedQuantiles(delta, QUANTILES) },
    npv: { mean: meanAnswer(pvDelta), quantiles: explainedQuantiles(pvDelta, QUANTILES) },
    ...roiOf(run),
    breakEven: breakEvenOf(run, feeAccrued, collections),
    pBetter: wilsonInterval(strictlyBetter(delta), run.paths),
    payback: paybackAnswer(run, plan),
    arms: { independent: armAnswer(run, 'Independent'), withMso: armAnswer(run, 'WithMso') },
    bridge,
    managerCases,
    ...shareOnEstimates(run, atCentral),
    accrual: {
      ebitdaDeltaCents: whole(ebitda),
      feeAccruedCents: whole(feeAccrued),
      grossCents: whole(ebitda + feeAccrued),
      roi: feeAccrued > 0 ? ebitda / feeAccrued : null,
    },
    fan: fanOf(run, plan),
    parameters: parameters.map(parameterAnswer),
    transitionBornBy: plan.recorded === 'withMso' ? 'independent' : 'withMso',
  };
  return { ...document, digest: digestOf(document, run, sha256) };
}

function bridgeOf(
  comparison: Comparison,
  run: Paths,
  totalCents: number,
  drivers: readonly Driver[],
  sums: Float64Array,
): Answer['bridge'] {
  const fee = mean(column(run, 'feePaid'));
  const change = mean(column(run, 'changeCost'));
  const financing = mean(column(run, 'financing'));
  const delta = mean(column(run, 'deltaCash'));
  const gross = delta + fee + change - financing;
  const [grossCents = 0, feeCents = 0, changeCents = 0, financingCents = 0] = wholeBars(
    [gross, -fee, -change, financing],
    totalCents,
  );
  const level1: Bar[] = [
    { id: 'gross', label: 'Gross benefit', cents: grossCents },
    { id: 'fee', label: 'Fee paid', cents: feeCents },
    { id: 'change', label: 'Joining and exit outlays', cents: changeCents },
    { id: 'financing', label: 'Financing', cents: financingCents },
  ];
  const paths = comparison.bridgePaths;
  const means = sums.map((sum) => sum / Math.max(1, paths));
  return {
    level1,
    level2: paths === 0 ? [] : driverBars(drivers, means, grossCents),
    totalCents,
    grossCents,
    paths,
    feeDueCents: whole(mean(column(run, 'feeDue'))),
  };
}

function roiOf(run: Paths): Pick<Answer, 'feeRoi' | 'feeRoiWords'> {
  const below = feeAndChange(run);
  const above = column(run, 'pvDelta');
  const ratio = ratioOfMeans(above, below);
  if (ratio === null || mean(below) <= 0) return { feeRoi: null, feeRoiWords: 'n/a (no fee)' };
  const { estimate, lower, upper } = ratio;
  return {
    feeRoi: {
      estimate,
      lower,
      upper,
      numeratorCents: whole(mean(above)),
      denominatorCents: whole(mean(below)),
    },
    feeRoiWords: 'PV of net benefit by PV of fee and change outlays, a ratio of means',
  };
}

/** λ* = (PV B − PV k) / PV F (mso.md §6 M5): exact while nothing feeds back from cash to the fee. */
function breakEvenOf(run: Paths, feeDue: number, collections: number): Answer['breakEven'] {
  const pvFee = mean(column(run, 'pvFee'));
  if (pvFee <= 0) return null;
  const factor = (mean(column(run, 'pvDelta')) + pvFee) / pvFee;
  const realisedRate = collections > 0 ? feeDue / collections : 0;
  return {
    factor,
    rate: Math.max(0, factor) * realisedRate,
    realisedRate,
    pvFeeCents: whole(pvFee),
    collectionsCents: whole(collections),
    words: factor < 0 ? 'no fee breaks even' : 'of collections, the whole schedule scaled alike',
  };
}

function paybackAnswer(run: Paths, plan: Plan): Answer['payback'] {
  const first = column(run, 'payback');
  const middle = pathAt(first, 0.5);
  const median = middle.value;
  const last = quantile(column(run, 'paybackLast'), 0.5, 'hf1');
  const never = first.reduce((n, v) => n + (v === PAYBACK.never ? 1 : 0), 0) / run.paths;
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
    shareNever: never,
    words,
  };
}

function armAnswer(run: Paths, arm: 'Independent' | 'WithMso'): ArmAnswer {
  const of = (name: string): Float64Array => column(run, `${name}${arm}` as Metric);
  const minimum = of('minimumCash');
  const at = (values: Float64Array, p: number): QuantileAnswer =>
    explainedQuantiles(values, [p])[0] as QuantileAnswer;
  const quantiles = {
    minimumCash: at(minimum, 0.1),
    daysInArGross: at(of('daysGross'), 0.5),
    daysInArNet: at(of('daysNet'), 0.5),
  };
  return {
    id: arm === 'Independent' ? 'independent' : 'withMso',
    netCashCents: whole(mean(of('netCash'))),
    minimumCashCents: {
      p10: whole(quantiles.minimumCash.value),
      p50: whole(quantile(minimum, 0.5)),
    },
    closingCashCents: whole(mean(of('closingCash'))),
    daysInArGross: quantiles.daysInArGross.value / 100,
    daysInArNet: quantiles.daysInArNet.value / 100,
    quantiles,
    pShort: mean(of('short')),
  };
}

/** One more paired run with the estimates at their central values (settled.md §6.7). */
function shareOnEstimates(
  run: Paths,
  atCentral: Paths,
): Pick<Answer, 'shareOnEstimates' | 'spread'> {
  const paths = Math.min(run.paths, atCentral.paths);
  if (paths < 2) return { shareOnEstimates: null, spread: null };
  const drawn = variance(column(run, 'deltaCash').subarray(0, paths));
  const central = variance(column(atCentral, 'deltaCash').subarray(0, paths));
  return {
    shareOnEstimates: drawn === 0 ? null : 1 - central / drawn,
    spread: {
      drawnCents: whole(Math.sqrt(drawn)),
      centralCents: whole(Math.sqrt(central)),
      paths,
    },
  };
}

function fanOf(run: Paths, plan: Plan): Answer['fan'] {
  const cumulative = new Float64Array(run.paths);
  return Array.from({ length: plan.months }, (_, m) => {
    for (let p = 0; p < run.paths; p++) {
      cumulative[p] = (cumulative[p] as number) + (run.monthlyDelta[p * plan.months + m] as number);
    }
    const quantiles = explainedQuantiles(cumulative, QUANTILES);
    const [p10 = 0, p50 = 0, p90 = 0] = quantiles.map(({ value }) => whole(value));
    return { month: formatMonth((plan.start + m) as Month), p10, p50, p90, quantiles };
  });
}

function parameterAnswer(parameter: Parameter): ParameterAnswer {
  const { draw } = parameter;
  return {
    id: parameter.id,
    draw:
      draw.kind === 'point'
        ? String(draw.value)
        : `triangular ${draw.min} / ${draw.mode} / ${draw.max}`,
    grade: parameter.grade,
    isEstimate: isEstimate(parameter),
    source: parameter.source,
  };
}
