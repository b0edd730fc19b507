import type { Day } from '../calendar.ts';
import { invariant } from '../error.ts';
import type { Cut, RecordedEvent } from '../event.ts';
import { isFactType } from '../events/fact-type.ts';
import { FACT_TYPES, factsAt, monthTable } from './book-context.ts';
import type { BookContext, Fact } from './book-context.ts';
import { BATCH_ROWS, copyRow, makeBatch, roomOf, ROW_BYTES } from './columns.ts';
import type { EventBatch } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { encodeEvent, rowCount } from './encode.ts';
import { rowKind } from './layout.ts';
import { daysBefore, daysOf, hasRoomFor, rowsBefore } from './segment.ts';
import type { NameCounts, OpenSegment, RowReader, Segment } from './segment.ts';
import { freeBytes } from '../warm-memory.ts';
import { Tallier } from './tally.ts';
import type { Tally } from './tally.ts';

/** One try at importing a file: none of its rows counts before it is completed (settled §1.6). */
export interface ImportAttempt {
  readonly stream: string;
  readonly startedAt: number;
  /** Sequence of ImportCompleted; Infinity while it is missing. */
  completedAt: number;
  revertedAt: number;
}

const IS_FACT = Uint8Array.from({ length: 256 }, (_, kind) => {
  const type = rowKind(kind)?.declaration.type;
  return type !== undefined && isFactType(type) ? 1 : 0;
});

/** A fact, and the import attempt it came in; −1 is no import. */
export interface KeptFact extends Fact {
  readonly attempt: number;
}

/** A segment in a pass over the book. */
interface Passed {
  readonly segment: Segment;
  /** Sequence of the first event behind it. */
  readonly end: number;
  /** Subjects that are known behind it: a row of it is about one of these. */
  readonly subjects: number;
  /** Its rows; lent until the next segment. */
  readonly batchOf: () => EventBatch;
}

/** A stretch of rows that a cut lets through. */
export interface Span {
  readonly batch: EventBatch;
  readonly from: number;
  readonly to: number;
}

/**
 * A book as columns. Grows event by event in order of sequence; the same events give the same
 * bytes on every machine. Disposable: the log can always make it again.
 */
export class ColumnBook {
  readonly names: Dictionary;
  readonly segments: Segment[];
  readonly attempts: ImportAttempt[];
  readonly facts: KeptFact[];
  /** Events taken in; also the sequence expected next. */
  size: number;

  readonly #openAttempts = new Map<string, number>();
  readonly #capacity: number;
  readonly #tallier = new Tallier();
  /** Rows that are not in memory, by segment. */
  readonly #rows: RowReader | undefined;
  /** The tally as it was kept, which holds until the book grows. */
  readonly #kept: { readonly size: number; readonly tally: Tally } | undefined;
  #scratch: EventBatch | undefined;

  constructor(
    saved?: {
      names: Dictionary;
      segments: Segment[];
      attempts: ImportAttempt[];
      facts: KeptFact[];
      size: number;
      rows?: RowReader | undefined;
      tally?: Tally | undefined;
    },
    capacity: number = BATCH_ROWS,
  ) {
    this.names = saved?.names ?? new Dictionary();
    this.segments = saved?.segments ?? [];
    this.attempts = saved?.attempts ?? [];
    this.facts = saved?.facts ?? [];
    this.size = saved?.size ?? 0;
    this.#capacity = capacity;
    this.#rows = saved?.rows;
    this.#kept = saved?.tally && { size: saved.size, tally: saved.tally };
    this.attempts.forEach((a, i) => this.#openAttempts.set(a.stream, i));
  }

  /** Takes in the next event of the book. */
  add(event: RecordedEvent): void {
    invariant(event.sequence === this.size, 'events are taken in order of sequence');
    this.#noteImport(event);
    const attempt = this.attemptOf(event.stream);
    const segment = this.begin(rowCount(event), attempt, event.meta.policy);
    const { batch } = segment;
    const first = batch.length;
    encodeEvent(event, batch, this.names, {
      sequenceDelta: event.sequence - batch.firstSequence,
      recorded: instantIndex(batch, event.meta.recordedAt),
    });
    if (FACT_TYPES.has(event.type)) {
      const { type, meta, id, sequence } = event;
      this.facts.push({ type, data: event.data as Fact['data'], meta, id, sequence, attempt });
    }
    this.end(segment, first);
  }

  /** The segment that takes the rows of the next event; asking again changes nothing. */
  begin(rows: number, attempt: number, policy: string): OpenSegment {
    const segment = this.#segmentFor(rows, policy);
    const runs = segment.runAttempts;
    if (runs.length === 0 || runs[runs.length - 1] !== attempt) {
      segment.runRows.push(segment.batch.length);
      runs.push(attempt);
    }
    return segment;
  }

  /** The next event has been taken in: its rows are those from `first` on. */
  end(segment: OpenSegment, first: number): void {
    const { batch } = segment;
    segment.rows = batch.length;
    for (let i = first; i < batch.length; i++) {
      const day = batch.effective[i] ?? 0;
      if (day < segment.minEffective) segment.minEffective = day;
      if (day > segment.maxEffective) segment.maxEffective = day;
      if (day > segment.lastFact && IS_FACT[batch.kind[i] ?? 0] === 1) segment.lastFact = day;
    }
    this.size += 1;
  }

  /** The import attempt that a stream's next event belongs to; −1 is no import. */
  attemptOf(stream: string): number {
    return stream.startsWith('import-') ? (this.#openAttempts.get(stream) ?? -1) : -1;
  }

  /** What folds may know of the book at a cut. */
  context(cut: Cut): BookContext {
    const counted = this.facts.filter((f) => this.#counts(f.attempt, cut));
    const facts = factsAt(counted, cut);
    const opened = facts.find((f) => f.type === 'BookOpened');
    let from = Infinity;
    let to = -Infinity;
    for (const { segment, batch } of this.#known(cut.knownAt)) {
      // What is recorded later must not move the months of an old report.
      const { min, max } = batch === null ? daysOf(segment) : daysBefore(batch, cut.knownAt);
      from = Math.min(from, min);
      to = Math.max(to, max);
    }
    if (from > to) from = to = 0;
    const tally = (): Tally => this.tally();
    return {
      names: this.names,
      cashPolicy: opened?.data['cashPolicy'] === 'document' ? 'document' : 'bank',
      facts,
      // Counted when a fold asks: not all make room by it.
      get tally() {
        return tally();
      },
      ...monthTable(from as Day, Math.max(from, Math.min(to, cut.asOf)) as Day),
    };
  }

  /** How much of what the book has. */
  tally(): Tally {
    if (this.#kept?.size === this.size) return this.#kept.tally;
    return this.#tallier.of(this.#pass(), this.names.size('subject'));
  }

  /**
   * Stretches of rows that a cut lets through, in order of sequence. Rows of imports that are not
   * completed at the cut, or reverted by then, are skipped. A span is valid until the next one.
   */
  *feed(cut: Cut): Generator<Span> {
    for (const { segment, batch, from, to } of this.#runs(cut)) {
      yield segment.maxEffective <= cut.asOf
        ? { batch, from, to }
        : this.#compact(batch, from, to, cut.asOf);
    }
  }

  /**
   * The same rows in their own batches, in more and shorter stretches; none is copied. Who looks for
   * subjects from `firstSubject` on is spared what was recorded before the book knew that one.
   */
  *spans(cut: Cut, firstSubject = 0): Generator<Span> {
    for (const { segment, batch, from, to } of this.#runs(cut, firstSubject)) {
      if (segment.maxEffective <= cut.asOf) {
        yield { batch, from, to };
        continue;
      }
      const { effective } = batch;
      let start = from;
      for (let i = from; i < to; i++) {
        if ((effective[i] as number) <= cut.asOf) continue;
        if (i > start) yield { batch, from: start, to: i };
        start = i + 1;
      }
      if (to > start) yield { batch, from: start, to };
    }
  }

  /** All rows, whether they count or not; a batch is valid until the next one. */
  *batches(): Generator<EventBatch> {
    for (const { batchOf } of this.#pass()) yield batchOf();
  }

  /** Runs of rows that are known and count at a cut, whatever they are dated. */
  *#runs(
    cut: Cut,
    firstSubject = 0,
  ): Generator<{ segment: Segment; batch: EventBatch; from: number; to: number }> {
    for (const { segment, subjects, batchOf } of this.#pass()) {
      if (segment.firstSequence >= cut.knownAt) return;
      if (segment.minEffective > cut.asOf || subjects <= firstSubject) continue;
      const batch = batchOf();
      const end = rowsBefore(batch, cut.knownAt);
      for (let run = 0; run < segment.runRows.length; run++) {
        const from = segment.runRows[run] ?? 0;
        const to = Math.min(end, segment.runRows[run + 1] ?? batch.length);
        if (from < to && this.#counts(segment.runAttempts[run] ?? -1, cut))
          yield { segment, batch, from, to };
      }
    }
  }

  /** Segments that are known at a sequence, with their rows where not all of them are. */
  *#known(sequence: number): Generator<{ segment: Segment; batch: EventBatch | null }> {
    for (const { segment, end, batchOf } of this.#pass()) {
      if (segment.firstSequence >= sequence) return;
      yield { segment, batch: end <= sequence ? null : batchOf() };
    }
  }

  /**
   * Segments in order, and the way to their rows: those that lie in a file are lent until the next
   * segment, for the same memory again costs a fraction of memory for all of a large book.
   */
  *#pass(): Generator<Passed> {
    let block: ArrayBuffer | undefined;
    try {
      for (const [i, segment] of this.segments.entries()) {
        let lent: EventBatch | undefined;
        const batchOf = (): EventBatch => {
          if (segment.batch !== undefined) return segment.batch;
          invariant(this.#rows, 'rows are in memory or somewhere else');
          block ??= new ArrayBuffer(this.#mostRows() * ROW_BYTES);
          return (lent ??= this.#rows.read(i, block));
        };
        const next = this.segments[i + 1];
        const end = next?.firstSequence ?? this.size;
        const subjects = next?.namesBefore.subject ?? Infinity;
        yield { segment, end, subjects, batchOf };
        // Moved: who holds on to these rows has nothing then, instead of the next ones.
        block = block?.transfer();
      }
    } finally {
      if (block !== undefined) freeBytes(new Uint8Array(block));
      this.#rows?.rest();
    }
  }

  #mostRows(): number {
    return this.segments.reduce((most, { rows }) => Math.max(most, rows), 0);
  }

  /**
   * The last accounting day on which anything happened in the world, of the first `knownAt` events;
   * where nothing did, of anything they say.
   */
  lastDay(knownAt: number): Day {
    let last = -Infinity;
    let lastOfAny = -Infinity;
    for (const { segment, batch } of this.#known(knownAt)) {
      if (batch === null) {
        last = Math.max(last, segment.lastFact);
        lastOfAny = Math.max(lastOfAny, segment.maxEffective);
        continue;
      }
      const end = rowsBefore(batch, knownAt);
      for (let i = 0; i < end; i++) {
        const day = batch.effective[i] ?? last;
        lastOfAny = Math.max(lastOfAny, day);
        if (day > last && IS_FACT[batch.kind[i] ?? 0] === 1) last = day;
      }
    }
    return (last > -Infinity ? last : lastOfAny) as Day;
  }

  /** Number of events known at an instant: those before the first one recorded later. */
  knownAt(instant: string): number {
    for (const { segment, batchOf } of this.#pass()) {
      if (segment.lastInstant !== undefined && segment.lastInstant <= instant) continue;
      const batch = batchOf();
      for (let i = 0; i < batch.length; i++) {
        if ((batch.recordedAt[batch.recorded[i] ?? 0] ?? '') > instant) {
          return batch.firstSequence + (batch.sequence[i] ?? 0);
        }
      }
    }
    return this.size;
  }

  #counts(attempt: number, cut: Cut): boolean {
    if (attempt < 0) return true;
    const a = this.attempts[attempt];
    return a !== undefined && a.completedAt < cut.knownAt && a.revertedAt >= cut.knownAt;
  }

  #compact(batch: EventBatch, from: number, to: number, asOf: Day): Span {
    const scratch = (this.#scratch ??= makeBatch(this.#capacity));
    let kept = 0;
    for (let i = from; i < to; i++) {
      if ((batch.effective[i] ?? 0) > asOf) continue;
      copyRow(batch, i, scratch, kept);
      kept += 1;
    }
    scratch.length = kept;
    scratch.firstSequence = batch.firstSequence;
    scratch.policy = batch.policy;
    scratch.recordedAt = batch.recordedAt;
    return { batch: scratch, from: 0, to: kept };
  }

  #noteImport({ type, stream, sequence }: RecordedEvent): void {
    if (!stream.startsWith('import-')) return;
    if (type === 'ImportStarted') {
      this.attempts.push({
        stream,
        startedAt: sequence,
        completedAt: Infinity,
        revertedAt: Infinity,
      });
      this.#openAttempts.set(stream, this.attempts.length - 1);
    }
    const attempt = this.attempts[this.attemptOf(stream)];
    if (attempt !== undefined && type === 'ImportCompleted') attempt.completedAt = sequence;
    if (attempt !== undefined && type === 'ImportReverted') attempt.revertedAt = sequence;
  }

  #segmentFor(rows: number, policy: string): OpenSegment {
    invariant(rows <= this.#capacity, 'an event fits a batch');
    const last = this.segments[this.segments.length - 1];
    if (last?.policy === policy && hasRoomFor(last, rows)) return last;
    const room = Math.max(rows, roomOf(this.segments.length));
    const batch = makeBatch(Math.min(this.#capacity, room));
    batch.firstSequence = this.size;
    batch.policy = policy;
    const segment: OpenSegment = {
      batch,
      firstSequence: this.size,
      policy,
      rows: 0,
      minEffective: Infinity,
      maxEffective: -Infinity,
      lastFact: -Infinity,
      runRows: [],
      runAttempts: [],
      namesBefore: nameCounts(this.names),
    };
    this.segments.push(segment);
    return segment;
  }
}

/** How many names a dictionary holds, by namespace; the empty name counts. */
export function nameCounts(names: Dictionary): NameCounts {
  return {
    entity: names.size('entity'),
    site: names.size('site'),
    subject: names.size('subject'),
    party: names.size('party'),
  };
}

/** Index of an instant among those of a batch, as its `recorded` column holds it. */
export function instantIndex(batch: EventBatch, instant: string): number {
  const { recordedAt } = batch;
  if (recordedAt[recordedAt.length - 1] !== instant) recordedAt.push(instant);
  return recordedAt.length - 1;
}
