import { HEAD, makeBatch, SYNTHETIC } from '../src/batch/columns.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { invariant } from '../src/error.ts';

/**
 * Writes rows of events that have not happened straight into a batch. Rows dated beyond the
 * horizon are not written: a cut would drop them.
 */
export class RowWriter {
  readonly batch: EventBatch;
  /** Rows folded since the start, for benchmarks. */
  written = 0;
  #lastDay = 0;

  constructor(capacity = 16_384) {
    const batch = makeBatch(capacity);
    // What is simulated occurs on the day it is effective: one column is both.
    this.batch = { ...batch, occurred: batch.effective };
    this.batch.policy = 'gaap-2025@1';
    this.batch.recordedAt = ['scenario'];
    // A month's rows are one event each and of one instant: these columns never change.
    this.batch.sequence.forEach((_, i, column) => {
      column[i] = i;
    });
    this.batch.recorded.fill(0);
  }

  /** Days after this one are outside the horizon. */
  start(lastDay: number): void {
    this.#lastDay = lastDay;
    this.batch.length = 0;
  }

  /** Lets go of the rows, which have been folded. */
  empty(): void {
    this.written += this.batch.length;
    this.batch.length = 0;
  }

  /** One head row. Amounts that the kind does not use are 0. */
  put(
    kind: number,
    entity: number,
    site: number,
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
    invariant(i < b.capacity, 'a month of rows fits the writer');
    b.kind[i] = kind;
    b.flags[i] = HEAD | SYNTHETIC;
    b.entity[i] = entity;
    b.site[i] = site;
    b.effective[i] = day;
    b.subject[i] = subject;
    b.party[i] = party;
    b.code[i] = code;
    b.amount0[i] = a0;
    b.amount1[i] = a1;
    b.amount2[i] = a2;
    b.amount3[i] = a3;
    b.length = i + 1;
  }

  /** A further row of the event written last. */
  more(
    kind: number,
    entity: number,
    site: number,
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
    this.put(kind, entity, site, day, subject, party, code, a0, a1, a2, a3);
    this.batch.flags[i] = SYNTHETIC;
  }
}
