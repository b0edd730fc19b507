import type { Posting } from '../../projections/postings.ts';
import type { View } from '../cli/view.ts';
import type { Change, Changes } from './changes.ts';
import type { EventPart, EventParts, TypePart } from './explanation.ts';
import { isOneEvent } from './one-event.ts';
import type { OneEvent } from './one-event.ts';
import { readParts } from './sources.ts';

/** The events behind changes: all summed up, and those to be listed with where they came from. */
export async function partsOf(view: View, changes: Changes): Promise<EventParts> {
  if (isOneEvent(view)) return together(await partsOfOne(view, view.one, changes));
  return {
    parts: await readParts(view.store, changes.listed()),
    events: changes.length,
    byType: changes.byType(),
    posted: changes.posted(),
  };
}

async function partsOfOne(view: View, one: OneEvent, changes: Changes): Promise<EventPart[]> {
  const parts: EventPart[] = [];
  for (const change of changes.listed()) {
    one.part ??= readParts(view.store, [change]).then(([p]) => p as EventPart);
    parts.push({ ...(await one.part), amount: change.amount });
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
