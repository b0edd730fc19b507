import type { Expected } from '../port.ts';
import { passOverLateAnswers, type AppendStreams } from './late-answers.ts';
import { oneQueue, SEARCH, wireEvents, type ClientEvent } from './subscription.ts';
import type { WireEvent } from './wire.ts';
import { workCalls, type WorkWire } from './work-wire.ts';

/** The default binding, over `@eventstore/db-client`. Loaded only when a book is on a server. */
export async function connectEventStore(connection: string): Promise<WorkWire> {
  const { EventStoreDBClient, jsonEvent, streamNameFilter, eventTypeFilter, ...words } =
    await load();
  const client = EventStoreDBClient.connectionString(connection);
  const expectedOf = (expected: Expected): bigint | 'any' | 'no_stream' | 'stream_exists' => {
    if (expected === 'none') return words.NO_STREAM;
    if (expected === 'exists') return words.STREAM_EXISTS;
    return expected === 'any' ? words.ANY : expected;
  };
  return {
    ...workCalls(client, words),
    async append(stream, events, { expected, deadlineMs }) {
      const proposals = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]));
      const done = await client.appendToStream(stream, proposals, {
        expectedRevision: expectedOf(expected),
        deadline: deadlineMs,
      });
      return { revision: done.nextExpectedRevision, position: done.position?.commit ?? null };
    },
    readStream(stream, { from, backwards, maxCount }, signal) {
      const fromRevision = from === 'end' ? words.END : from;
      const direction = backwards ? words.BACKWARDS : words.FORWARDS;
      return page(client.readStream(stream, { fromRevision, direction, maxCount }), signal);
    },
    readAll({ from, backwards, maxCount }, signal) {
      const fromPosition = from === 'end' ? words.END : { commit: from, prepare: from };
      const direction = backwards ? words.BACKWARDS : words.FORWARDS;
      return page(client.readAll({ fromPosition, direction, maxCount }), signal);
    },
    subscribe: ({ after, filter }) =>
      oneQueue(
        client.subscribeToAll({
          fromPosition: after === null ? words.START : { commit: after, prepare: after },
          filter:
            'streams' in filter
              ? streamNameFilter({ prefixes: [...filter.streams], ...SEARCH })
              : eventTypeFilter({ prefixes: [...filter.types], ...SEARCH }),
        }),
      ),
    dispose: () => client.dispose(),
  };
}

interface Reading extends AsyncIterable<ClientEvent> {
  on(word: 'error', listener: () => void): unknown;
  cancel(): Promise<void>;
}

async function page(reading: Reading, signal: AbortSignal): Promise<WireEvent[]> {
  // Errors are emitted even when nobody iterates any more, and would then end the process.
  reading.on('error', () => undefined);
  // Who stops waiting must say so: without this the call stays open on the server.
  const cancel = (): void => void reading.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await wireEvents(reading);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function load(): Promise<typeof import('@eventstore/db-client')> {
  const stubs = await import('@eventstore/db-client/generated/streams_grpc_pb.js');
  passOverLateAnswers(stubs.StreamsClient.prototype as unknown as AppendStreams);
  return import('@eventstore/db-client');
}
