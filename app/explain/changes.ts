import type { BookContext } from '../../src/batch/book-context.ts';
import { REVERSAL } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { RowKeeper } from '../../src/batch/row-keeper.ts';
import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { ACCOUNTS } from '../../src/chart.ts';
import { postingsOfRow } from '../../projections/postings.ts';
import type { Posting } from '../../projections/postings.ts';
import { foldPostings, STRIDE } from '../../projections/postings.generated.ts';
import { netAt } from '../../projections/posting-state.ts';
import type { PostingState } from '../../projections/posting-state.ts';
import { makeBlock } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import type { TypePart } from './explanation.ts';
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

/** A view through which explanations list so many events at most: the largest. */
interface ShortView extends View {
  readonly most: number;
}

export const listing = (view: View, most: number): View => ({ ...view, most }) as ShortView;

const mostOf = (view: View): number => ('most' in view ? (view as ShortView).most : Infinity);

/** One that is listed, with its place among all that were added. */
interface Listed {
  readonly place: number;
  readonly rows: EventRows;
  readonly amount: number;
}

type Sum = { -readonly [K in keyof TypePart]: TypePart[K] };

/**
 * What events changed about a figure, added in order of sequence: summed up at once, for they are
 * many, and kept where they are listed. Rows need not stay once they were added.
 */
export class Changes {
  readonly #view: View;
  readonly #most: number;
  readonly #types = new Map<number, Sum>();
  #posted: PostingState | undefined;
  readonly #keeper = new RowKeeper();
  /** The largest first where not all are listed; equal ones in order of sequence. */
  readonly #listed: Listed[] = [];
  length = 0;
  total = 0;

  constructor(view: View) {
    this.#view = view;
    this.#most = mostOf(view);
  }

  add({ batch, from, to }: EventRows, amount: number): void {
    const isReversal = isReversalAt(batch, from);
    const key = (batch.kind[from] ?? 0) * 2 + (isReversal ? 1 : 0);
    let own = this.#types.get(key);
    if (own === undefined) {
      own = { type: typeOf(batch, from), isReversal, events: 0, amount: 0 };
      this.#types.set(key, own);
    }
    own.events += 1;
    own.amount += amount;
    this.#posted ??= allMonthsAsOne(this.#view.context);
    foldPostings(this.#posted, batch, from, to);
    this.#list({ batch, from, to }, amount);
    this.length += 1;
    this.total += amount;
  }

  #list(rows: EventRows, amount: number): void {
    const listed = this.#listed;
    const size = Math.abs(amount);
    let at = listed.length;
    if (this.#most !== Infinity) {
      const least = listed.at(-1);
      if (at === this.#most && (least === undefined || size <= Math.abs(least.amount))) return;
      while (at > 0 && Math.abs((listed[at - 1] as Listed).amount) < size) at -= 1;
    }
    listed.splice(at, 0, { place: this.length, rows: this.#keeper.keep(rows), amount });
    if (listed.length > this.#most) listed.pop();
  }

  /** Those to be listed, in order of sequence. */
  listed(): Change[] {
    return this.#listed
      .toSorted((a, b) => a.place - b.place)
      .map(({ rows, amount }) => changeOf(this.#view, rows, amount));
  }

  /** Sums by type of event, as they came. */
  byType(): TypePart[] {
    return [...this.#types.values()];
  }

  /** What the entries of all of them come to. */
  posted(): Posting[] {
    const { names } = this.#view.context;
    const posted: Posting[] = [];
    const cells = this.#posted?.cells;
    if (cells === undefined) return posted;
    for (let entity = 0; entity < names.size('entity'); entity++)
      ACCOUNTS.forEach(({ number: account }, slot) => {
        const amountCents = netAt(cells, entity * STRIDE + slot * 2);
        if (amountCents !== 0)
          posted.push({ entity: names.nameOf('entity', entity), account, amountCents });
      });
    return posted;
  }
}

/** A fold of postings by the rules of the ledger, all months taken as one. */
function allMonthsAsOne({ names, monthOfDay, firstDay, cashPolicy }: BookContext): PostingState {
  const entities = names.size('entity');
  return {
    ...makeBlock({ f64: { cells: entities * STRIDE, closings: entities * STRIDE, open: 2 } }),
    months: 1,
    firstDay,
    monthOfDay: new Int16Array(monthOfDay.length),
    isBank: cashPolicy === 'bank',
  };
}

/** The journal entry of an event, from its rows. */
function entryOf(view: View, batch: EventBatch, from: number, to: number): Posting[] {
  const postings: Posting[] = [];
  for (let row = from; row < to; row++) postings.push(...postingsOfRow(batch, row, view.context));
  return postings;
}

/** What an event is, with its part of a figure. */
export function changeOf(view: View, { batch, from, to }: EventRows, amount: number): Change {
  return {
    sequence: batch.firstSequence + (batch.sequence[from] ?? 0),
    type: typeOf(batch, from),
    entity: view.context.names.nameOf('entity', batch.entity[from] ?? 0),
    effectiveOn: formatDay((batch.effective[from] ?? 0) as Day),
    occurredOn: formatDay((batch.occurred[from] ?? 0) as Day),
    isReversal: isReversalAt(batch, from),
    amount,
    postings: entryOf(view, batch, from, to),
  };
}

/** Type of the event that a row is of. */
export const typeOf = ({ kind }: EventBatch, row: number): string =>
  rowKind(kind[row] ?? 0)?.declaration.type ?? '';

export const isReversalAt = ({ flags }: EventBatch, row: number): boolean =>
  ((flags[row] ?? 0) & REVERSAL) !== 0;
