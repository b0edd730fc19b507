import { eventLine } from '../../src/audit/line.ts';
import type { EventStore } from '../../src/store/port.ts';

const NEWLINE = 10;
const encoder = new TextEncoder();

/**
 * The book as text: for each event its canonical line, which is what the tree hashes, and a line
 * feed; a page of events at a time. `upTo` ends it before a sequence.
 */
export async function* eventsNdjson(
  store: EventStore,
  upTo = Infinity,
): AsyncGenerator<Uint8Array, undefined> {
  for await (const { events } of store.readPages()) {
    const lines = events
      .filter((event) => event.sequence < upTo)
      .map((event) => encoder.encode(eventLine(event, event)));
    const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
    let at = 0;
    for (const line of lines) {
      bytes.set(line, at);
      at += line.length;
      bytes[at++] = NEWLINE;
    }
    if (bytes.length > 0) yield bytes;
    if (lines.length < events.length) return;
  }
}
