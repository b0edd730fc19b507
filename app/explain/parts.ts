import { ACCOUNTS } from '../../src/chart.ts';
import type { BookContext } from '../../src/batch/book-context.ts';
import type { Posting } from '../../projections/postings.ts';
import { foldPostings, STRIDE } from '../../projections/postings.generated.ts';
import type { PostingState } from '../../projections/posting-state.ts';
import { makeBlock } from '../../projections/projection.ts';
import type { View } from '../cli/view.ts';
import type { EventPart, EventParts, TypePart } from './explanation.ts';
import { isOneEvent } from './one-event.ts';
import type { OneEvent } from './one-event.ts';
import { readParts } from './sources.ts';
import { isReversalAt, typeOf } from './watch.ts';
import type { Change, Changes } from './watch.ts';

/** A view through which explanations list so many events at most: the largest. */
interface ShortView extends View {
  readonly most: number;
}

export const listing = (view: View, most: number): View => ({ ...view, most }) as ShortView;

const mostOf = (view: View): number => ('most' in view ? (view as ShortView).most : Infinity);

/** The events behind changes: all summed up, and those to be listed with where they came from. */
export async function partsOf(view: View, changes: Changes): Promise<EventParts> {
  if (isOneEvent(view)) return together(await partsOfOne(view, view.one, changes));
  const listed = changes.largest(mostOf(view)).map((i) => changes.change(view, i));
  return {
    parts: await readParts(view.store, listed),
    events: changes.length,
    byType: byTypeOf(changes),
    posted: postedBy(view.context, changes),
  };
}

async function partsOfOne(view: View, one: OneEvent, changes: Changes): Promise<EventPart[]> {
  const parts: EventPart[] = [];
  for (const [i, amount] of changes.amounts.entries()) {
    one.part ??= readParts(view.store, [changes.change(view, i)]).then(([p]) => p as EventPart);
    parts.push({ ...(await one.part), amount });
  }
  return parts;
}

/** Few parts with their sums. */
function together(parts: readonly EventPart[]): EventParts {
  const types = new Map<string, TypePart>();
  const cents = new Map<string, Posting>();
  for (const { type, isReversal, amount, postings } of parts) {
    const key = `${type} ${isReversal}`;
    const { events, amount: sum } = types.get(key) ?? { events: 0, amount: 0 };
    types.set(key, { type, isReversal, events: events + 1, amount: sum + amount });
    for (const posting of postings) {
      const place = `${posting.entity} ${posting.account}`;
      const amountCents = (cents.get(place)?.amountCents ?? 0) + posting.amountCents;
      cents.set(place, { ...posting, amountCents });
    }
  }
  const posted = [...cents.values()].filter(({ amountCents }) => amountCents !== 0);
  return { parts, events: parts.length, byType: [...types.values()], posted };
}

/** The events of facts, which change no amount. */
export const partsOfFacts = (view: View, facts: readonly Change[]): Promise<EventPart[]> =>
  readParts(view.store, facts);

function byTypeOf(changes: Changes): TypePart[] {
  const types = new Map<
    number,
    { type: string; isReversal: boolean; events: number; amount: number }
  >();
  for (let i = 0; i < changes.length; i++) {
    const { batch, from } = changes.rows(i);
    const isReversal = isReversalAt(batch, from);
    const key = (batch.kind[from] ?? 0) * 2 + (isReversal ? 1 : 0);
    let own = types.get(key);
    if (own === undefined) {
      own = { type: typeOf(batch, from), isReversal, events: 0, amount: 0 };
      types.set(key, own);
    }
    own.events += 1;
    own.amount += changes.amounts[i] ?? 0;
  }
  return [...types.values()];
}

/** What the entries of all of them come to: the rules of the ledger, all months taken as one. */
function postedBy({ names, monthOfDay, firstDay, cashPolicy }: BookContext, changes: Changes) {
  const entities = names.size('entity');
  const state: PostingState = {
    ...makeBlock({ f64: { cells: entities * STRIDE, closings: entities * STRIDE, open: 2 } }),
    months: 1,
    firstDay,
    monthOfDay: new Int16Array(monthOfDay.length),
    isBank: cashPolicy === 'bank',
  };
  for (let i = 0; i < changes.length; i++) {
    const { batch, from, to } = changes.rows(i);
    foldPostings(state, batch, from, to);
  }
  const posted: Posting[] = [];
  for (let entity = 0; entity < entities; entity++)
    ACCOUNTS.forEach(({ number: account }, slot) => {
      const amountCents = state.cells[entity * STRIDE + slot * 2] ?? 0;
      if (amountCents !== 0)
        posted.push({ entity: names.nameOf('entity', entity), account, amountCents });
    });
  return posted;
}
