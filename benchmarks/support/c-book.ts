import { writeFileSync } from 'node:fs';
import { COLUMNS } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import type { ColumnBook } from '../../src/batch/column-book.ts';
import type { Day } from '../../src/calendar.ts';
import type { Cut } from '../../src/event.ts';
import type { States } from './column-folds.ts';

type Numbers = Float64Array | Int32Array;

/** The arrays of all states in the order that benchmarks/c/fold.c has them. */
export function arraysOf({ ledger, cash, prepaid, revenue }: States): readonly Numbers[] {
  return [
    ledger.cells,
    ledger.closings,
    ledger.open,
    cash.cells,
    cash.other,
    prepaid.packages,
    prepaid.memberships,
    prepaid.giftCards,
    prepaid.roll,
    prepaid.portfolio,
    revenue.sums,
    revenue.recordDoubles,
    revenue.receivable,
    revenue.money,
    revenue.unnamed,
    revenue.openingPatient,
    revenue.denied,
    prepaid.counters,
    prepaid.itemOf,
    prepaid.subjectOf,
    prepaid.owner,
    revenue.counters,
    revenue.claimOf,
    revenue.subjectOf,
    revenue.filled,
    revenue.tail,
    revenue.before,
    revenue.recordInts,
  ];
}

/** As in fold.c: a polynomial over whole numbers modulo a prime, exact in doubles. */
export function checksum(arrays: readonly Numbers[]): number {
  let sum = 0;
  for (const cells of arrays) {
    for (const value of cells) sum = (sum * 31 + (value % 65_521) + 65_521) % 1_000_003;
  }
  return sum;
}

/** Rows behind a head of 96 bytes that says which they are, as fold.c reads them. */
function bytesForC(batch: EventBatch): Uint8Array {
  const rows = Buffer.concat(
    COLUMNS.map((name) => {
      const { buffer, byteOffset, byteLength } = batch[name].subarray(0, batch.length);
      return Buffer.from(buffer, byteOffset, byteLength);
    }),
  );
  const bytes = new Uint8Array(96 + rows.length);
  const head = new DataView(bytes.buffer);
  head.setFloat64(8, batch.firstSequence, true);
  head.setUint32(32, batch.length, true);
  bytes.set(rows, 96);
  return bytes;
}

/**
 * Writes a book for fold.c: its numbers, sizes of the arrays, the stretches of rows that the cut's
 * imports let through, tables, and the rows of every segment, column by column as they lie in memory.
 */
export function writeBookForC(path: string, book: ColumnBook, states: States, cut: Cut): void {
  const { ledger, cash, prepaid, revenue } = states;
  const arrays = arraysOf(states);
  const doubles = arrays.filter((a) => a instanceof Float64Array);
  const spans = [...book.feed({ asOf: Number.MAX_SAFE_INTEGER as Day, knownAt: cut.knownAt })]
    .map(({ batch, from, to }) => ({
      segment: book.segments.findIndex((s) => s.batch === batch),
      from,
      to,
    }))
    .filter(({ segment }) => (book.segments[segment]?.minEffective ?? 0) <= cut.asOf);
  const head = [
    book.segments.length,
    spans.length,
    ledger.months,
    ledger.entities,
    cash.sites,
    revenue.claims,
    revenue.blocks,
    ledger.firstDay,
    ledger.monthOfDay.length,
    ledger.isBank ? 1 : 0,
    cut.asOf,
    doubles.length,
    arrays.length - doubles.length,
    ...arrays.map((a) => a.length),
    ...spans.flatMap(({ segment, from, to }) => [segment, from, to]),
    ...prepaid.coveredDays,
    ...ledger.monthOfDay,
  ];
  const segments = [...book.batches()].map(bytesForC);
  let at = Math.ceil((head.length + segments.length) / 2) * 8;
  const offsets = segments.map((bytes) => {
    const offset = at;
    at += Math.ceil(bytes.length / 8) * 8;
    return offset;
  });
  const file = new Uint8Array(at);
  new Int32Array(file.buffer).set([...head, ...offsets]);
  segments.forEach((bytes, i) => file.set(bytes, offsets[i]));
  writeFileSync(path, file);
}
