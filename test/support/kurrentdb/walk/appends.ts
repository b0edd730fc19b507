import type { Outcome } from './recording.ts';
import type { Answer, Script } from './run.ts';
import type { Walk } from './walk.ts';

/** The names behind the descriptions of section A. */
const NAMES: Readonly<Record<string, string>> = {
  'unicode with astral characters': 'ключ-金-😀',
  '200 characters': 'x'.repeat(200),
  '2000 characters': 'x'.repeat(2_000),
  '2000 three-byte characters': '金'.repeat(2_000),
  'spaces inside and at both ends': ' a b ',
  'a slash, a percent sign, a question mark and a hash': 'a/b%20c?d#e',
  'a newline and a tab': 'a\nb\tc',
  'a NUL character': 'a\u0000b',
  'one dollar sign at the start': '$one',
  'two dollar signs at the start (metadata stream of another stream)': '$$two',
  'three dollar signs': '$$$three',
  'an at sign': 'a@b',
  'a lone surrogate': 'rec-\ud800x',
  'a single dollar': '$',
  'the empty string': '',
  'a blank only': ' ',
  'the name $all': '$all',
  'the name $streams': '$streams',
};
const TYPES: Readonly<Record<string, string>> = {
  'the empty string': '',
  'a dollar sign at the start': '$type',
  '2000 characters': 'T'.repeat(2_000),
  unicode: 'тип-😀',
  '$>': '$>',
  'a newline': 'a\nb',
};

const BACK = /^read it back: (streamId|type) equals/;

/** Names of streams and types that are told by what they are like. */
function named(kind: 'Stream name' | 'Event type', scenario: string): Script {
  const description = scenario.replace(`${kind} with `, '');
  const isStream = kind === 'Stream name';
  const text = (walk: Walk): string => {
    const name = (isStream ? NAMES : TYPES)[description];
    if (name === undefined) throw new Error(`What is ${description}?`);
    // Both ways of appending are walked over one server; the recorder had two names as well.
    const isSecond = isStream && name !== '' && walk.variant.endsWith('classic');
    return isSecond ? `${name}c` : name;
  };
  return {
    async step(walk, { call }): Promise<Answer | undefined> {
      if (isStream) walk.nameStream('S', text(walk));
      const type = isStream ? 'T' : text(walk);
      if (call.startsWith('append '))
        return walk.outcome(() => walk.append('S', [walk.event('e1', { type })], 'any'));
      if (!BACK.test(call)) return undefined;
      return walk.outcome(() => readBack(walk, isStream ? null : type));
    },
  };
}

async function readBack(walk: Walk, type: string | null): Promise<unknown> {
  const found: unknown[] = [];
  for await (const { event } of walk.client.readStream(walk.stream('S'))) {
    if (event === undefined) continue;
    if (type !== null) {
      found.push(event.type === type);
      continue;
    }
    const isSame = event.streamId === walk.stream('S');
    const id = walk.symbolOf(event.id);
    found.push(isSame ? [true, id] : [false, id, JSON.stringify(event.streamId)]);
  }
  return found;
}

/** An id that is none, and what comes after it on the same client. */
const BAD_ID: Script = {
  isAlone: true,
  async step(walk, { call }) {
    if (call.includes('[id "not-a-uuid"]')) {
      const event = walk.words.jsonEvent({ id: 'not-a-uuid', type: 'T', data: {} });
      return walk.outcome(() => walk.append('S', [event], 'any'));
    }
    return walk.outcome(() => walk.append('S', [walk.event('e2')], 'any'));
  },
};

const BAD_AND_LATER: Script = {
  isAlone: true,
  async step(walk, { call }) {
    if (call.includes('[id "zzz"]')) {
      const event = walk.words.jsonEvent({ id: 'zzz', type: 'T', data: {} });
      return walk.outcome(() => walk.append('S', [event], 'any', { deadline: 1_000 }));
    }
    if (call.startsWith('unhandled rejections')) {
      // The second answer comes when the time of the request has run out.
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      return { ok: [] };
    }
    if (call.startsWith('dispose')) return walk.outcome(() => walk.client.dispose());
    return undefined;
  },
};

const isError = (outcome: Outcome): boolean => 'error' in outcome;

/** A deadline that may or may not have passed when the server looks: both are right. */
const DEADLINE: Script = {
  async step(walk, { call }) {
    if (!call.startsWith('read S: number')) {
      if (!call.startsWith('next append')) return undefined;
      return walk.outcome(() => walk.append('S', [walk.event('e3')], 'any'));
    }
    return walk.outcome(async () => (await walk.read('S')).length);
  },
  race(recorded, actual, index) {
    if (index === 0) return null;
    // Written although an error was told, not written, or written before the time was over.
    if (index === 1 && isError(recorded) === isError(actual)) return null;
    if (index === 1) return !isError(actual) || /deadline-exceeded/.test(JSON.stringify(actual));
    if (index === 2) return 'ok' in actual && (actual.ok === 1 || actual.ok === 2);
    return 'ok' in actual && /[12]n/.test(JSON.stringify(actual.ok));
  },
};

const FIFTY: Script = {
  async step(walk, { call }, index) {
    if (call.startsWith('append ')) return undefined;
    const outcomes = await walk.once('fifty', () =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          walk.outcome(() => walk.append('S', [walk.event(`e${i + 2}`)], '0n')),
        ),
      ),
    );
    const lost = outcomes.filter(isError);
    if (index === 1) return { ok: outcomes.length - lost.length };
    if (index === 2) return { ok: lost.length };
    const texts = lost.map((outcome) => {
      const error = ('error' in outcome ? outcome.error : {}) as Record<string, string>;
      const expected = error['expectedVersion'] ?? error['expectedState'] ?? '';
      const actual = error['actualVersion'] ?? error['actualState'] ?? '';
      return `${error['class']} ${expected.replace('n', '')} ${actual.replace('n', '')}`;
    });
    return { ok: [...new Set(texts)] };
  },
};

/** How often each way of appending was used. */
const METHODS: Script = {
  before: async (walk) => void (await walk.once('counts', async () => counts(walk))),
  async step(walk, { call }) {
    if (!call.startsWith('gRPC')) return undefined;
    const [append = 0, messages = 0] = await walk.once('counts', async () => counts(walk));
    const [appends = 0, batches = 0] = counts(walk);
    return { ok: { append: appends - append, batchAppendMessages: batches - messages } };
  },
};

function counts({ server }: Walk): readonly number[] {
  return [server.faults.count('append'), server.faults.count('batchMessages')];
}

/** Ten at once: at least one succeeds, the others may be told that their time ran out. */
function ten(name: string): Script {
  const [, word = ''] = /expecting (?:the )?(number 0|\w+):/.exec(name) ?? [];
  const expected = word === 'number 0' ? '0n' : word;
  const symbols = expected === 'no_stream' ? ['e1', 'e2', 'e3'] : ['e2', 'e3', 'e4'];
  return { step: tenTimes(symbols, expected), race: someSucceed };
}

function tenTimes(symbols: readonly string[], expected: string): NonNullable<Script['step']> {
  return async (walk, { call }) => {
    if (!call.startsWith('distinct outcomes')) return undefined;
    const events = symbols.map((symbol) => walk.event(symbol));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => walk.outcome(() => walk.append('S', events, expected))),
    );
    const texts = new Set(outcomes.map((one) => JSON.stringify(Object.values(one)[0])));
    const distinct = [...texts].map((text) => JSON.parse(text) as { readonly success?: boolean });
    return { ok: distinct.sort((a, b) => Number(b.success ?? 0) - Number(a.success ?? 0)) };
  };
}

// Recorded with both outcomes; on another day all ten succeed.
const someSucceed: NonNullable<Script['race']> = (recorded, actual) => {
  if (!('ok' in recorded) || !('ok' in actual) || !Array.isArray(recorded.ok)) return null;
  // Recorded with both; on another day all ten succeed.
  const isOfTen = recorded.ok.some((one) => typeof one === 'object');
  return isOfTen && Array.isArray(actual.ok) && actual.ok.length === 1
    ? (actual.ok[0] as { readonly success?: boolean }).success === true
    : null;
};

/** Appends of others between two steps. */
function after(count: number, where: 'other' | 'same'): Script {
  return {
    async step(walk, { call }, index) {
      if (index === 1)
        for (let i = 0; i < count / 250; i++)
          await walk.client.appendToStream(
            where === 'same' ? walk.stream('S') : `other-${i % 3}`,
            Array.from({ length: 250 }, () => walk.words.jsonEvent({ type: 'T', data: {} })),
          );
      if (!call.includes('(count, first ids')) return undefined;
      return walk.outcome(async () => {
        const ids = (await walk.read('S')).map((text) => text.split(':')[1]);
        // As many as the recorder wrote down.
        const shown = ids.length > 3 ? 3 : 2;
        return { count: ids.length, first: ids.slice(0, shown), last: ids.slice(-shown) };
      });
    },
  };
}

const RESTART: Script = {
  hasOwnServer: true,
  async step(walk, { call }) {
    if (!call.startsWith('kill -9')) return undefined;
    await walk.server.restart();
    walk.client = walk.connect();
    return { ok: 'done' };
  },
};

const CONTENTS: Script = {
  repeated: { type: 'Other', data: { other: true } },
  async step(walk, { call }) {
    if (!call.startsWith('types and data')) return undefined;
    return walk.outcome(async () => {
      const found: unknown[] = [];
      for await (const { event } of walk.client.readStream(walk.stream('S')))
        found.push([event?.type, event?.data]);
      return found;
    });
  },
};

/** The scripts of sections A and B, by what a scenario's name begins with or ends with. */
export function appendScript(name: string): Script {
  if (name.startsWith('Stream name with ')) return named('Stream name', name);
  if (name.startsWith('Event type with ')) return named('Event type', name);
  if (name.startsWith('An event id that is not')) return BAD_ID;
  if (name.startsWith('A bad request (event id')) return BAD_AND_LATER;
  if (name.startsWith('Append with the call option deadline')) return DEADLINE;
  if (name.startsWith('Fifty concurrent')) return FIFTY;
  if (name.startsWith('Passing credentials')) return METHODS;
  if (name.startsWith('throwOnAppendFailure=false'))
    return { connection: '&throwOnAppendFailure=false' };
  if (name.endsWith('ten concurrent identical appends')) return ten(name);
  if (name.endsWith('other data and type')) return CONTENTS;
  if (name.endsWith('events in other streams')) return after(1_000, 'other');
  if (name.endsWith('events in the same stream')) return after(1_000, 'same');
  if (name.startsWith('Exact repeat after a kill -9')) return RESTART;
  return {};
}
