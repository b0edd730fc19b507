import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBatch } from '../../src/batch/columns.ts';
import { rowKind } from '../../src/batch/layout.ts';
import { Tallier } from '../../src/batch/tally.ts';
import type { Tally } from '../../src/batch/tally.ts';
import { anyEvent } from '../projections/any-event.ts';
import { bookOf, EVERYTHING, recorded } from '../projections/books.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';

/** The same by Sets: subjects by the field that names them, rows by kind. */
function slowTally(batches: readonly EventBatch[]) {
  const rows = new Int32Array(256);
  const seen = new Map<string, Set<number>>();
  for (const { length, kind, subject } of batches) {
    for (let i = 0; i < length; i++) {
      const k = kind[i] ?? 0;
      rows[k] = (rows[k] ?? 0) + 1;
      const field = rowKind(k)?.spec.subject;
      const s = subject[i] ?? 0;
      if (field === undefined || s === 0) continue;
      seen.set(field, (seen.get(field) ?? new Set()).add(s));
    }
  }
  return { rows, subjects: new Map([...seen].map(([field, of]) => [field, of.size])) };
}

function tallyOf(tallier: Tallier, book: ColumnBook): Tally {
  const batches = [...book.batches()].map((batch) => ({ batchOf: () => batch }));
  return tallier.of(batches, book.names.size('subject'));
}

const events = fc.array(anyEvent(), { minLength: 1, maxLength: 80 });
const known = (subjects: ReadonlyMap<string, number>): [string, number][] =>
  [...subjects].filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1));

test('counts what Sets count, whole or as the book grows', () => {
  fc.assert(
    fc.property(events, fc.nat({ max: 80 }), (list, stop) => {
      const whole = bookOf(list, 16);
      const slow = slowTally([...whole.batches()]);
      const once = whole.context(EVERYTHING).tally;
      const growing = new ColumnBook(undefined, 16);
      const tallier = new Tallier();
      recorded(list).forEach((event, i) => {
        growing.add(event);
        if (i === stop) tallyOf(tallier, growing);
      });
      const later = tallyOf(tallier, growing);
      for (const tally of [once, later]) {
        expect(tally?.rows).toEqual(slow.rows);
        expect(known(tally?.subjects ?? new Map())).toEqual(known(slow.subjects));
      }
    }),
  );
});
