import { firstDay, formatDay, monthOf, parseDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import type { EventMeta, Json, RecordedEvent } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import { IRREVERSIBLE, reversalOf } from '../../src/events/reversal.ts';
import { declarationOf } from '../../src/events/vocabulary.ts';
import type { EventType } from '../../src/events/vocabulary.ts';
import { BOOK_START, chanceData, uuidOf } from './chance-data.ts';
import type { Chance } from './chance.ts';

/** The made-up group: two practices, their sites, one MSO. */
export const PRACTICES = ['tx-practice', 'az-practice'] as const;
export const MSO = 'mso';
export const SITES: Readonly<Record<string, readonly string[]>> = {
  'tx-practice': ['austin', 'dallas'],
  'az-practice': ['phoenix'],
};

interface OpenImport {
  readonly stream: string;
  readonly digest: string;
  state: 'open' | 'completed' | 'reverted';
}

/** What `write` may be told; everything else is left to chance. */
export interface Place {
  readonly entity?: string;
  /** `null`: of no site. */
  readonly site?: string | null;
  readonly counterparty?: string;
  readonly on?: Day;
  /** Written by hand, never into the stream of an import. */
  readonly isByHand?: boolean;
}

/** Writes one made-up book, event after event: places, dates, streams and instants by chance. */
export class BookWriter {
  readonly events: RecordedEvent[] = [];
  readonly imports: OpenImport[] = [];
  /** Subjects of each kind that later events may refer to: claims, packages, cards … */
  readonly subjects = new Map<string, string[]>();
  chance: Chance;

  readonly #revisions = new Map<string, bigint>();
  readonly #reversed = new Set<string>();
  #instant = 0;
  #day: number = BOOK_START;
  #policy = '1';

  constructor(chance: Chance) {
    this.chance = chance;
  }

  get today(): Day {
    return this.#day as Day;
  }

  pass(days: number): void {
    this.#day += days;
  }

  changePolicy(): void {
    this.#policy = this.#policy === '1' ? '2' : '1';
  }

  /** A subject of a kind: a known one, or now and then a new one. */
  subject(kind: string, newness: number): string {
    const known = this.subjects.get(kind) ?? [];
    if (known.length > 0 && !this.chance.is(newness)) return this.chance.pick(known);
    const made = `${kind}-${known.length + 1}`;
    this.subjects.set(kind, [...known, made]);
    return made;
  }

  write(type: EventType, given: Readonly<Record<string, Json>> = {}, place: Place = {}): void {
    const declaration = declarationOf(type);
    invariant(declaration, type);
    const data = chanceData(declaration, this.chance, given);
    const meta = { ...this.#meta(place), schema: String(declaration.schema) };
    this.#record(type, data, meta, place.isByHand ? undefined : this.#importStream());
  }

  /** Reverses some event that can be and was not yet. */
  reverseOne(): void {
    const open = this.events.filter((e) => !IRREVERSIBLE.has(e.type) && !this.#reversed.has(e.id));
    if (open.length === 0) return;
    const original = this.chance.pick(open);
    this.#reversed.add(original.id);
    const moved = this.chance.is(0.3) ? { effectiveOn: formatDay(this.today) } : {};
    const by = { occurredOn: formatDay(this.today), actor: 'pat', actorKind: 'person' } as const;
    const made = reversalOf(original, { ...by, ...moved, reason: 'entered twice' });
    const meta = { ...made.meta, recordedAt: this.#now(), policy: this.#policy };
    this.#record('EntryReversed', made.data as unknown as Json, meta, undefined);
  }

  startImport(): void {
    const n = this.imports.length + 1;
    const again = this.imports.filter((i) => i.state === 'reverted');
    const digest = n.toString(16).padStart(64, '0');
    const source =
      again.length > 0 && this.chance.is(0.6)
        ? this.chance.pick(again)
        : { stream: `import-${n.toString(16).padStart(16, '0')}`, digest, state: 'open' as const };
    source.state = 'open';
    if (!this.imports.includes(source)) this.imports.push(source);
    this.#step('ImportStarted', source);
  }

  completeImport(): void {
    const open = this.imports.filter((i) => i.state === 'open');
    if (open.length === 0) return;
    const source = this.chance.pick(open);
    source.state = 'completed';
    this.#step('ImportCompleted', source);
  }

  revertImport(): void {
    const done = this.imports.filter((i) => i.state === 'completed');
    if (done.length === 0) return;
    const source = this.chance.pick(done);
    source.state = 'reverted';
    this.#step('ImportReverted', source);
  }

  #step(type: 'ImportStarted' | 'ImportCompleted' | 'ImportReverted', of: OpenImport): void {
    const declaration = declarationOf(type);
    invariant(declaration, type);
    const data = chanceData(declaration, this.chance, { digest: of.digest });
    this.#record(type, data, { ...this.#meta({ site: null }), schema: '1' }, of.stream);
  }

  #importStream(): string | undefined {
    const open = this.imports.filter((i) => i.state === 'open');
    return open.length > 0 && this.chance.is(0.7) ? this.chance.pick(open).stream : undefined;
  }

  #meta(place: Place): Omit<EventMeta, 'schema'> {
    const { chance } = this;
    const entity = place.entity ?? chance.pick(PRACTICES);
    const site = place.site === undefined ? chance.pick(SITES[entity] ?? ['']) : place.site;
    const occurred = place.on ?? ((this.#day - chance.int(0, 20)) as Day);
    // Now and then its month is closed already, and it counts on the first day of the next.
    const effective = chance.is(0.1) ? firstDay((monthOf(occurred) + 1) as Month) : occurred;
    return {
      occurredOn: formatDay(occurred),
      effectiveOn: formatDay(effective),
      recordedAt: this.#now(),
      entity,
      ...(place.counterparty === undefined ? {} : { counterparty: place.counterparty }),
      ...(site === null || site === '' ? {} : { site }),
      actor: 'importer',
      actorKind: chance.pick(['import', 'person', 'rule'] as const),
      sourceRecord: String(this.events.length),
      policy: this.#policy,
    };
  }

  // Events of one append share an instant; the clock never goes back.
  #now(): string {
    if (this.chance.is(0.5)) this.#instant += this.chance.int(0, 90);
    const minutes = this.#instant;
    const day = formatDay((parseDay('2026-01-01') + Math.floor(minutes / 1440)) as Day);
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${day}T${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00.000Z`;
  }

  #record(type: string, data: Json, meta: EventMeta, into: string | undefined): void {
    const stream = into ?? `desk-${meta.effectiveOn.slice(0, 7)}`;
    const revision = (this.#revisions.get(stream) ?? -1n) + 1n;
    this.#revisions.set(stream, revision);
    const sequence = this.events.length;
    const ordered = canonicalOrder(data);
    const id = uuidOf(sequence + 1000);
    this.events.push({ id, type, data: ordered, meta, stream, revision, sequence });
  }
}
