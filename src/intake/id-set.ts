import { canonicalJson } from '../audit/canonical.ts';
import { fromHex, toHex, type Sha256 } from '../audit/merkle.ts';
import { invariant } from '../error.ts';
import type { Json, NewEvent, RecordedEvent } from '../event.ts';
import { uuidOfHex } from './uuid.ts';

/** Bytes of one record: id, content digest, import attempt. */
const RECORD_BYTES = 16 + 32 + 4;
/** Records of one part of the stored form; parts before the last never change. */
const PART_RECORDS = 16_384;
const NOBODY: Rival[] = [];
const STEPS = new Set(['ImportStarted', 'ImportCompleted', 'ImportReverted']);

/** One try at importing a file, as far as the log knows. */
export interface Attempt {
  readonly stream: string;
  state: 'open' | 'completed' | 'reverted';
}

/** An imported fact that is in the book already. */
export interface KnownRecord {
  /** Digest of its content, to compare with `contentDigest` of the record at hand. */
  readonly content: string;
  /** Stream of the file it came in. */
  readonly stream: string;
  /** False while that import is unfinished: it does not count yet, and may still be resumed. */
  readonly isCompleted: boolean;
}

/** Another import that holds a record as well. */
export interface Rival {
  readonly stream: string;
  readonly isCompleted: boolean;
  /** Whether it was started before the import that asks; one that is not under way begins last. */
  readonly isEarlier: boolean;
}

/**
 * What two imports of one record must have in common: type, schema, entity, site, occurredOn and
 * data. Stream, source, actor, recordedAt and a moved effectiveOn differ by nature (settled §1.4).
 */
export function contentDigest(
  event: Pick<NewEvent, 'type' | 'data'> & {
    readonly meta: Pick<NewEvent['meta'], 'schema' | 'entity' | 'site' | 'occurredOn'>;
  },
  sha256: Sha256,
): string {
  const { schema, entity, site, occurredOn } = event.meta;
  const same: Json = [event.type, schema, entity, site ?? null, occurredOn, event.data];
  return toHex(sha256(new TextEncoder().encode(canonicalJson(same))));
}

/**
 * The ids of all imported facts with the digest of their content, so that overlapping files are
 * recognised record by record. Built from the log; ids of reverted imports are not in it.
 */
export class IdSet {
  readonly attempts: Attempt[];
  readonly #sha256: Sha256;
  readonly #open = new Map<string, number>();
  #records: Uint8Array;
  #length: number;
  // Open addressing, linear probing; a slot holds the number of a record plus one.
  #slots: Int32Array = new Int32Array(1024);

  constructor(
    sha256: Sha256,
    saved?: {
      readonly attempts: readonly Readonly<Attempt>[];
      readonly parts: readonly Uint8Array[];
    },
  ) {
    this.#sha256 = sha256;
    this.attempts = saved?.attempts.map((a) => ({ ...a })) ?? [];
    this.attempts.forEach((a, i) => this.#open.set(a.stream, i));
    const bytes = saved?.parts.reduce((sum, part) => sum + part.length, 0) ?? 0;
    this.#records = new Uint8Array(bytes);
    this.#length = bytes / RECORD_BYTES;
    invariant(Number.isInteger(this.#length), 'parts hold whole records');
    let at = 0;
    for (const part of saved?.parts ?? []) {
      this.#records.set(part, at);
      at += part.length;
    }
    this.#index();
  }

  /** Records held, those of reverted imports included. */
  get size(): number {
    return this.#length;
  }

  has(id: string): boolean {
    return this.contentOf(id) !== undefined;
  }

  /**
   * What is known of an id: of a completed import that brought it before one that is unfinished, of
   * several the latest. Undefined when no import that stands brought it.
   */
  contentOf(id: string): KnownRecord | undefined {
    let best: KnownRecord | undefined;
    for (const [record, { stream, state }] of this.#standing(bytesOfId(id))) {
      const isCompleted = state === 'completed';
      if (best?.isCompleted === true && !isCompleted) continue;
      best = { content: toHex(this.#bytes(record, 16, 32)), stream, isCompleted };
    }
    return best;
  }

  /** The imports that stand, other than that of `stream`, and brought an id too. */
  rivals(id: string, stream: string): readonly Rival[] {
    const last = this.#open.get(stream) ?? -1;
    const own = this.attempts[last]?.state === 'open' ? last : this.attempts.length;
    let found: Rival[] = NOBODY;
    for (const [, attempt, number] of this.#standing(bytesOfId(id))) {
      if (attempt.stream === stream) continue;
      const isCompleted = attempt.state === 'completed';
      found = [...found, { stream: attempt.stream, isCompleted, isEarlier: number < own }];
    }
    return found;
  }

  /** Ids that the last attempt of a stream brought. */
  *idsOf(stream: string): Generator<string, undefined> {
    const own = this.#open.get(stream);
    for (let record = 0; record < this.#length; record++)
      if (this.#attemptNumber(record) === own) yield uuidOfHex(toHex(this.#bytes(record, 0, 16)));
  }

  /** Records of an id that no import took back, the earliest first, with their attempts. */
  *#standing(key: Uint8Array): Generator<[number, Readonly<Attempt>, number], undefined> {
    const mask = this.#slots.length - 1;
    // Later records come later in a probe.
    for (let slot = mix(key, 0) & mask; ; slot = (slot + 1) & mask) {
      const record = (this.#slots[slot] ?? 0) - 1;
      if (record < 0) return;
      if (!this.#isId(record, key)) continue;
      const number = this.#attemptNumber(record);
      const attempt = this.attempts[number];
      if (attempt !== undefined && attempt.state !== 'reverted') yield [record, attempt, number];
    }
  }

  /** Takes in the next event of the log, imported or not. */
  add(event: RecordedEvent): void {
    if (!event.stream.startsWith('import-')) return;
    if (STEPS.has(event.type)) {
      this.#step(event.type, event.stream);
      return;
    }
    const attempt = this.#open.get(event.stream);
    // Nothing comes before ImportStarted in the stream of a file.
    if (attempt === undefined) return;
    const at = this.#length * RECORD_BYTES;
    if (at + RECORD_BYTES > this.#records.length) this.#grow();
    const content = fromHex(contentDigest(event, this.#sha256));
    invariant(content, 'a digest is hex');
    this.#records.set(bytesOfId(event.id), at);
    this.#records.set(content, at + 16);
    new DataView(this.#records.buffer, at + 48).setUint32(0, attempt, true);
    this.#length += 1;
    if (this.#length * 2 > this.#slots.length) this.#index();
    else this.#place(this.#length - 1);
  }

  /** Parts to be stored; all but the last stay as they are while the set grows. */
  get partCount(): number {
    return Math.ceil(this.#length / PART_RECORDS);
  }

  part(i: number): Uint8Array {
    const end = Math.min(this.#length, (i + 1) * PART_RECORDS);
    return this.#records.subarray(i * PART_RECORDS * RECORD_BYTES, end * RECORD_BYTES);
  }

  #step(type: string, stream: string): void {
    if (type === 'ImportStarted') {
      this.#open.set(stream, this.attempts.length);
      this.attempts.push({ stream, state: 'open' });
      return;
    }
    const attempt = this.attempts[this.#open.get(stream) ?? -1];
    if (attempt === undefined) return;
    // What was taken back stays so, whatever somebody says who did not know.
    if (type === 'ImportReverted') attempt.state = 'reverted';
    else if (attempt.state === 'open') attempt.state = 'completed';
  }

  #attemptNumber(record: number): number {
    const at = record * RECORD_BYTES + 48;
    return new DataView(this.#records.buffer, at).getUint32(0, true);
  }

  #bytes(record: number, from: number, length: number): Uint8Array {
    const at = record * RECORD_BYTES + from;
    return this.#records.subarray(at, at + length);
  }

  #isId(record: number, key: Uint8Array): boolean {
    const at = record * RECORD_BYTES;
    for (let i = 0; i < 16; i++) if (this.#records[at + i] !== key[i]) return false;
    return true;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(64 * RECORD_BYTES, this.#records.length * 2));
    larger.set(this.#records);
    this.#records = larger;
  }

  #index(): void {
    let slots = 1024;
    while (slots < this.#length * 4) slots *= 2;
    this.#slots = new Int32Array(slots);
    for (let record = 0; record < this.#length; record++) this.#place(record);
  }

  #place(record: number): void {
    const mask = this.#slots.length - 1;
    let slot = mix(this.#records, record * RECORD_BYTES) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = record + 1;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function bytesOfId(id: string): Uint8Array {
  const bytes = UUID.test(id) ? fromHex(id.replaceAll('-', '')) : null;
  invariant(bytes, 'ids of imported facts are UUIDs in lower case');
  return bytes;
}

// FNV-1a over the sixteen bytes of an id (Fowler, Noll, Vo).
function mix(bytes: Uint8Array, at: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < 16; i++) hash = Math.imul(hash ^ (bytes[at + i] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}
