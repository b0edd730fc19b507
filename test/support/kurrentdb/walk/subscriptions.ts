import { Proxy } from '../proxy.ts';
import { CHECKPOINTS } from './checkpoints.ts';
import type { AnyResolved, Proposal } from './client.ts';
import { Emitted } from './emitted.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';

type Options = Record<string, unknown>;

const plain = (walk: Walk, type = 'T'): Proposal => walk.words.jsonEvent({ type, data: {} });
const few = (walk: Walk, count: number): Proposal[] =>
  Array.from({ length: count }, () => plain(walk));

async function put(walk: Walk, stream: string, count: number): Promise<bigint> {
  const done = (await walk.append(stream, few(walk, count), 'any')) as {
    readonly position: { readonly commit: bigint };
  };
  return done.position.commit;
}

/** Subscribes, does something while it is live, unsubscribes, and says what was emitted. */
async function watched(
  walk: Walk,
  subscribe: () => Emitted,
  live: (emitted: Emitted) => Promise<void> = async () => undefined,
): Promise<Emitted> {
  const emitted = subscribe();
  await emitted.quiet(1);
  await live(emitted);
  await emitted.quiet();
  if (!emitted.items.some((item) => item.startsWith('error'))) await emitted.unsubscribe();
  return emitted;
}

const toStream = (walk: Walk, stream: string, options: Options = {}): Emitted =>
  new Emitted(walk, walk.client.subscribeToStream(walk.stream(stream), options));

const ORDER: Script = {
  async step(walk, { call }, index) {
    const emitted = await walk.once('run', async () => {
      await put(walk, 'S', 5);
      const one = toStream(walk, 'S');
      await one.quiet(1);
      await put(walk, 'S', 1);
      await put(walk, 'S', 1);
      await one.quiet();
      const before = one.folded();
      const id = typeof one.subscription.id;
      await one.unsubscribe();
      return { before, after: one.folded().slice(before.length), id };
    });
    if (call.startsWith('type of')) return { ok: emitted.id };
    return { ok: index === 0 ? emitted.before : emitted.after };
  },
};

/** From each place of a stream that grows by one append for each row. */
const FROM: Script = {
  async step(walk, { call }) {
    await walk.once('five', () => put(walk, 'S', 5));
    const place = /from (\S+?)(?:,| |$)/.exec(call)?.[1] ?? '';
    const fromRevision = place === 'END' ? 'end' : BigInt(place.replace('n', ''));
    const emitted = await watched(
      walk,
      () => toStream(walk, 'S', { fromRevision }),
      async () => void (await put(walk, 'S', 1)),
    );
    return { ok: emitted.folded() };
  },
};

const MISSING: Script = {
  async step(walk, _, index) {
    const stream = `S${index}`;
    const options = index === 1 ? { fromRevision: 3n } : index === 2 ? { fromRevision: 'end' } : {};
    const emitted = await watched(
      walk,
      () => toStream(walk, stream, options),
      async () => {
        if (index === 0) await put(walk, stream, 2);
        if (index === 1) await put(walk, stream, 6);
      },
    );
    return { ok: emitted.folded() };
  },
};

const GONE: Script = {
  async step(walk, _, index) {
    const { client } = walk;
    const name = walk.stream('S');
    if (index === 0) {
      await put(walk, 'S', 3);
      await client.deleteStream(name);
    }
    const emitted = await watched(
      walk,
      () => toStream(walk, 'S'),
      async (one) => {
        if (index === 0) await put(walk, 'S', 1);
        if (index !== 1) return;
        await client.deleteStream(name);
        await one.quiet();
        await client.tombstoneStream(name);
      },
    );
    return { ok: emitted.folded() };
  },
};

/** When it is said that all has come, against what a loop has been handed. */
const SLOW: Script = {
  async step(walk) {
    await put(walk, 'S', 200);
    const subscription = walk.client.subscribeToStream(walk.stream('S'));
    let handed = 0;
    let atCaughtUp = -1;
    subscription.on('caughtUp', () => (atCaughtUp = handed));
    for await (const _ of subscription) {
      handed += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (handed === 200) break;
    }
    const inTime = atCaughtUp >= 180 && atCaughtUp <= 199;
    return { ok: inTime ? 'between 180 and 199: before the loop had all events' : atCaughtUp };
  },
};

/** Subscriptions to everything: events of this scenario are numbered in order of their places. */
const ALL: Script = {
  async step(walk, { call }) {
    const places = await walk.once('five', async () => {
      const found: bigint[] = [];
      for (let i = 0; i < 5; i++) found.push(await put(walk, 'S', 1));
      return found;
    });
    const shown = ({ event }: AnyResolved): string => String(event?.revision);
    const commit = placeOf(call, places);
    const fromPosition = commit === null ? 'end' : { commit, prepare: commit };
    const emitted = await watched(
      walk,
      () => new Emitted(walk, walk.client.subscribeToAll({ fromPosition }), shown),
      async () => {
        if (call.includes('live append')) await put(walk, 'S', 1);
      },
    );
    return { ok: emitted.folded() };
  },
};

function placeOf(call: string, places: readonly bigint[]): bigint | null {
  if (call.includes('END')) return null;
  if (call.includes('1,000,000 beyond')) return (places.at(-1) ?? 0n) + 10_000_000n;
  const [, event, more] = /position of event (\d)(?:.*plus (\d))?/.exec(call) ?? [];
  return (places[Number(event)] ?? 0n) + BigInt(more ?? 0);
}

const ONE_APPEND: Script = {
  async step(walk, _, index) {
    const read = await walk.once('five', async () => {
      await put(walk, 'S', 5);
      const found: AnyResolved[] = [];
      for await (const one of walk.client.readStream(walk.stream('S'))) found.push(one);
      return found;
    });
    const commits = read.map(({ event }) => event?.position?.commit);
    if (index === 0) return { ok: new Set(commits).size === 5 };
    const fromPosition = read[2]?.event?.position;
    const emitted = await watched(
      walk,
      () => new Emitted(walk, walk.client.subscribeToAll({ fromPosition })),
    );
    return { ok: emitted.folded() };
  },
};

const FILTERS: Script = {
  async step(walk, { call }) {
    const run = walk.id('run');
    const [ab, b] = [`flt${run}-ab`, `flt${run}-b`];
    const from = await walk.once('events', async () => {
      const put1 = async (stream: string, type: string): Promise<bigint> => {
        const { position } = (await walk.client.appendToStream(stream, plain(walk, type))) as {
          readonly position: { readonly commit: bigint };
        };
        return position.commit;
      };
      const start = await put1(`other${run}`, 'First');
      await put1(`${ab}-1`, 'TypeOne');
      await put1(`${ab}-1`, 'TypeTwo');
      await put1(`other${run}`, 'Unrelated');
      await put1(`other${run}`, '$sys');
      await put1(`${b}-1`, 'typeOne');
      await put1(`${b}-1`, 'Typ');
      await walk.client.setStreamMetadata(`${ab}-1`, { maxCount: 100 });
      return start;
    });
    const { streamNameFilter, eventTypeFilter, excludeSystemEvents } = walk.words;
    const filters: readonly (readonly [string, unknown])[] = [
      ['prefixes [flt-ab]', streamNameFilter({ prefixes: [ab] })],
      ['prefixes [flt-ab, flt-b]', streamNameFilter({ prefixes: [ab, b] })],
      ['streamNameFilter regex', streamNameFilter({ regex: `^flt${run}.*b-1$` })],
      ['eventTypeFilter prefixes', eventTypeFilter({ prefixes: ['Type'] })],
      ['eventTypeFilter regex', eventTypeFilter({ regex: '[Tt]ype' })],
      ['excludeSystemEvents', excludeSystemEvents()],
      ['no filter', undefined],
      ['prefixes [$$flt]', streamNameFilter({ prefixes: [`$$flt${run}`] })],
      ['empty prefixes', streamNameFilter({ prefixes: [] })],
      ['malformed regex', streamNameFilter({ regex: '(' })],
    ];
    const filter = filters.find(([words]) => call.includes(words))?.[1];
    const fromPosition = { commit: from, prepare: from };
    const options = filter === undefined ? { fromPosition } : { fromPosition, filter };
    const emitted = await watched(
      walk,
      () => new Emitted(walk, walk.client.subscribeToAll(options)),
    );
    const events = [...emitted.events];
    return {
      ok: emitted.items.map((item) => {
        if (!item.startsWith('event ')) return item;
        const { event } = events.shift() ?? {};
        const stream = event?.streamId.replace(`flt${run}-`, 'flt').replace(`other${run}`, 'other');
        return `${event?.type}@${stream}`;
      }),
    };
  },
};

const THROWING: Script = {
  async step(walk, _, index) {
    const run = await walk.once('run', async () => {
      await put(walk, 'S', 50);
      const seen: [string[], string[]] = [[], []];
      const follow = async (which: 0 | 1, most: number): Promise<string> => {
        for await (const { event } of walk.client.subscribeToStream(walk.stream('S'))) {
          seen[which].push(event?.id ?? '');
          if (which === 0 && seen[0].length === most) throw new Error('consumer');
          if (which === 1 && seen[1].length === most) return 'all';
        }
        return 'ended';
      };
      const first = follow(0, 50).catch((error: unknown) => (error as Error).message);
      const other = follow(1, 400);
      for (let i = 0; i < 7; i++) await put(walk, 'S', 50);
      return { first: await first, other: await other, seen };
    });
    if (index === 0) return { ok: run.seen[0].join() === run.seen[1].slice(0, 50).join() };
    return { ok: index === 1 ? run.seen[1].length : run.first };
  },
};

/** The ways in which a loop over a subscription ends. */
const ENDING: Script = {
  async step(walk, _, index) {
    await walk.once('three', () => put(walk, 'S', 3));
    const subscription = walk.client.subscribeToStream(walk.stream('S'));
    subscription.on('error', () => undefined);
    let count = 0;
    const loop = async (leave: boolean): Promise<string> => {
      try {
        for await (const _ of subscription) if (++count === 3 && leave) break;
        return leave ? 'ended' : 'loop ended normally';
      } catch (error) {
        return `loop threw Error ${(error as Error).message}`;
      }
    };
    const looping = loop(index === 2 || index === 3);
    while (count < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    if (index < 2) await subscription.unsubscribe();
    if (index === 4) subscription.destroy();
    const ended = await looping;
    if (index === 3) return { ok: subscription.destroyed };
    return { ok: index === 1 ? count : ended };
  },
};

const DISPOSED: Script = {
  isAlone: true,
  async step(walk, { call }) {
    const looping = walk.once('loop', async () => {
      await walk.append('S', [plain(walk)], 'any');
      let seen: () => void = () => undefined;
      const first = new Promise<void>((resolve) => (seen = resolve));
      const loop = (async () => {
        for await (const _ of walk.client.subscribeToStream(walk.stream('S'))) seen();
        return 'loop ended normally';
      })();
      await first;
      return { loop };
    });
    const { loop } = await looping;
    if (call.startsWith('dispose')) return walk.outcome(() => walk.client.dispose());
    if (call.startsWith('within')) return { ok: await loop };
    if (call.startsWith('append'))
      return walk.outcome(() => walk.append('S', [walk.event('e1')], 'any'));
    return walk.outcome(async () => (await walk.read('S')).map((text) => text.replace(':-', ':T')));
  },
};

/** The reply is swallowed and the connection cut; then the same through another client. */
const LOST: Script = {
  isAlone: true,
  async before(walk) {
    await walk.append('S', [walk.event('e1')], 'any');
    const proxy = await new Proxy(() => walk.server.port).start();
    walk.memo['proxy'] = proxy;
    walk.memo['cut'] = walk.connect(proxy.address);
  },
  async step(walk, { call }) {
    const proxy = walk.memo['proxy'] as Proxy;
    const cut = walk.memo['cut'] as Walk['client'];
    const events = ['e2', 'e3'].map((symbol) => walk.event(symbol));
    if (call.includes('reply swallowed')) {
      // Connected beforehand, so that only the reply is lost.
      for await (const _ of cut.readStream(walk.stream('S'))) break;
      await cut.appendToStream(walk.stream('warm'), [plain(walk)], walk.appendOptions('any'));
      proxy.swallow(true);
      const lost = walk.outcome(() =>
        cut.appendToStream(walk.stream('S'), events, walk.appendOptions('0n')),
      );
      while ((walk.server.log.stream(walk.stream('S'))?.entries.length ?? 0) < 3)
        await new Promise((resolve) => setTimeout(resolve, 5));
      proxy.cutAll();
      return lost;
    }
    if (!call.startsWith('next append')) return undefined;
    proxy.swallow(false);
    const next = await walk.outcome(() =>
      cut.appendToStream(walk.stream('S'), [walk.event('e4')], walk.appendOptions('any')),
    );
    await proxy.stop();
    return next;
  },
  // A connection may be told to be dropped, or reset.
  race: (recorded, actual, index) =>
    index === 0 && 'error' in actual && 'error' in recorded
      ? /"type":"unavailable".*"code":14/s.test(JSON.stringify(actual.error))
      : null,
};

// Recorded the same for both ways of appending: the recorder passed no credentials here.
const append = (walk: Walk): Promise<unknown> =>
  walk.client.appendToStream(walk.stream('S'), [walk.event('e1')]);

const DOWN: Script = {
  hasOwnServer: true,
  async before(walk) {
    await walk.server.stop();
  },
  async step(walk, { call }) {
    const { client } = walk;
    const name = walk.stream('S');
    if (call.startsWith('append with the same')) {
      await walk.server.start();
      const deadline = performance.now() + 5_000;
      for (;;) {
        const done = await walk.outcome(() => append(walk));
        if ('ok' in done) return { ok: true };
        if (performance.now() > deadline) return done;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    if (call.startsWith('append')) return walk.outcome(() => append(walk));
    if (call === 'read') return walk.outcome(() => walk.read('S'));
    if (call === 'deleteStream') return walk.outcome(() => client.deleteStream(name));
    const emitted = toStream(walk, 'S');
    await emitted.quiet(1);
    return { ok: emitted.items.filter((item) => item.startsWith('error')) };
  },
};

/** The scripts of section F. */
export function subscriptionScript(name: string): Script {
  if (name.startsWith('subscribeToStream from start of a stream of 5')) return ORDER;
  if (name.startsWith('subscribeToStream from revision 2')) return FROM;
  if (name.startsWith('subscribeToStream on a missing')) return MISSING;
  if (name.startsWith('Subscriptions to a soft-deleted')) return GONE;
  if (name.startsWith('caughtUp against delivery')) return SLOW;
  if (name.startsWith('subscribeToAll from a position')) return ALL;
  if (name.startsWith('A multi-event append and $all')) return ONE_APPEND;
  if (name.startsWith('Filters on subscribeToAll')) return FILTERS;
  if (name.startsWith('checkpointReached of a filtered')) return CHECKPOINTS;
  if (name.startsWith('Two subscribers')) return THROWING;
  if (name.startsWith('unsubscribe() during')) return ENDING;
  if (name.startsWith('dispose() of the client')) return DISPOSED;
  if (name.startsWith('Lost reply')) return LOST;
  return name.startsWith('Calls on a server that is down') ? DOWN : {};
}
