import { invariant } from '../../src/error.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import type { SumExplanation } from './explanation.ts';
import { figureName } from './figure.ts';
import type { FigureArgs, FigureKind } from './figure.ts';
import { isOneEvent } from './one-event.ts';
import { partsOf } from './parts.ts';
import { changesOf } from './watch.ts';
import type { Reading } from './watch.ts';

/**
 * A sum as its events: the fold is watched while it reads the book event by event. The parts add
 * up to the value the report prints, which was folded in batches: asserted.
 */
export async function explainSum<S extends Block, F>(
  view: View,
  kind: FigureKind,
  args: FigureArgs,
  how: {
    readonly value: number;
    readonly projection: Projection<S, F>;
    readonly account?: number;
  } & Reading<S>,
): Promise<SumExplanation> {
  const changes = changesOf(view, how.projection, how);
  invariant(
    isOneEvent(view) || changes.total === how.value,
    `the events behind ${kind.name} add up to it`,
  );
  return {
    kind: 'sum',
    figure: figureName(kind, args),
    label: kind.label,
    unit: kind.unit,
    value: how.value,
    definition: kind.definition,
    ...(await partsOf(view, changes)),
    ...(how.account === undefined ? {} : { account: how.account }),
  };
}
