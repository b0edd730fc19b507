import { formatMonth } from '../src/calendar.ts';
import type { Month } from '../src/calendar.ts';
import { FeeworthError } from '../src/error.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import { aboutRun } from './about-run.ts';
import type { Answer, ManagerCase, MeanAnswer, ParameterAnswer, PathBridge } from './answer.ts';
import { armAnswer, paybackAnswer } from './arm-answer.ts';
import { activeDrivers } from './bridge.ts';
import { bridgeOf, coalitionTasks, coalitionsOf, pathBridge } from './bridge-answer.ts';
import { drawWords } from './draw.ts';
import { feeAndChange, feeRoiOf } from './fee-roi.ts';
import type { History } from './history.ts';
import { meanAnswer, ratioAnswer, replicatesOf, whole } from './mean-answer.ts';
import { isEstimate } from './parameters.ts';
import type { Parameter, ParameterSet } from './parameters.ts';
import type { Driver, Plan } from './plan.ts';
import { returnOf } from './return-answer.ts';
import { digestOf } from './run-digest.ts';
import { specOf } from './run-range.ts';
import type { RunSpec } from './run-range.ts';
import { pathsOfSpec, rangeOf, rangeTasks, workOfAll } from './runner.ts';
import type { Task, TaskPool } from './runner.ts';
import { TAILS, shareOnEstimates, spreadParts, tailAnswer } from './spread-answer.ts';
import { column, explainedQuantiles, mean, strictlyBetter, wilsonInterval } from './statistics.ts';
import type { Paths, QuantileAnswer } from './statistics.ts';
import type { Sampling } from './value-source.ts';

/** A comparison to be made, resolved: nothing in it depends on a file or a clock. */
export interface Comparison {
  readonly scenario: string;
  readonly title: string;
  readonly scenarioDigest: string;
  readonly plan: Plan;
  readonly parameters: ParameterSet;
  readonly sampling: Sampling;
  readonly seed: string;
  readonly paths: number;
  readonly bridgePaths: number;
  /** Paths of the side runs: manager cases, and estimates held at central; 0 for none of them. */
  readonly sidePaths: number;
  readonly isNoisy: boolean;
  /** What the log was that parameters are drawn from; absent where none are. */
  readonly history?: History;
}

const MANAGER_SHARES = [0, 0.25, 0.5] as const;
const QUANTILES = [0.1, 0.5, 0.9] as const;

/**
 * Runs a comparison: paired paths, the bridge, and the side runs its honesty asks for. Stopped, it is
 * a run over the paths that are complete from the first on, without manager cases or drivers that
 * are not. Throws `scenario/stopped` where there are none. Paths of the headline that were lived
 * already, in search of a precision, are taken as they are.
 */
export async function compare(
  comparison: Comparison,
  pool: TaskPool,
  sha256: Sha256,
  onProgress?: (done: number, of: number) => void,
  isStopped?: () => boolean,
  lived?: Paths,
): Promise<Answer> {
  const { plan, parameters } = comparison;
  const main = specOf(comparison);
  const pairs = comparison.sidePaths >> 1;
  const replicates = replicatesOf(comparison.sampling);
  const specs: RunSpec[] = [
    main,
    { ...main, fixed: 'estimates' },
    { ...main, luckOffset: OTHER_LUCK },
    ...MANAGER_SHARES.map((share) => ({ ...main, parameters: withManager(parameters, share) })),
  ];
  const sizes = specs.map(() => comparison.sidePaths);
  sizes[MAIN] = lived === undefined ? comparison.paths : 0;
  sizes[OTHER] = pairs;
  const drivers = activeDrivers(new Set(parameters.map((p) => p.id)), plan.levers);
  const bridgePaths = Array.from({ length: comparison.bridgePaths }, (_, path) => path);
  const size = rangeOf(plan);
  const tasks: Task[] = [
    ...sizes.flatMap((paths, i) => rangeTasks(i, paths, 'range', size)),
    ...coalitionTasks(drivers, bridgePaths, size),
  ];
  const work = workOfAll(tasks);
  const results = await pool.run(specs, tasks, (_, done) => onProgress?.(done, work), isStopped);
  const pathsOf = (spec: number): Paths => pathsOfSpec(spec, plan.months, tasks, results);
  const run = lived ?? pathsOf(MAIN);
  if (run.paths < Math.min(2, comparison.paths)) throw stoppedTooEarly();
  const isDone = (kind: Task['kind']): boolean =>
    tasks.every((task, i) => task.kind !== kind || results[i] !== undefined);
  // What was stopped has no bridge and no side runs: of some of their paths alone they say nothing.
  const bridged = isDone('coalitions') ? bridgePaths : [];
  const coalitions = coalitionsOf(drivers, bridged, tasks, results);
  const quantiles = explainedQuantiles(column(run, 'deltaCash'), QUANTILES);
  const ofPaths = bridged.length === 0 ? [] : await bridgesAt(quantiles, run, drivers);
  const total = whole(mean(column(run, 'deltaCash')));
  const side: SideRuns = {
    atCentral: pathsOf(1),
    otherLuck: pathsOf(OTHER),
    managerCases:
      comparison.sidePaths > 0 && isDone('range')
        ? MANAGER_SHARES.map((share, i) => managerCase(share, pathsOf(i + OTHER + 1), replicates))
        : [],
    bridge: bridgeOf(run, total, coalitions, ofPaths, replicates),
  };
  return answerOf(comparison, run, side, sha256);

  /** Bridges of the paths that quantiles stand at, run once these are known. */
  async function bridgesAt(
    at: readonly QuantileAnswer[],
    all: Paths,
    of: readonly Driver[],
  ): Promise<PathBridge[]> {
    const paths = [...new Set(at.map(({ lowerPath }) => lowerPath))];
    const more = coalitionTasks(of, paths, size);
    const own = coalitionsOf(of, paths, more, await pool.run([main], more));
    return at.map(({ p, lowerPath }) => pathBridge(all, paths.indexOf(lowerPath), p, own));
  }
}

const stoppedTooEarly = (): FeeworthError =>
  new FeeworthError('scenario/stopped', 'stopped', 'Stopped before any range of paths was whole', {
    hint: 'let it run a little longer, or ask for fewer --paths',
  });

/** Number of the run of the headline. */
const MAIN = 0;
/** Number of the run whose parameters are the first one's and whose luck is not. */
const OTHER = 2;
/** Luck of paths that no run reaches: at most a million are asked for. */
const OTHER_LUCK = 0x4000_0000;

/** What is run beside the paths of the headline. */
interface SideRuns {
  readonly atCentral: Paths;
  readonly otherLuck: Paths;
  readonly managerCases: readonly ManagerCase[];
  readonly bridge: Answer['bridge'];
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

function managerCase(removedShare: number, run: Paths, replicates: number): ManagerCase {
  const delta = column(run, 'deltaCash');
  const { cents, lowerCents, upperCents } = meanAnswer(delta, replicates);
  return {
    removedShare,
    deltaCashCents: cents,
    npvCents: whole(mean(column(run, 'pvDelta'))),
    feeRoi: feeRoiOf(run)?.estimate ?? null,
    feeAndChangeCents: whole(mean(feeAndChange(run))),
    pBetter: strictlyBetter(delta) / run.paths,
    deltaCashInterval: { lowerCents, upperCents },
    pBetterInterval: wilsonInterval(strictlyBetter(delta), run.paths),
    paths: run.paths,
  };
}

function answerOf(
  comparison: Comparison,
  run: Paths,
  { atCentral, otherLuck, managerCases, bridge }: SideRuns,
  sha256: Sha256,
): Answer {
  const { plan, parameters } = comparison;
  const replicates = replicatesOf(comparison.sampling);
  const delta = column(run, 'deltaCash');
  const pvDelta = column(run, 'pvDelta');
  const collections = mean(column(run, 'collectionsCharged'));
  const ebitda = mean(column(run, 'ebitdaWithMso')) - mean(column(run, 'ebitdaIndependent'));
  const feeAccrued = mean(column(run, 'feeDue'));
  const document: Omit<Answer, 'digest'> = {
    scenario: comparison.scenario,
    ...aboutRun({ ...comparison, paths: run.paths }),
    effectiveMonth: formatMonth(plan.effective),
    rowsPerSiteMonth: Math.floor(mean(column(run, 'rows')) / (2 * plan.months * plan.sites.length)),
    deltaCash: {
      mean: meanAnswer(delta, replicates),
      quantiles: explainedQuantiles(delta, QUANTILES),
    },
    npv: {
      mean: meanAnswer(pvDelta, replicates),
      quantiles: explainedQuantiles(pvDelta, QUANTILES),
    },
    ...roiOf(run, replicates),
    breakEven: breakEvenOf(run, feeAccrued, collections, replicates),
    pBetter: wilsonInterval(strictlyBetter(delta), run.paths),
    together: togetherOf(run, replicates),
    payback: paybackAnswer(run, plan),
    tails: TAILS.map((share) => tailAnswer(delta, share)),
    rateOfReturn: returnOf(run, plan),
    arms: {
      independent: armAnswer(run, 'Independent', plan),
      withMso: armAnswer(run, 'WithMso', plan),
    },
    bridge,
    managerCases,
    ...shareOnEstimates(run, atCentral),
    spreadParts: spreadParts(run, otherLuck),
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

function roiOf(run: Paths, replicates: number): Pick<Answer, 'feeRoi' | 'feeRoiWords'> {
  const below = feeAndChange(run);
  const above = column(run, 'pvDelta');
  const ratio = feeRoiOf(run, replicates);
  if (ratio === null) return { feeRoi: null, feeRoiWords: 'n/a (no fee)' };
  return {
    feeRoi: {
      ...ratio,
      numeratorCents: whole(mean(above)),
      denominatorCents: whole(mean(below)),
    },
    feeRoiWords: 'PV of net benefit by PV of fee and change outlays, a ratio of means',
  };
}

/** λ* = (PV B − PV k) / PV F (mso.md §6 M5): exact while nothing feeds back from cash to the fee. */
function breakEvenOf(
  run: Paths,
  feeDue: number,
  collections: number,
  replicates: number,
): Answer['breakEven'] {
  const pvFee = mean(column(run, 'pvFee'));
  if (pvFee <= 0) return null;
  const fees = column(run, 'pvFee');
  const worth = column(run, 'pvDelta').map((pv, p) => pv + (fees[p] as number));
  const factor = mean(worth) / pvFee;
  const { lower = factor, upper = factor } = ratioAnswer(worth, fees, replicates) ?? {};
  const realisedRate = collections > 0 ? feeDue / collections : 0;
  return {
    factor,
    factorInterval: { estimate: factor, lower, upper },
    rate: Math.max(0, factor) * realisedRate,
    realisedRate,
    pvFeeCents: whole(pvFee),
    collectionsCents: whole(collections),
    words: factor < 0 ? 'no fee breaks even' : 'of collections, the whole schedule scaled alike',
  };
}

function togetherOf(run: Paths, replicates: number): MeanAnswer {
  const alone = column(run, 'msoCashIndependent');
  const withMso = column(run, 'msoCashWithMso');
  const delta = column(run, 'deltaCash');
  return meanAnswer(
    delta.map((cents, path) => cents + (withMso[path] as number) - (alone[path] as number)),
    replicates,
  );
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
    draw: drawWords(draw),
    grade: parameter.grade,
    isEstimate: isEstimate(parameter),
    source: parameter.source,
  };
}
