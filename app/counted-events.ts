import type { RecordedEvent } from '../src/event.ts';
import { decodeEvent } from '../src/events/decode.ts';
import type { View } from './cli/view.ts';

/** The events that a view's cut lets through, whole: for what columns do not carry. */
export async function countedEvents(view: View): Promise<RecordedEvent[]> {
  const isCounted = new Uint8Array(view.cut.knownAt);
  for (const { batch, from, to } of view.spans()) {
    for (let i = from; i < to; i++) isCounted[batch.firstSequence + (batch.sequence[i] ?? 0)] = 1;
  }
  const events: RecordedEvent[] = [];
  for await (const page of view.store.readPages()) {
    for (const event of page.events)
      if (isCounted[event.sequence] === 1) events.push(decodeEvent(event));
  }
  return events;
}
