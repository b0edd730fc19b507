import { randomUUID } from 'node:crypto';
import { identifierOf } from '../wire.ts';
import type { WireCalls, Expectation, Reply, WireForm } from './wire-calls.ts';

/** One recorded call on the wire, made again; null for one that is left out. */
export type RawCall = (session: RawSession) => Promise<Reply>;

/** What the calls of the raw part work on: the streams of its one session. */
export class RawSession {
  readonly calls: WireCalls;
  readonly known: Record<string, string> = {};

  constructor(calls: WireCalls) {
    this.calls = calls;
  }

  /** The same id whenever it is asked for. */
  id(symbol: string): string {
    return (this.known[symbol] ??= randomUUID());
  }

  event(symbol: string): WireForm {
    return { id: this.id(symbol) };
  }

  /** What was there before the first recorded call. */
  async prepare(): Promise<void> {
    // As many records as a window of a search has.
    await this.calls.append(
      'other',
      Array.from({ length: 40 }, () => ({})),
      'any',
    );
    await this.calls.append('B1', [this.event('e22')], 'no_stream');
    await this.calls.append('B4', [this.event('known')], 'any');
    await this.calls.append('D1', [{}], 'any');
    await this.calls.append('D2', [{}], 'any');
  }
}

const NEW: WireForm = {};
const large: WireForm = { data: new Uint8Array(1_048_577) };
const append =
  (stream: string, events: readonly WireForm[], expected: Expectation, header = {}): RawCall =>
  ({ calls }) =>
    calls.append(stream, events, expected, { header });
const one =
  (stream: string, symbol: string, expected: Expectation, header = {}): RawCall =>
  (session) =>
    session.calls.append(stream, [session.event(symbol)], expected, { header });

interface BatchHow {
  readonly deadlineMs?: number | null;
  readonly most?: number;
  readonly ms?: number;
}

const batch =
  (
    stream: string,
    events: readonly WireForm[],
    expected: Expectation,
    { deadlineMs = 10_000, most = 1, ms = 1_500 }: BatchHow = {},
  ): RawCall =>
  ({ calls }) =>
    calls.batch([calls.batchRequest(randomUUID(), stream, events, { expected, deadlineMs })], {
      most,
      ms,
    });

/** All replies that come while the deadline of a request runs out, and a little longer. */
const late = (stream: string, events: readonly WireForm[], expected: Expectation): RawCall =>
  batch(stream, events, expected, { deadlineMs: 300, most: Infinity, ms: 700 });

type Options = Parameters<Parameters<WireCalls['read']>[0]>[0];

const ofStream =
  (
    stream: string,
    count: string | null,
    more: (options: Options, calls: WireCalls) => void = () => undefined,
    how = {},
  ): RawCall =>
  ({ calls }) =>
    calls.read((options) => {
      const { ReadReq } = calls.stubs.streams;
      const place = new ReadReq.Options.StreamOptions();
      place.setStreamIdentifier(identifierOf(calls.stubs, stream));
      place.setStart(new calls.stubs.shared.Empty());
      options.setStream(place);
      if (count === null) options.clearCount();
      else options.setCount(count);
      more(options, calls);
    }, how);

const ofAll =
  (
    position: string | null,
    count: string,
    more: (options: Options, calls: WireCalls) => void = () => undefined,
    how = {},
  ): RawCall =>
  ({ calls }) =>
    calls.read((options) => {
      const { ReadReq } = calls.stubs.streams;
      const all = new ReadReq.Options.AllOptions();
      if (position === null) all.setStart(new calls.stubs.shared.Empty());
      else {
        const at = new ReadReq.Options.Position();
        at.setCommitPosition(position);
        at.setPreparePosition(position);
        all.setPosition(at);
      }
      options.setAll(all);
      options.setCount(count);
      more(options, calls);
    }, how);

const subscribed = (options: Options, { stubs }: WireCalls): void => {
  options.setSubscription(new stubs.streams.ReadReq.Options.SubscriptionOptions());
};

const backwards = (options: Options, { stubs }: WireCalls): void => {
  options.setReadDirection(1);
  options.getStream()?.setEnd(new stubs.shared.Empty());
};

function prefixed(prefix: string, max: number | null) {
  return (options: Options, { stubs }: WireCalls): void => {
    const { FilterOptions } = stubs.streams.ReadReq.Options;
    const expression = new FilterOptions.Expression();
    expression.setPrefixList([prefix]);
    const filter = new FilterOptions();
    filter.setStreamIdentifier(expression);
    if (max === null) filter.setCount(new stubs.shared.Empty());
    else filter.setMax(max);
    filter.setCheckpointintervalmultiplier(1);
    options.setFilter(filter);
  };
}

const both =
  (...parts: readonly ((options: Options, calls: WireCalls) => void)[]) =>
  (options: Options, calls: WireCalls): void => {
    for (const part of parts) part(options, calls);
  };

const LEADER = { 'requires-leader': 'true' };
const BRIEF = { ms: 300 };

/** In the order of the recording: the calls stand on each other. */
export const RAW_CALLS: readonly (RawCall | null)[] = [
  ({ calls }) => calls.features(),
  ({ calls }) => calls.gossip(),
  ({ calls }) => calls.features(LEADER),
  one('S1', 'e1', 'no_stream'),
  one('S1', 'e2', 0n, LEADER),
  one('S1', 'e3', 'any', { 'requires-leader': 'false' }),
  append('S1', [NEW], 'no_stream'),
  append('S1', [NEW], 0n),
  append('S1', [NEW], 1n),
  append('S1', [NEW], 7n),
  append('S2', [NEW], 'stream_exists'),
  append('S2', [NEW], 0n),
  append('S2', [], 'any'),
  append('S2', [], 'no_stream'),
  append('S1', [], 'any'),
  append('S1', [], 0n),
  append('S2', [NEW], null),
  ({ calls }) => calls.append('S2', [NEW], 'any', { isReversed: true }),
  append('S1', [{ type: null }], 'any'),
  append('S1', [{ contentType: null }], 'any'),
  append('S1', [{ contentType: 'text/plain' }], 'any'),
  append('S1', [{ id: null }], 'any'),
  append('S1', [{ id: 'zzz' }], 'any'),
  append('S1', [{ metadata: { created: '1', other: 'x' } }], 'any'),
  append('S1', [{ type: '' }], 'any'),
  append('', [NEW], 'any'),
  append('S1', [large], 'any'),
  append('S1', [{ data: Buffer.from('{not json') }], 'any'),
  append('S1', [NEW], 'any', { authorization: 'Basic bm9ib2R5Ondyb25n' }),
  append('S1', [NEW], 'any', { authorization: 'Foo' }),
  // 30: batch appends
  (session) => batch('B1', [session.event('e23')], 0n)(session),
  (session) => {
    const { calls } = session;
    const event = session.event('b2');
    const request = (): ReturnType<WireCalls['batchRequest']> =>
      calls.batchRequest(randomUUID(), 'B2', [event], { expected: 'no_stream' });
    return calls.batch([request(), request()], { most: 2 });
  },
  batch('B1', [NEW], 'no_stream'),
  batch('B1', [NEW], 0n),
  batch('B1', [NEW], 5n),
  batch('B3', [NEW], 'stream_exists'),
  batch('B3', [NEW], 0n),
  batch('B3', [], 'any'),
  (session) => batch('B4', [session.event('known'), NEW], 'any')(session),
  batch('B3', [NEW], null),
  batch('B1', [large], 'any'),
  batch('B1', [{ type: null }], 'any'),
  batch('B1', [{ contentType: null }], 'any'),
  batch('', [NEW], 'any'),
  batch('B1', [{ id: 'zzz' }], 'any'),
  batch('B1', [NEW], 'any', { deadlineMs: -1_000 }),
  (session) => batch('B1', [session.event('e38')], 'any', { deadlineMs: null })(session),
  ({ calls }) => {
    const id = randomUUID();
    const open = { expected: 'no_stream', isFinal: false } as const;
    return calls.batch([
      calls.batchRequest(id, 'B5', [NEW], open),
      calls.batchRequest(id, null, [NEW], { isFinal: false }),
      calls.batchRequest(id, null, [NEW]),
    ]);
  },
  ({ calls }) => calls.batch([calls.batchRequest(randomUUID(), null, [NEW])], BRIEF),
  ({ calls }) => {
    const how = { expected: 'any', isFinal: false, deadlineMs: 200 } as const;
    const request = calls.batchRequest(randomUUID(), 'B6', [NEW], how);
    return calls.batch([request], { isEnded: true, most: 1, ms: 1_500 });
  },
  ofStream('B6', '9'),
  (session) => {
    const { calls } = session;
    const event = session.event('e44');
    const request = calls.batchRequest(randomUUID(), 'B1', [event], { expected: 'any' });
    return calls.batch([request], { isEnded: true });
  },
  (session) => late('DL', [session.event('e45')], 'any')(session),
  late('DL2', [NEW], 'stream_exists'),
  late('DL', [large], 'any'),
  late('DL', [{ id: 'zzz' }], 'any'),
  late('DL', [{ type: '' }], 'any'),
  late('', [NEW], 'any'),
  // 58: reads
  ofStream('B1', '2'),
  ofStream('B1', '1', (options, { stubs }) =>
    options.getUuidOption()?.setStructured(new stubs.shared.Empty()),
  ),
  ofStream('B1', '1', (options) => options.clearUuidOption()),
  ofStream('M', '9'),
  ofStream('B1', '9', (options) => options.getStream()?.setRevision('100')),
  ofStream('B1', '0'),
  ofStream('B1', null),
  ofStream('', '9'),
  ofStream('B1', '9', (options) => options.clearNoFilter()),
  ofStream('B1', '1', backwards),
  ofStream('B1', '1', (options, { stubs }) => {
    const control = new stubs.streams.ReadReq.Options.ControlOption();
    control.setCompatibility(21);
    options.setControlOption(control);
  }),
  ofAll(null, '1', (options, { stubs }) => {
    const control = new stubs.streams.ReadReq.Options.ControlOption();
    control.setCompatibility(21);
    options.setControlOption(control);
    options.setReadDirection(1);
    options.getAll()?.setEnd(new stubs.shared.Empty());
  }),
  ofStream('B1', '1', undefined, { header: LEADER }),
  ({ calls }) => calls.remove('D1', 'any', false),
  ofStream('D1', '9'),
  append('D1', [NEW], 'stream_exists'),
  batch('D1', [NEW], 'stream_exists'),
  ({ calls }) => calls.remove('B1', 99n, false),
  ({ calls }) => calls.remove('D2', 'any', true),
  ofStream('D2', '9'),
  append('D2', [NEW], 'any'),
  batch('D2', [NEW], 'any'),
  ({ calls }) => calls.remove('D2', 'any', false),
  ofStream('D2', '9', subscribed),
  // 82: everything
  ofAll(null, '1'),
  ofAll('1', '9'),
  ofAll('1000000000000', '9'),
  ofAll('1000000000000', '9', (options) => options.setReadDirection(1)),
  ofAll(null, '3', prefixed('S1', null)),
  ofAll(null, '3', prefixed('zzz', null)),
  ofStream('B1', '9', subscribed, { most: 6, ms: 800 }),
  ofStream('M2', '9', subscribed, BRIEF),
  ofAll(
    null,
    '9',
    both(subscribed, (options, { stubs }) => {
      options.getAll()?.setEnd(new stubs.shared.Empty());
    }),
    BRIEF,
  ),
  ofAll(null, '9', both(subscribed, prefixed('zzz', 32)), BRIEF),
  ofAll(null, '9', both(subscribed, prefixed('zzz', null)), BRIEF),
  ofAll('1', '9', subscribed, BRIEF),
  ofStream(
    'B1',
    '9',
    both(subscribed, (options) => options.setReadDirection(1)),
  ),
  // 95: persistent subscriptions
  ({ calls }) => calls.createGroup('B1', 'g'),
  ({ calls }) => calls.createGroup('B1', 'g'),
  ({ calls }) => calls.readGroup('B1', 'g', 2),
  ({ calls }) => calls.readGroup('B1', 'nog', 2),
  ({ calls }) => calls.aboutGroup('getInfo', 'B1', 'g'),
  ({ calls }) => calls.aboutGroup('getInfo', 'B1', 'nog'),
  ({ calls }) => calls.aboutGroup('delete', 'B1', 'g'),
  ({ calls }) => calls.aboutGroup('delete', 'B1', 'g'),
  // Methods that the node does not list, so that no client calls them.
  null,
  null,
];
