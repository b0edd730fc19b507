import type { AnyResolved, AnySubscription } from './client.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';
import {
  ack,
  create,
  info,
  never,
  put,
  shownInfo,
  Worker,
  type Info,
  type Options,
} from './worker.ts';

const LIFE: Script = {
  async before(walk) {
    await put(walk, 3);
  },
  async step(walk, { call }) {
    const { client } = walk;
    const name = walk.stream('S');
    const set = (settings: Options): unknown =>
      walk.words.persistentSubscriptionToStreamSettingsFromDefaults({
        startFrom: 'start',
        ...settings,
      });
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      'create g': () => create(walk),
      'create g again': () => create(walk),
      'create on a missing stream': () => create(walk, {}, 'g', 'missing'),
      'update g {maxRetryCount 3}': () =>
        client.updatePersistentSubscriptionToStream(name, 'g', set({ maxRetryCount: 3 })),
      'update a missing group': () =>
        client.updatePersistentSubscriptionToStream(name, 'nogroup', set({})),
      getPersistentSubscriptionToStreamInfo: () => shownInfo(walk),
      'info of a missing group': () => info(walk, 'nogroup'),
      'delete g': () => client.deletePersistentSubscriptionToStream(name, 'g'),
      'delete g again': () => client.deletePersistentSubscriptionToStream(name, 'g'),
      'create with an empty group name': () => create(walk, {}, ''),
      'create with messageTimeout 0': () => create(walk, { messageTimeout: 0 }, 'zero'),
      'create with liveBufferSize below readBatchSize': () =>
        create(walk, { liveBufferSize: 10, readBatchSize: 20 }, 'bad'),
    };
    if (call.startsWith('subscribe to a missing')) {
      const worker = await new Worker(walk, ack, { group: 'nogroup' }).quiet();
      return { ok: worker.items.filter((item) => item.startsWith('error')) };
    }
    const run = calls[call];
    return run === undefined ? undefined : walk.outcome(run);
  },
};

const DEFAULTS: Script = {
  step: async (walk) => ({
    ok: walk.value(walk.words.persistentSubscriptionToStreamSettingsFromDefaults()),
  }),
};

const ONE: Script = {
  async step(walk, { call }) {
    const worker = await walk.once('worker', async () => {
      await put(walk, 5);
      await create(walk);
      const one = await new Worker(walk).quiet(6);
      for (let i = 0; i < 3; i++) await put(walk, 1);
      return one.quiet(9);
    });
    if (call === 'emitted') return { ok: [...worker.items] };
    if (call.startsWith('getPersistent')) return { ok: await shownInfo(walk) };
    if (call.startsWith('emitted after')) {
      const before = worker.items.length;
      await worker.subscription.unsubscribe();
      await worker.quiet(before + 1);
      return { ok: worker.items.slice(before) };
    }
    await put(walk, 2);
    return { ok: (await new Worker(walk).quiet(3)).items };
  },
};

const WHOLE: Script = {
  async step(walk, { call }) {
    if (call.startsWith('append')) {
      const event = { id: walk.id('e1'), type: 'T', data: { n: 1 }, metadata: { a: 1 } };
      return walk.outcome(() => walk.append('S', [walk.words.jsonEvent(event)], 'no_stream'));
    }
    await create(walk);
    const [event] = (await new Worker(walk).quiet(2)).events;
    return { ok: event === undefined ? null : walk.resolved(event) };
  },
};

const START: Script = {
  async step(walk, { call }, index) {
    const [, place = ''] = /startFrom (\S+)/.exec(call) ?? [];
    const startFrom = place === '2n' ? 2n : place.toLowerCase();
    const stream = `S${index}`;
    await put(walk, 5, stream);
    await create(walk, { startFrom }, 'g', stream);
    const worker = await new Worker(walk, ack, { stream }).quiet();
    await put(walk, 1, stream);
    return { ok: (await worker.quiet(2)).items };
  },
};

/** Asks for the first message again and again. */
const again = async (subscription: AnySubscription, event: AnyResolved): Promise<void> =>
  event.event?.revision === 0n
    ? subscription.nack('retry', 'again', event)
    : subscription.ack(event);

const RETRY: Script = {
  async step(walk, { call }) {
    const worker = await walk.once('worker', async () => {
      await put(walk, 3);
      await create(walk, { maxRetryCount: 3 });
      return new Worker(walk, again).quiet(7);
    });
    if (call === 'delivered') return { ok: [...worker.revisions] };
    if (call.startsWith('getPersistent')) return { ok: await shownInfo(walk) };
    if (call.startsWith('parked stream')) return { ok: await parkedOf(walk) };
    if (call.startsWith('replay'))
      return walk.outcome(() => walk.client.replayParkedMessagesToStream(walk.stream('S'), 'g'));
    return { ok: (await worker.quiet(11)).revisions.slice(6) };
  },
};

async function parkedOf(walk: Walk): Promise<unknown> {
  const found: unknown[] = [];
  const parked = `$persistentsubscription-${walk.stream('S')}::g-parked`;
  for await (const { event } of walk.client.readStream(parked))
    found.push({
      type: event?.type,
      data: walk.symbolic(Buffer.from(event?.data as Uint8Array).toString()),
      metadata: event?.metadata,
    });
  return found;
}

const NACKS: Script = {
  async step(walk, { call }) {
    const action = /^nack (\w+)/.exec(call)?.[1];
    if (action !== undefined) {
      const stream = `S-${action}`;
      walk.memo['stream'] = stream;
      await put(walk, 3, stream);
      await create(walk, {}, 'g', stream);
      const nack = async (subscription: AnySubscription, event: AnyResolved): Promise<void> => {
        const isFirst = event.event?.revision === 0n && walk.memo['nacked'] !== stream;
        if (!isFirst) return subscription.ack(event);
        walk.memo['nacked'] = stream;
        return subscription.nack(action, 'because', event);
      };
      const worker = await new Worker(walk, nack, { stream }).quiet(4);
      walk.memo['worker'] = worker;
      return { ok: [...worker.items] };
    }
    const stream = String(walk.memo['stream']);
    const worker = walk.memo['worker'] as Worker;
    if (call.startsWith('stats after')) {
      const { stats } = walk.value(await info(walk, 'g', stream)) as Info;
      return {
        ok: {
          parked: stats['parkedMessageCount'],
          inFlight: stats['totalInFlightMessages'],
          outstanding: stats['outstandingMessagesCount'],
        },
      };
    }
    if (call.startsWith('delivered after'))
      return { ok: (await worker.quiet(5)).revisions.slice(3) };
    return walk.outcome(() => walk.client.replayParkedMessagesToStream(walk.stream(stream), 'g'));
  },
};

const TIMEOUT: Script = {
  async step(walk, _, index) {
    const worker = await walk.once('worker', async () => {
      await put(walk, 2);
      await create(walk, { messageTimeout: 1_000, maxRetryCount: 2 });
      const one = new Worker(walk, never);
      const deadline = performance.now() + 8_000;
      const parked = async (): Promise<bigint> =>
        (await info(walk)).stats['parkedMessageCount'] as bigint;
      while ((await parked()) < 2n && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return one;
    });
    if (index === 0) return { ok: worker.revisions };
    if (index === 2) return { ok: walk.value((await info(walk)).stats['parkedMessageCount']) };
    const start = worker.times[0] ?? 0;
    return { ok: worker.times.map((time) => Math.round((time - start) / 500) / 2) };
  },
  // Times of one run, rounded to half a second: a busy machine is later, never earlier.
  race(recorded, actual, index) {
    if (index !== 1 || !('ok' in recorded) || !('ok' in actual)) return null;
    const [told, got] = [recorded.ok, actual.ok] as [number[], number[]];
    return got.length === told.length && got.every((at, i) => at >= Math.floor(told[i] ?? 0));
  },
};

const BUFFER: Script = {
  async step(walk) {
    await put(walk, 10);
    await create(walk);
    return {
      ok: (await new Worker(walk, never, { options: { bufferSize: 3 } }).quiet(4)).revisions,
    };
  },
};

/** A consumer that is gone leaves its messages to another. */
const GONE: Script = {
  async step(walk, { call }, index) {
    if (call.includes('SIGKILL')) return 'left out';
    const stream = `S${index < 2 ? 0 : 1}`;
    const isDisposed = index >= 2;
    const run = await walk.once(stream, async () => {
      await put(walk, 4, stream);
      await create(walk, {}, 'g', stream);
      const client = isDisposed ? walk.connect() : walk.client;
      const first = await new Worker(walk, never, { stream, client }).quiet(5);
      const second = await new Worker(walk, ack, { stream }).quiet();
      const before = second.revisions.length;
      const start = performance.now();
      await (isDisposed ? client.dispose() : first.subscription.unsubscribe());
      await second.quiet(5);
      const isSoon = (second.times[0] ?? Infinity) - start < 1_000;
      return { first: first.revisions, before, second: second.revisions, isSoon };
    });
    if (call.includes('first consumer had')) return { ok: run.first };
    return { ok: [run.before, run.second, run.isSoon ? 'within 1 s' : 'later'] };
  },
};

const SHARED: Script = {
  async step(walk, { call }, index) {
    const stream = `S${index}`;
    const consumerStrategyName = call.split(':')[0];
    await create(walk, { consumerStrategyName }, 'g', stream);
    const first = await new Worker(walk, ack, { stream }).quiet();
    const second = await new Worker(walk, ack, { stream, client: walk.connect() }).quiet();
    for (let i = 0; i < 8; i++) {
      await put(walk, 1, stream);
      // One after the other, so that there is room wherever the next belongs.
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await first.quiet();
    return { ok: [first.revisions, second.revisions] };
  },
};

const FULL: Script = {
  async step(walk) {
    await create(walk, { maxSubscriberCount: 1 });
    await new Worker(walk).quiet();
    return {
      ok: (await new Worker(walk).quiet()).items.filter((item) => item.startsWith('error')),
    };
  },
};

const REMOVED: Script = {
  async step(walk, _, index) {
    const stream = index === 0 ? 'S' : 'other';
    await put(walk, 2, stream);
    await create(walk, {}, 'g', stream);
    const worker = await new Worker(walk, ack, { stream }).quiet(3);
    const name = walk.stream(stream);
    if (index === 0) await walk.client.deletePersistentSubscriptionToStream(name, 'g');
    else {
      await walk.client.deleteStream(name);
      await put(walk, 1, stream);
    }
    await worker.quiet(4);
    return { ok: worker.items.filter((item) => item !== 'end' && item !== 'close') };
  },
};

const THIRD: Script = {
  async step(walk) {
    await put(walk, 9);
    await create(walk);
    const worker = new Worker(walk, async (subscription, event) => {
      const revision = event.event?.revision ?? 0n;
      if (revision % 3n === 1n && event.retryCount === 0)
        await subscription.nack('retry', 'x', event);
      else await subscription.ack(event);
    });
    return { ok: (await worker.quiet(13)).revisions };
  },
};

const CHECKPOINT: Script = {
  hasOwnServer: true,
  async step(walk, { call }) {
    const worker = await walk.once('worker', async () => {
      await put(walk, 40);
      await create(walk, { startFrom: 'start' });
      const one = new Worker(walk, (subscription, event) =>
        (event.event?.revision ?? 0n) < 30n ? subscription.ack(event) : undefined,
      );
      const saved = async (): Promise<unknown> =>
        (await info(walk)).stats['lastCheckpointedEventRevision'];
      const deadline = performance.now() + 8_000;
      while ((await saved()) !== 29n && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return one;
    });
    if (call === 'stats') {
      const { stats } = walk.value(await info(walk)) as Info;
      return {
        ok: {
          lastCheckpointed: stats['lastCheckpointedEventRevision'],
          lastKnown: stats['lastKnownEventRevision'],
          inFlight: stats['totalInFlightMessages'],
        },
      };
    }
    if (call.startsWith('checkpoint stream')) {
      const name = `$persistentsubscription-${walk.stream('S')}::g-checkpoint`;
      const options = { direction: 'backwards', fromRevision: 'end', maxCount: 1 };
      const found: unknown[] = [];
      for await (const { event } of walk.client.readStream(name, options))
        found.push([event?.type, String(event?.data)]);
      return { ok: found };
    }
    if (call.startsWith('consumer saw')) {
      await walk.server.restart();
      await worker.quiet(42);
      const words = worker.items.filter((item) => !/^\d+( retry \d+)?$|^end$|^close$/.test(item));
      return { ok: words };
    }
    walk.client = walk.connect();
    return { ok: (await new Worker(walk, never).quiet(11)).revisions };
  },
  // How the client words that its connection is gone is a matter of timing.
  race: (recorded, actual, index) =>
    index === 2 && 'ok' in actual
      ? /^\["confirmation","error \w+ type=(?:unavailable|unknown|cancelled) code=\d+ /.test(
          JSON.stringify(actual.ok),
        )
      : null,
};

const TWICE: Script = {
  async step(walk, { call }) {
    const worker = await walk.once('worker', async () => {
      await create(walk);
      const one = await new Worker(walk, never).quiet();
      await put(walk, 2);
      return one.quiet(3);
    });
    const [first] = worker.events;
    if (call === 'emitted') return { ok: worker.items };
    const unknown = { event: { id: walk.id('unknown') } };
    const event = call.includes('never delivered') ? unknown : first;
    return walk.outcome(() => worker.subscription.ack(event));
  },
};

const SCRIPTS: readonly (readonly [beginning: string, script: Script])[] = [
  ['Create on an existing', LIFE],
  ['Default settings of the client', DEFAULTS],
  ['One consumer, acknowledging', ONE],
  ['A resolved event of a persistent', WHOLE],
  ['startFrom: END', START],
  ['nack retry', RETRY],
  ['nack park, skip and stop', NACKS],
  ['Message timeout 1 s', TIMEOUT],
  ['bufferSize 3', BUFFER],
  ['Consumer dies', GONE],
  ['Two consumers', SHARED],
  ['maxSubscriberCount 1', FULL],
  ['Delete the group', REMOVED],
  ['Order with one consumer', THIRD],
  ['Checkpoint: 30 events', CHECKPOINT],
  ['Persistent subscription on a stream that only', TWICE],
];

/** The scripts of section G. */
export function groupScript(name: string): Script {
  return SCRIPTS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? {};
}
