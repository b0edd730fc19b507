import type { ParameterId } from './effects.ts';
import { distributionOf } from './draw.ts';
import type { Draw } from './draw.ts';
import type { Grade } from './plan.ts';

/** One parameter of a run with where its value comes from. */
export interface Parameter {
  readonly id: ParameterId;
  readonly draw: Draw;
  readonly grade: Grade;
  readonly source: string;
  readonly unit: string;
}

export type ParameterSet = readonly Parameter[];

/** Grades that are estimates: a source is missing, weak or from another setting. */
const ESTIMATES: ReadonlySet<Grade> = new Set(['C', 'E', 'R']);

export function isEstimate(parameter: Parameter): boolean {
  return ESTIMATES.has(parameter.grade);
}

/** Whether a parameter has more than one value. */
export function isVarying({ draw }: Parameter): boolean {
  const of = distributionOf(draw);
  return of.quantile(0.1) !== of.quantile(0.9);
}
