import { FeeworthError } from '../src/error.ts';
import type { RecordedEvent } from '../src/event.ts';
import { decodeEvent } from '../src/events/decode.ts';
import type { EventStore } from '../src/store/port.ts';

/** An event by its place in the book. Throws `book/no-event` where it has none. */
export async function eventAt(store: EventStore, sequence: number): Promise<RecordedEvent> {
  for await (const page of store.readPages({ fromSequence: sequence, pageSize: 1 })) {
    const [event] = page.events;
    if (event && event.sequence === sequence) return decodeEvent(event);
    break;
  }
  throw new FeeworthError('book/no-event', 'input', `The book has no event ${sequence}`, {
    place: { at: `sequence ${sequence}` },
    hint: 'events are numbered from 0 without gaps',
  });
}
