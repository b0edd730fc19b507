import { firstDay } from '../src/calendar.ts';
import type { Day, Month } from '../src/calendar.ts';
import { discountFactor } from '../src/numeric/present-value.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import { daysAt, hundredths, newFigures, presentValue, readArm, sumOf } from './arm-figures.ts';
import type { ArmFigures } from './arm-figures.ts';
import { changesOf, PARAMETER_IDS, PARAMETER_INDEX } from './effects.ts';
import type { Arm, ParameterId } from './effects.ts';
import { feePaidCents, financingCents, netCashCents, startFolds } from './folds.ts';
import { luckSource } from './luck.ts';
import type { Luck } from './luck.ts';
import { compileModel } from './model.ts';
import type { Model } from './model.ts';
import { METRIC_COUNT, METRIC_INDEX, paybackOf } from './metrics.ts';
import type { Metric, MonthsResult, PathsResult, RangeResult } from './metrics.ts';
import type { ParameterSet } from './parameters.ts';
import type { Plan } from './plan.ts';
import { RowWriter } from './row-writer.ts';
import { runArm, workbench } from './run-arm.ts';
import { valueSource } from './value-source.ts';
import type { Sampling, ValueSource } from './value-source.ts';

/** A run as plain data, so that it can be handed to any worker. */
export interface RunSpec {
  readonly plan: Plan;
  readonly parameters: ParameterSet;
  readonly sampling: Sampling;
  readonly seed: string;
  /** Parameters whose grade is one of these are held at their central value. */
  readonly fixed: 'none' | 'estimates' | 'all';
  /** Event noise on or off; off gives the expected path. */
  readonly isNoisy: boolean;
  /** Path p has the luck of path p + luckOffset, and its own parameters still; 0 when absent. */
  readonly luckOffset?: number;
  /** Parameters that are neither drawn nor fixed but said path by path. */
  readonly given?: GivenValues;
}

/** Values of some parameters, path by path; the others are drawn or fixed as ever. */
export interface GivenValues {
  readonly ids: readonly ParameterId[];
  /** By [path × ids.length + place of the id]. */
  readonly values: Float64Array;
}

/** The run that a comparison asks for: everything drawn, as its scenario says. */
export const specOf = ({ plan, parameters, sampling, seed, isNoisy }: Omit<RunSpec, 'fixed'>) =>
  ({ plan, parameters, sampling, seed, fixed: 'none', isNoisy }) satisfies RunSpec;

export interface RangeRunner {
  readonly model: Model;
  /** Both arms of paths [from, to); their figures go to `into` where it is given. */
  run(from: number, to: number, into?: PathsResult): RangeResult;
  /** What the arm with the MSO comes to in each month of paths [from, to). */
  months(from: number, to: number): MonthsResult;
  /** Sum of net cash before fee, change cost and financing of one arm of a path. */
  operatingCents(arm: Arm, path: number): number;
}

/** Makes a runner for one run; a worker keeps it and is asked for ranges. */
export function rangeRunner(spec: RunSpec, sha256: Sha256): RangeRunner {
  const quiet = { group: 0, site: 0, lag: 0 };
  const plan = spec.isNoisy ? spec.plan : { ...spec.plan, noise: quiet };
  const model = compileModel(plan);
  const bench = workbench(model, new RowWriter(), startFolds(model));
  const luck = luckSource(model, spec.seed, sha256, spec.sampling);
  const source = valuesOfRun(spec, sha256);
  const values = new Float64Array(PARAMETER_IDS.length);
  const discount = discounts(plan);
  const independent = newFigures(plan.months);
  const withMso = newFigures(plan.months);
  const { arms } = model;

  // Arms and coalitions of a path share its parameters and its luck: both are drawn once.
  let drawn = -1;
  let ofPath: Luck | undefined;
  const live = (arm: Arm, path: number): void => {
    if (ofPath === undefined || drawn !== path) {
      source.fill(path, values);
      ofPath = luck.fill(path + (spec.luckOffset ?? 0));
      drawn = path;
    }
    runArm(model, arm, values, ofPath, bench);
  };

  return {
    model,
    run(from, to, into) {
      const result = newRange(from, to, plan.months, into);
      for (let path = from; path < to; path++) {
        bench.writer.written = 0;
        live(arms.independent, path);
        readArm(model, arms.independent, bench, independent);
        live(arms.withMso, path);
        readArm(model, arms.withMso, bench, withMso);
        writePath(result, path, model, independent, withMso, discount, bench.writer.written);
      }
      return result;
    },
    months(from, to) {
      const size = (to - from) * plan.months;
      const result: MonthsResult = {
        net: new Float64Array(size),
        fee: new Float64Array(size),
        daysGross: new Float64Array(size),
      };
      for (let path = from; path < to; path++) {
        live(arms.withMso, path);
        readArm(model, arms.withMso, bench, withMso);
        const at = (path - from) * plan.months;
        result.net.set(withMso.net, at);
        result.fee.set(withMso.fee, at);
        for (let m = 0; m < plan.months; m++) {
          result.daysGross[at + m] = hundredths(daysAt(model, bench, m).daysInArGross);
        }
      }
      return result;
    },
    operatingCents(arm, path) {
      live(arm, path);
      let sum = 0;
      for (const { entity } of model.practices) {
        for (let m = model.offset; m < model.offset + plan.months; m++) {
          sum +=
            netCashCents(bench.folds, entity, m) +
            feePaidCents(bench.folds, entity, m) -
            financingCents(bench.folds, entity, m);
        }
      }
      return sum + (arm.hasChangeCost ? changeCost(plan) : 0);
    },
  };
}

/** The parameters of a run's paths, drawn, fixed or given. */
export function valuesOfRun(spec: RunSpec, sha256: Sha256): ValueSource {
  const { parameters, seed, fixed, sampling, given } = spec;
  const drawn = valueSource(parameters, { seed, fixed, sampling, sha256 });
  if (given === undefined) return drawn;
  const count = given.ids.length;
  const places = given.ids.map((id) => PARAMETER_INDEX[id]);
  return {
    fill(path, out) {
      drawn.fill(path, out);
      places.forEach((place, i) => {
        out[place] = given.values[path * count + i] as number;
      });
    },
  };
}

/** Joining and exit outlays within the horizon, of the arm that bears them. */
function changeCost(plan: Plan): number {
  return changesWithin(plan).reduce((sum, { cents }) => sum + cents, 0);
}

const changesWithin = (plan: Plan) =>
  changesOf(plan).filter(({ month }) => month < plan.start + plan.months);

/** Discount factor of each month, its flows dated at its last day (mso.md §6: one convention). */
function discounts(plan: Plan): Float64Array {
  return Float64Array.from({ length: plan.months }, (_, m) => {
    const day = (firstDay((plan.start + m + 1) as Month) - 1) as Day;
    return discountFactor(plan.discountAnnual, day - plan.valuationOn);
  });
}

function newRange(from: number, to: number, months: number, into?: PathsResult): RangeResult {
  const paths = to - from;
  return {
    from,
    to,
    metrics: into?.metrics ?? new Float64Array(paths * METRIC_COUNT),
    stride: into?.stride ?? paths,
    place: into?.place ?? 0,
    monthlyDelta: into?.monthlyDelta ?? new Float64Array(paths * months),
    monthlyFee: new Float64Array(paths * months),
  };
}

function writePath(
  result: RangeResult,
  path: number,
  model: Model,
  independent: ArmFigures,
  withMso: ArmFigures,
  discount: Float64Array,
  rows: number,
): void {
  const { plan } = model;
  const { months } = plan;
  const { metrics, stride } = result;
  const at = result.place + path - result.from;
  const monthsAt = (path - result.from) * months;
  const set = (metric: Metric, value: number): void => {
    metrics[at + METRIC_INDEX[metric] * stride] = value === 0 ? 0 : value;
  };
  let delta = 0;
  let pvDelta = 0;
  let pvFee = 0;
  let fee = 0;
  let financing = 0;
  for (let m = 0; m < months; m++) {
    const d = (withMso.net[m] as number) - (independent.net[m] as number);
    const f = (withMso.fee[m] as number) - (independent.fee[m] as number);
    result.monthlyDelta[monthsAt + m] = d;
    result.monthlyFee[monthsAt + m] = f;
    delta += d;
    fee += f;
    financing += (withMso.financing[m] as number) - (independent.financing[m] as number);
    pvDelta += d * (discount[m] as number);
    pvFee += f * (discount[m] as number);
  }
  const effective = Math.max(0, plan.effective - plan.start);
  const sign = plan.recorded === 'independent' ? 1 : -1;
  const change = sign * changeCost(plan);
  const pvChange = changesWithin(plan).reduce(
    (sum, { month, cents }) => sum + sign * cents * (discount[month - plan.start] as number),
    0,
  );
  const whole = (x: number): number => Math.floor(x + 0.5);
  set('deltaCash', delta);
  set('pvDelta', whole(pvDelta));
  set('pvFee', whole(pvFee));
  set('pvChange', whole(pvChange));
  set('feePaid', fee);
  set('feeDue', withMso.feeDue - independent.feeDue);
  set('changeCost', change);
  set('financing', financing);
  set('netCashIndependent', sumOf(independent.net));
  set('netCashWithMso', sumOf(withMso.net));
  set('minimumCashIndependent', independent.minimumCash);
  set('minimumCashWithMso', withMso.minimumCash);
  set('closingCashIndependent', independent.closingCash);
  set('closingCashWithMso', withMso.closingCash);
  set('daysGrossIndependent', independent.daysGross);
  set('daysGrossWithMso', withMso.daysGross);
  set('daysNetIndependent', independent.daysNet);
  set('daysNetWithMso', withMso.daysNet);
  set('ebitdaIndependent', independent.ebitda);
  set('ebitdaWithMso', withMso.ebitda);
  set('collectionsIndependent', independent.collections);
  set('collectionsWithMso', withMso.collections);
  set('collectionsCharged', withMso.charged);
  set('shortIndependent', independent.isShort);
  set('shortWithMso', withMso.isShort);
  set('rows', rows);
  set('msoCashIndependent', independent.msoCash);
  set('msoCashWithMso', withMso.msoCash);
  set('owedIndependent', independent.owed);
  set('owedWithMso', withMso.owed);
  set('pvIndependent', whole(presentValue(independent.net, discount)));
  set('pvWithMso', whole(presentValue(withMso.net, discount)));
  set('missedPayrollIndependent', independent.hasMissedPayroll);
  set('missedPayrollWithMso', withMso.hasMissedPayroll);
  const payback = paybackOf(result.monthlyDelta, monthsAt, months, effective);
  set('payback', payback.first);
  set('paybackLast', payback.last);
}
