import type { Expected } from '../port.ts';
import type { ServerPlace } from '../server-url.ts';
import { oneQueue, SEARCH, wireEvents } from './subscription.ts';
import { workCalls, type WorkWire } from './work-wire.ts';

/** The second binding, over `@kurrent/kurrentdb-client`. Loaded only when a URL asks for it. */
export async function connectKurrent(
  connection: string,
  user: ServerPlace['user'],
): Promise<WorkWire> {
  const { KurrentDBClient, jsonEvent, streamNameFilter, eventTypeFilter, ...words } = await load();
  const client = KurrentDBClient.connectionString(connection);
  const stateOf = (expected: Expected): bigint | 'any' | 'no_stream' | 'stream_exists' => {
    if (expected === 'none') return words.NO_STREAM;
    if (expected === 'exists') return words.STREAM_EXISTS;
    return expected === 'any' ? words.ANY : expected;
  };
  // What reads takes a password out of the connection string undecoded: it is told separately.
  const asUser =
    user === null ? {} : { credentials: { username: user.name, password: user.password } };
  return {
    ...workCalls(client, words),
    async append(stream, events, { expected, deadlineMs }) {
      const proposals = events.map((event) => jsonEvent(event as Parameters<typeof jsonEvent>[0]));
      const done = await client.appendToStream(stream, proposals, {
        streamState: stateOf(expected),
        deadline: deadlineMs,
      });
      return { revision: done.nextExpectedRevision, position: done.position?.commit ?? null };
    },
    // There is no way to cancel a read here: it ends by itself because a page is never large. The
    // direction is taken from START and END and not from its own option, so neither is crossed.
    readStream(stream, { from, backwards, maxCount }) {
      const fromRevision = from === 'end' ? words.END : from;
      const direction = backwards ? words.BACKWARDS : words.FORWARDS;
      return wireEvents(
        client.readStream(stream, { fromRevision, direction, maxCount, ...asUser }),
      );
    },
    readAll({ from, backwards, maxCount }) {
      const fromPosition = from === 'end' ? words.END : { commit: from, prepare: from };
      const direction = backwards ? words.BACKWARDS : words.FORWARDS;
      return wireEvents(client.readAll({ fromPosition, direction, maxCount, ...asUser }));
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

async function load(): Promise<typeof import('@kurrent/kurrentdb-client')> {
  return import('@kurrent/kurrentdb-client');
}
