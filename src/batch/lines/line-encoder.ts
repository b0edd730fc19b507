import { eventOfLine } from '../../audit/line.ts';
import { decodeEvent } from '../../events/decode.ts';
import type { LinePage } from '../../store/port.ts';
import { instantIndex } from '../column-book.ts';
import type { ColumnBook } from '../column-book.ts';
import { LATE } from '../columns.ts';
import type { EventBatch } from '../columns.ts';
import { asciiText } from '../name-table.ts';
import type { NameTable } from '../name-table.ts';
import { ABSENT, shapeOf, TEXT } from './line-shape.ts';
import type { AmountAt, LineShape, RowAt } from './line-shape.ts';
import { centsAt, dayAt, monthAt, thousandthsAt, wholeAt } from './line-values.ts';

const QUOTE = 34;
const MINUS = 45;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const BACKSLASH = 92;
const SPACE = 32;
const NOT_ASCII = 128;

/** One line among others: its first byte, and the line feed behind it. */
interface Line {
  readonly b: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** Shapes that are kept of an ending: lists make more of them, and most lines have one of a few. */
const MOST_SHAPES = 32;
/** Values of one line; shapes with more are not kept. */
const MOST_VALUES = 512;
/** Bytes of text that are neither a quote, nor an escape, nor control characters. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
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
  readonly #entities: NameTable;
  readonly #sites: NameTable;
  readonly #subjects: NameTable;
  readonly #parties: NameTable;
  /** Shapes by how their lines end, the one that came last first. */
  readonly #shapes: LineShape[][] = Array.from({ length: ENDINGS }, () => []);
  readonly #policy = new Remembered();
  readonly #instant = new Remembered();
  readonly #stream = new Remembered();
  #attempt = -1;
  #instantOf: EventBatch | undefined;
  #instantIndex = 0;
  /** Of the line at hand: first byte of each value, and the one behind it. */
  readonly #places = new Int32Array(MOST_VALUES * 2);

  constructor(book: ColumnBook) {
    this.#book = book;
    const { names } = book;
    this.#entities = names.table('entity');
    this.#sites = names.table('site');
    this.#subjects = names.table('subject');
    this.#parties = names.table('party');
  }

  /** Takes in the lines of a page, the first being the next event of the book. */
  add({ lines, ends }: Pick<LinePage, 'lines' | 'ends'>): void {
    const view = new DataView(lines.buffer, lines.byteOffset, lines.length);
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const next = ends[i] as number;
      const line = { b: lines, view, start, end: next - 1 };
      const shapes = this.#shapes[endingOf(line)] ?? [];
      if (!this.#addShaped(line, shapes)) this.#addWhole(line, shapes);
      start = next;
    }
  }

  #addShaped(line: Line, shapes: LineShape[]): boolean {
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i] as LineShape;
      if (!isOfShape(line, shape, this.#places)) continue;
      if (i > 0) {
        shapes[i] = shapes[0] as LineShape;
        shapes[0] = shape;
      }
      return this.#write(line.b, shape);
    }
    return false;
  }

  #addWhole({ b, start, end }: Line, shapes: LineShape[]): void {
    const line = b.subarray(start, end);
    const text = new TextDecoder().decode(line);
    this.#book.add(decodeEvent(eventOfLine(text, this.#book.size)));
    // It may have begun or ended an attempt of this stream, and brought an instant of its own.
    this.#stream.forget();
    this.#instantOf = undefined;
    if (shapes.length >= MOST_SHAPES) return;
    const shape = shapeOf(line);
    if (shape !== null && shape.kinds.length <= MOST_VALUES) shapes.unshift(shape);
  }

  /** Writes the line whose places are at hand; false, and nothing, when a value is not plain. */
  #write(b: Uint8Array, shape: LineShape): boolean {
    const places = this.#places;
    const effective = dayAt(b, from(places, shape.effective), to(places, shape.effective));
    const occurred = dayAt(b, from(places, shape.occurred), to(places, shape.occurred));
    const attempt = this.#attemptOf(b, from(places, shape.stream), to(places, shape.stream));
    const policy = this.#policy.text(b, from(places, shape.policy), to(places, shape.policy));
    if (Number.isNaN(effective + occurred) || attempt === undefined || policy === undefined)
      return false;
    const segment = this.#book.begin(shape.rows.length, attempt, policy);
    const { batch } = segment;
    const first = batch.length;
    const recorded = this.#recordedIndex(b, batch, shape.recorded);
    const entity = this.#name(b, this.#entities, shape.entity);
    const site = this.#name(b, this.#sites, shape.site);
    if (recorded < 0 || entity < 0 || site < 0) return false;
    const late = effective > occurred ? LATE : 0;
    const sequence = this.#book.size - batch.firstSequence;
    const { rows } = shape;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as RowAt;
      const at = first + i;
      const own = row.site === ABSENT ? site : this.#name(b, this.#sites, row.site);
      const subject = this.#name(b, this.#subjects, row.subject);
      const party = this.#name(b, row.isCounterparty ? this.#entities : this.#parties, row.party);
      const code = codeAt(b, row, places);
      const { amounts } = row;
      const a0 = amountAt(b, amounts[0], places);
      const a1 = amountAt(b, amounts[1], places);
      const a2 = amountAt(b, amounts[2], places);
      const a3 = amountAt(b, amounts[3], places);
      const isPlain = own >= 0 && subject >= 0 && party >= 0 && code >= 0;
      if (!isPlain || Number.isNaN(a0 + a1 + a2 + a3)) return false;
      batch.kind[at] = row.kind;
      batch.flags[at] = row.flags | late;
      batch.entity[at] = entity;
      batch.site[at] = own;
      batch.recorded[at] = recorded;
      batch.effective[at] = effective;
      batch.occurred[at] = occurred;
      batch.subject[at] = subject;
      batch.party[at] = party;
      batch.code[at] = code;
      batch.sequence[at] = sequence;
      batch.amount0[at] = a0;
      batch.amount1[at] = a1;
      batch.amount2[at] = a2;
      batch.amount3[at] = a3;
    }
    batch.length = first + rows.length;
    this.#book.end(segment, first);
    return true;
  }

  /** Number of a name: 0 when there is none, −1 when it is not plain. */
  #name(b: Uint8Array, names: NameTable, value: number): number {
    if (value === ABSENT) return 0;
    return names.internBytes(b, from(this.#places, value), to(this.#places, value));
  }

  /** Attempt of the stream; undefined when its name is not plain. */
  #attemptOf(b: Uint8Array, from: number, to: number): number | undefined {
    if (!isAt(b, from, IMPORT)) return -1;
    if (this.#stream.isAt(b, from, to)) return this.#attempt;
    const stream = this.#stream.text(b, from, to);
    if (stream !== undefined) this.#attempt = this.#book.attemptOf(stream);
    return stream === undefined ? undefined : this.#attempt;
  }

  #recordedIndex(b: Uint8Array, batch: EventBatch, value: number): number {
    const first = from(this.#places, value);
    const end = to(this.#places, value);
    if (this.#instantOf === batch && this.#instant.isAt(b, first, end)) return this.#instantIndex;
    const instant = this.#instant.text(b, first, end);
    if (instant === undefined) return -1;
    this.#instantOf = batch;
    this.#instantIndex = instantIndex(batch, instant);
    return this.#instantIndex;
  }
}

const from = (places: Int32Array, value: number): number => places[value * 2] as number;
const to = (places: Int32Array, value: number): number => places[value * 2 + 1] as number;

/** Compares a line with a shape and puts the places of its values into `places`. */
function isOfShape({ b, view, start, end }: Line, shape: LineShape, places: Int32Array): boolean {
  const { literals, words, ends, kinds } = shape;
  const count = kinds.length;
  let p = start;
  let l = 0;
  let w = 0;
  for (let value = 0; value <= count; value++) {
    const stop = ends[value] as number;
    if (p + stop - l > end) return false;
    // Four bytes at a time, then the rest.
    for (; l + 4 <= stop; l += 4, p += 4, w++)
      if (view.getInt32(p, true) !== words[w]) return false;
    for (; l < stop; l++, p++) if (b[p] !== literals[l]) return false;
    if (value === count) return p === end;
    places[value * 2] = p;
    if (kinds[value] === TEXT) {
      while (IS_PLAIN[b[p] as number] === 1) p += 1;
    } else {
      if (b[p] === MINUS) p += 1;
      for (let byte = b[p] as number; byte >= DIGIT_0 && byte <= DIGIT_9;) byte = b[++p] as number;
    }
    places[value * 2 + 1] = p;
  }
  return false;
}

/** Lines that end alike are mostly of one type, which is their last value. */
function endingOf({ view, start, end }: Line): number {
  if (end - start < ENDING_BYTES) return 0;
  const last = view.getInt32(end - 6, true);
  const before = view.getInt32(end - 10, true);
  const mixed = Math.imul(last ^ Math.imul(before, 0x01000193), 0x9e3779b1 | 0);
  return mixed >>> (32 - ENDING_BITS);
}

/** The code column; −1 for what is not plain, which no code is. */
function codeAt(b: Uint8Array, { codes }: RowAt, places: Int32Array): number {
  let packed = 0;
  for (let i = 0; i < codes.length; i++) {
    const { value, codes: names, shift } = codes[i] as RowAt['codes'][number];
    if (value === ABSENT) continue;
    const first = from(places, value);
    const end = to(places, value);
    const code = names === undefined ? wholeAt(b, first, end) : names.numberOfBytes(b, first, end);
    if (!(code >= 0)) return -1;
    packed |= code << shift;
  }
  return packed;
}

function amountAt(b: Uint8Array, amount: AmountAt | undefined, places: Int32Array): number {
  if (amount === undefined) return 0;
  const { kind, value, constant } = amount;
  if (value === ABSENT) return constant;
  const first = from(places, value);
  const end = to(places, value);
  switch (kind) {
    case 'money':
      return centsAt(b, first, end);
    case 'quantity':
      return thousandthsAt(b, first, end);
    case 'date':
      return dayAt(b, first, end);
    case 'month':
      return monthAt(b, first, end);
    case 'flag':
      return Number.NaN;
    case 'count':
    case 'account':
      return wholeAt(b, first, end);
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
