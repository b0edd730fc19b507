import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { DELETED, judge, type Verdict } from './rules.ts';

/** A record of the log, as far as readers see it. */
export interface Entry {
  /** Place in the log in bytes: rises, has holes. */
  readonly position: bigint;
  /** Place among the records of `all`. */
  readonly index: number;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** 100 ns ticks since 1970. */
  readonly created: bigint;
}

export interface StreamState {
  /** By revision, tombstone left out. */
  readonly entries: Entry[];
  isTombstoned: boolean;
}

export type Proposed = Pick<Entry, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** What an append ended with. */
export type Outcome =
  | Exclude<Verdict, { kind: 'write' | 'empty' | 'repeat' }>
  | { readonly kind: 'written'; readonly last: Entry; readonly entries: readonly Entry[] }
  | { readonly kind: 'nothing'; readonly current: bigint; readonly position: bigint }
  | { readonly kind: 'repeat'; readonly last: Entry; readonly isHidden: boolean };

export type DeleteOutcome =
  | { readonly kind: 'done'; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly current: bigint }
  | { readonly kind: 'deleted' };

/** How many events the server remembers for appends without a number: it forgot 100,000 back. */
const RECENT = 65_536;
const JSON_TYPE = 'application/json';
const FIRST_POSITION = 181n;
const RECORD_BYTES = 134;

interface Settings {
  readonly maxCount?: number;
  readonly truncateBefore?: bigint;
}

/** The node's data, as long as the process lives: what survives a restart of the server. */
export class NodeLog {
  readonly all: Entry[] = [];
  readonly #streams = new Map<string, StreamState>();
  readonly #settings = new Map<string, Settings>();
  #recent = new Map<string, Entry>();
  #position = FIRST_POSITION;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    // What a node has in its log before anybody writes (recording, section E).
    const own = { $r: '$ops', $w: [], $d: [], $mr: [], $mw: [] };
    const text = JSON.stringify({ $maxAge: 2_592_000, $acl: own });
    this.#write('$$$scavenges', [metadataEvent(text)]);
  }

  /** What a restart makes the server forget. */
  restart(): void {
    this.#recent = new Map();
  }

  /** Loses the last record, as a node must not. */
  loseLast(): void {
    const last = this.all.pop();
    if (last !== undefined) this.#streams.get(last.stream)?.entries.pop();
  }

  /** Calls back after each change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  stream(name: string): StreamState | undefined {
    return this.#streams.get(name);
  }

  isTombstoned(name: string): boolean {
    const base = name.startsWith('$$') ? name.slice(2) : name;
    return this.#streams.get(name)?.isTombstoned === true || this.#isTombstonedBase(base, name);
  }

  isSoftDeleted(name: string): boolean {
    return this.#settings.get(name)?.truncateBefore === DELETED;
  }

  /** The first revision that readers of a stream see. */
  firstVisible(name: string): bigint {
    const { maxCount, truncateBefore = 0n } = this.#settings.get(name) ?? {};
    const length = BigInt(this.#streams.get(name)?.entries.length ?? 0);
    const counted = maxCount === undefined ? 0n : length - BigInt(maxCount);
    return counted > truncateBefore ? counted : truncateBefore;
  }

  append(name: string, expected: bigint, events: readonly Proposed[]): Outcome {
    const base = name.startsWith('$$') ? name.slice(2) : null;
    // Metadata of a soft-deleted stream may be written even when it was tombstoned afterwards.
    if (base !== null && this.#isTombstonedBase(base, name) && !this.isSoftDeleted(base))
      return { kind: 'deleted' };
    const verdict = judge({
      expected,
      ids: events.map(({ id }) => id),
      state: this.#streams.get(name),
      hasMetadata: this.#streams.has(`$$${name}`),
      isSoftDeleted: this.isSoftDeleted(name),
      recent: (id) => this.#recent.get(`${name} ${id}`),
    });
    if (verdict.kind === 'repeat')
      return { ...verdict, isHidden: verdict.last.revision < this.firstVisible(name) };
    if (verdict.kind === 'empty')
      return { kind: 'nothing', current: verdict.current, position: this.#advance(0) };
    if (verdict.kind !== 'write') return verdict;
    const revived = base ?? name;
    const wasDeleted = this.isSoftDeleted(revived);
    const entries = this.#write(name, events);
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) throw new Error('Nothing was to be written.');
    // Writing to a soft-deleted stream, or to its metadata, brings it back from there on.
    if (wasDeleted)
      this.#write(`$$${revived}`, [
        this.#truncation(revived, base === null ? first.revision : this.#next(revived)),
      ]);
    this.#changes.emit('change');
    return { kind: 'written', last, entries };
  }

  /** Soft: all events become invisible. Hard: nobody may ever write again. */
  delete(name: string, expected: bigint, isHard: boolean): DeleteOutcome {
    const state = this.#streams.get(name);
    if (state?.isTombstoned) return { kind: 'deleted' };
    const current = BigInt((state?.entries.length ?? 0) - 1);
    const asExpected =
      expected >= -1n ? expected === current : expected === -2n ? true : current >= 0n;
    // A missing stream can be tombstoned, and not deleted softly, whatever is expected.
    if (!asExpected || (!isHard && current < 0n)) return { kind: 'conflict', current };
    const [entry] = isHard
      ? this.#write(name, [tombstone()], DELETED)
      : this.#write(`$$${name}`, [this.#truncation(name, DELETED)]);
    this.#changes.emit('change');
    return { kind: 'done', position: entry?.position ?? 0n };
  }

  /** Whether a read of everything may begin at a place: there must be a record. */
  isBoundary(position: bigint): boolean {
    return this.indexOf(position) !== null || position === 0n || position >= this.#position;
  }

  get end(): bigint {
    return this.#position;
  }

  /** The index of the record at a position, null when there is none. */
  indexOf(position: bigint): number | null {
    const at = this.indexAfter(position) - 1;
    return this.all[at]?.position === position ? at : null;
  }

  /** The index of the first record behind a position. */
  indexAfter(position: bigint): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isTombstonedBase(base: string, name: string): boolean {
    return name !== base && this.#streams.get(base)?.isTombstoned === true;
  }

  #advance(bytes: number): bigint {
    const position = this.#position;
    this.#position += BigInt(RECORD_BYTES + bytes);
    return position;
  }

  #write(name: string, events: readonly Proposed[], revision?: bigint): readonly Entry[] {
    const state = this.#streams.get(name) ?? { entries: [], isTombstoned: false };
    this.#streams.set(name, state);
    return events.map((event) => {
      const bytes = name.length + event.type.length + event.data.length + event.metadata.length;
      const entry: Entry = {
        ...event,
        position: this.#advance(bytes),
        index: this.all.length,
        stream: name,
        revision: revision ?? BigInt(state.entries.length),
        created: BigInt(Math.round(this.#now() * 10)) * 1_000n,
      };
      this.all.push(entry);
      if (revision === undefined) state.entries.push(entry);
      else state.isTombstoned = true;
      this.#remember(entry);
      if (name.startsWith('$$')) this.#settings.set(name.slice(2), settingsOf(event.data));
      return entry;
    });
  }

  #remember(entry: Entry): void {
    const key = `${entry.stream} ${entry.id}`;
    if (!this.#recent.has(key)) this.#recent.set(key, entry);
    if (this.#recent.size <= RECENT) return;
    const [oldest = ''] = this.#recent.keys();
    this.#recent.delete(oldest);
  }

  // The node adds one to the number of the last record, and a tombstone's is the largest there is.
  #next(name: string): bigint {
    const state = this.#streams.get(name);
    if (state?.isTombstoned) return BigInt.asIntN(64, DELETED + 1n);
    return BigInt(state?.entries.length ?? 0);
  }

  #truncation(name: string, before: bigint): Proposed {
    const last = this.#streams.get(`$$${name}`)?.entries.at(-1);
    const text = last === undefined ? '{}' : Buffer.from(last.data).toString();
    const { $tb: _, ...others } = JSON.parse(text) as Record<string, unknown>;
    const kept = JSON.stringify(others).slice(1, -1);
    // A 64-bit number is more than JSON.stringify can write.
    return metadataEvent(`{${kept}${kept === '' ? '' : ','}"$tb":${before}}`);
  }
}

function metadataEvent(text: string): Proposed {
  const data = Buffer.from(text);
  const metadata = new Uint8Array(0);
  return { id: randomUUID(), type: '$metadata', contentType: JSON_TYPE, data, metadata };
}

function tombstone(): Proposed {
  const data = new Uint8Array(0);
  const contentType = 'application/octet-stream';
  return { id: randomUUID(), type: '$streamDeleted', contentType, data, metadata: data };
}

function settingsOf(data: Uint8Array): Settings {
  const text = Buffer.from(data).toString();
  try {
    const { $maxCount } = JSON.parse(text) as { readonly $maxCount?: number };
    const digits = /"\$tb":(-?\d+)/.exec(text)?.[1];
    return {
      ...($maxCount === undefined ? {} : { maxCount: $maxCount }),
      ...(digits === undefined ? {} : { truncateBefore: BigInt(digits) }),
    };
  } catch {
    return {};
  }
}
