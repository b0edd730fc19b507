import { FeeworthError } from '../../src/error.ts';
import type { Json, RecordedEvent } from '../../src/event.ts';
import { decodeEvent } from '../../src/events/decode.ts';
import type { EventStore } from '../../src/store/port.ts';
import type { CashPolicy } from '../../projections/posting-rules.ts';
import { asOfDay, instantOf, sequenceWithin, someKnown } from '../cut.ts';

/** Both axes of an export as they were asked for, and the one entity it is about. */
export interface ExportScope {
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly entity?: string | undefined;
}

/** One try at importing a file, as the cut knows it. */
export interface SourceFile {
  readonly startedAt: number;
  readonly entity: string;
  readonly actor: string;
  readonly recordedAt: string;
  readonly data: Readonly<Record<string, Json>>;
  completedAt: number | null;
  completed: Readonly<Record<string, Json>>;
  revertedAt: number | null;
}

export interface EntityRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly state: string;
}

/**
 * What must be known of a book before its events are read one by one: how many of them count, who
 * is in it, which files were completed. Grows with the number of files, not of events.
 */
export interface Survey {
  /** Events known: sequences below it. */
  readonly known: number;
  /** Last effective day that counts; null for all that is known. */
  readonly asOf: string | null;
  readonly only: string | null;
  readonly name: string;
  readonly cashPolicy: CashPolicy;
  /** Month in which the fiscal year starts, 1 to 12. */
  readonly fiscalYearStart: number;
  readonly opened: Readonly<Record<string, Json>>;
  readonly entities: readonly EntityRow[];
  readonly files: readonly SourceFile[];
  readonly policies: readonly RecordedEvent[];
  readonly exports: readonly RecordedEvent[];
  /** The last one that was signed: published, or made to hand over to another key. */
  readonly checkpoint: RecordedEvent | null;
  /** Whether an event counts: its import, if it came in one, is completed and not taken back. */
  counts(event: RecordedEvent): boolean;
}

const TYPES = [
  'BookOpened',
  'EntityFormed',
  'ImportStarted',
  'ImportCompleted',
  'ImportReverted',
  'PolicyChanged',
  'CheckpointPublished',
  'SigningKeyRotated',
  'ExportMade',
];

const SIGNED: ReadonlySet<string> = new Set(['CheckpointPublished', 'SigningKeyRotated']);

/** Reads what an export needs to know first. Throws `usage/…` for a cut the book has not. */
export async function surveyBook(store: EventStore, scope: ExportScope): Promise<Survey> {
  const size = ((await store.head())?.sequence ?? -1) + 1;
  if (size === 0) {
    throw new FeeworthError('book/empty', 'input', 'The book holds no events yet', {
      hint: 'open it with "feeworth init FILE", then import',
    });
  }
  if (scope.asOf !== undefined) asOfDay(scope.asOf);
  const known = await knownOf(store, scope.knownAt, size);
  const found = await structureOf(store, known);
  checkEntity(scope.entity, found.entities);
  const { opened } = found;
  return {
    known,
    asOf: scope.asOf ?? null,
    only: scope.entity ?? null,
    name: typeof opened['name'] === 'string' ? opened['name'] : 'book',
    cashPolicy: opened['cashPolicy'] === 'document' ? 'document' : 'bank',
    fiscalYearStart: typeof opened['fiscalYearStart'] === 'number' ? opened['fiscalYearStart'] : 1,
    ...found,
  };
}

type Structure = Pick<
  Survey,
  'opened' | 'entities' | 'files' | 'policies' | 'exports' | 'checkpoint' | 'counts'
>;

async function structureOf(store: EventStore, known: number): Promise<Structure> {
  let opened: Readonly<Record<string, Json>> = {};
  let checkpoint: RecordedEvent | null = null;
  const entities: EntityRow[] = [];
  const policies: RecordedEvent[] = [];
  const exports: RecordedEvent[] = [];
  const files = new FileList();
  for await (const page of store.readPages({ filter: { types: TYPES } })) {
    for (const recorded of page.events) {
      if (recorded.sequence >= known) break;
      const event = decodeEvent(recorded);
      const data = event.data as Readonly<Record<string, Json>>;
      if (event.type === 'BookOpened') opened = data;
      else if (event.type === 'EntityFormed') entities.push(entityRow(event.meta.entity, data));
      else if (event.type === 'PolicyChanged') policies.push(event);
      else if (event.type === 'ExportMade') exports.push(event);
      else if (SIGNED.has(event.type)) checkpoint = event;
      else files.add(event, data);
    }
  }
  const { all } = files;
  const counts = (event: RecordedEvent): boolean => files.counts(event);
  return { opened, checkpoint, entities, policies, exports, files: all, counts };
}

function entityRow(id: string, data: Readonly<Record<string, Json>>): EntityRow {
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  return { id, kind: text('kind'), name: text('name'), state: text('state') };
}

/** Attempts by stream; an event belongs to the last one that started before it. */
class FileList {
  readonly all: SourceFile[] = [];
  readonly #byStream = new Map<string, SourceFile[]>();

  add({ type, stream, sequence, meta }: RecordedEvent, data: SourceFile['data']): void {
    if (!stream.startsWith('import-')) return;
    const own = this.#byStream.get(stream) ?? [];
    this.#byStream.set(stream, own);
    const last = own.at(-1);
    if (type === 'ImportStarted') {
      const { entity, actor, recordedAt } = meta;
      const made = { startedAt: sequence, entity, actor, recordedAt, data };
      const file: SourceFile = { ...made, completedAt: null, completed: {}, revertedAt: null };
      own.push(file);
      this.all.push(file);
    } else if (last !== undefined && type === 'ImportCompleted') {
      last.completedAt = sequence;
      last.completed = data;
    } else if (last !== undefined) last.revertedAt = sequence;
  }

  counts({ stream, sequence }: RecordedEvent): boolean {
    if (!stream.startsWith('import-')) return true;
    const own = this.#byStream.get(stream)?.findLast((file) => file.startedAt <= sequence);
    // Events of the log before their attempt began cannot be; the columns let them count.
    return own === undefined || (own.completedAt !== null && own.revertedAt === null);
  }
}

async function knownOf(store: EventStore, text: string | undefined, size: number): Promise<number> {
  if (text === undefined) return size;
  if (/^\d+$/.test(text)) return sequenceWithin(Number(text), size);
  return someKnown(await recordedBy(store, instantOf(text), size));
}

/** Events up to the first one recorded after an instant: they stand in the order of time. */
async function recordedBy(store: EventStore, instant: string, size: number): Promise<number> {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await instantAt(store, middle)) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function instantAt(store: EventStore, sequence: number): Promise<string> {
  for await (const { events } of store.readPages({ fromSequence: sequence, pageSize: 1 }))
    return events[0]?.meta.recordedAt ?? '';
  return '';
}

function checkEntity(entity: string | undefined, known: readonly EntityRow[]): void {
  if (entity === undefined || known.some(({ id }) => id === entity)) return;
  const names = known.map(({ id }) => id).join(', ');
  throw new FeeworthError(
    'usage/unknown-name',
    'usage',
    `--entity "${entity}" is not in the book`,
    {
      hint: names === '' ? 'the book names none' : `it has ${names}`,
    },
  );
}
