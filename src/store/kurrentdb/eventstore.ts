import type { Expected } from '../port.ts';
import { oneQueue, SEARCH, wireEventOf } from './subscription.ts';
import type { Wire, WireEvent } from './wire.ts';

/** The default binding, over `@eventstore/db-client`. Loaded only when a book is on a server. */
export async function connectEventStore(connection: string): Promise<Wire> {
  const { EventStoreDBClient, jsonEvent, streamNameFilter, ...words } = await load();
  const client = EventStoreDBClient.connectionString(connection);
  const expectedOf = (expected: Expected): bigint | 'any' | 'no_stream' | 'stream_exists' => {
    if (expected === 'none') return words.NO_STREAM;
    if (expected === 'exists') return words.STREAM_EXISTS;
    return expected === 'any' ? words.ANY : expected;
  };
  return {
    async append(stream, events, { expected, deadlineMs }) {
      const proposals = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]));
      const done = await client.appendToStream(stream, proposals, {
        expectedRevision: expectedOf(expected),
        deadline: deadlineMs,
      });
      return { revision: done.nextExpectedRevision, position: done.position?.commit ?? null };
    },
    async readStream(stream, { from, backwards, maxCount }, signal) {
      const reading = client.readStream(stream, {
        fromRevision: from === 'end' ? words.END : from,
        direction: backwards ? words.BACKWARDS : words.FORWARDS,
        maxCount,
      });
      // Errors are emitted even when nobody iterates any more, and would then end the process.
      reading.on('error', () => undefined);
      // Who stops waiting must say so: without this the call stays open on the server.
      const cancel = (): void => void reading.cancel().catch(() => undefined);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const events: WireEvent[] = [];
        for await (const resolved of reading) {
          const event = wireEventOf(resolved);
          if (event !== null) events.push(event);
        }
        return events;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    subscribe: ({ after, prefix }) =>
      oneQueue(
        client.subscribeToAll({
          fromPosition: after === null ? words.START : { commit: after, prepare: after },
          filter: streamNameFilter({ prefixes: [prefix], ...SEARCH }),
        }),
      ),
    dispose: () => client.dispose(),
  };
}

async function load(): Promise<typeof import('@eventstore/db-client')> {
  return import('@eventstore/db-client');
}
