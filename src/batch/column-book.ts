import type { Day } from '../calendar.ts';
import { invariant } from '../error.ts';
import type { Cut, RecordedEvent } from '../event.ts';
import { isFactType } from '../events/fact-type.ts';
import { FACT_TYPES, factsAt, monthTable } from './book-context.ts';
import type { BookContext, Fact } from './book-context.ts';
import { BATCH_ROWS, copyRow, makeBatch } from './columns.ts';
import type { EventBatch } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import type { Namespace } from './dictionary.ts';
import { encodeEvent, rowCount } from './encode.ts';
import { rowKind } from './layout.ts';
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

/** A batch with what the feed needs to know of it without looking at its rows. */
export interface Segment {
  readonly batch: EventBatch;
  minEffective: number;
  maxEffective: number;
  /** Last accounting day of what tells of the world (`isFactType`); −Infinity when nothing does. */
  lastFact: number;
  /** Row at which each run of rows of one import attempt starts; attempt −1 is no import. */
  readonly runRows: number[];
  readonly runAttempts: number[];
  /** Names known before its first row, by namespace: those from here on were first seen in it. */
  readonly namesBefore: NameCounts;
}

const IS_FACT = Uint8Array.from({ length: 256 }, (_, kind) => {
  const type = rowKind(kind)?.declaration.type;
  return type !== undefined && isFactType(type) ? 1 : 0;
});

export type NameCounts = Readonly<Record<Namespace, number>>;

/** A fact, and the import attempt it came in; −1 is no import. */
export interface KeptFact extends Fact {
  readonly attempt: number;
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
  #scratch: EventBatch | undefined;

  constructor(
    saved?: {
      names: Dictionary;
      segments: Segment[];
      attempts: ImportAttempt[];
      facts: KeptFact[];
      size: number;
    },
    capacity: number = BATCH_ROWS,
  ) {
    this.names = saved?.names ?? new Dictionary();
    this.segments = saved?.segments ?? [];
    this.attempts = saved?.attempts ?? [];
    this.facts = saved?.facts ?? [];
    this.size = saved?.size ?? 0;
    this.#capacity = capacity;
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
  begin(rows: number, attempt: number, policy: string): Segment {
    const segment = this.#segmentFor(rows, policy);
    const runs = segment.runAttempts;
    if (runs.length === 0 || runs[runs.length - 1] !== attempt) {
      segment.runRows.push(segment.batch.length);
      runs.push(attempt);
    }
    return segment;
  }

  /** The next event has been taken in: its rows are those from `first` on. */
  end(segment: Segment, first: number): void {
    const { batch } = segment;
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
    for (const segment of this.segments) {
      // What is recorded later must not move the months of an old report.
      if (segment.batch.firstSequence >= cut.knownAt) break;
      const { min, max } = effectiveBefore(segment, cut.knownAt);
      from = Math.min(from, min);
      to = Math.max(to, max);
    }
    if (from > to) from = to = 0;
    const tally = (): Tally =>
      this.#tallier.of(
        this.segments.map((s) => s.batch),
        this.names.size('subject'),
      );
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

  /**
   * Stretches of rows that a cut lets through, in order of sequence. Rows of imports that are not
   * completed at the cut, or reverted by then, are skipped. A span is valid until the next one.
   */
  *feed(cut: Cut): Generator<Span> {
    for (const { segment, from, to } of this.#runs(cut)) {
      const { batch, maxEffective } = segment;
      yield maxEffective <= cut.asOf
        ? { batch, from, to }
        : this.#compact(batch, from, to, cut.asOf);
    }
  }

  /** The same rows in their own batches, in more and shorter stretches: rows keep their places. */
  *spans(cut: Cut): Generator<Span> {
    for (const { segment, from, to } of this.#runs(cut)) {
      const { batch, maxEffective } = segment;
      if (maxEffective <= cut.asOf) {
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

  /** Runs of rows that are known and count at a cut, whatever they are dated. */
  *#runs(cut: Cut): Generator<{ segment: Segment; from: number; to: number }> {
    for (const segment of this.segments) {
      const { batch } = segment;
      if (batch.firstSequence >= cut.knownAt) return;
      if (segment.minEffective > cut.asOf) continue;
      const end = rowsBefore(batch, cut.knownAt);
      for (let run = 0; run < segment.runRows.length; run++) {
        const from = segment.runRows[run] ?? 0;
        const to = Math.min(end, segment.runRows[run + 1] ?? batch.length);
        if (from < to && this.#counts(segment.runAttempts[run] ?? -1, cut))
          yield { segment, from, to };
      }
    }
  }

  /**
   * The last accounting day on which anything happened in the world, of the first `knownAt` events;
   * where nothing did, of anything they say.
   */
  lastDay(knownAt: number): Day {
    let last = -Infinity;
    let lastOfAny = -Infinity;
    for (const segment of this.segments) {
      const { batch } = segment;
      if (batch.firstSequence >= knownAt) break;
      const end = rowsBefore(batch, knownAt);
      if (end === batch.length) {
        last = Math.max(last, segment.lastFact);
        lastOfAny = Math.max(lastOfAny, segment.maxEffective);
        continue;
      }
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
    for (const { batch } of this.segments) {
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

  #segmentFor(rows: number, policy: string): Segment {
    invariant(rows <= this.#capacity, 'an event fits a batch');
    const last = this.segments[this.segments.length - 1];
    if (
      last !== undefined &&
      last.batch.length + rows <= last.batch.capacity &&
      last.batch.policy === policy
    ) {
      return last;
    }
    const batch = makeBatch(this.#capacity);
    batch.firstSequence = this.size;
    batch.policy = policy;
    const segment = {
      batch,
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

/** First and last accounting day of a segment's rows before a sequence. */
function effectiveBefore(
  { batch, minEffective, maxEffective }: Segment,
  sequence: number,
): { readonly min: number; readonly max: number } {
  const end = rowsBefore(batch, sequence);
  if (end === batch.length) return { min: minEffective, max: maxEffective };
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < end; i++) {
    const day = batch.effective[i] ?? 0;
    if (day < min) min = day;
    if (day > max) max = day;
  }
  return { min, max };
}

/** First row whose event is at or beyond a sequence. */
function rowsBefore(batch: EventBatch, sequence: number): number {
  let low = 0;
  let high = batch.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (batch.firstSequence + (batch.sequence[middle] ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
