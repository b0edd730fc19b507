import { status, type ServiceError } from '@grpc/grpc-js';
import { answer, checkUser, type Context } from './context.ts';
import type { Entry } from './log.ts';
import { Follower, type From } from './follower.ts';
import { fail, resolve, send, type Matches, type Options, type ReadCall } from './reply.ts';
import type { Stubs } from './stubs.ts';
import { identifierOf, nameOf, readEvent, refusal, streamDeleted, threw } from './wire.ts';

type FilterOptions = InstanceType<Stubs['streams']['ReadReq']['Options']['FilterOptions']>;

/** Streams.Read: reads and subscriptions, of one stream and of everything. */
export function read(context: Context, call: ReadCall): void {
  const options = call.request.getOptions();
  const isSubscription = options?.hasSubscription() === true;
  const stranger = checkUser(context, call.metadata);
  if (stranger !== null) {
    fail(call, stranger);
    return;
  }
  context.open.add(call);
  for (const name of ['cancelled', 'close', 'error', 'finish'])
    call.once(name, () => context.open.delete(call));
  answer(context, isSubscription ? 'subscribe' : 'read', {
    run: () => {
      try {
        serve(context, call, options);
      } catch (error) {
        fail(call, isServiceError(error) ? error : threw());
      }
    },
    runSilently: () => undefined,
    fail: (error) => fail(call, error),
    end: () => call.end(),
  });
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && 'metadata' in error;

const WINDOW = 32;

function serve(context: Context, call: ReadCall, options: Options | undefined): void {
  if (options === undefined) throw threw();
  checkCombination(options);
  const uuid = options.getUuidOption();
  if (!uuid?.hasString() && !uuid?.hasStructured()) throw refusal(status.INVALID_ARGUMENT, '');
  const matches = matcherOf(options.getFilter());
  const { mutations } = context;
  if (mutations.has('refuses-leader') && call.metadata.get('requires-leader').length > 0)
    throw refusal(status.UNAVAILABLE, 'No leader.');
  if (options.hasSubscription()) {
    follow(context, call, options, matches);
    return;
  }
  if (Number(options.getCount()) === 0 && options.hasAll()) return;
  const found = options.hasAll()
    ? ofEverything(context, options, matches)
    : ofStream(context, options);
  void write(context, call, options, found);
}

function checkCombination(options: Options): void {
  const isBackwards = options.getReadDirection() === 1;
  const names = [
    options.hasAll() ? 'All' : options.hasStream() ? 'Stream' : 'None',
    options.hasCount() ? 'Count' : options.hasSubscription() ? 'Subscription' : 'None',
    isBackwards ? 'Backwards' : 'Forwards',
    options.hasFilter() ? 'Filter' : options.hasNoFilter() ? 'NoFilter' : 'None',
  ];
  if (names.includes('None') || (isBackwards && names.includes('Subscription')))
    throw refusal(status.INVALID_ARGUMENT, `The combination of (${names.join(', ')}) is invalid.`);
}

/** What a filter lets through; everything when there is none. */
export function matcherOf(filter: FilterOptions | undefined): Matches {
  if (filter === undefined) return () => true;
  const onStream = filter.hasStreamIdentifier();
  const expression = onStream ? filter.getStreamIdentifier() : filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex(), 'u') : null;
  return (entry) => {
    const text = onStream ? entry.stream : entry.type;
    return regex === null ? prefixes.some((p) => text.startsWith(p)) : regex.test(text);
  };
}

interface Found {
  readonly entries: Iterable<Entry>;
  /** Last revision of the stream, for readers that ask for it. */
  readonly last: bigint | null;
  readonly notFound: string | null;
}

function ofStream({ log }: Context, options: Options): Found {
  const stream = options.getStream();
  const name = nameOf(stream?.getStreamIdentifier());
  if (name === '') throw threw();
  if (log.isTombstoned(name)) throw streamDeleted(name);
  const count = Number(options.getCount());
  const isBackwards = options.getReadDirection() === 1;
  const entries = log.stream(name)?.entries ?? [];
  const last = BigInt(entries.length) - 1n;
  const asked = BigInt.asIntN(64, BigInt(stream?.getRevision() || '0'));
  const isEnd = stream?.hasEnd() === true || asked === -1n;
  if (count === 0 || (isEnd && !isBackwards))
    throw refusal(status.UNKNOWN, 'Unexpected ReadStreamResult: Error');
  if (entries.length === 0 || log.isSoftDeleted(name))
    return { entries: [], last: null, notFound: name };
  const from = isEnd ? last : asked;
  const first = log.firstVisible(name);
  const visible = isBackwards
    ? backwards(entries, Number(from < last ? from : last), Number(first))
    : entries.slice(Number(from > first ? from : first));
  return { entries: taking(visible, count), last, notFound: null };
}

function ofEverything(context: Context, options: Options, matches: Matches): Found {
  const { log, mutations } = context;
  const all = options.getAll();
  const isBackwards = options.getReadDirection() === 1;
  const commit = BigInt(all?.getPosition()?.getCommitPosition() ?? '0');
  const prepare = BigInt(all?.getPosition()?.getPreparePosition() ?? '0');
  if (prepare > commit) throw threw();
  if (all?.hasPosition() && !log.isBoundary(commit))
    throw refusal(status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
  if (all?.hasPosition() && isBackwards && commit > log.end)
    throw refusal(status.UNKNOWN, 'Unexpected ReadAllResult: Error');
  const start = all?.hasEnd() ? log.all.length : log.indexAfter(commit - 1n);
  const skipped = mutations.has('read-exclusive') && !isBackwards && all?.hasPosition() ? 1 : 0;
  const entries = isBackwards
    ? backwards(log.all, start - 1, 0)
    : growing(log.all, start + skipped);
  const count = Number(options.getCount());
  return { entries: taking(filtering(entries, matches), count), last: null, notFound: null };
}

// A long read is not a snapshot: it gives what comes while it runs, and so must not be cut off.
function* growing(entries: readonly Entry[], from: number): Generator<Entry> {
  for (let i = from; i < entries.length; i++) {
    const entry = entries[i];
    if (entry !== undefined) yield entry;
  }
}

function* backwards(entries: readonly Entry[], from: number, to: number): Generator<Entry> {
  for (let i = from; i >= to; i--) {
    const entry = entries[i];
    if (entry !== undefined) yield entry;
  }
}

function* filtering(entries: Iterable<Entry>, matches: Matches): Generator<Entry> {
  for (const entry of entries) if (matches(entry)) yield entry;
}

function* taking(entries: Iterable<Entry>, count: number): Generator<Entry> {
  if (count <= 0) return;
  let left = count;
  for (const entry of entries) {
    yield entry;
    if (--left === 0) return;
  }
}

async function write(
  context: Context,
  call: ReadCall,
  options: Options,
  { entries, last, notFound }: Found,
): Promise<void> {
  const { stubs } = context;
  const isStructured = options.getUuidOption()?.hasStructured() === true;
  if (notFound !== null) {
    const missing = new stubs.streams.ReadResp.StreamNotFound();
    missing.setStreamIdentifier(identifierOf(stubs, notFound));
    const message = new stubs.streams.ReadResp();
    message.setStreamNotFound(missing);
    call.write(message);
  }
  for (const entry of entries) {
    const resolved = resolve(context, entry, options.getResolveLinks());
    const message = new stubs.streams.ReadResp();
    message.setEvent(readEvent(stubs, resolved, isStructured));
    await send(call, message);
    if (call.cancelled) return;
  }
  if (last !== null && (options.getControlOption()?.getCompatibility() ?? 0) >= 21) {
    const message = new stubs.streams.ReadResp();
    message.setLastStreamPosition(last.toString());
    call.write(message);
  }
  call.end();
}

function follow(context: Context, call: ReadCall, options: Options, matches: Matches): void {
  const filter = options.getFilter();
  const window = filter?.hasMax() ? filter.getMax() : WINDOW;
  const follower = new Follower(context, call, options, {
    from: fromOf(context, options),
    matches,
    checkpoints:
      filter === undefined
        ? null
        : { window, every: filter.getCheckpointintervalmultiplier() || 1 },
  });
  follower.start();
}

function fromOf({ log }: Context, options: Options): From {
  const stream = options.getStream();
  if (stream !== undefined) {
    const name = nameOf(stream.getStreamIdentifier());
    if (log.isTombstoned(name)) throw streamDeleted(name);
    const entries = log.stream(name)?.entries ?? [];
    const after = stream.hasEnd()
      ? BigInt(entries.length) - 1n
      : stream.hasRevision()
        ? BigInt(stream.getRevision())
        : -1n;
    return { kind: 'stream', name, after };
  }
  const all = options.getAll();
  if (all?.hasEnd()) return { kind: 'all', after: log.all.at(-1)?.position ?? 0n };
  return { kind: 'all', after: BigInt(all?.getPosition()?.getCommitPosition() ?? '0') };
}
