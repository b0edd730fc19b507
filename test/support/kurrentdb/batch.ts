import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { ServerDuplexStream, ServiceError } from '@grpc/grpc-js';
import { answer, checkUser, type Context } from './context.ts';
import type { Outcome, Proposed } from './log.ts';
import { ANY, NO_STREAM, STREAM_EXISTS } from './rules.ts';
import type { Stubs } from './stubs.ts';
import { idOf, identifierOf, nameOf, structuredId, textId } from './wire.ts';
import {
  append,
  AppendError,
  checkMessage,
  MAX_APPEND_BYTES,
  MAX_MESSAGE_BYTES,
  proposedOf,
  successOf,
  type Commits,
} from './writing.ts';

const require = createRequire(import.meta.url);
const google = (name: string): unknown => require(`google-protobuf/google/protobuf/${name}_pb.js`);
const { Any } = google('any') as typeof import('google-protobuf/google/protobuf/any_pb.js');
const { Empty } = google('empty') as typeof import('google-protobuf/google/protobuf/empty_pb.js');

type BatchReq = InstanceType<Stubs['streams']['BatchAppendReq']>;
type BatchResp = InstanceType<Stubs['streams']['BatchAppendResp']>;
type Options = InstanceType<Stubs['streams']['BatchAppendReq']['Options']>;
export type BatchCall = ServerDuplexStream<BatchReq, BatchResp>;

interface Assembling {
  readonly options: Options;
  readonly name: string;
  readonly events: (Proposed & { readonly isBad: boolean })[];
  hasType: boolean;
}

/** Codes and names of what a batch append answers with, as google.rpc.Status has them. */
const ERRORS = {
  'too-large': { code: 3, name: 'MaximumAppendSizeExceeded' },
  'bad-request': { code: 3, name: 'BadRequest' },
  timeout: { code: 4, name: 'Timeout' },
  conflict: { code: 6, name: 'WrongExpectedVersion' },
  deleted: { code: 5, name: 'StreamDeleted' },
  'not-ready': { code: 14, name: 'Server Is Not Ready' },
} as const;

/** Streams.BatchAppend: one call for many appends, told apart by their correlation ids. */
export function batch(context: Context, commits: Commits, call: BatchCall): void {
  const stranger = checkUser(context, call.metadata);
  if (stranger !== null) {
    call.emit('error', stranger);
    return;
  }
  const session = new Session(context, commits, call);
  call.on('data', (request: BatchReq) => session.take(request));
  call.on('end', () => session.end());
  call.on('error', () => undefined);
}

class Session {
  readonly #context: Context;
  readonly #commits: Commits;
  readonly #call: BatchCall;
  readonly #assembling = new Map<string, Assembling>();
  #underWay = 0;
  #isEnding = false;

  constructor(context: Context, commits: Commits, call: BatchCall) {
    this.#context = context;
    this.#commits = commits;
    this.#call = call;
  }

  take(request: BatchReq): void {
    this.#context.faults.counted('batchMessages');
    try {
      checkMessage(sizeOf(request));
    } catch (error) {
      this.#call.emit('error', error as ServiceError);
      return;
    }
    const correlation = idOf(request.getCorrelationId()) ?? randomUUID();
    const options = request.getOptions();
    if (options !== undefined) this.#begin(correlation, options);
    const assembling = this.#assembling.get(correlation);
    // A first request without options is passed over in silence.
    if (assembling === undefined) return;
    for (const message of request.getProposedMessagesList()) {
      const map = message.getMetadataMap();
      if (!map.has('type') || !map.has('content-type')) assembling.hasType = false;
      assembling.events.push(proposedOf(message));
    }
    if (request.getIsFinal()) this.#answer(correlation, assembling);
  }

  end(): void {
    this.#isEnding = true;
    this.#endIfDone();
  }

  #begin(correlation: string, options: Options): void {
    const name = nameOf(options.getStreamIdentifier());
    const assembling = { options, name, events: [], hasType: true };
    this.#assembling.set(correlation, assembling);
    this.#underWay += 1;
    // Whatever is left of a request when its time has run out is told so, in the other form of id.
    const left = deadlineMs(options);
    if (left === null) return;
    this.#context.later(Math.max(0, left), () => {
      if (this.#assembling.get(correlation) !== assembling) return;
      this.#assembling.delete(correlation);
      this.#write(structuredId(this.#context.stubs, correlation), name, this.#error('timeout'));
      this.#underWay -= 1;
      this.#endIfDone();
    });
  }

  #answer(correlation: string, assembling: Assembling): void {
    const { stubs } = this.#context;
    const id = textId(stubs, correlation);
    const tell = (fill: (response: BatchResp) => void): void =>
      this.#write(id, assembling.name, fill);
    const silent = (): void => undefined;
    answer(this.#context, 'batch', {
      run: () => this.#execute(correlation, assembling, tell),
      runSilently: () => this.#execute(correlation, assembling, silent),
      fail: (error) => {
        if (error.details === 'Server Is Not Ready') tell(this.#error('not-ready'));
        else this.#call.emit('error', error);
      },
      end: () => this.#call.end(),
    });
  }

  #execute(
    correlation: string,
    assembling: Assembling,
    tell: (fill: (response: BatchResp) => void) => void,
  ): void {
    const left = deadlineMs(assembling.options);
    try {
      if (left !== null && left <= 0) throw new AppendError('timeout', '');
      const expected = expectedOf(assembling.options);
      if (!assembling.hasType)
        throw new AppendError('bad-request', 'The given key was not present in the dictionary.');
      const outcome = append(this.#context, assembling.name, expected, assembling.events);
      this.#assembling.delete(correlation);
      this.#commits.settle(this.#context, outcome, (late) => {
        tell(late === null ? this.#outcome(outcome, expected, assembling) : this.#error('timeout'));
        this.#underWay -= 1;
        this.#endIfDone();
      });
    } catch (error) {
      if (!(error instanceof AppendError)) throw error;
      // A bad request lies where it is, and gets a second answer when its time has run out.
      if (error.kind !== 'bad-request' || assembling.name === '') {
        this.#assembling.delete(correlation);
        this.#underWay -= 1;
      }
      tell(this.#error(error.kind, error.message));
      this.#endIfDone();
    }
  }

  #endIfDone(): void {
    if (this.#isEnding && this.#underWay === 0 && !this.#call.cancelled) this.#call.end();
  }

  #write(id: ReturnType<typeof textId>, name: string, fill: (response: BatchResp) => void): void {
    const response = new this.#context.stubs.streams.BatchAppendResp();
    response.setCorrelationId(id);
    response.setStreamIdentifier(identifierOf(this.#context.stubs, name));
    fill(response);
    if (!this.#call.cancelled && !this.#call.writableEnded) this.#call.write(response);
  }

  #outcome(
    outcome: Outcome,
    expected: bigint,
    { name, options }: Assembling,
  ): (response: BatchResp) => void {
    const { stubs } = this.#context;
    if (outcome.kind === 'deleted') {
      const details = new stubs.shared.StreamDeleted();
      details.setStreamIdentifier(identifierOf(stubs, name));
      return this.#failed('deleted', details.serializeBinary());
    }
    if (outcome.kind === 'conflict') return this.#conflict(outcome.current, expected, options);
    const { revision, position } = successOf(outcome);
    return (response) => {
      const success = new stubs.streams.BatchAppendResp.Success();
      if (revision === null) success.setNoStream(new Empty());
      else success.setCurrentRevision(revision.toString());
      if (position === null) success.setNoPosition(new Empty());
      else {
        const at = new stubs.shared.AllStreamPosition();
        at.setCommitPosition(position.toString());
        at.setPreparePosition(position.toString());
        success.setPosition(at);
      }
      response.setSuccess(success);
    };
  }

  #conflict(current: bigint, expected: bigint, options: Options): (response: BatchResp) => void {
    const { stubs } = this.#context;
    const wrong = new stubs.shared.WrongExpectedVersion();
    if (current < 0n) wrong.setCurrentNoStream(new Empty());
    else wrong.setCurrentStreamRevision(current.toString());
    const isLargest = options.hasStreamPosition() && BigInt.asIntN(64, expected) === NO_STREAM;
    if (expected === ANY) wrong.setExpectedAny(new Empty());
    else if (expected === STREAM_EXISTS) wrong.setExpectedStreamExists(new Empty());
    else if (expected === NO_STREAM || isLargest) wrong.setExpectedNoStream(new Empty());
    else wrong.setExpectedStreamPosition(expected.toString());
    return this.#failed('conflict', wrong.serializeBinary());
  }

  #error(kind: keyof typeof ERRORS, words = ''): (response: BatchResp) => void {
    const { shared } = this.#context.stubs;
    if (kind === 'too-large') {
      const details = new shared.MaximumAppendSizeExceeded();
      details.setMaxappendsize(MAX_APPEND_BYTES);
      return this.#failed(kind, details.serializeBinary());
    }
    if (kind !== 'bad-request') return this.#failed(kind, new Uint8Array(0));
    const details = new shared.BadRequest();
    details.setMessage(words);
    return this.#failed(kind, details.serializeBinary());
  }

  #failed(kind: keyof typeof ERRORS, bytes: Uint8Array): (response: BatchResp) => void {
    const { code, name } = ERRORS[kind];
    const type = kind === 'not-ready' ? 'google.protobuf.Empty' : `event_store.client.${name}`;
    return (response) => {
      const details = new Any();
      details.pack(bytes, type);
      const failed = new this.#context.stubs.status.Status();
      failed.setCode(code);
      failed.setMessage(name);
      failed.setDetails(details);
      response.setError(failed);
    };
  }
}

function sizeOf(request: BatchReq): number {
  const bytes = request
    .getProposedMessagesList()
    .reduce((sum, m) => sum + m.getData_asU8().length + m.getCustomMetadata_asU8().length, 0);
  return bytes < MAX_MESSAGE_BYTES - 65_536 ? bytes : request.serializeBinary().length;
}

function deadlineMs(options: Options): number | null {
  // The newer package has two fields: a moment, as the older one, and a length of time.
  const newer = options as Partial<Record<'getDeadline21100', Options['getDeadline']>>;
  const left = newer.getDeadline21100 === undefined ? undefined : options.getDeadline();
  if (left !== undefined) return left.getSeconds() * 1_000 + left.getNanos() / 1e6;
  const at = newer.getDeadline21100?.call(options) ?? options.getDeadline();
  if (at === undefined) return null;
  const now = performance.timeOrigin + performance.now();
  return at.getSeconds() * 1_000 + at.getNanos() / 1e6 - now;
}

function expectedOf(options: Options): bigint {
  if (options.hasStreamPosition()) return BigInt(options.getStreamPosition());
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasAny()) return ANY;
  if (options.hasStreamExists()) return STREAM_EXISTS;
  const option =
    'EventStore.Client.Streams.BatchAppendReq+Types+Options+ExpectedStreamPositionOneofCase';
  const words = `'None' is not a valid ${option}`;
  throw new AppendError('bad-request', `Status(StatusCode="InvalidArgument", Detail="${words}")`);
}
