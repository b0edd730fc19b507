import type { AnyResolved, AnySubscription, Proposal } from './client.ts';
import type { Walk } from './walk.ts';

export type Options = Record<string, unknown>;
export type Info = { readonly stats: Options; readonly connections: readonly Options[] };

export const few = (walk: Walk, count: number): Proposal[] =>
  Array.from({ length: count }, () => walk.words.jsonEvent({ type: 'T', data: {} }));

export const put = (walk: Walk, count: number, stream = 'S'): Promise<unknown> =>
  walk.append(stream, few(walk, count), 'any');

export function create(
  walk: Walk,
  settings: Options = {},
  group = 'g',
  stream = 'S',
): Promise<void> {
  const all = walk.words.persistentSubscriptionToStreamSettingsFromDefaults({
    startFrom: 'start',
    ...settings,
  });
  return walk.client.createPersistentSubscriptionToStream(walk.stream(stream), group, all);
}

/** Somebody who is handed messages and answers each as `answer` says. */
export class Worker {
  readonly items: string[] = [];
  readonly revisions: string[] = [];
  readonly times: number[] = [];
  readonly events: AnyResolved[] = [];
  readonly subscription: AnySubscription;

  constructor(
    walk: Walk,
    answer: (subscription: AnySubscription, event: AnyResolved) => Promise<void> | void = ack,
    { group = 'g', options = {}, client = walk.client, stream = 'S' } = {},
  ) {
    const name = walk.stream(stream);
    this.subscription = client.subscribeToPersistentSubscriptionToStream(name, group, options);
    for (const word of ['confirmation', 'end', 'close'])
      this.subscription.on(word, () => this.items.push(word));
    this.subscription.on('error', (error: never) => this.items.push(errorOf(walk, error)));
    this.subscription.on('data', (event: AnyResolved) => {
      const { retryCount, event: one } = event;
      const shown = `${one?.revision}${retryCount ? ` retry ${retryCount}` : ''}`;
      this.items.push(shown);
      this.revisions.push(shown);
      this.times.push(performance.now());
      this.events.push(event);
      void answer(this.subscription, event);
    });
  }

  /** Until so many items have come and no more for a while. */
  async quiet(least = 1, ms = 60): Promise<this> {
    const deadline = performance.now() + 5_000;
    for (let seen = -1; seen !== this.items.length || seen < least;) {
      seen = this.items.length;
      if (performance.now() > deadline) return this;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    return this;
  }
}

export const ack = (subscription: AnySubscription, event: AnyResolved): Promise<void> =>
  subscription.ack(event);
export const never = (): void => undefined;

interface ClientError extends Error {
  readonly type?: string;
  readonly code?: number;
  readonly streamName?: string;
  readonly groupName?: string;
}

function errorOf(walk: Walk, error: unknown): string {
  const { constructor, type, code, message, streamName, groupName } = error as ClientError;
  const where =
    streamName === undefined
      ? ''
      : `streamName=${walk.symbolic(streamName)} groupName=${groupName}`;
  return `error ${constructor.name} type=${type} code=${code} "${walk.symbolic(message)}" ${where}`;
}

export async function info(walk: Walk, group = 'g', stream = 'S'): Promise<Info> {
  return (await walk.client.getPersistentSubscriptionToStreamInfo(
    walk.stream(stream),
    group,
  )) as Info;
}

/** The info as recorded: figures of speed and names of connections have placeholders. */
export async function shownInfo(walk: Walk): Promise<unknown> {
  const found = walk.value(await info(walk)) as Info;
  const rates = { averagePerSecond: 'number', countSinceLastMeasurement: 'bigint' };
  const connections = found.connections.map((connection) => ({
    ...connection,
    averageItemsPerSecond: 'number',
    countSinceLastMeasurement: 'bigint',
  }));
  return { ...found, connections, stats: { ...found.stats, ...rates } };
}
