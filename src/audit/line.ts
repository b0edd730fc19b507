import { FeeworthError } from '../error.ts';
import type { EventMeta, Json, NewEvent, RecordedEvent } from '../event.ts';
import { canonicalJson, nativeJson } from './canonical.ts';

/** Where an event stands: in which stream, at which revision. */
export interface StreamPlace {
  readonly stream: string;
  readonly revision: bigint;
}

/**
 * The canonical line of an event: envelope and data without position and sequence. Its bytes are
 * what the store keeps, what the tree hashes and a line of `events.ndjson` (settled.md §2.1).
 */
export function eventLine(event: NewEvent, place: StreamPlace): string {
  const { meta, data } = event;
  // Keys in order and absent ones left out by JSON.stringify: canonical when the data is.
  const flat = {
    actor: meta.actor,
    actorKind: meta.actorKind,
    approvedBy: meta.approvedBy,
    causedBy: meta.causedBy,
    counterparty: meta.counterparty,
    data,
    effectiveOn: meta.effectiveOn,
    entity: meta.entity,
    id: event.id,
    occurredOn: meta.occurredOn,
    policy: meta.policy,
    recordedAt: meta.recordedAt,
    revision: Number(place.revision),
    schema: meta.schema,
    site: meta.site,
    sourceFile: meta.sourceFile,
    sourceRecord: meta.sourceRecord,
    sourceSystem: meta.sourceSystem,
    stream: place.stream,
    type: event.type,
  };
  return nativeJson(flat, data) ?? canonicalJson(withoutAbsent(flat));
}

function withoutAbsent(flat: { readonly data: Json }): Json {
  const present = Object.entries(flat).filter(([key, v]) => v !== undefined || key === 'data');
  return Object.fromEntries(present) as Json;
}

type Flat = EventMeta & {
  readonly data: Json;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
};

/**
 * The event a line tells of. Checks what a reader relies on, not that the line is canonical
 * (`isCanonicalLine` does); throws `audit/bad-line` with the sequence when it is no event.
 */
export function eventOfLine(line: string, sequence: number): RecordedEvent {
  const flat = parse(line, sequence);
  return {
    id: flat.id,
    type: flat.type,
    data: flat.data,
    meta: metaOf(flat),
    stream: flat.stream,
    revision: BigInt(flat.revision),
    sequence,
  };
}

/** Whether writing the event again gives the very same line: what `verify` asks of each. */
export function isCanonicalLine(line: string, event: RecordedEvent): boolean {
  return eventLine(event, event) === line;
}

function parse(line: string, sequence: number): Flat {
  let flat: Partial<Flat> | null;
  try {
    flat = JSON.parse(line) as Partial<Flat> | null;
  } catch {
    // The parser's own message quotes the text, which may hold PHI: it is not passed on.
    throw badLine(sequence, 'is not JSON');
  }
  if (flat === null || typeof flat !== 'object') throw badLine(sequence, 'is not an object');
  if (!isEnvelope(flat)) throw badLine(sequence, 'lacks a part of its envelope');
  return flat;
}

function isEnvelope(flat: Partial<Flat>): flat is Flat {
  return (
    typeof flat.id === 'string' &&
    typeof flat.type === 'string' &&
    typeof flat.stream === 'string' &&
    Number.isSafeInteger(flat.revision) &&
    flat.data !== undefined &&
    typeof flat.actor === 'string' &&
    typeof flat.actorKind === 'string' &&
    typeof flat.schema === 'string' &&
    typeof flat.occurredOn === 'string' &&
    typeof flat.effectiveOn === 'string' &&
    typeof flat.recordedAt === 'string' &&
    typeof flat.entity === 'string' &&
    typeof flat.policy === 'string'
  );
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

// Absent stays absent, and events of one kind get objects of one shape.
function metaOf(flat: Flat): EventMeta {
  const meta: Mutable<EventMeta> = {
    schema: flat.schema,
    occurredOn: flat.occurredOn,
    effectiveOn: flat.effectiveOn,
    recordedAt: flat.recordedAt,
    entity: flat.entity,
    actor: flat.actor,
    actorKind: flat.actorKind,
    policy: flat.policy,
  };
  if (flat.counterparty !== undefined) meta.counterparty = flat.counterparty;
  if (flat.site !== undefined) meta.site = flat.site;
  if (flat.sourceSystem !== undefined) meta.sourceSystem = flat.sourceSystem;
  if (flat.sourceFile !== undefined) meta.sourceFile = flat.sourceFile;
  if (flat.sourceRecord !== undefined) meta.sourceRecord = flat.sourceRecord;
  if (flat.causedBy !== undefined) meta.causedBy = flat.causedBy;
  if (flat.approvedBy !== undefined) meta.approvedBy = flat.approvedBy;
  return meta;
}

function badLine(sequence: number, what: string): FeeworthError {
  return new FeeworthError('audit/bad-line', 'integrity', `The stored line ${what}.`, {
    place: { at: `sequence ${sequence}` },
    hint: 'Run "feeworth verify" and restore the book from a copy that verifies.',
    details: { sequence },
  });
}
