import { aboutQuestion } from './about-run.ts';
import type { AboutQuestion } from './about-run.ts';
import { FeeworthError } from '../src/error.ts';
import type { Matrix } from '../src/numeric/cholesky.ts';
import { studentTQuantile } from '../src/numeric/statistics.ts';
import { streamKey } from '../src/numeric/stream.ts';
import type { Sha256 } from '../src/numeric/stream.ts';
import type { Comparison } from './compare.ts';
import { distributionOf } from './draw.ts';
import { isVarying } from './parameters.ts';
import type { Parameter } from './parameters.ts';
import type { Grade } from './plan.ts';
import { specOf } from './run-range.ts';
import type { GivenValues } from './run-range.ts';
import { pathsOfSpec, rangeTasks } from './runner.ts';
import type { TaskPool } from './runner.ts';
import type { Estimate } from './sensitivity/estimate.ts';
import { elementaryEffects } from './sensitivity/morris.ts';
import { planned } from './sensitivity/planned.ts';
import type { Planned } from './sensitivity/planned.ts';
import { shapleyEffects } from './sensitivity/shapley-effects.ts';
import { varianceIndices } from './sensitivity/variance-indices.ts';
import { column } from './statistics.ts';
import type { Paths } from './statistics.ts';
import { correlatedIds, idleCorrelations, latentMatrix } from './value-source.ts';

export const SENSITIVITY_METHODS = ['morris', 'sobol', 'shapley'] as const;
export type SensitivityMethod = (typeof SENSITIVITY_METHODS)[number];
export const SENSITIVITY_FIGURES = ['cash', 'npv', 'roi'] as const;
export type SensitivityFigure = (typeof SENSITIVITY_FIGURES)[number];

export interface SensitivityAsked {
  readonly method: SensitivityMethod;
  readonly figure: SensitivityFigure;
  /** Points of each replicate, a power of two; of Morris, trajectories. The usual number if absent. */
  readonly points?: number | undefined;
}

/** A measure of one parameter with its 95 % interval. */
export interface Measure {
  readonly estimate: number;
  /** Null where a single number stands for all repetitions. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What a figure owes to one parameter. */
export interface SensitivityInput {
  readonly id: string;
  readonly grade: Grade;
  readonly unit: string;
  /**
   * morris: `mean` and `size` of elementary effects, in the figure's unit per whole range of the
   * parameter's probability, and their `spread`. sobol: `first` and `total` shares of the variance,
   * and both by a second estimator. shapley: `share` of the variance.
   */
  readonly measures: Readonly<Record<string, Measure>>;
}

/** What a figure of a comparison owes to the parameters that are not known, the largest first. */
export interface Sensitivity extends Omit<AboutQuestion, 'paths'> {
  readonly method: SensitivityMethod;
  readonly figure: SensitivityFigure;
  /** Futures that were run, each with both arms. */
  readonly evaluations: number;
  /** Standard deviation of the figure over the parameters; null where the method has none. */
  readonly deviation: number | null;
  readonly isConstant: boolean;
  readonly inputs: readonly SensitivityInput[];
  /** Parameters that do not vary. */
  readonly fixed: readonly string[];
}

const USUAL_POINTS: Readonly<Record<SensitivityMethod, number>> = {
  morris: 40,
  sobol: 128,
  shapley: 64,
};
/** Scrambles of a design: what they differ by is its error. */
const REPLICATES = 8;

/**
 * Varies all parameters at once over their distributions and shares the change of a figure out
 * among them, on the expected path: luck is switched off, so that all of it is the parameters'.
 * Every design is laid out first and run on the pool. Correlated parameters are the business of
 * Shapley effects alone. Throws `scenario/correlated`, `scenario/no-fee`.
 */
export async function sensitivity(
  comparison: Comparison,
  asked: SensitivityAsked,
  pool: TaskPool,
  sha256: Sha256,
  onProgress?: (done: number, of: number) => void,
): Promise<Sensitivity> {
  const { parameters, sampling, plan } = comparison;
  const varying = parameters.filter(isVarying);
  const idle = idleCorrelations(parameters, sampling.correlations);
  const isTied = sampling.correlations.length > idle.length;
  if (asked.method !== 'shapley' && isTied) throw correlated(asked);
  const design = designOf(varying, asked, comparison, sha256);
  const ids = varying.map(({ id }) => id);
  const given: GivenValues = { ids, values: valuesAt(varying, design.points) };
  const spec = { ...specOf(comparison), isNoisy: false, given };
  const tasks = rangeTasks(0, design.points.length);
  const results = await pool.run([spec], tasks, (done) => onProgress?.(done, tasks.length));
  const run = pathsOfSpec(0, plan.months, tasks, results);
  const found = design.analyse(figureOf(run, asked.figure));
  const { paths: _, ...about } = aboutQuestion(comparison);
  return {
    ...asked,
    ...about,
    evaluations: design.points.length,
    deviation: found.deviation,
    isConstant: found.isConstant,
    inputs: varying
      .map(({ id, grade, unit }, i) => ({ id, grade, unit, measures: found.measures[i] ?? {} }))
      .toSorted((a, b) => sizeOf(b) - sizeOf(a)),
    fixed: parameters.filter((p) => !varying.includes(p)).map(({ id }) => id),
  };
}

/** By which a parameter is ranked. */
const sizeOf = ({ measures }: SensitivityInput): number =>
  (measures['size'] ?? measures['total'] ?? measures['share'])?.estimate ?? 0;

interface Found {
  readonly measures: readonly Readonly<Record<string, Measure>>[];
  readonly deviation: number | null;
  readonly isConstant: boolean;
}

function designOf(
  varying: readonly Parameter[],
  { method, points = USUAL_POINTS[method] }: SensitivityAsked,
  { seed, sampling }: Comparison,
  sha256: Sha256,
): Planned<Found> {
  const inputs = varying.length;
  if (inputs === 0) return { points: [], analyse: () => NOTHING };
  const key = streamKey(seed, `sensitivity/${method}`, sha256);
  const sample = { points, replicates: REPLICATES, key };
  switch (method) {
    case 'morris':
      return planned((model) => {
        const effects = elementaryEffects(model, inputs, { trajectories: points, key });
        const measures = effects.map(({ mu, muStar, sigma }) => ({
          mean: measure(mu, points),
          size: measure(muStar, points),
          spread: { estimate: sigma, lower: null, upper: null },
        }));
        const isConstant = effects.every(({ muStar }) => muStar.estimate === 0);
        return { measures, deviation: null, isConstant };
      });
    case 'sobol':
      return planned((model) => {
        const found = varianceIndices(model, inputs, sample);
        if (found.status === 'constant') return { ...NOTHING, measures: varying.map(() => ({})) };
        return {
          measures: found.inputs.map(({ first, total, firstByDifferences }) => ({
            first: measure(firstByDifferences),
            total: measure(total.jansen),
            firstAgain: measure(first.janon),
            totalAgain: measure(total.janon),
          })),
          deviation: Math.sqrt(found.variance),
          isConstant: false,
        };
      });
    case 'shapley':
      return planned((model) => {
        const found = shapleyEffects(model, latentOf(varying, sampling), sample);
        if (found.status === 'constant') return { ...NOTHING, measures: varying.map(() => ({})) };
        return {
          measures: found.inputs.map(({ share }) => ({ share: measure(share) })),
          deviation: Math.sqrt(Math.max(0, found.variance.estimate)),
          isConstant: false,
        };
      });
  }
}

const NOTHING: Found = { measures: [], deviation: null, isConstant: true };

function measure({ estimate, standardError }: Estimate, repetitions = REPLICATES): Measure {
  const half = studentTQuantile(repetitions - 1, 0.975) * standardError;
  return { estimate, lower: estimate - half, upper: estimate + half };
}

/** Pearson's matrix of the normals behind parameters that vary, in their order. */
function latentOf(varying: readonly Parameter[], { correlations }: Comparison['sampling']): Matrix {
  const ids = correlatedIds(correlations);
  const known = latentMatrix(correlations);
  return varying.map((a) =>
    Float64Array.from(varying, (b) => {
      const [i, j] = [ids.indexOf(a.id), ids.indexOf(b.id)];
      return a === b ? 1 : (known[i]?.[j] ?? 0);
    }),
  );
}

function valuesAt(varying: readonly Parameter[], points: readonly Float64Array[]): Float64Array {
  const count = varying.length;
  const values = new Float64Array(points.length * count);
  varying.forEach(({ draw }, i) => {
    const distribution = distributionOf(draw);
    points.forEach((point, path) => {
      values[path * count + i] = distribution.quantile(point[i] as number);
    });
  });
  return values;
}

/** The figure on every path: cents, or a share. */
function figureOf(run: Paths, figure: SensitivityFigure): Float64Array {
  if (figure === 'cash') return column(run, 'deltaCash');
  const pvDelta = column(run, 'pvDelta');
  if (figure === 'npv') return pvDelta;
  const fee = column(run, 'pvFee');
  const change = column(run, 'pvChange');
  return pvDelta.map((pv, p) => {
    const below = (fee[p] as number) + (change[p] as number);
    if (below > 0) return pv / below;
    throw new FeeworthError(
      'scenario/no-fee',
      'usage',
      'Nothing is paid that could have a return',
      {
        hint: 'on some paths fee and outlays come to nothing or less: ask for --of npv or --of cash',
      },
    );
  });
}

const correlated = ({ method }: SensitivityAsked): FeeworthError =>
  new FeeworthError(
    'scenario/correlated',
    'usage',
    `Parameters of this scenario are correlated, which ${method} does not take`,
    { hint: 'use --method shapley: its shares add up for correlated parameters too' },
  );
