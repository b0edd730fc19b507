import { pause } from '../../pause.ts';
import { FeeworthError } from '../../error.ts';
import { denied } from '../errors.ts';
import type { WorkQueue } from '../work-log.ts';
import { failureOf, noAnswer } from './failure.ts';
import { Holding } from './holding.ts';
import { Late, within, type Link } from './link.ts';
import type { Pace } from './sender.ts';
import type { WireTaken, WorkWire } from './work-wire.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

interface Takings {
  readonly link: Link<WorkWire>;
  readonly queue: WorkQueue;
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

/**
 * What a persistent subscription hands over, one event at a time. After a failure it subscribes
 * again; the server hands what was not answered to whoever is there. Who has never reached the
 * server gets `store/unavailable` when patience has run out; who has, waits for it.
 */
export async function* takings(from: Takings): AsyncGenerator<WireTaken, undefined> {
  const { signal, pace } = from;
  const giveUpAt = performance.now() + pace.patienceMs;
  let wasReached = false;
  let wait = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const holding = new Holding(from.link);
    let failure: unknown = null;
    try {
      const items = await opened(from, holding);
      wasReached = true;
      wait = FIRST_PAUSE_MS;
      for (let next = await items.next(); next.done !== true; next = await items.next())
        yield next.value;
    } catch (error) {
      if (error instanceof FeeworthError) throw error;
      if (failureOf(error).kind === 'denied') throw denied(error);
      failure = error;
    } finally {
      await holding.end();
      if (failure instanceof Late) holding.retire();
    }
    if (signal.aborted) return;
    if (!wasReached && performance.now() > giveUpAt) throw noAnswer(from.link, failure);
    await pause(wait, signal);
    wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
  }
}

// One subscription on one client; confirmed, since a queue that is silent looks like an empty one.
async function opened(
  { queue, signal, pace }: Takings,
  holding: Holding<WorkWire>,
): Promise<AsyncIterator<WireTaken>> {
  const wire = await holding.take();
  await makeQueue(wire, queue, pace.attemptMs);
  const taking = wire.take(queue.stream, queue.group);
  const items = holding.iterate(taking, signal);
  await within(pace.silenceMs, taking.isOpen);
  return items;
}

/** Makes a group; one that is there is as good. */
export async function makeQueue(wire: WorkWire, queue: WorkQueue, ms: number): Promise<void> {
  try {
    await within(ms, wire.makeQueue(queue));
  } catch (error) {
    const { type } = Object(error) as { readonly type?: unknown };
    if (type !== 'persistent-subscription-exists') throw error;
  }
}
