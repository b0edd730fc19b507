import { randomBytes, randomUUID } from 'node:crypto';
import type { Proposal } from './client.ts';
import type { Outcome } from './recording.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';

const MIB = 1_048_576;
const AFTER = /^append (?:to another stream|S\d afterwards|W afterwards)/;

/** An event of so many bytes. */
function binary(walk: Walk, bytes: number, more: Record<string, unknown> = {}): Proposal {
  const data = new Uint8Array(randomBytes(bytes));
  return walk.words.binaryEvent({ type: 'T', data, ...more });
}

const many = (walk: Walk, count: number, bytes: number): Proposal[] =>
  Array.from({ length: count }, () => binary(walk, bytes));

const accepted = async (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );

/** The recorded largest number if it is taken and one more is not; else what came of both. */
async function largest(recorded: unknown, take: (n: number) => Promise<boolean>): Promise<unknown> {
  const most = Number(recorded);
  const [fits, over] = [await take(most), await take(most + 1)];
  return fits && !over ? most : { fits, over };
}

const appendOf = (walk: Walk, events: unknown, expected = 'any', stream = 'S'): Promise<unknown> =>
  walk.append(stream, events, expected);

const fresh = (walk: Walk, events: unknown): Promise<boolean> =>
  accepted(walk.client.appendToStream(`w-${randomUUID()}`, events, walk.appendOptions('any')));

/** One event of a size, and what is there afterwards. */
const ONE: Script = {
  async step(walk, { call }) {
    const size = /one binary event of (\d+) bytes/.exec(call)?.[1];
    if (size !== undefined)
      return walk.outcome(() => appendOf(walk, binary(walk, Number(size)), 'any'));
    if (call.startsWith('read S: number'))
      return walk.outcome(async () => (await walk.read('S')).length);
    return AFTER.test(call)
      ? walk.outcome(() => appendOf(walk, [walk.event('e1')], 'any', 'other'))
      : undefined;
  },
};

/** Limits found by bisection: both sides of the recorded one are tried. */
function bisection(name: string): Script {
  const take = (walk: Walk): ((n: number) => Promise<boolean>) => {
    const thousand = (count: number): Proposal[] => many(walk, count, 1_000);
    if (name.includes('type of 101 characters'))
      return (n) => fresh(walk, binary(walk, n, { type: 'T'.repeat(101) }));
    if (name.includes('three-byte characters'))
      return (n) => fresh(walk, binary(walk, n, { type: '金'.repeat(100) }));
    if (name.includes('metadata of 1,000 bytes'))
      return (n) => fresh(walk, binary(walk, n, { metadata: new Uint8Array(1_000) }));
    if (name.includes('two events')) return (n) => fresh(walk, [...thousand(1), binary(walk, n)]);
    if (name.includes('eleven events'))
      return (n) => fresh(walk, [...thousand(10), binary(walk, n)]);
    if (name.includes('stream name of 1,000'))
      return (n) => {
        const stream = randomUUID().padEnd(1_000, 'x');
        const options = walk.appendOptions('no_stream');
        return accepted(walk.client.appendToStream(stream, binary(walk, n), options));
      };
    return (n) => fresh(walk, binary(walk, n));
  };
  return {
    async step(walk, step) {
      return { ok: await largest('ok' in step ? step.ok : null, take(walk)) };
    },
  };
}

const bytesOf = (value: unknown): number => (value instanceof Uint8Array ? value.length : -1);

const METADATA: Script = {
  async step(walk, { call }) {
    const bytes = async (): Promise<unknown> => {
      for await (const { event } of walk.client.readStream(walk.stream('S')))
        return [[bytesOf(event?.data), bytesOf(event?.metadata)]];
      return [];
    };
    if (call === 'append S expect any') {
      const { size } = walk.memo as { readonly size?: number };
      return walk.outcome(() =>
        appendOf(walk, binary(walk, 10, { metadata: new Uint8Array(size ?? 0).fill(1) })),
      );
    }
    return call.startsWith('read back') ? walk.outcome(bytes) : undefined;
  },
};

const JSON_BYTES: Script = {
  async step(walk, step, index) {
    const count = (n: number): Promise<boolean> =>
      fresh(walk, walk.words.jsonEvent({ type: 'T', data: { s: 'é'.repeat(n) } }));
    if (index === 0) return { ok: await largest('ok' in step ? step.ok : null, count) };
    return { ok: Buffer.byteLength(JSON.stringify({ s: 'é'.repeat(524_284) })) };
  },
};

const COUNT: Script = {
  step: async (walk, step) => ({
    ok: await largest('ok' in step ? step.ok : null, (n) => fresh(walk, many(walk, n, 1_000))),
  }),
};

const EMPTY: Script = {
  async step(walk, { call }) {
    const count = Number(/append (\d+) events/.exec(call)?.[1]);
    return walk.outcome(() => appendOf(walk, many(walk, count, 0), 'no_stream', `S${count}`));
  },
};

const TOO_MANY: Script = {
  async step(walk, { call }) {
    if (!call.includes('1,200 events')) return undefined;
    return walk.outcome(() => appendOf(walk, many(walk, 1_200, 1_000), 'no_stream'));
  },
};

const BOTH: Script = {
  step: (walk) => walk.outcome(() => appendOf(walk, binary(walk, 1.5 * MIB), '5n')),
};

/** 10,000 small events in one append, while somebody asks for the head. */
const BATCH: Script = {
  async step(walk, { call }) {
    const chunked = call.startsWith('(note)') ? 'left out' : undefined;
    if (chunked !== undefined) return chunked;
    const run = await walk.once('batch', () => appendWatched(walk));
    if (call.startsWith('append S 10,000')) return run.outcome;
    if (call.startsWith('heads')) return { ok: run.heads };
    if (call.startsWith('request messages')) return { ok: run.messages };
    if (call.startsWith('exact repeat'))
      return walk.outcome(() => appendOf(walk, run.events, 'no_stream'));
    return walk.outcome(async () => {
      const read: string[] = [];
      for await (const { event } of walk.client.readStream(walk.stream('S')))
        read.push(`${event?.revision} ${JSON.stringify(event?.data)}`);
      const inOrder = read.every((one, i) => one === `${i} {"i":${i}}`);
      return { n: read.length, ok: inOrder };
    });
  },
  // What a poller happens to see is none of the append, or all of it.
  race: (recorded, actual) =>
    'ok' in recorded && Array.isArray(recorded.ok) && 'ok' in actual && Array.isArray(actual.ok)
      ? actual.ok.every((head) => (recorded.ok as unknown[]).includes(head))
      : null,
};

interface Watched {
  readonly events: readonly Proposal[];
  readonly outcome: Outcome;
  readonly heads: readonly string[];
  readonly messages: number;
}

async function appendWatched(walk: Walk): Promise<Watched> {
  const events = Array.from({ length: 10_000 }, (_, i) =>
    walk.words.jsonEvent({ type: 'T', data: { i } }),
  );
  const heads = new Set<string>();
  let isDone = false;
  const watch = async (): Promise<void> => {
    while (!isDone) {
      const options = { direction: 'backwards', fromRevision: 'end', maxCount: 1 };
      const [head] = await walk.read('S', options).catch(() => ['stream-not-found:']);
      heads.add(head?.split(':')[0] ?? '');
    }
  };
  const before = walk.server.faults.count('batchMessages');
  const { batchAppendSize } = walk.memo as { readonly batchAppendSize?: number };
  const options = batchAppendSize === undefined ? {} : { batchAppendSize };
  const watching = watch();
  const outcome = await walk.outcome(() => walk.append('S', events, 'no_stream', options));
  isDone = true;
  await watching;
  const messages = walk.server.faults.count('batchMessages') - before;
  return { events, outcome, heads: [...heads].sort(), messages };
}

/** A large event beside another append that is under way. */
function beside(name: string): Script {
  const bytes = Number(/One event of ([\d.]+) MiB/.exec(name)?.[1]) * MIB;
  return {
    async step(walk, { call }, index) {
      if (index === 0) return undefined;
      const run = await walk.once('both', async () => {
        const events = Array.from({ length: 2_000 }, () =>
          walk.words.jsonEvent({ type: 'T', data: {} }),
        );
        const other = walk.outcome(() => appendOf(walk, events, 'any', 'S2'));
        const large = walk.outcome(() => appendOf(walk, binary(walk, bytes)));
        return { other: await other, large: await large };
      });
      if (call.startsWith('append S one')) return run.large;
      if (call.startsWith('append S2')) return run.other;
      return walk.outcome(() => appendOf(walk, [walk.event('e9')], 'any', 'S3'));
    },
  };
}

const TEN: Script = {
  async step(walk) {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        walk.outcome(() => appendOf(walk, binary(walk, 900 * 1_024), 'any', `S${i}`)),
      ),
    );
    const texts = outcomes.map((one) => {
      if ('error' in one) return JSON.stringify(one.error);
      const { nextExpectedRevision } = ('ok' in one ? one.ok : {}) as Record<string, string>;
      return `ok ${nextExpectedRevision?.replace('n', '')}`;
    });
    return { ok: [...new Set(texts)] };
  },
};

/** The scripts of section C. */
export function sizeScript(name: string): Script {
  if (name.startsWith('One binary event whose data is')) return ONE;
  if (name.startsWith('Append size limit by bisection')) return bisection(name);
  if (name.startsWith('Metadata is not counted')) {
    const mib = Number(/metadata of (\d+) MiB/.exec(name)?.[1]);
    const size = mib * MIB + (name.includes('+ 1') ? 1 : 0);
    return { ...METADATA, before: async (walk) => void Object.assign(walk.memo, { size }) };
  }
  if (name.startsWith('JSON event: the limit')) return JSON_BYTES;
  if (name.startsWith('Many events of 1,000 bytes')) return COUNT;
  if (name.startsWith('Many events with empty data')) return EMPTY;
  if (name.startsWith('Events whose sum exceeds')) return TOO_MANY;
  if (name.startsWith('Too large and wrong expectation')) return BOTH;
  if (name.includes('batchAppendSize 10,000'))
    return {
      ...BATCH,
      before: async (walk) => void Object.assign(walk.memo, { batchAppendSize: 10_000 }),
    };
  if (name.startsWith('Batch of 10,000')) return BATCH;
  if (name.startsWith('One event of ')) return beside(name);
  return name.startsWith('Ten appends of 900 KiB') ? TEN : {};
}
