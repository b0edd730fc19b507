import { invariant } from '../error.ts';
import { COLUMNS, makeBatch } from './columns.ts';
import type { EventBatch } from './columns.ts';
import type { SegmentHead } from './segment.ts';

/*
 * Rows as parts of bytes, little-endian: a part for each column, and one for the instants that
 * `recorded` indexes, as JSON. What else is to be known of them is in the index (`SegmentHead`), and
 * so are their digests. A column of four bytes or eight takes as many a value as its largest needs;
 * how many, the length of its part says. Bytes that are not there are neither written, nor hashed,
 * nor read, and to make values wide again costs next to nothing. A part is half a megabyte at most:
 * memory of that size is had again and again, of all rows at once it is fresh each time.
 */

/** Parts that the rows of a segment are. */
export const PARTS_OF_ROWS = COLUMNS.length + 1;

/** Typed arrays have the order of the machine; where it is not ours, nothing is kept as bytes. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

type Column = EventBatch[(typeof COLUMNS)[number]];

/** What values lie in, by bytes a value. */
const SIGNED = { 1: Int8Array, 2: Int16Array, 4: Int32Array, 8: Float64Array };
const UNSIGNED = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array };

/** Amounts, days and the number of what is not there may lie below zero. */
const kindsOf = (column: Column) =>
  column instanceof Float64Array || column instanceof Int32Array ? SIGNED : UNSIGNED;

/** Memory in which a column is made narrow. */
let narrow = new ArrayBuffer(0);

/** Part `n` of the rows in use; lent until another part is asked for, or the batch changes. */
export function partOfRows(batch: EventBatch, n: number): Uint8Array {
  const name = COLUMNS[n];
  if (name === undefined) return encoder.encode(JSON.stringify(batch.recordedAt));
  const column: Column = batch[name].subarray(0, batch.length);
  const width = narrowestOf(column);
  if (width >= column.BYTES_PER_ELEMENT)
    return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  if (narrow.byteLength < column.length * width) narrow = new ArrayBuffer(column.length * width);
  new (kindsOf(column)[width])(narrow, 0, column.length).set(column);
  return new Uint8Array(narrow, 0, column.length * width);
}

/**
 * Rows from their parts, each asked for once and not needed any longer when the next is. They are
 * trusted: their digests were checked before. `block` is memory to put them in (`makeBatch`).
 */
export function rowsOfParts(
  part: (n: number) => Uint8Array,
  { rows, firstSequence, policy }: Pick<SegmentHead, 'rows' | 'firstSequence' | 'policy'>,
  { capacity = rows, block }: { readonly capacity?: number; readonly block?: ArrayBuffer } = {},
): EventBatch {
  const batch = makeBatch(capacity, block);
  COLUMNS.forEach((name, n) => put(part(n), batch[name], rows));
  batch.length = rows;
  batch.firstSequence = firstSequence;
  batch.policy = policy;
  batch.recordedAt = JSON.parse(decoder.decode(part(COLUMNS.length))) as string[];
  return batch;
}

function put(part: Uint8Array, column: Column, rows: number): void {
  if (rows === 0) return;
  const width = (part.length / rows) as Width;
  invariant(width in SIGNED, 'a column has a whole number of bytes a value');
  // Wide values want an offset that is a multiple of their width.
  const aligned = part.byteOffset % width === 0 ? part : part.slice();
  const kind = kindsOf(column)[width];
  column.set(new kind(aligned.buffer as ArrayBuffer, aligned.byteOffset, rows));
}

type Width = 1 | 2 | 4 | 8;

/**
 * Bytes that each value of a column needs. A loop for each kind of column: one for all would be
 * compiled anew for each of them.
 */
function narrowestOf(column: Column): Width {
  if (column instanceof Float64Array) return widthOf(reachOfAmounts(column), SIGN);
  if (column instanceof Int32Array) return widthOf(reachOfInts(column), SIGN);
  if (column instanceof Uint32Array) return widthOf(reachOfSequence(column), 0);
  return column instanceof Uint16Array ? 2 : 1;
}

/** Bits of a number that say whether it is below zero. */
const SIGN = 1;

function widthOf(reach: number, signBits: number): Width {
  if (reach === Infinity) return 8;
  const bits = 32 - Math.clz32(reach) + signBits;
  if (bits > 16) return 4;
  return bits > 8 ? 2 : 1;
}

/** The bits that any value has set, one below zero those that it has not; 31 of them at most. */
function reachOfInts(values: Int32Array): number {
  let reach = 0;
  // What is known to need all of its bytes is not looked through.
  for (let i = 0; i < values.length && reach < 0x8000; i++) {
    const value = values[i] as number;
    reach |= value ^ (value >> 31);
  }
  return reach;
}

/** The same of amounts; infinity when one is no whole number of 32 bits, or a zero below zero. */
function reachOfAmounts(values: Float64Array): number {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  let reach = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = value | 0;
    // The sign of a zero is in its second word alone.
    if (whole !== value || (whole === 0 && words[2 * i + 1] !== 0)) return Infinity;
    reach |= whole ^ (whole >> 31);
  }
  return reach;
}

/** Sequences of rows never fall: the last one has the most bits. */
function reachOfSequence(values: Uint32Array): number {
  return values[values.length - 1] ?? 0;
}
