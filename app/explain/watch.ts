import { REVERSAL } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { postingsOfRow } from '../../projections/postings.ts';
import type { Posting } from '../../projections/postings.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import { endOfEvent, isOneEvent } from './one-event.ts';
import type { EventRows } from './one-event.ts';

/** What one event changed about a figure. */
export interface Change {
  readonly sequence: number;
  readonly type: string;
  readonly entity: string;
  readonly effectiveOn: string;
  readonly occurredOn: string;
  readonly isReversal: boolean;
  readonly amount: number;
  /** Its journal entry; none for a memo. */
  readonly postings: readonly Posting[];
}

/** The journal entry of an event, from its rows. */
function entryOf(view: View, batch: EventBatch, from: number, to: number): Posting[] {
  const postings: Posting[] = [];
  for (let row = from; row < to; row++) postings.push(...postingsOfRow(batch, row, view.context));
  return postings;
}

/**
 * What events change of a number of a fold. No figure has a second implementation: the fold is
 * watched while the book is folded event by event, and the parts add up because they telescope. A
 * view of one event finds the same change of that event, and only it.
 */
export function changesOf<S extends Block, F>(
  view: View,
  projection: Projection<S, F>,
  read: (state: S) => number,
): Change[] {
  if (isOneEvent(view)) {
    const { before, after } = view.one.around(projection);
    const amount = read(after) - read(before);
    return amount === 0 ? [] : [changeOf(view, view.one, amount)];
  }
  const { context, cut } = view;
  const state = projection.start(context, cut);
  const changes: Change[] = [];
  let before = read(state);
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to;) {
      const end = endOfEvent(batch, i, to);
      projection.fold(state, batch, i, end);
      const after = read(state);
      if (after !== before)
        changes.push(changeOf(view, { batch, from: i, to: end }, after - before));
      before = after;
      i = end;
    }
  }
  return changes;
}

/** What an event is, with its part of a figure. */
export function changeOf(view: View, { batch, from, to }: EventRows, amount: number): Change {
  return {
    sequence: batch.firstSequence + (batch.sequence[from] ?? 0),
    type: rowKind(batch.kind[from] ?? 0)?.declaration.type ?? '',
    entity: view.context.names.nameOf('entity', batch.entity[from] ?? 0),
    effectiveOn: formatDay((batch.effective[from] ?? 0) as Day),
    occurredOn: formatDay((batch.occurred[from] ?? 0) as Day),
    isReversal: ((batch.flags[from] ?? 0) & REVERSAL) !== 0,
    amount,
    postings: entryOf(view, batch, from, to),
  };
}
