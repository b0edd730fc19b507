import type { Day } from './calendar.ts';

/** JSON as events carry it; numbers are safe integers only, money and rates are decimal strings. */
export type Json =
  null | boolean | string | number | readonly Json[] | { readonly [key: string]: Json };

/** Envelope metadata: flat names, text values, so that every store takes it (settled.md §3.1). */
export interface EventMeta {
  /** Schema version of the data, as text: "1". */
  readonly schema: string;
  /** When it happened in the world, YYYY-MM-DD. */
  readonly occurredOn: string;
  /** The accounting date it counts on, YYYY-MM-DD. */
  readonly effectiveOn: string;
  /** When we recorded it: ISO instant in UTC with milliseconds. */
  readonly recordedAt: string;
  /** Whose fact it is: a practice or an MSO, by id. */
  readonly entity: string;
  /** The other book of an intercompany fact. */
  readonly counterparty?: string;
  readonly site?: string;
  readonly actor: string;
  readonly actorKind: 'person' | 'import' | 'rule' | 'model';
  readonly sourceSystem?: string;
  /** SHA-256 of the file it came in, hex. */
  readonly sourceFile?: string;
  /** Line, segment or record number inside that file. Never its content. */
  readonly sourceRecord?: string;
  readonly causedBy?: string;
  readonly approvedBy?: string;
  /** Version of the posting rules. */
  readonly policy: string;
}

/** What a caller hands to a store: an id made before the first attempt and kept for every retry. */
export interface NewEvent {
  /** UUID, lower case. */
  readonly id: string;
  /** PascalCase, past tense: "PackageSold". */
  readonly type: string;
  readonly data: Json;
  readonly meta: EventMeta;
}

/** An event in its place in the book. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, 0-based without gaps. */
  readonly revision: bigint;
  /** Place in its book, 0-based without gaps, in commit order (settled.md §1.1). */
  readonly sequence: number;
}

/** What reads may be cut at; both axes, always (design.md §3). */
export interface Cut {
  /** Effective date, included. */
  readonly asOf: Day;
  /** Number of events known: sequences below it count. */
  readonly knownAt: number;
}
