import type { EventData, EventType } from '../../events/vocabulary.ts';
import type { FactIds, Tokenise } from '../tokens.ts';
import type { Raw } from '../raw.ts';
import type { ClaimLookup, Setting } from './setting.ts';

type OptionalKeys<D> = { [K in keyof D]-?: object extends Pick<D, K> ? K : never }[keyof D];

/** Data as makers of facts write it: a field that may be absent may also be undefined. */
export type Loose<D> = Omit<D, OptionalKeys<D>> & {
  readonly [K in OptionalKeys<D>]?: D[K] | undefined;
};

/** One event that a record of a file becomes, before the book's own rules about dates. */
export interface Fact {
  readonly id: string;
  readonly type: EventType;
  readonly data: unknown;
  readonly occurredOn: string;
  /** The accounting date, when it is not the day it happened. */
  readonly effectiveOn?: string | undefined;
  readonly entity: string;
  readonly counterparty?: string | undefined;
  readonly site?: string | undefined;
  readonly causedBy?: string | undefined;
  /** Line or segment of the file: "line 12". */
  readonly sourceRecord: string;
}

/** Something a person should know of a file that was read all the same; never content of it. */
export interface Notice {
  readonly code: string;
  readonly words: string;
  readonly where: string;
}

/** What every reader of records is given. */
export interface IntakeContext {
  readonly setting: Setting;
  readonly claims: ClaimLookup;
  /** Whose file it is. */
  readonly entity: string;
  /** Site that all of the file belongs to, when it was said. */
  readonly site: string | undefined;
  /** Agreement an invoice belongs to, when it was said. */
  readonly agreement: string | undefined;
  /** Name of the file, for errors. */
  readonly file: string;
  readonly tokenise: Tokenise;
  readonly ids: FactIds;
  readonly today: string;
  notice(notice: Notice): void;
}

/** Where a fact stands in its source, and what it is known by. */
export interface Origin {
  /** The system that wrote it: "x12-835", "glowdesk". */
  readonly system: string;
  /** Its key there or the whole record in canonical form; goes into the id only. */
  readonly record: Raw | string;
  readonly sourceRecord: string;
}

/** Everything of a fact but its type and data. */
export interface FactPlace {
  readonly on: string;
  readonly effectiveOn?: string | undefined;
  readonly site?: string | undefined;
  readonly counterparty?: string | undefined;
  readonly causedBy?: string | undefined;
  readonly entity?: string;
  /** Which of several events of one record it is; the first has no name. */
  readonly part?: string;
}

/**
 * Makes a fact with its stable id. The type is no part of it: a record that a changed mapping reads
 * as something else is found to be the same record. Several events of one record have names for
 * their parts, and each is numbered among its equals (settled.md §1.5).
 */
export function makeFact<T extends EventType>(
  context: IntakeContext,
  origin: Origin,
  place: FactPlace,
  type: T,
  data: Loose<EventData<T>>,
): Fact {
  const entity = place.entity ?? context.entity;
  return {
    id: context.ids({
      system: `${origin.system}/${entity}/${place.part ?? ''}`,
      record: origin.record,
      day: place.on,
    }),
    type,
    data,
    occurredOn: place.on,
    effectiveOn: place.effectiveOn,
    entity,
    counterparty: place.counterparty,
    site: place.site,
    causedBy: place.causedBy,
    sourceRecord: origin.sourceRecord,
  };
}
