import { loadClient } from './packages.ts';
import type { Package } from '../stubs.ts';

/** An event as the clients are handed one. */
export interface Proposal {
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
  readonly metadata?: unknown;
  readonly contentType: string;
}

/** A subscription of either client. */
export interface AnySubscription extends AsyncIterable<AnyResolved> {
  on(word: string, listener: (...args: never[]) => void): unknown;
  unsubscribe(): Promise<void>;
  destroy(): unknown;
  readonly destroyed: boolean;
  readonly id?: unknown;
  ack(...events: unknown[]): Promise<void>;
  nack(action: string, reason: string, ...events: unknown[]): Promise<void>;
}

export interface AnyEvent {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data?: unknown;
  readonly metadata?: unknown;
  readonly isJson: boolean;
  readonly created: Date;
  readonly position?: { readonly commit: bigint; readonly prepare: bigint };
}

export interface AnyResolved {
  readonly event?: AnyEvent;
  readonly link?: AnyEvent;
  readonly commitPosition?: bigint;
  readonly retryCount?: number;
}

type Options = Readonly<Record<string, unknown>>;
type Reading = AsyncIterable<AnyResolved> & {
  on?: (word: 'error', listener: () => void) => unknown;
};

/** What the walk calls of a client; both packages have it, under the same names. */
export interface AnyClient {
  appendToStream(stream: string, events: unknown, options?: Options): Promise<unknown>;
  readStream(stream: string, options?: Options): Reading;
  readAll(options?: Options): Reading;
  deleteStream(stream: string, options?: Options): Promise<unknown>;
  tombstoneStream(stream: string, options?: Options): Promise<unknown>;
  getStreamMetadata(stream: string): Promise<unknown>;
  setStreamMetadata(stream: string, metadata: unknown, options?: Options): Promise<unknown>;
  subscribeToStream(stream: string, options?: Options): AnySubscription;
  subscribeToAll(options?: Options): AnySubscription;
  createPersistentSubscriptionToStream(s: string, g: string, settings: unknown): Promise<void>;
  updatePersistentSubscriptionToStream(s: string, g: string, settings: unknown): Promise<void>;
  deletePersistentSubscriptionToStream(stream: string, group: string): Promise<void>;
  subscribeToPersistentSubscriptionToStream(
    stream: string,
    group: string,
    options?: Options,
  ): AnySubscription;
  getPersistentSubscriptionToStreamInfo(stream: string, group: string): Promise<unknown>;
  replayParkedMessagesToStream(stream: string, group: string): Promise<void>;
  dispose(): Promise<void>;
}

/** What else the walk takes from a package. */
export interface Words {
  readonly jsonEvent: (event: unknown) => Proposal;
  readonly binaryEvent: (event: unknown) => Proposal;
  readonly streamNameFilter: (filter: unknown) => unknown;
  readonly eventTypeFilter: (filter: unknown) => unknown;
  readonly excludeSystemEvents: () => unknown;
  persistentSubscriptionToStreamSettingsFromDefaults(settings?: unknown): Options;
}

/** A client of a package, for a server without TLS. */
export function connectAny(name: Package, address: string, more = ''): AnyClient {
  const { connectionString } = loadClient(name);
  const client = connectionString(`esdb://${address}?tls=false${more}`);
  // A read of the older client that is left early would end the process when its call fails.
  for (const method of ['readStream', 'readAll'] as const) {
    const read = client[method].bind(client) as (...args: unknown[]) => Reading;
    Object.assign(client, {
      [method]: (...args: unknown[]) => {
        const reading = read(...args);
        reading.on?.('error', () => undefined);
        return reading;
      },
    });
  }
  return client;
}

export const wordsOf = (name: Package): Words => loadClient(name).words;
