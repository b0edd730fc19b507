import { setTimeout as sleep } from 'node:timers/promises';
import { isFeeworthError } from '../../src/error.ts';
import type { EventStore, TreeHead } from '../../src/store/port.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import type { Client } from './client.ts';

const PAUSE_MS = 100;
const MOST_EVENTS = 700;
const KEPT_HEADS = 20;

/** Reads in every way there is, and looks whether what it is given fits together. */
export async function read(client: Client): Promise<void> {
  const { chance, ending, tell } = client;
  const heads: TreeHead[] = [];
  const revisions = new Map<string, bigint>();
  const store = await client.open();
  const ways = {
    pages,
    backwards,
    stream: () => streamRead(client, store, revisions),
    root: () => root(client, store, heads),
  };
  while (!ending.aborted) {
    const way = chance.pick(Object.keys(ways) as (keyof typeof ways)[]);
    try {
      await ways[way](client, store);
      tell({ kind: 'count', what: `reads (${way})` });
    } catch (error) {
      if (!isFeeworthError(error)) throw error;
      const { code, message } = error;
      if (code === STORE_ERRORS.unavailable) tell({ kind: 'count', what: 'reads unavailable' });
      else tell({ kind: 'violation', words: `A read (${way}) ended with ${code}: ${message}` });
    }
    await sleep(chance.int(0, PAUSE_MS));
  }
  await store.close();
}

function expectNext(client: Client, what: string, is: number | bigint, due: number | bigint): void {
  if (is !== due)
    client.tell({ kind: 'violation', words: `${what}: ${is} came where ${due} was due.` });
}

async function pages(client: Client, store: EventStore): Promise<void> {
  const head = await store.head();
  if (head === null) return;
  client.knows(store, head.sequence + 1);
  const from = Math.max(0, head.sequence - client.chance.int(0, MOST_EVENTS));
  let next = from;
  for await (const { events } of store.readPages({ fromSequence: from, pageSize: 100 }))
    for (const { sequence } of events) expectNext(client, 'A read of pages', sequence, next++);
  if (next <= head.sequence)
    client.tell({
      kind: 'violation',
      words: `A read ended at ${next}, short of ${head.sequence}.`,
    });
}

async function backwards(client: Client, store: EventStore): Promise<void> {
  const limit = client.chance.int(1, MOST_EVENTS);
  let due: number | null = null;
  for await (const { sequence } of store.readAll({ backwards: true, limit })) {
    if (due !== null) expectNext(client, 'A read backwards', sequence, due);
    due = sequence - 1;
  }
}

async function streamRead(
  client: Client,
  store: EventStore,
  known: Map<string, bigint>,
): Promise<void> {
  const { chance, tell } = client;
  const name = chance.pick(['own-1-1', 'own-2-3', 'shared-1', 'shared-2', 'any-1', 'any-3']);
  const last = await store.revision(name);
  const before = known.get(name) ?? -1n;
  if ((last ?? -1n) < before)
    tell({ kind: 'violation', words: `The revision of a stream went from ${before} to ${last}.` });
  if (last === null) return;
  known.set(name, last);
  const from = last - BigInt(Math.min(Number(last), chance.int(0, MOST_EVENTS)));
  let [next, sequence] = [from, -1];
  for await (const event of store.readStream(name, { from })) {
    expectNext(client, `A read of ${name}`, event.revision, next++);
    if (event.sequence <= sequence)
      client.tell({ kind: 'violation', words: `${name} is not in the order of the log.` });
    sequence = event.sequence;
  }
  if (next <= last)
    client.tell({ kind: 'violation', words: `${name} ended at ${next}, short of ${last}.` });
}

/** A root over a prefix never changes, and a book never becomes shorter. */
async function root(client: Client, store: EventStore, heads: TreeHead[]): Promise<void> {
  const now = await store.root();
  client.knows(store, now.size);
  for (const { size } of heads)
    if (size > now.size)
      client.tell({ kind: 'violation', words: `The book went from ${size} to ${now.size}.` });
  if (heads.length > 0) {
    const { size, root: known } = client.chance.pick(heads);
    if (size <= now.size && (await store.rootAt(size)).root !== known)
      client.tell({ kind: 'violation', words: `The root over ${size} events has changed.` });
  }
  if (heads.length < KEPT_HEADS) heads.push(now);
  else heads[client.chance.int(0, KEPT_HEADS - 1)] = now;
}
