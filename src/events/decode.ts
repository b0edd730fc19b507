import { canonicalJson } from '../audit/canonical.ts';
import { FeeworthError } from '../error.ts';
import type { Json, RecordedEvent } from '../event.ts';
import { canonicalOrder } from './canonical-order.ts';
import type { Declaration } from './declare.ts';
import { declarationOf } from './vocabulary.ts';

/** How a vocabulary answers for a type; replaced in tests only. */
export type Lookup = (type: string) => Declaration | undefined;

/**
 * THE one place where a stored event is decoded: its data is brought to the latest schema of its
 * type, step by step. Everybody who reads events from a store goes through it. A current event is
 * returned as it is. Throws `event/unknown-type`, `event/newer-schema`, `event/bad-schema`.
 */
export const decodeEvent: (event: RecordedEvent) => RecordedEvent = makeDecoder(declarationOf);

/** The decoder of a vocabulary. */
export function makeDecoder(lookup: Lookup): (event: RecordedEvent) => RecordedEvent {
  return (event) => {
    const declaration = known(lookup(event.type), event.type, event.sequence);
    const latest = String(declaration.schema);
    const isCurrent = event.meta.schema === latest;
    if (isCurrent && event.type !== 'EntryReversed') return event;
    const upcast = isCurrent
      ? event.data
      : upcastData(declaration, event.data, event.meta.schema, event.sequence);
    const data =
      event.type === 'EntryReversed' ? upcastCopy(lookup, upcast, event.sequence) : upcast;
    if (isCurrent && data === event.data) return event;
    return { ...event, data, meta: { ...event.meta, schema: latest } };
  };
}

/** Data of schema `from` as the latest schema has it; upcasts are pure and total. */
export function upcastData(
  declaration: Declaration,
  data: Json,
  from: string,
  sequence: number,
): Json {
  const version = /^[1-9]\d{0,8}$/.test(from) ? Number(from) : 0;
  if (version === 0) {
    throw refused('event/bad-schema', `${declaration.type} has no such schema.`, sequence, DAMAGED);
  }
  if (version > declaration.schema) {
    const what = `${declaration.type} has schema ${version}; this version knows ${declaration.schema}.`;
    throw refused('event/newer-schema', what, sequence, NEWER);
  }
  let current = data;
  for (const upcast of declaration.upcasts?.slice(version - 1) ?? []) current = upcast(current);
  return canonicalOrder(current);
}

// A reversal carries its original as it was recorded; the copy has a schema of its own.
function upcastCopy(lookup: Lookup, data: Json, sequence: number): Json {
  const whole = data as unknown as { readonly original: readonly Copy[] };
  const [copy] = whole.original;
  if (copy === undefined) {
    throw refused(
      'event/bad-reversal',
      'A reversal has no copy of its original.',
      sequence,
      DAMAGED,
    );
  }
  const declaration = known(lookup(copy.type), copy.type, sequence);
  if (copy.schema === String(declaration.schema)) return data;
  const latest = upcastData(declaration, parsed(copy.data, sequence), copy.schema, sequence);
  const upcast = { ...copy, data: canonicalJson(latest), schema: String(declaration.schema) };
  return { ...whole, original: [upcast] } as unknown as Json;
}

interface Copy {
  readonly type: string;
  readonly schema: string;
  readonly data: string;
}

function parsed(text: string, sequence: number): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The parser's message quotes the text, which may hold PHI: it is not passed on.
    throw refused('event/bad-reversal', 'The copy in a reversal is not JSON.', sequence, DAMAGED);
  }
}

const DAMAGED = { hint: 'run "feeworth verify": the book may be damaged' };
const NEWER = { hint: 'the book was written by a newer version of Feeworth: update it' };

function known(found: Declaration | undefined, type: string, sequence: number): Declaration {
  if (found) return found;
  throw refused('event/unknown-type', `Unknown event type ${printable(type)}.`, sequence, NEWER);
}

// A type is a word; anything else is not repeated in a message.
function printable(type: string): string {
  return /^[A-Za-z]{1,64}$/.test(type) ? type : '(not a word)';
}

function refused(code: string, message: string, sequence: number, more: { hint: string }) {
  return new FeeworthError(code, 'integrity', message, {
    place: { at: `sequence ${sequence}` },
    details: { sequence },
    ...more,
  });
}
