import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';
import { loadedStubs, type Stubs } from '../stubs.ts';
import { identifierOf, textId } from '../wire.ts';

const require = createRequire(import.meta.url);
const { Timestamp } =
  require('google-protobuf/google/protobuf/timestamp_pb.js') as typeof import('google-protobuf/google/protobuf/timestamp_pb.js');

/** What came of a call on the wire. */
export interface Reply {
  readonly messages: readonly unknown[];
  /** Null when it was cancelled by us. */
  readonly status: { readonly code: number; readonly details: string } | null;
  readonly trailers: Readonly<Record<string, string>>;
}

/** An event as it is put on the wire; null leaves a part out. */
export interface WireForm {
  readonly id?: string | null;
  readonly type?: string | null;
  readonly contentType?: string | null;
  readonly data?: Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
}

export type Expectation = bigint | 'any' | 'no_stream' | 'stream_exists' | null;
type Message = { toObject(): object };
type Dictionary = Record<string, unknown>;
export type Header = Readonly<Record<string, string>>;

/** Calls made with the stubs alone, as no client makes them. */
export class WireCalls {
  readonly stubs: Stubs;
  readonly #client: InstanceType<Stubs['streamsService']['StreamsClient']>;
  readonly #groups: InstanceType<Stubs['persistentService']['PersistentSubscriptionsClient']>;
  readonly #features: InstanceType<Stubs['featuresService']['ServerFeaturesClient']>;
  readonly #gossip: InstanceType<Stubs['gossipService']['GossipClient']>;

  constructor(stubs: Stubs, address: string) {
    this.stubs = stubs;
    const insecure = grpc.credentials.createInsecure();
    this.#client = new stubs.streamsService.StreamsClient(address, insecure);
    this.#groups = new stubs.persistentService.PersistentSubscriptionsClient(address, insecure);
    this.#features = new stubs.featuresService.ServerFeaturesClient(address, insecure);
    this.#gossip = new stubs.gossipService.GossipClient(address, insecure);
  }

  close(): void {
    for (const client of [this.#client, this.#groups, this.#features, this.#gossip]) client.close();
  }

  features(header: Header = {}): Promise<Reply> {
    return unary((done) =>
      this.#features.getSupportedMethods(new this.stubs.shared.Empty(), metadataOf(header), done),
    );
  }

  gossip(): Promise<Reply> {
    return unary((done) => this.#gossip.read(new this.stubs.shared.Empty(), done));
  }

  append(
    stream: string,
    events: readonly WireForm[],
    expected: Expectation,
    { header = {}, isReversed = false }: { header?: Header; isReversed?: boolean } = {},
  ): Promise<Reply> {
    const { AppendReq } = this.stubs.streams;
    const options = new AppendReq.Options();
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    expect(options, 'setRevision', expected, this.stubs);
    const first = new AppendReq();
    first.setOptions(options);
    const messages = events.map((event) => {
      const request = new AppendReq();
      request.setProposedMessage(this.#fill(new AppendReq.ProposedMessage(), event));
      return request;
    });
    return unary((done) => {
      const call = this.#client.append(metadataOf(header), done);
      const all = [first, ...messages];
      for (const request of isReversed ? all.reverse() : all) call.write(request);
      call.end();
      return call;
    });
  }

  /** A request of a batch append; without a stream it carries no options. */
  batchRequest(
    correlation: string,
    stream: string | null,
    events: readonly WireForm[],
    how: {
      readonly expected?: Expectation;
      readonly deadlineMs?: number | null;
      readonly isFinal?: boolean;
    } = {},
  ): InstanceType<Stubs['streams']['BatchAppendReq']> {
    const { BatchAppendReq } = this.stubs.streams;
    const request = new BatchAppendReq();
    request.setCorrelationId(textId(this.stubs, correlation));
    request.setIsFinal(how.isFinal ?? true);
    for (const event of events)
      request.addProposedMessages(this.#fill(new BatchAppendReq.ProposedMessage(), event));
    if (stream === null) return request;
    const options = new BatchAppendReq.Options();
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    expect(options, 'setStreamPosition', how.expected ?? null, this.stubs);
    const ms = how.deadlineMs === undefined ? 10_000 : how.deadlineMs;
    if (ms !== null) {
      const at = performance.timeOrigin + performance.now() + ms;
      const stamp = new Timestamp();
      stamp.setSeconds(Math.floor(at / 1_000));
      stamp.setNanos(Math.floor((at % 1_000) * 1e6));
      // The newer package has this field under another name.
      const newer = options as unknown as { setDeadline21100?: (value: unknown) => unknown };
      if (newer.setDeadline21100 === undefined) options.setDeadline(stamp);
      else newer.setDeadline21100(stamp);
    }
    request.setOptions(options);
    return request;
  }

  batch(
    requests: readonly InstanceType<Stubs['streams']['BatchAppendReq']>[],
    { most, ms = 3_000, isEnded = false }: { most?: number; ms?: number; isEnded?: boolean } = {},
  ): Promise<Reply> {
    const call = this.#client.batchAppend();
    for (const request of requests) call.write(request);
    if (isEnded) call.end();
    return streaming(call, { most: most ?? (isEnded ? Infinity : 1), ms });
  }

  read(
    fill: (options: InstanceType<Stubs['streams']['ReadReq']['Options']>) => void,
    {
      header = {},
      most = Infinity,
      ms = 5_000,
    }: { header?: Header; most?: number; ms?: number } = {},
  ): Promise<Reply> {
    const { ReadReq } = this.stubs.streams;
    const options = new ReadReq.Options();
    const uuid = new ReadReq.Options.UUIDOption();
    uuid.setString(new this.stubs.shared.Empty());
    options.setUuidOption(uuid);
    options.setNoFilter(new this.stubs.shared.Empty());
    options.setCount('99');
    fill(options);
    const request = new ReadReq();
    request.setOptions(options);
    return streaming(this.#client.read(request, metadataOf(header)), { most, ms });
  }

  remove(stream: string, expected: Expectation, isHard: boolean): Promise<Reply> {
    const kind = isHard ? 'TombstoneReq' : 'DeleteReq';
    const options = new this.stubs.streams[kind].Options();
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    expect(options, 'setRevision', expected, this.stubs);
    const request = new this.stubs.streams[kind]();
    request.setOptions(options as never);
    return unary((done) =>
      isHard
        ? this.#client.tombstone(request as never, done)
        : this.#client.delete(request as never, done),
    );
  }

  createGroup(stream: string, group: string): Promise<Reply> {
    const { CreateReq } = this.stubs.persistent;
    const settings = new CreateReq.Settings();
    settings.setRevision('0');
    settings.setMessageTimeoutMs(30_000);
    settings.setCheckpointAfterMs(2_000);
    settings.setMaxRetryCount(10);
    settings.setMinCheckpointCount(10);
    settings.setMaxCheckpointCount(1_000);
    settings.setLiveBufferSize(500);
    settings.setReadBatchSize(20);
    settings.setHistoryBufferSize(500);
    settings.setNamedConsumerStrategy(1);
    const options = new CreateReq.Options();
    options.setGroupName(group);
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    options.setSettings(settings);
    const request = new CreateReq();
    request.setOptions(options);
    return unary((done) => this.#groups.create(request, done));
  }

  aboutGroup(what: 'getInfo' | 'delete', stream: string, group: string): Promise<Reply> {
    const kind = what === 'getInfo' ? 'GetInfoReq' : 'DeleteReq';
    const options = new this.stubs.persistent[kind].Options();
    options.setGroupName(group);
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    const request = new this.stubs.persistent[kind]();
    request.setOptions(options as never);
    return unary((done) =>
      what === 'getInfo'
        ? this.#groups.getInfo(request as never, done)
        : this.#groups.delete(request as never, done),
    );
  }

  readGroup(stream: string, group: string, bufferSize: number): Promise<Reply> {
    const { ReadReq } = this.stubs.persistent;
    const uuid = new ReadReq.Options.UUIDOption();
    uuid.setString(new this.stubs.shared.Empty());
    const options = new ReadReq.Options();
    options.setGroupName(group);
    options.setStreamIdentifier(identifierOf(this.stubs, stream));
    options.setBufferSize(bufferSize);
    options.setUuidOption(uuid);
    const request = new ReadReq();
    request.setOptions(options);
    const call = this.#groups.read();
    call.write(request);
    return streaming(call, { most: Infinity, ms: 250 });
  }

  #fill<M extends InstanceType<Stubs['streams']['AppendReq']['ProposedMessage']>>(
    message: M,
    event: WireForm,
  ): M {
    const { id = randomUUID(), type = 'T', contentType = 'application/json' } = event;
    if (id !== null) message.setId(textId(this.stubs, id));
    const map = message.getMetadataMap();
    if (type !== null) map.set('type', type);
    if (contentType !== null) map.set('content-type', contentType);
    for (const [key, value] of Object.entries(event.metadata ?? {})) map.set(key, value);
    message.setData(event.data ?? Buffer.from('{"n":1}'));
    return message;
  }
}

function expect(options: object, number: string, expected: Expectation, { shared }: Stubs): void {
  if (expected === null) return;
  const setters = options as Record<string, ((value: unknown) => unknown) | undefined>;
  if (typeof expected === 'bigint') setters[number]?.call(options, expected.toString());
  else {
    const name = { any: 'setAny', no_stream: 'setNoStream', stream_exists: 'setStreamExists' }[
      expected
    ];
    // Batches take the package's own empty message, other calls Google's: they are written the same.
    setters[name]?.call(options, new shared.Empty());
  }
}

function metadataOf(header: Header): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(header)) metadata.set(key, value);
  return metadata;
}

function trailersOf(metadata: grpc.Metadata | undefined): Record<string, string> {
  const own = Object.entries(metadata?.getMap() ?? {}).filter(
    ([key]) => !/^(?:content-type|date|server|content-length|grpc-)/.test(key),
  );
  return Object.fromEntries(own.map(([key, value]) => [key, String(value)]));
}

function unary(
  start: (done: (error: grpc.ServiceError | null, message?: Message) => void) => unknown,
): Promise<Reply> {
  return new Promise((resolve) => {
    start((error, message) => {
      const status =
        error === null ? { code: 0, details: '' } : { code: error.code, details: error.details };
      const messages = message === undefined || error !== null ? [] : [plain(message)];
      resolve({ messages, status, trailers: trailersOf(error?.metadata) });
    });
  });
}

function streaming(
  call: grpc.ClientReadableStream<Message> | grpc.ClientDuplexStream<never, Message>,
  { most, ms }: { readonly most: number; readonly ms: number },
): Promise<Reply> {
  return new Promise((resolve) => {
    const messages: unknown[] = [];
    let isOver = false;
    const end = (reply: Omit<Reply, 'messages'>): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      call.cancel();
      resolve({ messages, ...reply });
    };
    const timer = setTimeout(() => end({ status: null, trailers: {} }), ms);
    call.on('error', () => undefined);
    call.on('data', (message: Message) => {
      messages.push(plain(message));
      if (messages.length >= most) end({ status: null, trailers: {} });
    });
    call.on('status', ({ code, details, metadata }: grpc.StatusObject) =>
      // The library of the test server words a success, which the node does not.
      end({
        status: { code, details: code === 0 ? '' : details },
        trailers: trailersOf(metadata),
      }),
    );
  });
}

/** A message without the fields that are not set, as the recording has them. */
export function plain(message: Message): unknown {
  if (isPacked(message)) return unpacked(message);
  const own = message as unknown as Record<string, (() => unknown) | undefined>;
  const found: Dictionary = {};
  for (const [key, value] of Object.entries(message.toObject() as Dictionary)) {
    const name = key.charAt(0).toUpperCase() + key.slice(1);
    if (own[`has${name}`]?.call(message) === false) continue;
    const inner = own[`get${name}`]?.call(message);
    if (Array.isArray(inner))
      found[key] = inner.map((one: unknown) => (isMessage(one) ? plain(one) : one));
    else if (isMessage(inner) && !key.endsWith('Map')) found[key] = plain(inner);
    else if (value !== undefined) found[key] = value;
  }
  return found;
}

interface Packed {
  getTypeUrl(): string;
  getTypeName(): string;
  unpack(read: (bytes: Uint8Array) => Message, name: string): Message | null;
}

const isPacked = (message: object): message is Packed => 'getTypeUrl' in message;

// Details of an error, which stand in a message that can hold any other.
function unpacked(message: Packed): unknown {
  const name = message.getTypeName();
  const known = loadedStubs().shared as unknown as Record<
    string,
    { deserializeBinary(bytes: Uint8Array): Message } | undefined
  >;
  const kind = known[name.split('.').at(-1) ?? ''];
  const inner =
    kind === undefined ? null : message.unpack((bytes) => kind.deserializeBinary(bytes), name);
  return { typeUrl: message.getTypeUrl(), unpacked: inner === null ? null : plain(inner) };
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'toObject' in value;
