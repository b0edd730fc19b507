import type { Json, RecordedEvent } from '../../src/event.ts';
import { parseCents } from '../../src/money.ts';

type Data = Readonly<Record<string, Json>>;

/** What an event says, a reversal read as its original with the other sign. */
export interface Spoken {
  readonly id: string;
  readonly type: string;
  readonly day: string;
  readonly entity: string;
  readonly counterparty: string;
  /** The event taken back, when this is a reversal. */
  readonly reverses?: string;
  /** A field's money in cents, with the sign of a reversal; zero when absent. */
  cents(field: string): number;
  /** The same of an item's money. */
  centsOf(value: Json | undefined): number;
  /** A field's text; empty when absent. */
  word(field: string): string;
  /** The items of a list; none when absent. */
  items(field: string): readonly Data[];
}

export function spokenOf(event: RecordedEvent): Spoken {
  const isReversal = event.type === 'EntryReversed';
  const whole = event.data as Data;
  const copy = isReversal ? (whole['original'] as readonly Data[])[0] : undefined;
  const data = copy === undefined ? whole : (JSON.parse(copy['data'] as string) as Data);
  const { entity, counterparty = '', effectiveOn } = event.meta;
  return {
    id: event.id,
    type: copy === undefined ? event.type : (copy['type'] as string),
    day: effectiveOn,
    entity,
    counterparty,
    ...(copy === undefined ? {} : { reverses: whole['reverses'] as string }),
    cents: (field) => signedCents(data[field], isReversal),
    centsOf: (value) => signedCents(value, isReversal),
    word: (field) => (typeof data[field] === 'string' ? data[field] : ''),
    items: (field) => (data[field] ?? []) as readonly Data[],
  };
}

function signedCents(value: Json | undefined, isReversal: boolean): number {
  if (typeof value !== 'string') return 0;
  return isReversal ? 0 - parseCents(value) : parseCents(value);
}
