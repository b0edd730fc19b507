import { setTimeout as sleep } from 'node:timers/promises';
import { isFeeworthError } from '../../src/error.ts';
import type { NewEvent } from '../../src/event.ts';
import type { EventStore, Expected, StreamAppend } from '../../src/store/port.ts';
import { STORE_ERRORS } from '../../src/store/port.ts';
import { makeEvent } from '../../test/support/plain-event.ts';
import type { Client } from './client.ts';
import { idOf } from './ids.ts';
import type { Ending } from './messages.ts';

const OWN_STREAMS = 8;
const SHARED_STREAMS = 3;
const MOST_EVENTS = 12;
const PAUSE_MS = 25;
/** How often an append that nobody knows the outcome of is repeated before it is left. */
const MOST_REPEATS = 20;

interface Outcome {
  readonly ending: Ending;
  readonly sequence: number | null;
  readonly revision: number | null;
}

const NOT_WRITTEN: Outcome = { ending: 'not-written', sequence: null, revision: null };
const UNKNOWN: Outcome = { ending: 'indeterminate', sequence: null, revision: null };

/** Appends to streams of its own and to streams that others write to as well, until the end. */
export async function write(client: Client): Promise<void> {
  const { chance, number, ending, tell } = client;
  const store = await client.open();
  const last = new Map<string, bigint | null>();
  for (let append = 0; !ending.aborted; append++) {
    const kind = chance.pick(['own', 'own', 'own', 'shared', 'any', 'new'] as const);
    const stream = streamOf(client, kind, append);
    const count = chance.int(1, MOST_EVENTS);
    const events = Array.from({ length: count }, (_, place) => eventOf(number, append, place));
    const expected = await expectedOf(store, kind, stream, last);
    if (expected === null) continue;
    const outcome = await settled(client, store, { stream, expected, events });
    const { ending: how, sequence, revision } = outcome;
    tell({ kind: 'append', writer: number, append, count, stream, ...outcome });
    tell({ kind: 'count', what: `${kind} appends ${how}` });
    if (sequence !== null) client.knows(store, sequence + 1);
    // Where nobody knows, the stream is looked at before the next append to it.
    if (kind === 'own' && how === 'written') last.set(stream, BigInt(revision ?? 0));
    else last.delete(stream);
    await sleep(chance.int(0, PAUSE_MS));
  }
  await store.close();
}

function streamOf({ chance, number }: Client, kind: string, append: number): string {
  if (kind === 'own') return `own-${number}-${chance.int(1, OWN_STREAMS)}`;
  if (kind === 'new') return `new-${number}-${append}`;
  return `${kind}-${chance.int(1, SHARED_STREAMS)}`;
}

function eventOf(writer: number, append: number, place: number): NewEvent {
  return makeEvent({ note: `${writer}.${append}` }, { id: idOf({ writer, append, place }) });
}

/** What an append expects; null when the server does not say. */
async function expectedOf(
  store: EventStore,
  kind: string,
  stream: string,
  last: Map<string, bigint | null>,
): Promise<Expected | null> {
  if (kind === 'any') return 'any';
  if (kind === 'new') return 'none';
  try {
    const revision = last.has(stream) ? last.get(stream) : await store.revision(stream);
    return revision ?? 'none';
  } catch (error) {
    if (codeOf(error) === STORE_ERRORS.unavailable) return null;
    throw error;
  }
}

const codeOf = (error: unknown): string => (isFeeworthError(error) ? error.code : '');

/** Appends, repeats what is numbered as the port says, and now and then what is known already. */
async function settled(client: Client, store: EventStore, write: StreamAppend): Promise<Outcome> {
  const { chance, tell } = client;
  let outcome = await once(client, store, write);
  const isNumbered = write.expected !== 'any';
  const isStubborn = isNumbered && chance.is(0.7);
  for (let n = 0; isStubborn && outcome.ending === 'indeterminate' && n < MOST_REPEATS; n++) {
    const repeat = await once(client, store, write);
    // A repeat that was not written says nothing of the first one.
    if (repeat.ending === 'written') outcome = repeat;
  }
  if (isNumbered && outcome.ending === 'written' && chance.is(0.1)) {
    const again = await once(client, store, write);
    tell({ kind: 'count', what: `repeats ${again.ending}` });
    const isSame = again.sequence === outcome.sequence && again.revision === outcome.revision;
    if (again.ending === 'not-written' || (again.ending === 'written' && !isSame))
      tell({
        kind: 'violation',
        words: `A repeat in ${write.stream} was told ${JSON.stringify(again)} after ${JSON.stringify(outcome)}.`,
      });
  }
  return outcome;
}

async function once({ tell }: Client, store: EventStore, write: StreamAppend): Promise<Outcome> {
  try {
    const { sequence, revisions } = await store.append([write]);
    const revision = revisions.get(write.stream);
    return {
      ending: 'written',
      sequence,
      revision: revision === undefined ? null : Number(revision),
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === STORE_ERRORS.indeterminate) return UNKNOWN;
    if (code === STORE_ERRORS.conflict || code === STORE_ERRORS.unavailable) return NOT_WRITTEN;
    if (code === '') throw error;
    tell({ kind: 'violation', words: `An append ended with ${code}: ${(error as Error).message}` });
    return UNKNOWN;
  }
}
