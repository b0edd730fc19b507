import {
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import { answer, type Context } from './context.ts';
import { Consumer, Group, type GroupSettings, type NackAction } from './group.ts';
import type { Stubs } from './stubs.ts';
import { groupEvent, idOf, nameOf, refusal } from './wire.ts';

type Messages = Stubs['persistent'];
type CreateReq = InstanceType<Messages['CreateReq']>;
type UpdateReq = InstanceType<Messages['UpdateReq']>;
type ReadReq = InstanceType<Messages['ReadReq']>;
type ReadResp = InstanceType<Messages['ReadResp']>;
type Identified = { getOptions(): IdentifiedOptions | undefined };
interface IdentifiedOptions {
  getStreamIdentifier(): Parameters<typeof nameOf>[0];
  getGroupName(): string;
}

const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned'];
const ACTIONS: readonly (NackAction | undefined)[] = [undefined, 'park', 'retry', 'skip', 'stop'];
const END = 18_446_744_073_709_551_615n;

/** The persistent subscriptions of a node; a restart keeps the groups and what they saved. */
export class Groups {
  readonly #context: Context;
  readonly #groups: Map<string, Group>;

  constructor(context: Context, before: Groups | null) {
    this.#context = context;
    const kept = [...(before?.all() ?? [])];
    this.#groups = new Map(
      kept.map(({ stream, name, settings }) => [
        key(stream, name),
        new Group(context, stream, name, settings),
      ]),
    );
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  close(): void {
    for (const group of this.#groups.values()) group.close();
  }

  create(call: ServerUnaryCall<CreateReq, InstanceType<Messages['CreateResp']>>): unknown {
    const { stream, name } = named(call.request);
    const settings = settingsOf(call.request);
    if (this.#groups.has(key(stream, name)))
      throw about(status.ALREADY_EXISTS, 'persistent-subscription-exists', stream, name, 'exists.');
    if (settings.readBatchSize >= Math.min(settings.liveBufferSize, settings.historyBufferSize))
      throw failed(stream, name);
    this.#groups.set(key(stream, name), new Group(this.#context, stream, name, settings));
    return new this.#context.stubs.persistent.CreateResp();
  }

  update(call: ServerUnaryCall<UpdateReq, InstanceType<Messages['UpdateResp']>>): unknown {
    const group = this.#find(call.request);
    const settings = settingsOf(call.request);
    group.close();
    const again = new Group(this.#context, group.stream, group.name, settings);
    this.#groups.set(key(group.stream, group.name), again);
    return new this.#context.stubs.persistent.UpdateResp();
  }

  delete(call: ServerUnaryCall<InstanceType<Messages['DeleteReq']>, unknown>): unknown {
    const group = this.#find(call.request);
    this.#groups.delete(key(group.stream, group.name));
    group.close();
    return new this.#context.stubs.persistent.DeleteResp();
  }

  replay(call: ServerUnaryCall<InstanceType<Messages['ReplayParkedReq']>, unknown>): unknown {
    this.#find(call.request).replay();
    return new this.#context.stubs.persistent.ReplayParkedResp();
  }

  info(call: ServerUnaryCall<InstanceType<Messages['GetInfoReq']>, unknown>): unknown {
    const { persistent } = this.#context.stubs;
    const response = new persistent.GetInfoResp();
    response.setSubscriptionInfo(infoOf(persistent, this.#find(call.request)));
    return response;
  }

  read(call: ServerDuplexStream<ReadReq, ReadResp>): void {
    const { stubs } = this.#context;
    let consumer: Consumer | null = null;
    let group: Group | null = null;
    const leave = (): void => {
      if (consumer !== null) group?.leave(consumer);
      consumer = null;
    };
    const join = (request: ReadReq): void => {
      const found = this.#find(request);
      const options = request.getOptions();
      const { maxSubscriberCount } = found.settings;
      if (maxSubscriberCount > 0 && found.consumers.length >= maxSubscriberCount)
        throw full(found.stream, found.name);
      const isStructured = options?.getUuidOption()?.hasStructured() === true;
      confirm(stubs, call, `${found.stream}::${found.name}`);
      group = found;
      consumer = new Consumer({
        name: String(call.metadata.get('connection-name')[0] ?? ''),
        bufferSize: options?.getBufferSize() ?? 10,
        deliver: ({ entry, retryCount }) => {
          const response = new stubs.persistent.ReadResp();
          response.setEvent(groupEvent(stubs, entry, retryCount, isStructured));
          call.write(response);
        },
        drop: () => call.emit('error', dropped(found.stream, found.name)),
      });
      found.join(consumer);
    };
    call.on('data', (request: ReadReq) => {
      const ack = request.getAck();
      const nack = request.getNack();
      if (request.hasOptions())
        answer(this.#context, 'group', {
          run: () => {
            try {
              join(request);
            } catch (error) {
              call.emit('error', error);
            }
          },
          runSilently: () => undefined,
          fail: (error) => call.emit('error', error),
          end: () => call.end(),
        });
      else if (consumer !== null && group !== null && ack !== undefined)
        group.ack(consumer, idsOf(ack.getIdsList()));
      else if (consumer !== null && group !== null && nack !== undefined)
        group.nack(
          consumer,
          idsOf(nack.getIdsList()),
          ACTIONS[nack.getAction()] ?? 'skip',
          nack.getReason(),
        );
    });
    call.on('end', () => {
      leave();
      call.end();
    });
    for (const name of ['cancelled', 'close', 'error']) call.on(name, leave);
  }

  #find(request: Identified): Group {
    const { stream, name } = named(request);
    const group = this.#groups.get(key(stream, name));
    const code = 'persistent-subscription-does-not-exist';
    if (group === undefined) throw about(status.NOT_FOUND, code, stream, name, 'does not exist.');
    return group;
  }
}

/** Answers a unary call with what `run` returns, or with the error it throws. */
export function unary<Request, Response>(
  run: (call: ServerUnaryCall<Request, Response>) => unknown,
): (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    try {
      callback(null, run(call) as Response);
    } catch (error) {
      callback(error as ServiceError);
    }
  };
}

const key = (stream: string, name: string): string => `${stream}::${name}`;

const idsOf = (ids: Parameters<typeof idOf>[0][]): string[] => ids.map((id) => idOf(id) ?? '');

function named(request: Identified): { readonly stream: string; readonly name: string } {
  const options = request.getOptions() as
    (IdentifiedOptions & { getStream?: () => IdentifiedOptions | undefined }) | undefined;
  const identifier =
    options?.getStreamIdentifier() ?? options?.getStream?.()?.getStreamIdentifier();
  return { stream: nameOf(identifier), name: options?.getGroupName() ?? '' };
}

function settingsOf(request: CreateReq | UpdateReq): GroupSettings {
  const options = request.getOptions();
  const settings = options?.getSettings();
  const stream = options?.getStream();
  const revision = BigInt(stream?.getRevision() || settings?.getRevision() || '0');
  return {
    startFrom: stream?.hasEnd() || revision === END ? -1n : stream?.hasStart() ? 0n : revision,
    resolveLinkTos: settings?.getResolveLinks() ?? false,
    extraStatistics: settings?.getExtraStatistics() ?? false,
    messageTimeoutMs: settings?.getMessageTimeoutMs() ?? 30_000,
    maxRetryCount: settings?.getMaxRetryCount() ?? 10,
    checkpointAfterMs: settings?.getCheckpointAfterMs() ?? 2_000,
    minCheckpointCount: settings?.getMinCheckpointCount() ?? 10,
    maxCheckpointCount: settings?.getMaxCheckpointCount() ?? 1_000,
    maxSubscriberCount: settings?.getMaxSubscriberCount() ?? 0,
    liveBufferSize: settings?.getLiveBufferSize() ?? 500,
    readBatchSize: settings?.getReadBatchSize() ?? 20,
    historyBufferSize: settings?.getHistoryBufferSize() ?? 500,
    strategy: STRATEGIES[settings?.getNamedConsumerStrategy() ?? 1] ?? 'RoundRobin',
  };
}

function confirm(stubs: Stubs, call: ServerDuplexStream<ReadReq, ReadResp>, id: string): void {
  const confirmation = new stubs.persistent.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(id);
  const response = new stubs.persistent.ReadResp();
  response.setSubscriptionConfirmation(confirmation);
  call.write(response);
}

function infoOf(persistent: Messages, group: Group): InstanceType<Messages['SubscriptionInfo']> {
  const { settings } = group;
  const stats = group.stats();
  const info = new persistent.SubscriptionInfo();
  info.setEventSource(group.stream);
  info.setGroupName(group.name);
  info.setStatus('Live');
  info.setTotalItems(group.totalItems.toString());
  info.setCountSinceLastMeasurement('0');
  info.setLastCheckpointedEventPosition(stats.checkpoint);
  info.setLastKnownEventPosition(stats.lastKnown);
  info.setResolveLinkTos(settings.resolveLinkTos);
  info.setStartFrom(settings.startFrom.toString());
  info.setMessageTimeoutMilliseconds(settings.messageTimeoutMs);
  info.setExtraStatistics(settings.extraStatistics);
  info.setMaxRetryCount(settings.maxRetryCount);
  info.setLiveBufferSize(settings.liveBufferSize);
  info.setBufferSize(settings.historyBufferSize);
  info.setReadBatchSize(settings.readBatchSize);
  info.setCheckPointAfterMilliseconds(settings.checkpointAfterMs);
  info.setMinCheckPointCount(settings.minCheckpointCount);
  info.setMaxCheckPointCount(settings.maxCheckpointCount);
  info.setReadBufferCount(stats.read);
  info.setLiveBufferCount(stats.live.toString());
  info.setRetryBufferCount(stats.retry);
  info.setTotalInFlightMessages(stats.inFlight);
  info.setOutstandingMessagesCount(stats.outstanding);
  info.setNamedConsumerStrategy(settings.strategy);
  info.setMaxSubscriberCount(settings.maxSubscriberCount);
  info.setParkedMessageCount(group.parked.length.toString());
  for (const consumer of group.consumers) info.addConnections(connectionOf(persistent, consumer));
  return info;
}

function connectionOf(
  persistent: Messages,
  consumer: Consumer,
): InstanceType<Messages['SubscriptionInfo']['ConnectionInfo']> {
  const connection = new persistent.SubscriptionInfo.ConnectionInfo();
  connection.setUsername('system');
  connection.setTotalItems(consumer.total.toString());
  connection.setCountSinceLastMeasurement('0');
  connection.setAvailableSlots(consumer.bufferSize - consumer.sent.size);
  connection.setInFlightMessages(consumer.sent.size);
  connection.setConnectionName(consumer.name);
  return connection;
}

function about(
  code: status,
  exception: string,
  stream: string,
  name: string,
  words: string,
): ServiceError {
  return refusal(code, `Subscription group ${name} on stream ${stream} ${words}`, {
    exception,
    'stream-name': stream,
    'group-name': name,
  });
}

const full = (stream: string, name: string): ServiceError =>
  refusal(
    status.FAILED_PRECONDITION,
    `Maximum subscriptions reached for subscription group ${name} on stream ${stream}.`,
    { exception: 'maximum-subscribers-reached', 'stream-name': stream, 'group-name': name },
  );

const dropped = (stream: string, name: string): ServiceError =>
  about(status.CANCELLED, 'persistent-subscription-dropped', stream, name, 'was dropped.');

function failed(stream: string, name: string): ServiceError {
  const reason =
    'Specified argument was out of the range of valid values. ' +
    "(Parameter 'ReadBatchSize may not be greater than or equal to BufferSize')";
  return refusal(
    status.INTERNAL,
    `Subscription group ${name} on stream ${stream} failed: '${reason}'`,
    {
      exception: 'persistent-subscription-failed',
      'stream-name': stream,
      'group-name': name,
      reason,
    },
  );
}
