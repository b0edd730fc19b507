import { parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import type { Posting } from '../postings.ts';

/** Where an imported event stands: file by name and digest, record by line or segment. */
export interface Source {
  readonly file: string;
  readonly record: string;
  readonly digest: string;
}

/** An event as audit tests see it: decoded, with its postings and the record it came from. */
export interface Entry {
  readonly event: RecordedEvent;
  /** Of the entities asked about; empty for events without an entry. */
  readonly postings: readonly Posting[];
  readonly source: Source | null;
  /**
   * Whether it counts at the cut and belongs to the entity asked about. Tests of the log itself
   * look at every event, all others at these.
   */
  readonly isTested: boolean;
}

/** What a finding says of an event; never its content. */
export interface Cite {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly entity: string;
  readonly effectiveOn: string;
  readonly occurredOn: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly amountCents: number;
  readonly source: Source | null;
}

export function citeOf(entry: Entry, amountCents: number = amountOf(entry)): Cite {
  const { event, source } = entry;
  const { sequence, id, type, meta } = event;
  const { entity, effectiveOn, occurredOn, recordedAt, actor } = meta;
  return {
    sequence,
    id,
    type,
    entity,
    effectiveOn,
    occurredOn,
    recordedAt,
    actor,
    amountCents,
    source,
  };
}

/** The size of an entry: its debits in its own book, or in the other one when it has none there. */
export function amountOf({ event, postings }: Entry): number {
  let own = 0;
  let other = 0;
  for (const { entity, amountCents } of postings) {
    if (amountCents <= 0) continue;
    if (entity === event.meta.entity) own += amountCents;
    else other += amountCents;
  }
  return own > 0 ? own : other;
}

/** Whether it moves any account. */
export const isPosted = ({ postings }: Entry): boolean => postings.length > 0;

/** Whether a person made this very entry: not a file, a rule of the program or a model. */
export const isByHand = ({ event }: Entry): boolean => event.meta.actorKind === 'person';

type Data = Readonly<Record<string, Json | undefined>>;

/** A text field of the data; undefined when it has none of that name. */
export function field({ event }: Entry, name: string): string | undefined {
  const value = (event.data as Data)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Who made it: the preparer it names, else who recorded it. */
export const preparerOf = (entry: Entry): string =>
  field(entry, 'preparer') ?? entry.event.meta.actor;

/** Who approved it, by the event itself or its envelope. */
export const approverOf = (entry: Entry): string | undefined =>
  field(entry, 'approver') ?? entry.event.meta.approvedBy;

/** An instant by the clock on the wall of a place at a fixed distance from UTC. */
export interface LocalTime {
  readonly day: Day;
  /** Minutes after midnight. */
  readonly minute: number;
}

/** `offsetMinutes` east of UTC; events carry instants in UTC. */
export function localTime(instant: string, offsetMinutes: number): LocalTime {
  const minutes = Number(instant.slice(11, 13)) * 60 + Number(instant.slice(14, 16));
  const shifted = minutes + offsetMinutes;
  const days = Math.floor(shifted / 1440);
  return {
    day: (parseDay(instant.slice(0, 10)) + days) as Day,
    minute: shifted - days * 1440,
  };
}

/** "21:04". */
export function clockText(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
