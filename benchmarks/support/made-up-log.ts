import { firstDay, formatDay, lastDay } from '../../src/calendar.ts';
import type { Day, Month } from '../../src/calendar.ts';
import type { EventMeta, Json, RecordedEvent } from '../../src/event.ts';
import { canonicalOrder } from '../../src/events/canonical-order.ts';
import type { EventData, EventType } from '../../src/events/vocabulary.ts';
import type { Random } from './random.ts';

/** What is told of an event; the rest of its envelope follows from the file it came in. */
export interface Where {
  readonly entity: string;
  readonly on: Day;
  readonly site?: string;
  readonly counterparty?: string;
}

const REVERSIBLE: ReadonlySet<EventType> = new Set([
  'ChargePosted',
  'PointOfSaleCompleted',
  'VendorBillRecorded',
  'PackageSold',
  'CardBatchSettled',
]);

/** Puts made-up events in their places: ids, streams of files, revisions, sequences, reversals. */
export class MadeUpLog {
  readonly random: Random;
  readonly #revisions = new Map<string, bigint>();
  #sequence = 0;
  #named = 0;
  #stream = 'desk';
  #digest = '';
  #today: Day;
  #pending: RecordedEvent[] = [];

  constructor(random: Random, today: Day) {
    this.random = random;
    this.#today = today;
  }

  /** From here on files are of the month that ends so. */
  endOfMonth(day: Day): void {
    this.#today = day;
    this.#stream = `desk-${formatDay(day).slice(0, 7)}`;
  }

  /** Records between start and completion of an import; some are reverted, or never completed. */
  importFile(name: string, fate: 'completed' | 'reverted' | 'open', records: () => void): void {
    const desk = this.#stream;
    let hash = 7;
    for (const c of name) hash = (Math.imul(hash, 31) + (c.codePointAt(0) ?? 0)) >>> 0;
    const digest = hash.toString(16).padStart(8, '0').repeat(8);
    this.#digest = digest;
    this.#stream = `import-${digest.slice(0, 16)}`;
    const at = { entity: 'tx-practice', on: this.#today };
    const file = { digest, format: 'csv', fileName: `${name}.csv` } as const;
    this.write('ImportStarted', { ...file, bytes: 100_000, records: 1_000 }, at);
    const before = this.#sequence;
    records();
    const counts = { alreadyKnown: 0, events: this.#sequence - before, moved: 0, suspended: 0 };
    if (fate !== 'open') this.write('ImportCompleted', { digest, ...counts }, at);
    if (fate === 'reverted') this.write('ImportReverted', { digest, reason: 'wrong file' }, at);
    this.#stream = desk;
    this.#digest = '';
  }

  write<T extends EventType>(type: T, data: EventData<T>, where: Where): RecordedEvent {
    const { entity, site, counterparty, on } = where;
    const day = formatDay(on);
    const source = {
      sourceSystem: 'made-up',
      sourceFile: this.#digest,
      sourceRecord: String(this.#pending.length),
    };
    const meta: EventMeta = {
      schema: '1',
      occurredOn: day,
      effectiveOn: day,
      recordedAt: `${formatDay((this.#today + 2) as Day)}T08:00:00.000Z`,
      entity,
      actor: 'importer',
      actorKind: 'import',
      policy: '1',
      ...(counterparty === undefined ? {} : { counterparty }),
      ...(site === undefined ? {} : { site }),
      ...(this.#digest === '' ? {} : source),
    };
    const event = this.#record(type, canonicalOrder(data as unknown as Json), meta);
    if (REVERSIBLE.has(type) && this.random.is(0.005)) this.#reverse(event);
    return event;
  }

  /** What was written since the last time. */
  flush(): readonly RecordedEvent[] {
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  /** Some day of a month. */
  day(month: Month): Day {
    const from = firstDay(month);
    return (from + this.random.int(0, lastDay(month) - from)) as Day;
  }

  /** A name that nothing else has. */
  name(kind: string): string {
    return `${kind}-${(++this.#named).toString(36).padStart(6, '0')}`;
  }

  provider(site: string): string {
    return `${site}-provider-${this.random.int(1, 4)}`;
  }

  #reverse({ id, type, data, meta }: RecordedEvent): void {
    const { schema, occurredOn, effectiveOn } = meta;
    const copy = { data: JSON.stringify(data), effectiveOn, occurredOn, schema, type };
    const reversal = { original: [copy], reason: 'entered twice', reverses: id };
    this.#record('EntryReversed', reversal, { ...meta, causedBy: id });
  }

  #record(type: string, data: Json, meta: EventMeta): RecordedEvent {
    const stream = this.#stream;
    const revision = (this.#revisions.get(stream) ?? -1n) + 1n;
    this.#revisions.set(stream, revision);
    const sequence = this.#sequence++;
    const id = `00000000-0000-5000-8000-${sequence.toString(16).padStart(12, '0')}`;
    const event = { id, type, data, meta, stream, revision, sequence };
    this.#pending.push(event);
    return event;
  }
}
