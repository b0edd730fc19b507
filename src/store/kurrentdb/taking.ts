import { FeeworthError } from '../../error.ts';
import { denied, unavailable } from '../errors.ts';
import type { WorkQueue } from '../work-log.ts';
import { failureOf } from './failure.ts';
import { Late, pause, within, type Link } from './link.ts';
import type { Pace } from './sender.ts';
import type { WireTaken, WorkWire } from './work-wire.ts';

const END_MS = 1_000;
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
    const session = new Session(from);
    let failure: unknown = null;
    try {
      await session.open();
      wasReached = true;
      wait = FIRST_PAUSE_MS;
      yield* session.run();
    } catch (error) {
      if (error instanceof FeeworthError) throw error;
      if (failureOf(error).kind === 'denied') throw denied(error);
      failure = error;
    } finally {
      await session.end(failure);
    }
    if (signal.aborted) return;
    if (!wasReached && performance.now() > giveUpAt)
      throw unavailable('The server does not answer.', { cause: failure });
    await pause(wait, signal);
    wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
  }
}

// One subscription on one client, until it fails.
class Session {
  readonly #from: Takings;
  #wire: WorkWire | null = null;
  #items: AsyncIterator<WireTaken> | null = null;
  #end: () => Promise<void> = async () => undefined;
  #release: () => void = () => undefined;

  constructor(from: Takings) {
    this.#from = from;
  }

  async open(): Promise<void> {
    const { link, queue, signal, pace } = this.#from;
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    const wire = await new Promise<WorkWire>((resolve, reject) => {
      link
        .use(async (current) => {
          resolve(current);
          await held;
        })
        .catch(reject);
    });
    this.#wire = wire;
    await makeQueue(wire, queue, pace.attemptMs);
    const taking = wire.take(queue.stream, queue.group);
    const items = taking[Symbol.asyncIterator]();
    this.#items = items;
    // Ending waits for a client that may be waiting itself.
    const end = (): Promise<void> => within(END_MS, taking.end()).catch(() => undefined);
    const stop = (): void => void end();
    signal.addEventListener('abort', stop, { once: true });
    this.#end = async () => {
      signal.removeEventListener('abort', stop);
      await end();
      void items.return?.().then(undefined, () => undefined);
    };
    // Without an answer to this a queue that is silent would look like one that is empty.
    await within(pace.silenceMs, taking.isOpen);
  }

  async *run(): AsyncGenerator<WireTaken, undefined> {
    for (;;) {
      const next = await this.#items?.next();
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  }

  async end(failure: unknown): Promise<void> {
    await this.#end();
    if (failure instanceof Late && this.#wire !== null) this.#from.link.retire(this.#wire);
    this.#release();
  }
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
