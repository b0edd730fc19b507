import { canonicalJson } from '../../audit/canonical.ts';
import { eventLine } from '../../audit/line.ts';
import { sha256 } from '../../audit/sha256.node.ts';
import type { EventMeta, Json, NewEvent, RecordedEvent } from '../../event.ts';
import { corrupt } from '../errors.ts';
import type { WireEvent, WireProposal } from './wire.ts';

/** Key of the metadata that holds the hash of an event; no field of the envelope has its name. */
const HASH_KEY = 'contentSha256';
const encoder = new TextEncoder();

/** The names of a book's streams on the server begin so; the prefix is no part of an event. */
export const prefixOf = (book: string): string => `${book}.`;

/**
 * An event for the wire. The server keeps data and envelope apart, so their hash goes with them: a
 * reader puts the line together again and can tell that nothing has changed (settled.md §2.1).
 */
export function proposalOf(event: NewEvent, stream: string): WireProposal {
  const { id, type, data } = event;
  const present = Object.entries(event.meta).filter(([, value]) => value !== undefined);
  const meta = Object.fromEntries(present) as unknown as EventMeta;
  const hash = contentHash({ ...event, meta }, stream);
  return { id, type, data, metadata: { ...meta, [HASH_KEY]: hash } };
}

/** The event that the server holds at this place of the book; `store/corrupt` when it is none. */
export function recordedOf(wire: WireEvent, prefix: string, sequence: number): RecordedEvent {
  if (!wire.stream.startsWith(prefix)) throw corrupt('An event is of another book.', sequence);
  const { [HASH_KEY]: hash, ...meta } = metadataOf(wire, sequence);
  const stream = wire.stream.slice(prefix.length);
  const event: RecordedEvent = {
    id: wire.id,
    type: wire.type,
    data: wire.data as Json,
    meta: meta as unknown as EventMeta,
    stream,
    revision: wire.revision,
    sequence,
  };
  let own: string;
  try {
    own = contentHash(event, stream);
  } catch (error) {
    throw corrupt('The data of an event is not as Feeworth writes it.', sequence, error);
  }
  if (own !== hash) throw corrupt('An event is not as it was written.', sequence);
  return event;
}

/** The line of an event, in bytes: what the tree hashes. */
export function lineBytes(event: RecordedEvent): Uint8Array {
  return encoder.encode(eventLine(event, event));
}

function metadataOf({ metadata, isJson }: WireEvent, sequence: number): Record<string, string> {
  const isFlat =
    isJson &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((value) => typeof value === 'string');
  if (!isFlat) throw corrupt('An event was not written by Feeworth.', sequence);
  return metadata as Record<string, string>;
}

// The revision is not known when an event with the expectation "any" is sent.
function contentHash(event: NewEvent, stream: string): string {
  const { id, type, meta } = event;
  const text = canonicalJson({ ...meta, data: event.data, id, stream, type } as Json);
  return Buffer.from(sha256(encoder.encode(text))).toString('hex');
}
