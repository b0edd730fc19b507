import type { WireDelivery, WireEvent, WireSubscription } from './wire.ts';

/** What both clients' subscriptions are: a stream of resolved events that also emits words. */
export interface ClientSubscription extends AsyncIterable<unknown> {
  push(item: unknown): boolean;
  on(word: 'caughtUp' | 'error', listener: () => void): unknown;
  unsubscribe(): Promise<void>;
}

/** A resolved event as both clients have it. */
export interface ClientEvent {
  readonly event?: {
    readonly streamId: string;
    readonly id: string;
    readonly revision: bigint;
    readonly type: string;
    readonly data?: unknown;
    readonly metadata?: unknown;
    readonly isJson: boolean;
    readonly position?: { readonly commit: bigint };
  };
  readonly commitPosition?: bigint;
}

/**
 * How far the server looks in one go, and how often it says that it is still looking. Where it has
 * come to is not kept: some servers named places past what they had not sent (§1.4).
 */
export const SEARCH = {
  maxSearchWindow: 500,
  checkpointInterval: 20,
  checkpointReached: async (subscription: unknown): Promise<void> => {
    (subscription as ClientSubscription).push('alive');
  },
};

/** All events of a page, as a client reads it. */
export async function wireEvents(reading: AsyncIterable<ClientEvent>): Promise<WireEvent[]> {
  const events: WireEvent[] = [];
  for await (const resolved of reading) {
    const event = wireEventOf(resolved);
    if (event !== null) events.push(event);
  }
  return events;
}

/** The event of a resolved event; a link to nothing has none. */
export function wireEventOf({ event, commitPosition }: ClientEvent): WireEvent | null {
  if (event === undefined) return null;
  return {
    stream: event.streamId,
    id: event.id,
    revision: event.revision,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
    isJson: event.isJson,
    position: event.position?.commit ?? commitPosition ?? null,
  };
}

/**
 * Makes one queue of a client's subscription. The clients say `caughtUp` when they read it from the
 * wire, up to 16 events before those are handed out (event-sourcing.md §2.8): it is put into the
 * stream's own buffer, behind them.
 */
export function oneQueue(subscription: ClientSubscription): WireSubscription {
  subscription.on('caughtUp', () => subscription.push('caught-up'));
  // Errors are emitted even when nobody iterates any more, and would then end the process.
  subscription.on('error', () => undefined);
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<WireDelivery, undefined> {
      for await (const item of subscription as AsyncIterable<ClientEvent | 'caught-up' | 'alive'>) {
        const delivery = typeof item === 'string' ? item : wireEventOf(item);
        if (delivery !== null) yield delivery;
      }
    },
    end: () => subscription.unsubscribe(),
  };
}
