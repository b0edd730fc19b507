import { isDay } from '../calendar.ts';
import type { EventMeta, NewEvent } from '../event.ts';
import { badRequest, unsupported } from './errors.ts';
import type { Filter, StoreLimits, StreamAppend } from './port.ts';

const REQUIRED = [
  'schema',
  'occurredOn',
  'effectiveOn',
  'recordedAt',
  'entity',
  'actor',
  'actorKind',
  'policy',
] as const satisfies readonly (keyof EventMeta)[];
const OPTIONAL = [
  'counterparty',
  'site',
  'sourceSystem',
  'sourceFile',
  'sourceRecord',
  'causedBy',
  'approvedBy',
] as const satisfies readonly (keyof EventMeta)[];
const META_KEYS: ReadonlySet<string> = new Set<string>([...REQUIRED, ...OPTIONAL]);
const META_CHARS = 1_000;
const STREAM_CHARS = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[A-Z][A-Za-z0-9]{0,99}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Refuses what no store could take, before any I/O (conformance tests 11, 15). */
export function checkWrites(writes: readonly StreamAppend[], limits: StoreLimits): void {
  if (writes.length === 0) throw badRequest('An append needs events or something to check.');
  if (writes.length > limits.atomicStreams)
    throw unsupported(
      'atomicStreams',
      `This store writes at most ${limits.atomicStreams} streams together.`,
      'Append stream by stream, each with its own expectation.',
    );
  const seen = new Set<string>();
  for (const write of writes) {
    checkStreamName(write.stream);
    if (seen.has(write.stream))
      throw badRequest('A stream stands twice in one append.', write.stream);
    seen.add(write.stream);
    checkExpected(write);
    for (const event of write.events) checkEvent(event);
  }
}

/**
 * 1 to 200 characters, lower case (servers index streams without regard to case), no control
 * characters, not beginning with "$" (system streams).
 */
export function checkStreamName(stream: string): void {
  if (typeof stream !== 'string' || stream.length === 0 || stream.length > STREAM_CHARS)
    throw badRequest(`A stream name has 1 to ${STREAM_CHARS} characters.`);
  if (stream.startsWith('$')) throw badRequest('Streams beginning with "$" belong to servers.');
  if (stream !== stream.toLowerCase()) throw badRequest('A stream name is lower case.', stream);
  if (CONTROL.test(stream) || !stream.isWellFormed())
    throw badRequest('A stream name has no control characters and no half characters.');
}

/** A filter names prefixes that could begin a name. */
export function checkFilter(filter: Filter | undefined): void {
  if (filter === undefined) return;
  const prefixes = 'streams' in filter ? filter.streams : filter.types;
  if (prefixes.length === 0) throw badRequest('A filter without prefixes matches nothing.');
  for (const prefix of prefixes)
    if (CONTROL.test(prefix) || !prefix.isWellFormed())
      throw badRequest('A filter prefix has no control characters and no half characters.');
}

/** Limits, sizes and sequences are whole numbers from `least` on. */
export function checkCount(what: string, value: number | undefined, least: number): void {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
    throw badRequest(`${what} is a whole number from ${least} on.`);
}

function checkExpected({ stream, expected, events }: StreamAppend): void {
  if (typeof expected === 'bigint' ? expected < 0n : !/^(?:any|none|exists)$/.test(expected))
    throw badRequest('An expectation is any, none, exists or a revision.', stream);
  if (events.length === 0 && expected === 'any')
    throw badRequest('No events and nothing to check.', stream);
}

function checkEvent(event: NewEvent): void {
  if (!UUID.test(event.id)) throw badRequest('An event id is a lower-case UUID.');
  if (!TYPE.test(event.type)) throw badRequest('An event type is PascalCase, at most 100 letters.');
  checkMeta(event.meta, event.type);
}

function checkMeta(meta: EventMeta, type: string): void {
  for (const key of REQUIRED)
    if (!meta[key]) throw badRequest(`An event needs ${key}: nothing is recorded without.`, type);
  for (const key in meta) {
    const value: unknown = meta[key as keyof EventMeta];
    if (value === undefined) continue;
    if (!META_KEYS.has(key)) throw badRequest(`The envelope has no field ${key}.`, type);
    if (typeof value !== 'string' || value.length > META_CHARS)
      throw badRequest(`Envelope field ${key} is text of at most ${META_CHARS} characters.`, type);
  }
  if (!isKnownDay(meta.occurredOn) || !isKnownDay(meta.effectiveOn))
    throw badRequest('occurredOn and effectiveOn are dates, YYYY-MM-DD.', type);
  if (!INSTANT.test(meta.recordedAt))
    throw badRequest('recordedAt is an instant, YYYY-MM-DDTHH:MM:SS.mmmZ.', type);
}

// A book names few days and very often the same; a cache that a wild caller cannot fill.
const MOST_DAYS = 20_000;
const days = new Set<string>();

function isKnownDay(text: string): boolean {
  if (days.has(text)) return true;
  if (!isDay(text)) return false;
  if (days.size < MOST_DAYS) days.add(text);
  return true;
}
