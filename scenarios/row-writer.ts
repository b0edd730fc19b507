import { HEAD, makeBatch, SYNTHETIC } from '../src/batch/columns.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { invariant } from '../src/error.ts';

/**
 * Writes rows of events that have not happened straight into a batch. Rows dated beyond the
 * horizon are not written: a cut would drop them. A path writes some twenty thousand: what many
 * rows have in common is set for all of them at once.
 */
export class RowWriter {
  readonly batch: EventBatch;
  /** Rows folded since the start, for benchmarks. */
  written = 0;
  /** How many of the rows are folded: the first ones. */
  folded = 0;
  #lastDay = 0;
  #entity = 0;
  #site = 0;
  /** Rows that have their entity and site. */
  #stamped = 0;
  /** Columns that are 0 where nothing was written: `put` writes no 0 into them. */
  readonly #mostlyZero: readonly (Int32Array | Float64Array)[];

  constructor(capacity = 16_384) {
    const batch = makeBatch(capacity);
    // What is simulated occurs on the day it is effective: one column is both.
    this.batch = { ...batch, occurred: batch.effective };
    const { subject, party, code, amount1, amount2, amount3 } = this.batch;
    this.#mostlyZero = [subject, party, code, amount1, amount2, amount3];
    this.batch.policy = 'gaap-2025@1';
    this.batch.recordedAt = ['scenario'];
    // A month's rows are one event each and of one instant: these columns never change.
    this.batch.sequence.forEach((_, i, column) => {
      column[i] = i;
    });
    this.batch.recorded.fill(0);
    this.batch.flags.fill(HEAD | SYNTHETIC);
  }

  /** Days after this one are outside the horizon. */
  start(lastDay: number): void {
    this.#lastDay = lastDay;
    this.empty();
  }

  /** The rows that follow are of this entity and site. */
  place(entity: number, site: number): void {
    this.#stamp();
    this.#entity = entity;
    this.#site = site;
  }

  /** The rows, complete: those from `folded` on are to be folded. */
  finish(): EventBatch {
    this.#stamp();
    return this.batch;
  }

  /** Lets go of the rows, which have been folded. */
  empty(): void {
    const { batch } = this;
    const { length } = batch;
    batch.flags.fill(HEAD | SYNTHETIC, 0, length);
    for (const column of this.#mostlyZero) column.fill(0, 0, length);
    this.written += length;
    batch.length = 0;
    this.#stamped = 0;
    this.folded = 0;
  }

  /**
   * One head row. Amounts that the kind does not use are 0: nothing is written then, and where a call
   * says 0 the compiler knows it.
   */
  put(
    kind: number,
    day: number,
    subject: number,
    party: number,
    code: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
  ): void {
    if (day > this.#lastDay) return;
    const b = this.batch;
    const i = b.length;
    b.kind[i] = kind;
    b.effective[i] = day;
    if (subject !== 0) b.subject[i] = subject;
    if (party !== 0) b.party[i] = party;
    if (code !== 0) b.code[i] = code;
    b.amount0[i] = a0;
    if (a1 !== 0) b.amount1[i] = a1;
    if (a2 !== 0) b.amount2[i] = a2;
    if (a3 !== 0) b.amount3[i] = a3;
    b.length = i + 1;
  }

  /** A further row of the event written last. */
  more(
    kind: number,
    day: number,
    subject: number,
    party: number,
    code: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
  ): void {
    const i = this.batch.length;
    this.put(kind, day, subject, party, code, a0, a1, a2, a3);
    if (this.batch.length > i) this.batch.flags[i] = SYNTHETIC;
  }

  #stamp(): void {
    const { entity, site, length, capacity } = this.batch;
    if (length === this.#stamped) return;
    // Writing beyond the end of a column does nothing: here it is found out, before anybody folds.
    invariant(length <= capacity, 'a month of rows fits the writer');
    const ofEntity = this.#entity;
    const ofSite = this.#site;
    // Few rows at a time: calls to fill would take longer.
    for (let i = this.#stamped; i < length; i++) {
      entity[i] = ofEntity;
      site[i] = ofSite;
    }
    this.#stamped = length;
  }
}
