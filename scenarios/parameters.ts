import type { Distribution } from '../src/numeric/distributions.ts';
import { point, triangular } from '../src/numeric/distributions.ts';
import { streamKey, uniform } from '../src/numeric/stream.ts';
import type { Sha256, StreamKey } from '../src/numeric/stream.ts';
import { PARAMETER_IDS } from './effects.ts';
import type { ParameterId } from './effects.ts';
import type { Grade } from './plan.ts';

/** How a parameter varies over paths; plain data. */
export type Draw =
  | { readonly kind: 'point'; readonly value: number }
  | {
      readonly kind: 'triangular';
      readonly min: number;
      readonly mode: number;
      readonly max: number;
    };

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

/** The value a parameter is held at when it is not drawn: its mode or its point. */
export function centralOf(draw: Draw): number {
  return draw.kind === 'point' ? draw.value : draw.mode;
}

/** The value that a share of all draws does not exceed. */
export const quantileOf = (draw: Draw, p: number): number => distributionOf(draw).quantile(p);

const distributionOf = (draw: Draw): Distribution =>
  draw.kind === 'point' || draw.min === draw.max
    ? point(centralOf(draw))
    : triangular({ min: draw.min, mode: draw.mode, max: draw.max });

const COMPILED = new WeakMap<
  ParameterSet,
  { seed: string; keys: StreamKey[]; distributions: Distribution[] }
>();

/**
 * Fills the values of a path in the order of PARAMETER_IDS: one uniform each, addressed by the
 * parameter's id, so that adding a parameter changes no other. Absent ones are neutral.
 */
export function fillValues(
  parameters: ParameterSet,
  of: {
    readonly seed: string;
    readonly path: number;
    readonly fixed: 'none' | 'estimates' | 'all';
    readonly sha256: Sha256;
  },
  out: Float64Array,
): void {
  let compiled = COMPILED.get(parameters);
  if (compiled === undefined || compiled.seed !== of.seed) {
    compiled = {
      seed: of.seed,
      keys: parameters.map((p) => streamKey(of.seed, `parameter/${p.id}`, of.sha256)),
      distributions: parameters.map((p) => distributionOf(p.draw)),
    };
    COMPILED.set(parameters, compiled);
  }
  PARAMETER_IDS.forEach((id, i) => {
    out[i] = id === 'fee-level' ? 1 : 0;
  });
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i] as Parameter;
    const isFixed = of.fixed === 'all' || (of.fixed === 'estimates' && isEstimate(parameter));
    const index = PARAMETER_IDS.indexOf(parameter.id);
    if (isFixed || parameter.draw.kind === 'point') {
      out[index] = centralOf(parameter.draw);
      continue;
    }
    const key = compiled.keys[i] as StreamKey;
    const u = uniform(key, { path: of.path, entity: 0, draw: 0 });
    out[index] = (compiled.distributions[i] as Distribution).quantile(u);
  }
}
