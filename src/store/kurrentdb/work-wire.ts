import type { WorkQueue } from '../work-log.ts';
import { wireEventOf, type ClientEvent } from './subscription.ts';
import type { Wire, WireEvent } from './wire.ts';

/** An event that a persistent subscription handed to this process. */
export interface WireTaken {
  readonly event: WireEvent;
  ack(): Promise<void>;
  /** Tells the server to hand it to somebody else. */
  retry(why: string): Promise<void>;
}

/** Taking from a persistent subscription: ends with `end`, throws when it fails. */
export interface WireTaking extends AsyncIterable<WireTaken> {
  /** Settled when the server has confirmed it, or when it has failed before. */
  readonly isOpen: Promise<void>;
  end(): Promise<void>;
}

/** What workers need of a client besides what a book needs; both packages fit it. */
export interface WorkWire extends Wire {
  /** The client's error when the server has such a group. */
  makeQueue(queue: WorkQueue): Promise<void>;
  take(stream: string, group: string): WireTaking;
}

type ClientWords = {
  readonly START: 'start';
  persistentSubscriptionToStreamSettingsFromDefaults(changes: {
    readonly startFrom: 'start';
    readonly messageTimeout: number;
    readonly maxRetryCount: number;
  }): unknown;
};

/** The part of both clients that has to do with persistent subscriptions. */
interface QueueClient {
  createPersistentSubscriptionToStream(
    stream: string,
    group: string,
    settings: never,
  ): Promise<void>;
  subscribeToPersistentSubscriptionToStream(
    stream: string,
    group: string,
    options: { readonly bufferSize: number },
  ): unknown;
}

/** A persistent subscription as both clients have it: a stream with answers. */
interface ClientTaking extends AsyncIterable<ClientEvent> {
  on(word: 'confirmation' | 'error' | 'close', listener: (error?: unknown) => void): unknown;
  ack(event: ClientEvent): Promise<void>;
  nack(action: 'retry', why: string, event: ClientEvent): Promise<void>;
  unsubscribe(): Promise<void>;
}

/**
 * The calls of workers over a client. A group begins at the start of its stream, not at its end as
 * by default; the server sends one event at a time, since the time for an answer runs from sending,
 * also while an event waits in the client (event-sourcing.md §2.8).
 */
export function workCalls(
  client: QueueClient,
  words: ClientWords,
): Pick<WorkWire, 'makeQueue' | 'take'> {
  return {
    async makeQueue({ stream, group, messageTimeoutMs, maxRetryCount }) {
      const settings = words.persistentSubscriptionToStreamSettingsFromDefaults({
        startFrom: words.START,
        messageTimeout: messageTimeoutMs,
        maxRetryCount,
      });
      await client.createPersistentSubscriptionToStream(stream, group, settings as never);
    },
    take: (stream, group) =>
      takingOf(
        client.subscribeToPersistentSubscriptionToStream(stream, group, {
          bufferSize: 1,
        }) as ClientTaking,
      ),
  };
}

function takingOf(taking: ClientTaking): WireTaking {
  const isOpen = new Promise<void>((resolve, reject) => {
    taking.on('confirmation', () => resolve());
    // Errors are emitted even when nobody iterates any more, and would then end the process.
    taking.on('error', reject);
    taking.on('close', () => resolve());
  });
  isOpen.catch(() => undefined);
  return {
    isOpen,
    async *[Symbol.asyncIterator](): AsyncGenerator<WireTaken, undefined> {
      for await (const resolved of taking) {
        const event = wireEventOf(resolved);
        if (event === null) await taking.ack(resolved);
        else
          yield {
            event,
            ack: () => taking.ack(resolved),
            retry: (why) => taking.nack('retry', why, resolved),
          };
      }
    },
    end: () => taking.unsubscribe(),
  };
}
