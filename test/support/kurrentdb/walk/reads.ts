import type { AnyResolved, Proposal } from './client.ts';
import { appendRaw } from './raw-append.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';

type Options = Record<string, unknown>;

/** Takes so many events of a read, as symbols; what has none is another's. */
async function symbolsOf(
  walk: Walk,
  reading: AsyncIterable<AnyResolved>,
  most: number,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of reading) {
    const symbol = walk.symbolOf(event?.id ?? '');
    found.push(symbol === '-' ? 'other' : symbol);
    if (found.length >= most) break;
  }
  return found;
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

const positionOf = (done: unknown): bigint =>
  (done as { readonly position: { readonly commit: bigint } }).position.commit;

/** What a fresh node has in its log; the server is as if nobody had written. */
const FRESH: Script = {
  hasOwnServer: true,
  async step(walk, { call }) {
    if (call.startsWith('after kill')) {
      await walk.server.restart();
      walk.client = walk.connect();
    }
    const options = call.includes('backwards')
      ? { direction: 'backwards', fromPosition: 'end' }
      : {};
    return walk.outcome(async () => {
      // Other scenarios wrote to this server after its own first record.
      const read = (await all(walk.client.readAll({ ...options }))).filter(
        ({ event }) => event?.streamId === '$$$scavenges',
      );
      if (call.includes('count')) return read.length;
      return read.map(({ event }) =>
        call.startsWith('after kill')
          ? `${event?.type} ${event?.streamId}@${event?.revision}`
          : {
              stream: event?.streamId,
              revision: Number(event?.revision),
              type: event?.type,
              isJson: event?.isJson,
              data: event?.data,
              position: event?.position,
            },
      );
    });
  },
};

const LATE: Script = {
  async step(walk, { call }) {
    if (call.startsWith('const it')) {
      const reading = walk.client.readStream(walk.stream('S'));
      return { ok: typeof reading };
    }
    return walk.outcome(() => walk.read('S'));
  },
};

/** Positions of $all: boundaries, both ends and beyond. */
const EVERYTHING: Script = {
  async before(walk) {
    for (let i = 0; i < 8; i++)
      await walk.append('before', [walk.words.jsonEvent({ type: 'T', data: {} })], 'any');
  },
  async step(walk, { call }, index) {
    const at = await walk.once('appends', async () => {
      const places: bigint[] = [];
      for (const n of [1, 2, 3, 4, 5])
        places.push(positionOf(await walk.append('S', [walk.event(`e${n}`)], 'any')));
      return places;
    });
    if (index === 0) return { ok: at.map((place) => `pos ${place}`) };
    if (call.startsWith('distance'))
      return { ok: (at[2] ?? 0n) - (at[1] ?? 0n) === (at[3] ?? 0n) - (at[2] ?? 0n) };
    if (call.startsWith('readAll forwards from {0,0}')) {
      const first = async (fromPosition: unknown): Promise<unknown> => {
        for await (const { event } of walk.client.readAll({ fromPosition })) return event?.id;
        return null;
      };
      const zero = { commit: 0n, prepare: 0n };
      return { ok: (await first(zero)) === (await first('start')) };
    }
    if (call.startsWith('readAll maxCount 0')) {
      const never = all(walk.client.readAll({ maxCount: 0 })).then(() => 'ended');
      never.catch(() => undefined);
      const end = await Promise.race([never, new Promise((r) => setTimeout(r, 300, 'pending'))]);
      return end === 'pending' ? { pending: 'no answer within 20000 ms' } : { ok: end };
    }
    const most = Number(/first (\d+) seen/.exec(call)?.[1] ?? 6);
    const options = { direction: call.split(' ')[1], fromPosition: placeOf(call, at) };
    return walk.outcome(() => symbolsOf(walk, walk.client.readAll(options), most));
  },
};

function placeOf(call: string, at: readonly bigint[]): unknown {
  if (call.includes('from END')) return 'end';
  if (call.includes('from START')) return 'start';
  const e = (n: number): bigint => at[n - 1] ?? 0n;
  const same = (commit: bigint): unknown => ({ commit, prepare: commit });
  if (call.includes('10^15')) return same(10n ** 15n);
  if (call.includes('1,000,000 beyond e5')) return same(e(5) + 1_000_000n);
  if (call.includes('prepare 0')) return { commit: e(3), prepare: 0n };
  if (call.includes('prepare of e1')) return { commit: e(3), prepare: e(1) };
  if (call.includes('prepare beyond')) return { commit: e(3), prepare: e(3) + 1n };
  const [, name, more] = /position of e(\d)(?: ([+-]\d+))?/.exec(call) ?? [];
  return same(e(Number(name)) + BigInt(more?.replace('+', '') ?? 0));
}

/** The whole of an event in each way of reading. */
const WHOLE: Script = {
  async step(walk, { call }) {
    if (call.startsWith('append')) {
      const { jsonEvent, binaryEvent } = walk.words;
      const own = { $correlationId: 'c-1', $causationId: 'c-2', own: 1 };
      const events: Proposal[] = [
        jsonEvent({
          id: walk.id('e1'),
          type: 'A',
          data: { a: 1, b: [null, true, 'é'] },
          metadata: own,
        }),
        jsonEvent({ id: walk.id('e2'), type: 'A', data: 'a text' }),
        binaryEvent({
          id: walk.id('b1'),
          type: 'B',
          data: new Uint8Array([0, 255, 1]),
          metadata: new Uint8Array([254, 1]),
        }),
        binaryEvent({ id: walk.id('b2'), type: 'B', data: new Uint8Array(0) }),
      ];
      return walk.outcome(() => walk.append('S', events, 'no_stream'));
    }
    const inFull = async (source: AsyncIterable<AnyResolved>, most = 9): Promise<unknown> => {
      const found: unknown[] = [];
      for await (const one of source) {
        found.push(walk.resolved(one));
        if (found.length === most) break;
      }
      return found;
    };
    const { client } = walk;
    const read = await all(client.readStream(walk.stream('S')));
    const last = { direction: 'backwards', fromPosition: 'end', maxCount: 4 };
    if (call === 'read S') return { ok: read.map((one) => walk.resolved(one)) };
    if (call.startsWith('readAll')) return { ok: await inFull(client.readAll(last)) };
    if (call.startsWith('subscribeToStream'))
      return { ok: await inFull(client.subscribeToStream(walk.stream('S')), 2) };
    if (call.startsWith('subscribeToAll')) {
      const fromPosition = read[1]?.event?.position;
      return { ok: await inFull(client.subscribeToAll({ fromPosition }), 1) };
    }
    return { ok: read.map(({ event }) => walk.value(event?.position)) };
  },
};

const CREATED: Script = {
  async step(walk, _, index) {
    const dates = await walk.once('dates', async () => {
      for (let i = 0; i < 8; i++) await walk.append('S', [walk.event(`e${i}`)], 'any');
      const stream = await all(walk.client.readStream(walk.stream('S')));
      const ids = new Set(stream.map(({ event }) => event?.id));
      const own = (await all(walk.client.readAll())).filter(({ event }) => ids.has(event?.id));
      const live: AnyResolved[] = [];
      for await (const one of walk.client.subscribeToStream(walk.stream('S')))
        if (live.push(one) === 8) break;
      const of = (events: readonly AnyResolved[]): number[] =>
        events.map(({ event }) => event?.created.getTime() ?? 0);
      return { subscribe: of(live), readStream: of(stream), readAll: of(own) };
    });
    const whole = (times: readonly number[]): boolean => times.every((ms) => ms % 1_000 === 0);
    if (index === 0)
      return {
        ok: {
          subscribe: whole(dates.subscribe),
          readStream: whole(dates.readStream),
          readAll: whole(dates.readAll),
        },
      };
    if (index === 1) return { ok: dates.readStream.join() === dates.subscribe.join() };
    const now = performance.timeOrigin + performance.now();
    return { ok: dates.subscribe.every((ms) => Math.abs(ms - now) < 2_000) };
  },
};

const IDS: Script = {
  isAlone: true,
  async step(walk, { call }) {
    const event = (id: string): Proposal => walk.words.jsonEvent({ id, type: 'T', data: {} });
    if (call.includes('all-zero'))
      return walk.outcome(() =>
        walk.append('S', [event('00000000-0000-0000-0000-000000000000')], 'any'),
      );
    const given = /\[([^\]]+)\]/.exec(call)?.[1]?.split(', ');
    if (given !== undefined) return walk.outcome(() => walk.append('S', given.map(event), 'any'));
    const read = await all(walk.client.readStream(walk.stream('S')));
    return { ok: read.map(({ event: one }) => one?.id) };
  },
};

const VALUES: readonly unknown[] = [
  0,
  -1.5,
  1e21,
  'ü 😀 \u0000 \u2028',
  '',
  [],
  {},
  [[[[1]]]],
  JSON.parse('{"__proto__":1,"constructor":"x"}') as unknown,
  { b: 1, a: 2, '10': 3 },
  true,
];

const FIDELITY: Script = {
  async step(walk, _, index) {
    if (index === 0)
      return walk.outcome(() =>
        walk.append(
          'S',
          VALUES.map((data) => walk.words.jsonEvent({ type: 'T', data })),
          'any',
        ),
      );
    const read = await all(walk.client.readStream(walk.stream('S')));
    return {
      ok: read.map(({ event }, i) => JSON.stringify(event?.data) === JSON.stringify(VALUES[i])),
    };
  },
};

const LINKS: Script = {
  async step(walk, { call }) {
    const { client } = walk;
    const link = (n: number, text: string): Proposal =>
      walk.words.binaryEvent({
        id: walk.id(`l${n}`),
        type: '$>',
        data: new Uint8Array(Buffer.from(text)),
      });
    if (call.startsWith('append L')) {
      const [s, g, d] = ['S', 'G', 'D'].map((symbol) => walk.stream(symbol));
      const events = [link(1, `1@${s}`), link(2, `0@${g}`), link(3, `9@${s}`), link(4, `0@${d}`)];
      return walk.outcome(() => walk.append('L', events, 'any'));
    }
    const resolved = (): Promise<AnyResolved[]> =>
      all(client.readStream(walk.stream('L'), { resolveLinkTos: true }));
    if (call.endsWith('resolveLinkTos=true'))
      return {
        ok: (await resolved()).map(({ event, link: from }, i) =>
          event === undefined
            ? `no event, link ${from?.revision}`
            : `${event.revision}:${walk.symbolOf(event.id)} via link L@${i}`,
        ),
      };
    const nth = call.startsWith('first') ? 0 : call.startsWith('second') ? 1 : null;
    if (nth === null) return undefined;
    const one = (await resolved())[nth];
    if (one?.link === undefined) return { ok: null };
    const shown = walk.resolved(one) as { link: Options };
    const text = Buffer.from(one.link.data as Uint8Array).toString();
    const kind = (one.link.data as Uint8Array).constructor.name;
    const words = `${kind} of the text "${text.split('@')[0]}@" and a stream name`;
    return { ok: { ...shown, link: { ...shown.link, data: words } } };
  },
};

const EARLY: Script = {
  async before(walk) {
    await fill(walk, 20_000);
  },
  async step(walk, { call }) {
    const read = walk.client.readStream(walk.stream('S'));
    if (call.startsWith('break')) return { ok: (await symbolsOf(walk, read, 10)).length };
    if (call.startsWith('append'))
      return walk.outcome(() => walk.append('S2', [walk.event('e1')], 'any'));
    return { ok: (await all(read)).length };
  },
};

async function fill(walk: Walk, count: number): Promise<void> {
  const events = (n: number): Proposal[] =>
    Array.from({ length: n }, () => walk.words.jsonEvent({ type: 'T', data: { n: 1 } }));
  for (let i = 0; i < count; i += 5_000)
    await walk.append('S', events(Math.min(5_000, count - i)), 'any');
}

const MALFORMED: Script = {
  async before(walk) {
    const stream = walk.stream('S');
    await appendRaw(walk, stream, '{not json', 'application/json');
    await appendRaw(walk, stream, '{"a":1}', 'text/plain');
    await appendRaw(walk, stream, '', 'application/json');
  },
  async step(walk, { call }) {
    const found: unknown[] = [];
    const source = call.includes('readStream')
      ? walk.client.readStream(walk.stream('S'))
      : walk.client.subscribeToStream(walk.stream('S'));
    for await (const { event } of source) {
      const { data } = event ?? {};
      found.push([event?.isJson, data instanceof Uint8Array ? walk.value(data) : data]);
      if (found.length === 3) break;
    }
    return { ok: found };
  },
};

const GROWING: Script = {
  async step(walk, _, index) {
    const revisions = await walk.once('read', async () => {
      await fill(walk, 5_000);
      const seen: bigint[] = [];
      let growing: Promise<void> | null = null;
      for await (const { event } of walk.client.readStream(walk.stream('S'))) {
        growing ??= fill(walk, 2_000);
        seen.push(event?.revision ?? -1n);
      }
      await growing;
      return seen;
    });
    if (index === 0) return { ok: revisions.every((revision, i) => revision === BigInt(i)) };
    return { ok: revisions.length > 5_000 ? 'saw appended events' : revisions.length };
  },
  // How much is appended while it reads is a matter of speed.
  race: (_, actual, index) => (index === 1 ? 'ok' in actual && actual.ok !== null : null),
};

/** Reads of everything that the server filters: the newer client only. */
const FILTERED: Script = {
  async step(walk, { call }) {
    const { streamNameFilter, eventTypeFilter } = walk.words;
    walk.nameStream('aa', `fa.${walk.id('run')}`);
    walk.nameStream('ba', `fb.${walk.id('run')}`);
    const list = /^append (\w+) \[(e\d) (e\d)\]/.exec(call);
    if (list !== null) {
      const events = list.slice(2).map((symbol) => walk.event(symbol, { type: 'Type' }));
      return walk.outcome(() => walk.append(list[1] ?? '', events, 'no_stream'));
    }
    const [aa, ba] = [walk.stream('aa'), walk.stream('ba')];
    const filters: readonly (readonly [string, unknown])[] = [
      ['prefix of aa', streamNameFilter({ prefixes: [aa] })],
      ['prefixes of both', streamNameFilter({ prefixes: [aa, ba] })],
      ['regex matching nothing', streamNameFilter({ regex: 'nothing$' })],
      ['malformed regex', streamNameFilter({ regex: '(' })],
      ['streamName regex', streamNameFilter({ regex: `^f[ab].${walk.id('run')}$` })],
      ['dot is literal', streamNameFilter({ prefixes: [aa.replace('fa.', 'f..')] })],
      ['empty prefixes', streamNameFilter({ prefixes: [] })],
      ['prefix, maxCount', streamNameFilter({ prefixes: [aa, ba] })],
      ['prefix, backwards', streamNameFilter({ prefixes: [aa, ba] })],
      ['eventType', eventTypeFilter({ prefixes: ['Typ'] })],
    ];
    const filter = filters.find(([words]) => call.includes(words))?.[1];
    const maxCount = Number(/maxCount (\d)/.exec(call)?.[1] ?? /newest (\d)/.exec(call)?.[1] ?? 99);
    const backwards = { direction: 'backwards', fromPosition: 'end' };
    const options = { filter, maxCount, ...(call.includes('backwards') ? backwards : {}) };
    return walk.outcome(() => symbolsOf(walk, walk.client.readAll(options), 99));
  },
};

/** The scripts of section E. */
export function readScript(name: string): Script {
  if (name.startsWith('What $all holds')) return FRESH;
  if (name.startsWith('The error for a missing stream comes')) return LATE;
  if (name.startsWith('readAll from positions')) return EVERYTHING;
  if (name.startsWith('The whole resolved event')) return WHOLE;
  if (name.startsWith('created: milliseconds')) return CREATED;
  if (name.startsWith('Ids come back')) return IDS;
  if (name.startsWith('Fidelity of JSON')) return FIDELITY;
  if (name.startsWith('resolveLinkTos')) return LINKS;
  if (name.startsWith('Early break out of a read')) return EARLY;
  if (name.startsWith('Malformed JSON stored')) return MALFORMED;
  if (name.startsWith('A read of 5,000 events')) return GROWING;
  return name.startsWith('readAll with a server side filter') ? FILTERED : {};
}
