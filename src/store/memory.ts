import { eventOfLine } from '../audit/line.ts';
import { treeHashes } from '../audit/merkle.ts';
import { sha256 } from '../audit/sha256.node.ts';
import type { RecordedEvent } from '../event.ts';
import { corrupt } from './errors.ts';
import { LogStore, type Keeper } from './log-store.ts';
import {
  EMBEDDED_LIMITS,
  LOOK_BACK,
  type Log,
  type LogRange,
  type LogRow,
  type StoredRow,
  type StreamRange,
} from './log.ts';
import type { EventStore, Filter, Revision, StoreLimits } from './port.ts';

export interface MemoryOptions {
  readonly limits?: Partial<StoreLimits>;
}

/** A book that lives as long as the process: for tests and for scenario branches. */
export function openMemoryStore(options: MemoryOptions = {}): EventStore {
  const log = new MemoryLog({ ...EMBEDDED_LIMITS, ...options.limits });
  return new LogStore(log, NOTHING_BESIDE, treeHashes(sha256));
}

// A book in memory has nothing beside it and nobody else in it.
const NOTHING_BESIDE: Keeper = {
  beforeAppend: () => undefined,
  isBusy: () => false,
  doubt: async () => null,
  note: async () => undefined,
  close: async () => undefined,
  noted: () => null,
  verifyKind: () => [],
  scanner: () => null,
  lineReading: () => null,
  verifyFile: async () => null,
};

interface Entry {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly revision: Revision;
  readonly recordedAt: string;
  readonly line: string;
}

const encoder = new TextEncoder();

// Keeps the canonical lines, as every store does, so that what is read is what was written.
class MemoryLog implements Log {
  readonly limits: StoreLimits;
  readonly isShared = false;
  readonly #entries: Entry[] = [];
  /** Sequences of each stream's events, by revision. */
  readonly #streams = new Map<string, number[]>();

  constructor(limits: StoreLimits) {
    this.limits = limits;
  }

  transaction<T>(work: () => T): T {
    // Nobody else runs meanwhile, and `insert` cannot fail half-way.
    return work();
  }

  insert(rows: readonly LogRow[]): number {
    for (const { event, stream, revision, line } of rows) {
      const sequences = this.#streams.get(stream) ?? [];
      if (sequences.length === 0) this.#streams.set(stream, sequences);
      sequences.push(this.#entries.length);
      const { recordedAt } = event.meta;
      this.#entries.push({ id: event.id, type: event.type, stream, revision, recordedAt, line });
    }
    return this.#entries.length - 1;
  }

  insertNext(row: LogRow): number | null {
    return (this.revision(row.stream) ?? -1n) + 1n === row.revision ? this.insert([row]) : null;
  }

  head(): { readonly sequence: number; readonly recordedAt: string } | null {
    const last = this.#entries.at(-1);
    if (last === undefined) return null;
    return { sequence: this.#entries.length - 1, recordedAt: last.recordedAt };
  }

  revision(stream: string): Revision | null {
    const sequences = this.#streams.get(stream);
    return sequences === undefined ? null : BigInt(sequences.length - 1);
  }

  idAt(stream: string, revision: Revision): string | null {
    const sequence = this.#streams.get(stream)?.[Number(revision)];
    return sequence === undefined ? null : this.#entry(sequence).id;
  }

  revisionOfId(stream: string, id: string): Revision | null {
    const sequences = this.#streams.get(stream) ?? [];
    const oldest = Math.max(0, sequences.length - LOOK_BACK);
    const found = sequences.slice(oldest).findLastIndex((s) => this.#entry(s).id === id);
    return found < 0 ? null : BigInt(oldest + found);
  }

  revisionBefore(stream: string, sequence: number): Revision | null {
    const found = this.#streams.get(stream)?.findLastIndex((s) => s < sequence) ?? -1;
    return found < 0 ? null : BigInt(found);
  }

  sequenceOf(stream: string, revision: Revision): number {
    const sequence = this.#streams.get(stream)?.[Number(revision)];
    if (sequence === undefined) throw corrupt('An event is missing.', null);
    return sequence;
  }

  readRange({ from, to, limit, backwards, filter }: LogRange): readonly RecordedEvent[] {
    const events: RecordedEvent[] = [];
    const step = backwards ? -1 : 1;
    for (let s = backwards ? to : from; s >= from && s <= to && events.length < limit; s += step)
      if (matches(this.#entry(s), filter)) events.push(this.#event(s));
    return events;
  }

  readStream(stream: string, { from, limit, backwards }: StreamRange): readonly RecordedEvent[] {
    const sequences = this.#streams.get(stream) ?? [];
    const first = Number(from);
    const taken = backwards
      ? sequences.slice(Math.max(0, first + 1 - limit), first + 1).reverse()
      : sequences.slice(first, first + limit);
    return taken.map((sequence) => this.#event(sequence));
  }

  lines(from: number, limit: number): readonly Uint8Array[] {
    return this.#entries.slice(from, from + limit).map(({ line }) => encoder.encode(line));
  }

  rows(from: number, limit: number): readonly StoredRow[] {
    return this.#entries.slice(from, from + limit).map((entry, i) => ({
      sequence: from + i,
      line: encoder.encode(entry.line),
      copies: {
        stream: entry.stream,
        revision: entry.revision,
        id: entry.id,
        type: entry.type,
        recordedAt: entry.recordedAt,
      },
    }));
  }

  #event(sequence: number): RecordedEvent {
    return eventOfLine(this.#entry(sequence).line, sequence);
  }

  #entry(sequence: number): Entry {
    const entry = this.#entries[sequence];
    if (entry === undefined) throw corrupt('An event is missing.', sequence);
    return entry;
  }
}

function matches(entry: Entry, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  return 'streams' in filter
    ? filter.streams.some((prefix) => entry.stream.startsWith(prefix))
    : filter.types.some((prefix) => entry.type.startsWith(prefix));
}
