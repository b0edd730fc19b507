import type { Metadata, ServiceError } from '@grpc/grpc-js';
import * as grpc from '@grpc/grpc-js';
import type { Entry } from './log.ts';
import type { Stubs } from './stubs.ts';

export type StreamIdentifier = InstanceType<Stubs['shared']['StreamIdentifier']>;
type Streams = import('@eventstore/db-client/generated/streams_pb.js').ReadResp.ReadEvent;
type Persistent = import('@eventstore/db-client/generated/persistent_pb.js').ReadResp.ReadEvent;

/** The name in an identifier. */
export function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

/** A stream's name as messages carry it. */
export function identifierOf({ shared }: Stubs, name: string): StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name, 'utf8'));
  return identifier;
}

/** A status that ends a call, with trailers. */
export function refusal(
  code: grpc.status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError {
  const metadata: Metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** What the node says when it did not expect something. */
export const threw = (): ServiceError =>
  refusal(grpc.status.UNKNOWN, 'Exception was thrown by handler.');

export const streamDeleted = (name: string): ServiceError =>
  refusal(grpc.status.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': encodeURI(name),
  });

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The id in lower case with dashes; null when it is none. */
export function parseId(text: string): string | null {
  if (!UUID.test(text)) return null;
  const hex = text.replaceAll('-', '').toLowerCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An id as two signed numbers, the other way messages can carry it. */
export function structuredId({ shared }: Stubs, id: string): InstanceType<Stubs['shared']['UUID']> {
  const hex = id.replaceAll('-', '');
  const half = (text: string): string => BigInt.asIntN(64, BigInt(`0x${text}`)).toString();
  const structured = new shared.UUID.Structured();
  structured.setMostSignificantBits(half(hex.slice(0, 16)));
  structured.setLeastSignificantBits(half(hex.slice(16)));
  const uuid = new shared.UUID();
  uuid.setStructured(structured);
  return uuid;
}

export function textId({ shared }: Stubs, id: string): InstanceType<Stubs['shared']['UUID']> {
  const uuid = new shared.UUID();
  uuid.setString(id);
  return uuid;
}

/** The id a message carries, whichever way; null when it carries none that is one. */
export function idOf(uuid: InstanceType<Stubs['shared']['UUID']> | undefined): string | null {
  const structured = uuid?.getStructured();
  if (structured === undefined) return parseId(uuid?.getString() ?? '');
  const half = (text: string): string =>
    BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, '0');
  return parseId(
    half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits()),
  );
}

type Recorded = InstanceType<Stubs['streams']['ReadResp']['ReadEvent']['RecordedEvent']>;

function fill<R extends Pick<Recorded, keyof Recorded>>(
  stubs: Stubs,
  record: R,
  entry: Entry,
  isStructured: boolean,
): R {
  record.setId((isStructured ? structuredId : textId)(stubs, entry.id));
  record.setStreamIdentifier(identifierOf(stubs, entry.stream));
  record.setStreamRevision(entry.revision.toString());
  record.setCommitPosition(entry.position.toString());
  record.setPreparePosition(entry.position.toString());
  record.getMetadataMap().set('type', entry.type);
  record.getMetadataMap().set('content-type', entry.contentType);
  record.getMetadataMap().set('created', entry.created.toString());
  record.setCustomMetadata(entry.metadata);
  record.setData(entry.data);
  return record;
}

/** What stands at a place: an event, a link with what it names, or a link to nothing. */
export interface Resolved {
  readonly event: Entry | null;
  readonly link: Entry | null;
}

/** A resolved event as reads and subscriptions send it. */
export function readEvent(stubs: Stubs, resolved: Resolved, isStructured: boolean): Streams {
  const { ReadResp } = stubs.streams;
  const event = new ReadResp.ReadEvent();
  const record = (): Recorded => new ReadResp.ReadEvent.RecordedEvent();
  if (resolved.event !== null) event.setEvent(fill(stubs, record(), resolved.event, isStructured));
  if (resolved.link !== null) event.setLink(fill(stubs, record(), resolved.link, isStructured));
  event.setCommitPosition((resolved.link ?? resolved.event)?.position.toString() ?? '0');
  return event;
}

/** The same for a persistent subscription. */
export function groupEvent(
  stubs: Stubs,
  entry: Entry,
  retryCount: number,
  isStructured: boolean,
): Persistent {
  const { ReadResp } = stubs.persistent;
  const event = new ReadResp.ReadEvent();
  const record = new ReadResp.ReadEvent.RecordedEvent() as unknown as Recorded;
  event.setEvent(fill(stubs, record, entry, isStructured) as never);
  event.setCommitPosition(entry.position.toString());
  event.setRetryCount(retryCount);
  return event;
}
