import { FeeworthError } from '../../src/error.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import { eventAt } from '../event-at.ts';
import type { EventStore } from '../../src/store/port.ts';

/**
 * An event by its sequence, "#1204" or up to five digits alone, or by its id or the first characters
 * of it (six at least). Of a file taken in twice the later one: the earlier was taken back.
 */
export async function findEvent(
  name: string,
  book: { readonly store: EventStore },
): Promise<RecordedEvent> {
  const numbered = /^(?:#(\d{1,15})|(\d{1,5}))$/.exec(name);
  if (numbered !== null) return eventAt(book.store, Number(numbered[1] ?? numbered[2]));
  if (!/^[0-9a-f-]{6,36}$/.test(name)) throw unknown(name, 'an id has 6 to 36 hex digits');
  let found: RecordedEvent | undefined;
  for await (const page of book.store.readPages()) {
    for (const event of page.events) {
      if (!event.id.startsWith(name)) continue;
      if (found !== undefined && found.id !== event.id)
        throw unknown(name, 'several ids begin so: give more of it');
      found = event;
    }
  }
  if (found === undefined) throw unknown(name, 'ids stand in reports with --json and in explain');
  return decodeEvent(found);
}

function unknown(name: string, hint: string): FeeworthError {
  const message = 'The book has no such event, or more than one';
  return new FeeworthError('book/no-event', 'input', message, { place: { at: name }, hint });
}
