import { REVERSAL } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { postingsOfRow } from '../../projections/postings.ts';
import type { Posting } from '../../projections/postings.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';

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
export function entryOf(view: View, batch: EventBatch, from: number, to: number): Posting[] {
  const postings: Posting[] = [];
  for (let row = from; row < to; row++) postings.push(...postingsOfRow(batch, row, view.context));
  return postings;
}

/**
 * Watches a number of a fold while the book is folded event by event: what an event changes is its
 * part. No figure has a second implementation; the parts add up to it because they telescope.
 */
export function watchFold<S extends Block, F>(
  view: View,
  projection: Projection<S, F>,
  read: (state: S) => number,
): Change[] {
  const { context, cut } = view;
  const state = projection.start(context, cut);
  const changes: Change[] = [];
  let before = read(state);
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to;) {
      const delta = batch.sequence[i] ?? 0;
      let end = i + 1;
      while (end < to && batch.sequence[end] === delta) end += 1;
      projection.fold(state, batch, i, end);
      const after = read(state);
      if (after !== before) {
        changes.push({
          sequence: batch.firstSequence + delta,
          type: rowKind(batch.kind[i] ?? 0)?.declaration.type ?? '',
          entity: context.names.nameOf('entity', batch.entity[i] ?? 0),
          effectiveOn: formatDay((batch.effective[i] ?? 0) as Day),
          occurredOn: formatDay((batch.occurred[i] ?? 0) as Day),
          isReversal: ((batch.flags[i] ?? 0) & REVERSAL) !== 0,
          amount: after - before,
          postings: entryOf(view, batch, i, end),
        });
        before = after;
      }
      i = end;
    }
  }
  return changes;
}
