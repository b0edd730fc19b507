import { FeeworthError } from '../../error.ts';
import { badRequest, denied, unavailable } from '../errors.ts';
import type { Filter } from '../port.ts';
import { failureOf, isFinal } from './failure.ts';
import { Late, pause, within, type Link } from './link.ts';
import type { Wire, WireDelivery, WireEvent } from './wire.ts';

/** An event of the book with its place in the server's log. */
export type Delivered =
  | { readonly kind: 'event'; readonly wire: WireEvent; readonly position: bigint }
  | { readonly kind: 'caught-up' };

export interface Following {
  readonly link: Link;
  /** In the server's own names. */
  readonly filter: Filter;
  /** Exclusive; null from the beginning. */
  readonly after: bigint | null;
  readonly signal: AbortSignal;
  /** How long to go on without a sign of the server; `Infinity` for a subscription. */
  readonly patienceMs: number;
  /** How long the server may say nothing while there is something to say. */
  readonly silenceMs: number;
  /** Told of every sign of life, also while nothing of the book is found. */
  readonly onSign?: () => void;
}

const END_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The book's events from a place on, in order, and a word whenever all that was there has come. A
 * subscription of the clients does not come back by itself: after a failure this one begins again
 * behind the last event that was handed over, so nothing is lost or doubled. Ends with the signal;
 * throws what trying again cannot mend, and `store/unavailable` when patience has run out.
 */
export async function* deliveries(following: Following): AsyncGenerator<Delivered, undefined> {
  const { link, signal, patienceMs } = following;
  let { after } = following;
  let wait = FIRST_PAUSE_MS;
  let lastSign = performance.now();
  while (!signal.aborted) {
    const session = new Session({ ...following, after });
    let failure: unknown = null;
    try {
      for await (const delivered of session.run()) {
        lastSign = performance.now();
        wait = FIRST_PAUSE_MS;
        if (delivered.kind === 'event') after = delivered.position;
        yield delivered;
        // Time that the reader takes is not the server's.
        lastSign = performance.now();
      }
    } catch (error) {
      if (isFinal(error)) throw finalError(error);
      failure = error;
    } finally {
      await session.end();
    }
    if (signal.aborted) return;
    if (failure instanceof Late) session.giveUp((wire) => link.retire(wire));
    if (performance.now() - lastSign > patienceMs)
      throw unavailable('The server does not answer.', { cause: failure });
    await pause(wait, signal);
    wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
  }
}

function finalError(error: unknown): unknown {
  if (error instanceof FeeworthError) return error;
  const { kind } = failureOf(error);
  if (kind === 'bad-position') return badRequest('That is not a position of this store.');
  return kind === 'denied' ? denied(error) : unavailable('The server refuses.', { cause: error });
}

// One subscription on one client, until it fails.
class Session {
  readonly #following: Following;
  #wire: Wire | null = null;
  #end: () => Promise<void> = async () => undefined;
  #release: () => void = () => undefined;

  constructor(following: Following) {
    this.#following = following;
  }

  async *run(): AsyncGenerator<Delivered, undefined> {
    const { link, after, filter, silenceMs, signal, onSign } = this.#following;
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    const wire = await new Promise<Wire>((resolve, reject) => {
      link
        .use(async (current) => {
          resolve(current);
          await held;
        })
        .catch(reject);
    });
    this.#wire = wire;
    const subscription = wire.subscribe({ after, filter });
    const items = subscription[Symbol.asyncIterator]();
    // Ending waits for a client that may be waiting itself.
    const end = (): Promise<void> => within(END_MS, subscription.end()).catch(() => undefined);
    const stop = (): void => void end();
    signal.addEventListener('abort', stop, { once: true });
    this.#end = async () => {
      signal.removeEventListener('abort', stop);
      await end();
      void items.return?.().then(undefined, () => undefined);
    };
    let isCaughtUp = false;
    for (;;) {
      // Somebody who follows may hear nothing for days; while catching up there is always a word.
      const next = items.next();
      const { done, value } = await (isCaughtUp ? next : within(silenceMs, next));
      if (done === true) return;
      onSign?.();
      if (value === 'caught-up') isCaughtUp = true;
      const delivered = deliveredOf(value);
      if (delivered !== null) yield delivered;
    }
  }

  giveUp(how: (wire: Wire) => void): void {
    if (this.#wire !== null) how(this.#wire);
  }

  async end(): Promise<void> {
    await this.#end();
    this.#release();
  }
}

function deliveredOf(delivery: WireDelivery): Delivered | null {
  if (delivery === 'alive') return null;
  if (delivery === 'caught-up') return { kind: 'caught-up' };
  const { position } = delivery;
  return position === null ? null : { kind: 'event', wire: delivery, position };
}
