import { invariant } from '../error.ts';
import type { EventBatch } from './columns.ts';
import { ROW_KINDS } from './layout.ts';

/**
 * How much of what a book speaks of: folds make room by it, for the claims there are and not for
 * every ticket, bill and batch that has a name.
 */
export interface Tally {
  /** Rows by kind. */
  readonly rows: Int32Array;
  /** Different subjects by the field that names them: "claim", "package" … */
  readonly subjects: ReadonlyMap<string, number>;
}

// The fields that name subjects; a bit each, so that a subject is counted once for each.
const FIELDS = [...new Set(ROW_KINDS.flatMap(({ spec }) => spec.subject ?? []))];
invariant(FIELDS.length <= 32, 'a bit for each field that names subjects');
const FIELD_OF = new Int8Array(256).fill(-1);
for (const { number, spec } of ROW_KINDS) FIELD_OF[number] = FIELDS.indexOf(spec.subject ?? '');

/** Counts rows as they come; what was counted is not looked at again. */
export class Tallier {
  readonly #rows = new Int32Array(256);
  readonly #subjects = new Int32Array(FIELDS.length);
  #seen = new Uint32Array(1024);
  #batch = 0;
  #row = 0;

  /** The tally of all rows of these batches, which are those of the last time or more. */
  of(batches: Iterable<{ readonly batchOf: () => EventBatch }>, subjects: number): Tally {
    if (this.#seen.length < subjects) {
      const seen = new Uint32Array(subjects * 2);
      seen.set(this.#seen);
      this.#seen = seen;
    }
    let at = -1;
    for (const { batchOf } of batches) {
      at += 1;
      // The last one of the last time may have grown.
      if (at < this.#batch) continue;
      if (at > this.#batch) this.#row = 0;
      this.#batch = at;
      this.#count(batchOf());
    }
    return {
      rows: this.#rows.slice(),
      subjects: new Map(FIELDS.map((field, i) => [field, this.#subjects[i] ?? 0])),
    };
  }

  #count({ length, kind, subject }: EventBatch): void {
    const rows = this.#rows;
    const subjects = this.#subjects;
    const seen = this.#seen;
    for (let i = this.#row; i < length; i++) {
      const k = kind[i] ?? 0;
      const s = subject[i] ?? 0;
      rows[k] = (rows[k] ?? 0) + 1;
      const at = FIELD_OF[k] ?? -1;
      const known = seen[s] ?? 0;
      const bit = 1 << at;
      if (s === 0 || at < 0 || (known & bit) !== 0) continue;
      seen[s] = known | bit;
      subjects[at] = (subjects[at] ?? 0) + 1;
    }
    this.#row = length;
  }
}

/** A tally as it is kept, JSON: what there is none of is left out. */
export interface StoredTally {
  readonly rows: readonly (readonly [kind: number, count: number])[];
  readonly subjects: readonly (readonly [field: string, count: number])[];
}

export function storedTally({ rows, subjects }: Tally): StoredTally {
  const counted = [...rows.entries()].filter(([, count]) => count > 0);
  return { rows: counted, subjects: [...subjects] };
}

export function tallyOf({ rows, subjects }: StoredTally): Tally {
  const all = new Int32Array(256);
  for (const [kind, count] of rows) all[kind] = count;
  return { rows: all, subjects: new Map(subjects) };
}
