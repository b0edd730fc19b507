import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS, makeBatch, ROW_BYTES } from '../../src/batch/columns.ts';
import type { EventBatch } from '../../src/batch/columns.ts';
import { partOfRows, PARTS_OF_ROWS, rowsOfParts } from '../../src/batch/segment-bytes.ts';

type Name = (typeof COLUMNS)[number];

const POWERS = [0, 7, 8, 15, 16, 31, 32, 53].map((bits) => 2 ** bits);
/** Where one width ends and the next begins, on both sides of zero. */
const EDGES = POWERS.flatMap((edge) => [edge - 1, edge, -edge, -edge - 1]);
const ODD = [-0, 0.5, -0.5, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE];

const isOf = ({ BYTES_PER_ELEMENT: bytes }: EventBatch[Name], isSigned: boolean) => {
  const bits = 8 * bytes;
  const [low, high] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return (value: number): boolean => Object.is(value, Math.min(high, Math.max(low, value)));
};
const isSigned = (column: EventBatch[Name]): boolean => column instanceof Int32Array;
const isAmount = (column: EventBatch[Name]): boolean => column instanceof Float64Array;

/** A batch of rows of such values, as each column can hold them. */
const arbitraryBatch = (): fc.Arbitrary<EventBatch> =>
  fc.record({ rows: fc.nat(40), spare: fc.nat(9) }).chain(({ rows, spare }) => {
    const empty = makeBatch(rows + spare);
    const columns = COLUMNS.map((name) => {
      const column = empty[name];
      const values = isAmount(column)
        ? [...EDGES, ...ODD]
        : EDGES.filter(isOf(column, isSigned(column)));
      // Often all of a column are small: each width must come about.
      const most = fc.constantFrom(...POWERS);
      return most.chain((limit) =>
        fc.array(fc.constantFrom(...values.filter((v) => !(Math.abs(v) > limit)).concat(0)), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    });
    return fc.tuple(...columns).map((all) => {
      const batch = makeBatch(rows + spare);
      COLUMNS.forEach((name, n) => batch[name].set(all[n] ?? []));
      // Of the rows of a segment, in order.
      batch.sequence.subarray(0, rows).sort();
      return { ...batch, length: rows, firstSequence: 3, policy: 'p@1', recordedAt: ['a', 'b'] };
    });
  });

const partsOf = (batch: EventBatch): Uint8Array[] =>
  Array.from({ length: PARTS_OF_ROWS }, (_, n) => partOfRows(batch, n).slice());

const valuesOf = (batch: EventBatch): Record<string, number[]> =>
  Object.fromEntries(COLUMNS.map((name) => [name, [...batch[name].subarray(0, batch.length)]]));

/** The slow way: the first width that holds every value to the bit. */
function narrowest(column: EventBatch[Name], values: readonly number[]): number {
  const kinds =
    isAmount(column) || isSigned(column)
      ? [Int8Array, Int16Array, Int32Array]
      : column instanceof Uint32Array
        ? [Uint8Array, Uint16Array]
        : [];
  const holds = (kind: (typeof kinds)[number]): boolean =>
    values.every((value) => Object.is(kind.of(value)[0], value));
  return kinds.find(holds)?.BYTES_PER_ELEMENT ?? column.BYTES_PER_ELEMENT;
}

describe('the rows of a segment as bytes', () => {
  test('come back to the bit, into memory of their own and into what is lent', () => {
    fc.assert(
      fc.property(arbitraryBatch(), fc.boolean(), (batch, isLent) => {
        const parts = partsOf(batch);
        const block = new ArrayBuffer(ROW_BYTES * batch.length);
        new Uint8Array(block).fill(255);
        const back = rowsOfParts(
          (n) => parts[n] ?? new Uint8Array(),
          {
            rows: batch.length,
            firstSequence: batch.firstSequence,
            policy: batch.policy,
          },
          isLent ? { block } : { capacity: batch.length + 5 },
        );
        expect(valuesOf(back)).toEqual(valuesOf(batch));
        const { length, firstSequence, policy, recordedAt } = back;
        expect({ length, firstSequence, policy, recordedAt }).toEqual({
          length: batch.length,
          firstSequence: 3,
          policy: 'p@1',
          recordedAt: ['a', 'b'],
        });
        expect(back.capacity).toBe(isLent ? length : length + 5);
      }),
    );
  });

  test('take no more of them than the values of a column need', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryBatch(), (batch) => {
        const values = valuesOf(batch);
        const parts = partsOf(batch);
        COLUMNS.forEach((name, n) => {
          const width = narrowest(batch[name], values[name] ?? []);
          expect([name, parts[n]?.length]).toEqual([name, width * batch.length]);
          seen.add(`${batch[name].constructor.name} ${width}`);
        });
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual([
      'Float64Array 1',
      'Float64Array 2',
      'Float64Array 4',
      'Float64Array 8',
      'Int32Array 1',
      'Int32Array 2',
      'Int32Array 4',
      'Uint16Array 2',
      'Uint32Array 1',
      'Uint32Array 2',
      'Uint32Array 4',
      'Uint8Array 1',
    ]);
  });
});
