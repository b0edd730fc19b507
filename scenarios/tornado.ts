import type { Sha256 } from '../src/numeric/stream.ts';
import { aboutQuestion } from './about-run.ts';
import type { AboutQuestion } from './about-run.ts';
import type { MeanAnswer } from './answer.ts';
import type { Comparison } from './compare.ts';
import { meanAnswer, replicatesOf } from './mean-answer.ts';
import { quantileOf } from './draw.ts';
import type { Parameter, ParameterSet } from './parameters.ts';
import type { Grade } from './plan.ts';
import { specOf } from './run-range.ts';
import type { RunSpec } from './run-range.ts';
import { pathsOfSpec, rangeTasks } from './runner.ts';
import type { TaskPool } from './runner.ts';
import { column } from './statistics.ts';

/** Ends of a bar: one in ten draws of the parameter lies below the one and above the other. */
export const ENDS = [0.1, 0.9] as const;

/** What one parameter moves: the cash difference with it held at either end, all others drawn. */
export interface TornadoBar {
  readonly id: string;
  readonly grade: Grade;
  readonly unit: string;
  readonly lowValue: number;
  readonly highValue: number;
  /** Mean cash difference with the parameter at its low and at its high end, cents. */
  readonly low: MeanAnswer;
  readonly high: MeanAnswer;
  /** High less low, path by path: both ends share their luck, so its interval is narrow. */
  readonly swing: MeanAnswer;
}

/** Which parameters the answer hangs on, the widest first. */
export interface Tornado extends AboutQuestion {
  /** Mean cash difference with everything drawn. */
  readonly base: MeanAnswer;
  readonly bars: readonly TornadoBar[];
  /** Parameters that do not vary, by id: they have no bar. */
  readonly fixed: readonly string[];
}

/**
 * Runs a comparison again with each parameter that varies held at its tenth and at its ninetieth
 * percentile, the others drawn as they were (scenarios.md §2). Undiscounted cash, with MSO less
 * independent.
 */
export async function tornado(
  comparison: Comparison,
  pool: TaskPool,
  sha256: Sha256,
  onProgress?: (done: number, of: number) => void,
): Promise<Tornado> {
  const { plan, parameters, paths } = comparison;
  const drawn = parameters.filter(
    ({ draw }) => quantileOf(draw, ENDS[0]) !== quantileOf(draw, ENDS[1]),
  );
  const main = specOf(comparison);
  const specs: RunSpec[] = [
    main,
    ...drawn.flatMap((parameter) =>
      ENDS.map((p) => ({ ...main, parameters: heldAt(parameters, parameter, p) })),
    ),
  ];
  const tasks = specs.flatMap((_, spec) => rangeTasks(spec, paths));
  const results = await pool.run(specs, tasks, (done) => onProgress?.(done, tasks.length));
  const deltas = specs.map((_, spec) =>
    column(pathsOfSpec(spec, plan.months, tasks, results), 'deltaCash'),
  );
  const replicates = replicatesOf(comparison.sampling);
  const none = new Float64Array(0);
  const bars = drawn.map(({ id, draw, grade, unit }, i): TornadoBar => {
    const [low = none, high = none] = [deltas[1 + 2 * i], deltas[2 + 2 * i]];
    return {
      id,
      grade,
      unit,
      lowValue: quantileOf(draw, ENDS[0]),
      highValue: quantileOf(draw, ENDS[1]),
      low: meanAnswer(low, replicates),
      high: meanAnswer(high, replicates),
      swing: meanAnswer(
        high.map((cents, path) => cents - (low[path] as number)),
        replicates,
      ),
    };
  });
  return {
    ...aboutQuestion(comparison),
    base: meanAnswer(deltas[0] ?? none, replicates),
    bars: bars.toSorted((a, b) => Math.abs(b.swing.cents) - Math.abs(a.swing.cents)),
    fixed: parameters.filter((p) => !drawn.includes(p)).map(({ id }) => id),
  };
}

function heldAt(parameters: ParameterSet, held: Parameter, p: number): ParameterSet {
  const value = quantileOf(held.draw, p);
  return parameters.map((one) => (one === held ? { ...one, draw: { kind: 'point', value } } : one));
}
