import { status, type sendUnaryData, type ServerReadableStream } from '@grpc/grpc-js';
import type { ServerUnaryCall, ServiceError } from '@grpc/grpc-js';
import { answer, type Context } from './context.ts';
import type { Entry, Outcome, Proposed } from './log.ts';
import { ANY, NO_STREAM, STREAM_EXISTS } from './rules.ts';
import type { Stubs } from './stubs.ts';
import { idOf, nameOf, refusal, streamDeleted, threw } from './wire.ts';

type AppendReq = InstanceType<Stubs['streams']['AppendReq']>;
type AppendResp = InstanceType<Stubs['streams']['AppendResp']>;
type DeleteReq = InstanceType<Stubs['streams']['DeleteReq']>;
type DeleteResp = InstanceType<Stubs['streams']['DeleteResp']>;

/** Most bytes of data in one append; metadata, types and the number of events do not count. */
export const MAX_APPEND_BYTES = 1_048_576;
const LARGEST_DOUBLE = 18_446_744_073_709_549_568;
/** Most bytes of one message. */
export const MAX_MESSAGE_BYTES = 16 * 1_048_576;

/** Something an append answers with, other than success. */
export class AppendError extends Error {
  readonly kind: 'too-large' | 'bad-request' | 'timeout';

  constructor(kind: AppendError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** An event as both ways of appending propose it. */
interface Message {
  getId(): Parameters<typeof idOf>[0];
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/** Refuses a message that is larger than the node takes in. */
export function checkMessage(size: number): void {
  if (size > MAX_MESSAGE_BYTES) throw exhausted();
}

const exhausted = (): ServiceError =>
  refusal(
    status.RESOURCE_EXHAUSTED,
    'Received message exceeds the maximum configured message size.',
  );

/** Reads a proposed event; `null` stands for an id that is none. */
export function proposedOf(message: Message): Proposed & { readonly isBad: boolean } {
  const id = idOf(message.getId());
  const map = message.getMetadataMap();
  const type = map.get('type') ?? '';
  const isNone = id === null || /^[0-]+$/.test(id);
  return {
    id: id ?? '',
    type,
    contentType: map.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
    isBad: isNone || type === '',
  };
}

/** Appends, after the checks that come before the expectation. */
export function append(
  context: Context,
  name: string,
  expected: bigint,
  events: readonly (Proposed & { readonly isBad: boolean })[],
): Outcome {
  const { log, mutations } = context;
  if (name === '') throw new AppendError('bad-request', 'eventStreamId');
  const counts = mutations.has('metadata-counts');
  const bytes = events.reduce(
    (sum, { data, metadata }) => sum + data.length + (counts ? metadata.length : 0),
    0,
  );
  if (bytes > MAX_APPEND_BYTES)
    throw new AppendError('too-large', `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`);
  const bad = events.find(({ isBad }) => isBad);
  if (bad?.type === '')
    throw new AppendError('bad-request', "Empty eventType provided. (Parameter 'eventType')");
  if (bad !== undefined) throw new AppendError('bad-request', 'Unrecognized Guid format.');
  // The largest numbers are the node's own words for expectations; the first is "no stream".
  const own = BigInt.asIntN(64, expected);
  if (own < -1n && expected > 0n)
    throw new AppendError('bad-request', 'expectedVersion is out of range.');
  const outcome = log.append(name, own, events);
  if (mutations.has('recreated-readable') && outcome.kind === 'deleted')
    return { kind: 'conflict', current: -1n };
  if (outcome.kind === 'conflict' && mutations.has('conflict-off-by-one'))
    return { kind: 'conflict', current: outcome.current + 1n };
  if (outcome.kind === 'repeat' && mutations.has('repeat-at-head')) {
    const head = log.stream(name)?.entries.at(-1) ?? outcome.last;
    return { ...outcome, last: { ...outcome.last, position: head.position } };
  }
  return outcome;
}

/**
 * Appends that are written and not yet committed. One that repeats them meanwhile is dropped, and
 * its caller is told so only when the time for committing has run out.
 */
export class Commits {
  readonly #underWay = new Set<Entry>();

  /** Calls back when the outcome may be told. */
  settle(context: Context, outcome: Outcome, done: (error: AppendError | null) => void): void {
    if (outcome.kind === 'written') {
      for (const entry of outcome.entries) this.#underWay.add(entry);
      setImmediate(() => {
        for (const entry of outcome.entries) this.#underWay.delete(entry);
        done(null);
      });
    } else if (outcome.kind === 'repeat' && this.#underWay.has(outcome.last)) {
      const words = 'Operation timed out: Commit phase timeout.';
      context.later(context.commitTimeoutMs, () => done(new AppendError('timeout', words)));
    } else {
      done(null);
    }
  }
}

/** Streams.Append: the classic way, an append for each call. */
export function classic(
  context: Context,
  commits: Commits,
  call: ServerReadableStream<AppendReq, AppendResp>,
  callback: sendUnaryData<AppendResp>,
): void {
  const requests: AppendReq[] = [];
  let error: ServiceError | null = null;
  call.on('data', (request: AppendReq) => {
    try {
      checkMessage(sizeOf(request));
      requests.push(request);
    } catch (refused) {
      error ??= refused as ServiceError;
    }
  });
  call.on('end', () => {
    const execute = (
      tell: (error: ServiceError | null, answer: AppendResp | null) => void,
    ): void => (error === null ? classicNow(context, commits, requests, tell) : tell(error, null));
    answer(context, 'append', {
      run: () => execute((refused, response) => callback(refused, response)),
      runSilently: () => execute(() => undefined),
      fail: (refused) => callback(refused, null),
      end: () => call.destroy(),
    });
  });
}

function sizeOf(request: AppendReq): number {
  const message = request.getProposedMessage();
  if (message === undefined) return 0;
  const bytes = message.getData_asU8().length + message.getCustomMetadata_asU8().length;
  // Only a message near the limit is worth counting to the byte.
  return bytes < MAX_MESSAGE_BYTES - 4_096 ? bytes : request.serializeBinary().length;
}

function classicNow(
  context: Context,
  commits: Commits,
  requests: readonly AppendReq[],
  tell: (error: ServiceError | null, answer: AppendResp | null) => void,
): void {
  try {
    const [first, ...rest] = requests;
    const options = first?.getOptions();
    if (options === undefined) throw threw();
    const expected = expectedOf(options);
    const events = rest.map((request) => {
      const message = request.getProposedMessage();
      if (message === undefined) throw threw();
      requireMetadata(message);
      return proposedOf(message);
    });
    const name = nameOf(options.getStreamIdentifier());
    const outcome = append(context, name, expected, events);
    commits.settle(context, outcome, (late) => {
      if (late !== null) tell(refusal(status.ABORTED, late.message), null);
      else if (outcome.kind === 'deleted') tell(streamDeleted(name), null);
      else tell(null, classicAnswer(context, outcome, expected));
    });
  } catch (error) {
    tell(classicError(error), null);
  }
}

function classicError(error: unknown): ServiceError {
  if (!(error instanceof AppendError))
    return 'code' in Object(error) ? (error as ServiceError) : threw();
  if (error.kind !== 'too-large') return threw();
  return refusal(status.INVALID_ARGUMENT, error.message, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });
}

function requireMetadata(message: Message): void {
  for (const name of ['type', 'content-type'])
    if (message.getMetadataMap().get(name) === undefined)
      throw refusal(status.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
        exception: 'missing-required-metadata-property',
        'required-metadata-properties': 'type,content-type',
      });
}

interface Expecting {
  hasRevision(): boolean;
  getRevision(): string;
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

function expectedOf(options: Expecting, kind = 'AppendReq'): bigint {
  if (options.hasRevision()) return BigInt(options.getRevision());
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasAny()) return ANY;
  if (options.hasStreamExists()) return STREAM_EXISTS;
  const option = `EventStore.Client.Streams.${kind}+Types+Options+ExpectedStreamRevisionOneofCase`;
  throw refusal(status.INVALID_ARGUMENT, `'None' is not a valid ${option}`);
}

function classicAnswer(
  { stubs, mutations }: Context,
  outcome: Exclude<Outcome, { kind: 'deleted' }>,
  expected: bigint,
): AppendResp {
  const { AppendResp } = stubs.streams;
  const empty = (): InstanceType<Stubs['shared']['Empty']> => new stubs.shared.Empty();
  const response = new AppendResp();
  if (outcome.kind !== 'conflict') {
    const success = new AppendResp.Success();
    const { revision, position } = successOf(outcome);
    if (revision === null) success.setNoStream(empty());
    else success.setCurrentRevision(revision.toString());
    if (position === null) success.setNoPosition(empty());
    else {
      const at = new AppendResp.Position();
      at.setCommitPosition(position.toString());
      at.setPreparePosition(position.toString());
      success.setPosition(at);
    }
    response.setSuccess(success);
    return response;
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  const { current } = outcome;
  const old = !mutations.has('no-old-numbers');
  if (current < 0n) {
    wrong.setCurrentNoStream(empty());
    if (old) wrong.setNoStream2060(empty());
  } else {
    wrong.setCurrentRevision(current.toString());
    if (old) wrong.setCurrentRevision2060(Number(current));
  }
  if (expected === ANY) {
    wrong.setExpectedAny(empty());
    if (old) wrong.setAny2060(empty());
  } else if (expected === STREAM_EXISTS) {
    wrong.setExpectedStreamExists(empty());
    if (old) wrong.setStreamExists2060(empty());
  } else {
    // The stubs cannot write the largest number: the largest of their own stands for it.
    const number = Math.min(Number(BigInt.asUintN(64, expected)), LARGEST_DOUBLE);
    if (old) wrong.setExpectedRevision2060(number);
    if (expected === NO_STREAM) wrong.setExpectedNoStream(empty());
    else wrong.setExpectedRevision(expected.toString());
  }
  response.setWrongExpectedVersion(wrong);
  return response;
}

/** Revision and position that a success tells; null where it tells that there is none. */
export function successOf(outcome: Exclude<Outcome, { kind: 'deleted' | 'conflict' }>): {
  readonly revision: bigint | null;
  readonly position: bigint | null;
} {
  if (outcome.kind === 'nothing') {
    const { current, position } = outcome;
    return { revision: current < 0n ? null : current, position };
  }
  const { revision, position } = outcome.last;
  const isHidden = outcome.kind === 'repeat' && outcome.isHidden;
  return { revision, position: isHidden ? null : position };
}

/** Streams.Delete and Streams.Tombstone. */
export function remove(
  context: Context,
  isHard: boolean,
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  callback: sendUnaryData<DeleteResp>,
): void {
  const { stubs, log } = context;
  const options = call.request.getOptions();
  const name = nameOf(options?.getStreamIdentifier());
  if (options === undefined || name === '') {
    callback(threw());
    return;
  }
  let expected: bigint;
  try {
    expected = expectedOf(options, 'DeleteReq');
  } catch (error) {
    callback(error as ServiceError);
    return;
  }
  const outcome = log.delete(name, expected, isHard);
  if (outcome.kind === 'deleted') callback(streamDeleted(name));
  else if (outcome.kind === 'conflict')
    callback(
      refusal(
        status.FAILED_PRECONDITION,
        `Delete failed due to WrongExpectedVersion. Stream: ${name}, ` +
          `Expected version: ${expected}, Actual version: ${outcome.current}`,
        {
          exception: 'wrong-expected-version',
          'stream-name': encodeURI(name),
          'expected-version': expected.toString(),
          'actual-version': outcome.current.toString(),
        },
      ),
    );
  else {
    const kind = isHard ? 'TombstoneResp' : 'DeleteResp';
    const at = new stubs.streams[kind].Position();
    at.setCommitPosition(outcome.position.toString());
    at.setPreparePosition(outcome.position.toString());
    const response = new stubs.streams[kind]() as DeleteResp;
    response.setPosition(at);
    callback(null, response);
  }
}
