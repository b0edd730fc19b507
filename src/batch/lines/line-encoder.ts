import { eventOfLine } from '../../audit/line.ts';
import { decodeEvent } from '../../events/decode.ts';
import type { LinePage } from '../../store/port.ts';
import { instantIndex } from '../column-book.ts';
import type { ColumnBook } from '../column-book.ts';
import { LATE } from '../columns.ts';
import type { EventBatch } from '../columns.ts';
import { asciiText } from '../name-table.ts';
import type { NameTable } from '../name-table.ts';
import { followsLast, isOfShape, patternOf } from './line-pattern.ts';
import type { Pattern } from './line-pattern.ts';
import { shapeOf } from './line-shape.ts';
import type { Reading, RowAt } from './line-shape.ts';
import { centsAt, dayAt, monthAt, thousandthsAt, wholeAt } from './line-values.ts';

const NOT_ASCII = 128;

/** Shapes that are kept of an ending: lists make more of them, and most lines have one of a few. */
const MOST_SHAPES = 32;
const ENDING_BITS = 8;
const ENDINGS = 1 << ENDING_BITS;
/** Shorter than this no line is. */
const ENDING_BYTES = 16;
const IMPORT = new TextEncoder().encode('import-');

/**
 * Writes lines of a book as columns, straight from their bytes: the same columns, to the bit, that
 * `ColumnBook.add` writes from decoded events, several times as fast. A line with anything out of
 * the ordinary (escapes, another schema, a fact, a shape that has not been seen) is decoded and
 * added as an event; so every error is the one that decoding gives.
 */
export class LineEncoder {
  readonly #book: ColumnBook;
  /** Patterns by how their lines end, the one that came last first. */
  readonly #patterns: Pattern[][] = Array.from({ length: ENDINGS }, () => []);
  readonly #policy = new Remembered();
  readonly #instant = new Remembered();
  readonly #stream = new Remembered();
  #attempt = -1;
  #instantOf: EventBatch | undefined;
  #instantIndex = 0;
  #page = 0;

  constructor(book: ColumnBook) {
    this.#book = book;
  }

  /** Takes in the lines of a page, the first being the next event of the book. */
  add({ lines, ends }: Pick<LinePage, 'lines' | 'ends'>): void {
    const view = new DataView(lines.buffer, lines.byteOffset, lines.length);
    this.#page += 1;
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const next = ends[i] as number;
      const end = next - 1;
      const patterns = this.#patterns[endingOf(view, start, end)] as Pattern[];
      if (!this.#addLike(patterns, lines, view, start, end))
        this.#addWhole(patterns, lines.subarray(start, end));
      start = next;
    }
  }

  #addLike(
    patterns: Pattern[],
    b: Uint8Array,
    view: DataView,
    start: number,
    end: number,
  ): boolean {
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i] as Pattern;
      const isOne =
        pattern.page === this.#page
          ? followsLast(pattern, b, view, start, end)
          : isOfShape(pattern, b, start, end);
      if (!isOne) continue;
      if (i > 0) {
        patterns[i] = patterns[0] as Pattern;
        patterns[0] = pattern;
      }
      const isWritten = this.#write(b, pattern);
      // What was half read is not what the next line may take over.
      pattern.page = isWritten ? this.#page : 0;
      return isWritten;
    }
    return false;
  }

  #addWhole(patterns: Pattern[], line: Uint8Array): void {
    const text = new TextDecoder().decode(line);
    this.#book.add(decodeEvent(eventOfLine(text, this.#book.size)));
    // It may have begun or ended an attempt of this stream, and brought an instant of its own.
    this.#stream.forget();
    this.#instantOf = undefined;
    if (patterns.length >= MOST_SHAPES) return;
    const shape = shapeOf(line, this.#book.names);
    if (shape !== null) patterns.unshift(patternOf(shape));
  }

  /** Writes the line that has a pattern; false, and nothing, when a value is not plain. */
  #write(b: Uint8Array, pattern: Pattern): boolean {
    const { shape, starts, stops, changed, slots } = pattern;
    const { rows, readings } = shape;
    if (changed[shape.effective] === 1)
      pattern.effective = dayAt(b, place(starts, shape.effective), place(stops, shape.effective));
    if (changed[shape.occurred] === 1)
      pattern.occurred = dayAt(b, place(starts, shape.occurred), place(stops, shape.occurred));
    if (changed[shape.policy] === 1)
      pattern.policy = this.#policy.text(
        b,
        place(starts, shape.policy),
        place(stops, shape.policy),
      );
    const { effective, occurred, policy } = pattern;
    const attempt = this.#attemptOf(b, place(starts, shape.stream), place(stops, shape.stream));
    if (Number.isNaN(effective + occurred) || attempt === undefined || policy === undefined)
      return false;
    const segment = this.#book.begin(rows.length, attempt, policy);
    const { batch } = segment;
    const recorded = this.#recordedIndex(
      b,
      batch,
      place(starts, shape.recorded),
      place(stops, shape.recorded),
    );
    if (recorded < 0) return false;
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i] as Reading;
      if (changed[reading.value] !== 1) continue;
      const number = numberAt(
        b,
        reading,
        place(starts, reading.value),
        place(stops, reading.value),
      );
      if (Number.isNaN(number)) return false;
      slots[reading.slot] = number;
    }
    const late = effective > occurred ? LATE : 0;
    const sequence = this.#book.size - batch.firstSequence;
    const first = batch.length;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as RowAt;
      const { codes, amounts } = row;
      const at = first + i;
      let code = 0;
      for (let part = 0; part < codes.length; part++)
        code |= slots[codes[part] as number] as number;
      batch.kind[at] = row.kind;
      batch.flags[at] = row.flags | late;
      batch.entity[at] = slots[shape.entity] as number;
      batch.site[at] = slots[row.site] as number;
      batch.recorded[at] = recorded;
      batch.effective[at] = effective;
      batch.occurred[at] = occurred;
      batch.subject[at] = slots[row.subject] as number;
      batch.party[at] = slots[row.party] as number;
      batch.code[at] = code;
      batch.sequence[at] = sequence;
      batch.amount0[at] = slots[amounts[0]] as number;
      batch.amount1[at] = slots[amounts[1]] as number;
      batch.amount2[at] = slots[amounts[2]] as number;
      batch.amount3[at] = slots[amounts[3]] as number;
    }
    batch.length = first + rows.length;
    this.#book.end(segment, first);
    return true;
  }

  /** Attempt of the stream; undefined when its name is not plain. */
  #attemptOf(b: Uint8Array, from: number, to: number): number | undefined {
    if (!isAt(b, from, IMPORT)) return -1;
    if (this.#stream.isAt(b, from, to)) return this.#attempt;
    const stream = this.#stream.text(b, from, to);
    if (stream !== undefined) this.#attempt = this.#book.attemptOf(stream);
    return stream === undefined ? undefined : this.#attempt;
  }

  #recordedIndex(b: Uint8Array, batch: EventBatch, from: number, to: number): number {
    if (this.#instantOf === batch && this.#instant.isAt(b, from, to)) return this.#instantIndex;
    const instant = this.#instant.text(b, from, to);
    if (instant === undefined) return -1;
    this.#instantOf = batch;
    this.#instantIndex = instantIndex(batch, instant);
    return this.#instantIndex;
  }
}

const place = (places: Int32Array, value: number): number => places[value] as number;

/** Lines that end alike are mostly of one type, which is their last value. */
function endingOf(view: DataView, start: number, end: number): number {
  if (end - start < ENDING_BYTES) return 0;
  const last = view.getInt32(end - 6, true);
  const before = view.getInt32(end - 10, true);
  const mixed = Math.imul(last ^ Math.imul(before, 0x01000193), 0x9e3779b1 | 0);
  return mixed >>> (32 - ENDING_BITS);
}

/** What a value becomes in its slot; NaN when it is not plain. */
function numberAt(b: Uint8Array, reading: Reading, from: number, to: number): number {
  switch (reading.as) {
    case 'name': {
      const number = (reading.names as NameTable).internBytes(b, from, to);
      return number < 0 ? Number.NaN : number;
    }
    case 'code': {
      const code = (reading.names as NameTable).numberOfBytes(b, from, to);
      return code < 0 ? Number.NaN : code << reading.shift;
    }
    case 'money':
      return centsAt(b, from, to);
    case 'quantity':
      return thousandthsAt(b, from, to);
    case 'date':
      return dayAt(b, from, to);
    case 'month':
      return monthAt(b, from, to);
    case 'count':
    case 'account':
      return wholeAt(b, from, to);
  }
}

/** A text that stood in the line before and mostly stands in this one too. */
class Remembered {
  #bytes = new Uint8Array(256);
  #length = -1;
  #text = '';

  isAt(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from !== this.#length) return false;
    const own = this.#bytes;
    for (let i = from, at = 0; i < to; i++, at++) if (bytes[i] !== own[at]) return false;
    return true;
  }

  /** The text; undefined when it is long or not plain. */
  text(bytes: Uint8Array, from: number, to: number): string | undefined {
    if (this.isAt(bytes, from, to)) return this.#text;
    this.#length = -1;
    const length = to - from;
    if (length > this.#bytes.length) return undefined;
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i] as number;
      if (byte >= NOT_ASCII) return undefined;
      this.#bytes[i] = byte;
    }
    this.#length = length;
    this.#text = asciiText(bytes, from, to);
    return this.#text;
  }

  forget(): void {
    this.#length = -1;
  }
}

function isAt(bytes: Uint8Array, at: number, literal: Uint8Array): boolean {
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}
