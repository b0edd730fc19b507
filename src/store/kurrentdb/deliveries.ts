import { pause } from '../../pause.ts';
import { FeeworthError } from '../../error.ts';
import { badRequest, denied } from '../errors.ts';
import type { Filter } from '../port.ts';
import { failureOf, isFinal, noAnswer } from './failure.ts';
import { Holding } from './holding.ts';
import { Late, within, type Link } from './link.ts';
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
    const holding = new Holding(link);
    let failure: unknown = null;
    try {
      for await (const delivered of session({ ...following, after }, holding)) {
        lastSign = performance.now();
        wait = FIRST_PAUSE_MS;
        if (delivered.kind === 'event') after = delivered.position;
        yield delivered;
        // Time that the reader takes is not the server's.
        lastSign = performance.now();
      }
    } catch (error) {
      if (isFinal(error)) throw finalError(error, link);
      failure = error;
    } finally {
      await holding.end();
    }
    if (signal.aborted) return;
    if (failure instanceof Late) holding.retire();
    if (performance.now() - lastSign > patienceMs) throw noAnswer(link, failure);
    await pause(wait, signal);
    wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
  }
}

function finalError(error: unknown, link: Link): unknown {
  if (error instanceof FeeworthError) return error;
  const { kind } = failureOf(error);
  if (kind === 'bad-position') return badRequest('That is not a position of this store.');
  return kind === 'denied' ? denied(error) : noAnswer(link, error, 'The server refuses.');
}

// One subscription on one client, until it fails.
async function* session(
  { after, filter, silenceMs, signal, onSign }: Following,
  holding: Holding<Wire>,
): AsyncGenerator<Delivered, undefined> {
  const wire = await holding.take();
  const items = holding.iterate(wire.subscribe({ after, filter }), signal);
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

function deliveredOf(delivery: WireDelivery): Delivered | null {
  if (delivery === 'alive') return null;
  if (delivery === 'caught-up') return { kind: 'caught-up' };
  const { position } = delivery;
  return position === null ? null : { kind: 'event', wire: delivery, position };
}
