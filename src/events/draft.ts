import type { EventMeta, Json, NewEvent } from '../event.ts';
import { canonicalOrder } from './canonical-order.ts';
import { declarationOf } from './vocabulary.ts';
import type { EventData, EventType } from './vocabulary.ts';
import { invariant } from '../error.ts';

/** What the maker of an event says of it; schema, policy and clock are put on by `stamp`. */
export type DraftMeta = Omit<EventMeta, 'schema' | 'effectiveOn' | 'recordedAt' | 'policy'> & {
  /** The accounting date; the day it happened unless that period is closed. */
  readonly effectiveOn?: string;
};

/** An event that has no id and no clock yet; its data is in canonical key order at every level. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T;
  readonly data: EventData<T>;
  readonly meta: Omit<EventMeta, 'recordedAt' | 'policy'>;
}

/**
 * Makes a draft of the latest schema. Keys are sorted at every level and absent fields left out,
 * so that `JSON.stringify` of the data is canonical (settled.md §2.1); `checkData` judges it.
 *
 * @example
 *   draft('CapitalContributed', { amount: '25000.00' }, meta)
 */
export function draft<T extends EventType>(
  type: T,
  data: EventData<T>,
  meta: DraftMeta,
): EventDraft<T> {
  const declaration = declarationOf(type);
  invariant(declaration, `the vocabulary has ${type}`);
  return {
    type,
    data: canonicalOrder(data as unknown as Json) as unknown as EventData<T>,
    meta: { effectiveOn: meta.occurredOn, ...meta, schema: String(declaration.schema) },
  };
}

/** What only the appending layer knows. */
export interface Stamp {
  /** UUID, made before the first attempt and kept for every retry. */
  readonly id: string;
  /** ISO instant in UTC with milliseconds (settled.md §1.8). */
  readonly recordedAt: string;
  /** Version of the posting rules. */
  readonly policy: string;
}

/** The event of a draft, ready for a store. */
export function stamp(made: EventDraft, { id, recordedAt, policy }: Stamp): NewEvent {
  const { type, data, meta } = made;
  return { id, type, data: data as unknown as Json, meta: { ...meta, recordedAt, policy } };
}
