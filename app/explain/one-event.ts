import type { EventBatch } from '../../src/batch/columns.ts';
import type { Span } from '../../src/batch/column-book.ts';
import { RowKeeper } from '../../src/batch/row-keeper.ts';
import { reset, snapshot } from '../../projections/projection.ts';
import type { Block, Projection } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import type { EventPart } from './explanation.ts';

/** Rows of one event. */
export interface EventRows {
  readonly batch: EventBatch;
  readonly from: number;
  readonly to: number;
}

/**
 * A view that looks for one event: what explains a figure through it finds that event's part and no
 * other. So a figure is explained downwards and an event upwards by the same code.
 */
export interface OneEventView extends View {
  readonly one: OneEvent;
}

export interface OneEvent extends EventRows {
  readonly sequence: number;
  /** Claims, packages and others that its rows are about. */
  readonly subjects: ReadonlySet<number>;
  /** The fold before and after the event; each projection reads the columns once, up to here. */
  around<S extends Block, F>(projection: Projection<S, F>): { before: S; after: S };
  /** Whether it changed anything of the fold. */
  moves<S extends Block, F>(projection: Projection<S, F>): boolean;
  /** Everything of its part but the amount, which differs from figure to figure; read once. */
  part: Promise<EventPart> | undefined;
}

/** The sequence of the event that rows are of. */
export const sequenceOf = ({ batch, from }: EventRows): number =>
  batch.firstSequence + (batch.sequence[from] ?? 0);

export const isOneEvent = (view: View): view is OneEventView => 'one' in view;

/** The view of an event; undefined where the cut lets none of its rows through. */
export function oneEventView(view: View, sequence: number): OneEventView | undefined {
  const rows = rowsOf(view, sequence);
  if (rows === undefined) return undefined;
  const subjects = new Set(rows.batch.subject.subarray(rows.from, rows.to));
  subjects.delete(0);
  const states = new Map<string, { before: Block; after: Block }>();
  const moved = new Map<string, boolean>();
  const one: OneEvent = {
    ...rows,
    sequence,
    subjects,
    part: undefined,
    around<S extends Block, F>(projection: Projection<S, F>) {
      const known = states.get(projection.name) ?? foldAround(view, projection, rows);
      states.set(projection.name, known);
      return known as { before: S; after: S };
    },
    moves(projection) {
      const known = moved.get(projection.name) ?? differ(one.around(projection));
      moved.set(projection.name, known);
      return known;
    },
  };
  return { ...view, one };
}

/** Rows of an event that the cut lets through. */
function rowsOf(view: View, sequence: number): EventRows | undefined {
  for (const span of view.spans()) {
    const found = rowsIn(span, sequence);
    if (found !== undefined) return new RowKeeper().keep(found);
  }
  return undefined;
}

function rowsIn({ batch, from, to }: Span, sequence: number): EventRows | undefined {
  const delta = sequence - batch.firstSequence;
  if (delta < (batch.sequence[from] ?? 0) || delta > (batch.sequence[to - 1] ?? 0))
    return undefined;
  const first = batch.sequence.subarray(from, to).indexOf(delta);
  if (first < 0) return undefined;
  return { batch, from: from + first, to: endOfEvent(batch, from + first, to) };
}

/** The first row of the event that a row is of. */
export function startOfEvent({ sequence }: EventBatch, row: number, from: number): number {
  let first = row;
  while (first > from && sequence[first - 1] === sequence[row]) first -= 1;
  return first;
}

/** The row after an event's last one. */
export function endOfEvent({ sequence }: EventBatch, from: number, to: number): number {
  let end = from + 1;
  while (end < to && sequence[end] === sequence[from]) end += 1;
  return end;
}

/** By the bytes of the block, which holds all that a fold knows. */
function differ({ before, after }: { readonly before: Block; readonly after: Block }): boolean {
  return !Buffer.from(before.buffer).equals(Buffer.from(after.buffer));
}

function foldAround<S extends Block, F>(
  view: View,
  projection: Projection<S, F>,
  rows: EventRows,
): { before: S; after: S } {
  const { context, cut } = view;
  const before = projection.start(context, cut);
  const sequence = sequenceOf(rows);
  for (const span of view.spans()) {
    const here = rowsIn(span, sequence);
    projection.fold(before, span.batch, span.from, here?.from ?? span.to);
    if (here !== undefined) break;
  }
  const after = projection.start(context, cut);
  reset(after, snapshot(before));
  projection.fold(after, rows.batch, rows.from, rows.to);
  return { before, after };
}
