import { createHash } from 'node:crypto';
import type { Delivery, EventStore, Position } from '../../src/store/port.ts';
import type { Client } from './client.ts';

/** Streams that the subscriptions of a follower are for; all for the first. */
const PREFIXES = ['', 'own-', 'any-'];
const MOST_EVENTS = 400;
const WAIT_MS = 1_000;

interface Following {
  readonly name: string;
  readonly prefix: string;
  readonly hash: ReturnType<typeof createHash>;
  after: Position | undefined;
  last: number;
  count: number;
  resumed: number;
  repeated: number;
}

/** Several subscriptions that stop at random and go on from their cursors, on stores that close. */
export async function follow(client: Client): Promise<void> {
  const followings = PREFIXES.map((prefix): Following => {
    const name = `${client.number}${prefix === '' ? '' : ` of ${prefix}`}`;
    const hash = createHash('sha256');
    return { name, prefix, hash, after: undefined, last: -1, count: 0, resumed: 0, repeated: 0 };
  });
  while (!client.ending.aborted) {
    const store = await client.open();
    const lives = client.chance.int(2, 6);
    await Promise.all(followings.map((following) => live(client, store, following, lives)));
    await store.close();
  }
  // Once more, to the end of the book.
  const store = await client.open();
  for (const following of followings) {
    await deliveries(client, store, following, Infinity, true);
    const { name, prefix, count, hash, resumed, repeated } = following;
    const digest = hash.digest('hex');
    client.tell({ kind: 'followed', name, prefix, count, digest, resumed, repeated });
  }
  await store.close();
}

async function live(
  client: Client,
  store: EventStore,
  following: Following,
  lives: number,
): Promise<void> {
  for (let life = 0; life < lives && !client.ending.aborted; life++) {
    await deliveries(client, store, following, client.chance.int(1, MOST_EVENTS), false);
    following.resumed += 1;
  }
}

/** Takes some deliveries and stops, by leaving the loop or by the signal. */
async function deliveries(
  client: Client,
  store: EventStore,
  following: Following,
  most: number,
  untilCaughtUp: boolean,
): Promise<void> {
  const stop = new AbortController();
  const { after, prefix } = following;
  const isBroken = client.chance.is(0.5);
  // Nobody may be writing: a subscription without events is left after a while.
  const timer = untilCaughtUp ? null : setTimeout(() => stop.abort(), 4 * WAIT_MS);
  const end = (): void => stop.abort();
  if (!untilCaughtUp) client.ending.addEventListener('abort', end, { once: true });
  let left = most;
  try {
    for await (const delivery of store.subscribe({
      signal: stop.signal,
      ...(after === undefined ? {} : { after }),
      ...(prefix === '' ? {} : { filter: { streams: [prefix] } }),
    })) {
      if (delivery.kind === 'caught-up') {
        if (untilCaughtUp) return;
        continue;
      }
      take(client, following, delivery);
      client.knows(store, delivery.event.sequence + 1);
      left -= 1;
      if (left > 0) continue;
      if (isBroken) break;
      stop.abort();
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    client.ending.removeEventListener('abort', end);
  }
}

/** The effect of an event, once; the cursor is kept with it. */
function take(
  { tell }: Client,
  following: Following,
  { event, at }: Extract<Delivery, { kind: 'event' }>,
): void {
  const { name, prefix, last, hash } = following;
  const { sequence, stream, id } = event;
  following.after = at;
  if (sequence <= last) {
    following.repeated += 1;
    return;
  }
  const isWhole = prefix !== '' || sequence === last + 1;
  if (!isWhole || !stream.startsWith(prefix))
    tell({
      kind: 'violation',
      words: `Subscription ${name} was given ${sequence} of ${stream} after ${last}.`,
    });
  following.last = sequence;
  following.count += 1;
  hash.update(`${sequence} ${id}\n`);
}
