// Screening by elementary effects: which of many inputs matter at all, for a few runs an input.
import { invariant } from '../../src/error.ts';
import { variance } from '../../src/numeric/statistics.ts';
import { uniform } from '../../src/numeric/stream.ts';
import type { StreamKey } from '../../src/numeric/stream.ts';
import { meanEstimate } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import type { UnitModel } from './unit-model.ts';

export interface MorrisDesign {
  readonly trajectories: number;
  /** Even; 4 by default. A step goes over half of them. */
  readonly levels?: number;
  /**
   * Where the levels lie: in the middle of equal cells (default), where every distribution has a
   * value, or from 0 to 1 with both ends as Morris has them, for models that take 0 and 1.
   */
  readonly grid?: 'cells' | 'ends';
  readonly key: StreamKey;
}

/** Elementary effects of one input: change of the figure per unit of its cumulative probability. */
export interface ElementaryEffects {
  /** Mean: direction and size. */
  readonly mu: Estimate;
  /** Mean of absolute values (Campolongo, Cariboni, Saltelli 2007): effects do not cancel. */
  readonly muStar: Estimate;
  /** Standard deviation: curvature and interaction. */
  readonly sigma: number;
}

/**
 * M. D. Morris, Technometrics 33:161 (1991): each trajectory starts at a random point of the grid
 * and moves one input after the other, in random order, by half the levels up or down, whichever
 * stays on the grid. trajectories·(inputs + 1) evaluations; standard errors from the trajectories.
 */
export function elementaryEffects(
  model: UnitModel,
  inputs: number,
  design: MorrisDesign,
): ElementaryEffects[] {
  const { trajectories } = design;
  invariant(trajectories >= 2, 'elementary effects need two trajectories');
  const effects = Array.from({ length: inputs }, () => new Float64Array(trajectories));
  for (let t = 0; t < trajectories; t += 1) {
    const { start, end, order } = trajectory(inputs, t, design);
    let before = model(start);
    for (const i of order) {
      const step = (end[i] as number) - (start[i] as number);
      start[i] = end[i] as number;
      const after = model(start);
      (effects[i] as Float64Array)[t] = (after - before) / step;
      before = after;
    }
  }
  return effects.map((of) => ({
    mu: meanEstimate(of),
    muStar: meanEstimate(of.map(Math.abs)),
    sigma: Math.sqrt(variance(of)),
  }));
}

function trajectory(
  inputs: number,
  number: number,
  { levels = 4, grid = 'cells', key }: MorrisDesign,
): { readonly start: Float64Array; readonly end: Float64Array; readonly order: number[] } {
  invariant(levels >= 2 && levels % 2 === 0, 'the grid of elementary effects has even levels');
  const place = (level: number): number =>
    grid === 'cells' ? (level + 0.5) / levels : level / (levels - 1);
  const half = levels / 2;
  const draw = (of: 'level' | 'order'): number[] =>
    Array.from({ length: inputs }, (_, i) =>
      uniform(key, { path: number, entity: of === 'level' ? 0 : 1, draw: i }),
    );
  // Any start on the grid has one way to move by half the levels: up from the lower half of them.
  const levelOf = draw('level').map((u) => Math.floor(u * levels));
  const rank = draw('order');
  return {
    start: Float64Array.from(levelOf, place),
    end: Float64Array.from(levelOf, (level) => place(level < half ? level + half : level - half)),
    order: [...rank.keys()].sort((i, j) => (rank[i] as number) - (rank[j] as number) || i - j),
  };
}
