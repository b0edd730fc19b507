import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import { Raw } from '../raw.ts';
import type { DayRange } from './amounts.ts';
import { amountCents, countOf, dayAt, dayRangeAt, quantityText } from './amounts.ts';
import type { Delimiters, Header } from './delimiters.ts';
import { isAlphanumeric, isIsaAt, readHeader } from './delimiters.ts';
import { Interner } from './intern.ts';
import { refuse } from './refuse.ts';
import * as id from './segment-ids.ts';

const SPACE = 0x20;
const ELEMENTS_MAX = 512;
const COMPONENTS_MAX = 64;
/** No segment of the guides comes near; beyond it the terminator was never found. */
const SEGMENT_BYTES_MAX = 65_536;

/** Where the component separator of a file without ISA shows itself first: element and place. */
const FIRST_COMPOSITES = new Map([
  [id.SVC, 1],
  [id.SV1, 1],
  [id.HI, 1],
  [id.PLB, 3],
  [id.CLM, 5],
]);

/**
 * A cursor over the segments of X12 bytes that come in chunks, cut anywhere. `next()` moves to the
 * next segment and the accessors read it in place; nothing is copied until somebody asks for it.
 * One cursor object for a whole file, because an object per segment costs more than the reading.
 *
 * It bears what real files do (revenue-cycle.md §2.1): byte order mark, blanks and line ends
 * around segments, separators that change from ISA to ISA, ISA of any length or none, blank
 * segments, a last segment without terminator, 0x1A and NUL at the end.
 */
export class SegmentCursor {
  /** The segment's name, packed (segment-ids.ts); -1 for a name of more than three characters. */
  id = 0;
  /** Place of the segment in the file, from 1; blank segments do not count. */
  segment = 0;
  /** Elements of the segment without its name; empty ones count. */
  count = 0;
  /** The last segment ended with the file and not with a terminator. */
  isUnterminated = false;
  /** What the header of the current interchange said; null before the first segment. */
  header: Header | null = null;
  readonly file: string | undefined;

  private bytes: Uint8Array = new Uint8Array(0);
  private text: string | null = null;
  private at = 0;
  private base = 0;
  private isFinished = false;
  /** Offset of the first zero character of the file; -1 while none came. */
  private zero = -1;
  private element = 0;
  private terminator = 0;
  private component = 0;
  private isComponentGuessed = false;
  private readonly words = new Interner();
  private readonly starts = new Int32Array(ELEMENTS_MAX + 2);
  private readonly parts = new Int32Array(COMPONENTS_MAX + 2);

  constructor(file?: string) {
    this.file = file;
  }

  /** Hands over the next bytes; what is left of the last ones is kept in front of them. */
  push(chunk: Uint8Array): void {
    const rest = this.bytes.length - this.at;
    this.base += this.at;
    if (this.zero < 0) {
      const at = chunk.indexOf(0);
      if (at >= 0) this.zero = this.base + rest + at;
    }
    if (rest === 0) {
      this.bytes = chunk;
    } else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.bytes.subarray(this.at));
      joined.set(chunk, rest);
      this.bytes = joined;
    }
    this.at = 0;
    this.text = null;
  }

  /** No more bytes: what is left is the last segment. */
  finish(): void {
    this.isFinished = true;
  }

  /** Bytes from the start of the file to the current segment. */
  get offset(): number {
    return this.base + (this.starts[0] ?? 0);
  }

  get delimiters(): Delimiters | null {
    return this.header?.delimiters ?? null;
  }

  /** Moves to the next segment; false when more bytes are needed or none are left. */
  next(): boolean {
    const { bytes, starts } = this;
    const end = bytes.length;
    let at = this.at;
    if (this.header === null) at = this.skipMark(at);
    const { terminator: last } = this;
    while (at < end && ((bytes[at] as number) <= SPACE || bytes[at] === last)) at += 1;
    this.at = at;
    if (at === end) return false;
    if (this.header === null || bytes[at] === 0x49) {
      if (end - at < 4 && !this.isFinished) return false;
      if ((this.header === null || isIsaAt(bytes, at)) && !this.open(at)) return false;
    }
    const { element, terminator } = this;
    starts[0] = at;
    let n = 0;
    let p = at;
    for (; p < end; p++) {
      const byte = bytes[p] as number;
      if (byte === element) starts[++n] = p + 1;
      else if (byte === terminator) break;
    }
    if (p - at > SEGMENT_BYTES_MAX || n > ELEMENTS_MAX) throw this.tooLong();
    if (p === end) {
      if (!this.isFinished) return false;
      this.isUnterminated = true;
    }
    if (this.zero >= 0 && this.zero < this.base + contentEnd(bytes, at, p)) throw this.holed();
    starts[n + 1] = p + 1;
    this.at = p < end ? p + 1 : end;
    this.count = n;
    this.segment += 1;
    this.id = this.code(0);
    if (this.isComponentGuessed) this.guessComponent();
    return true;
  }

  /** True when the element is absent, empty or blank. */
  isEmpty(i: number): boolean {
    return i > this.count || this.from(i) === this.to(i);
  }

  /** A short code packed into an integer, blanks around it ignored; 0 when empty, -1 if longer. */
  code(i: number): number {
    if (i > this.count) return 0;
    const to = this.to(i);
    const from = this.from(i);
    if (to - from > 3) return -1;
    let value = 0;
    for (let at = from; at < to; at++) value = (value << 8) | (this.bytes[at] as number);
    return value;
  }

  /** Text of an element. Whether it may leave the reader is the reader's to know (PHI). */
  string(i: number): string {
    if (i > this.count) return '';
    return this.slice(this.from(i), this.to(i));
  }

  /**
   * A code of letters, digits, dots, hyphens and underscores; empty when absent, null when it is
   * longer or anything else. So no free text leaves through a code.
   */
  word(i: number, charsMax: number): string | null {
    if (i > this.count) return '';
    return this.wordAt(this.from(i), this.to(i), charsMax);
  }

  /** A component of the element split last as a code, like `word`. */
  partWord(j: number, charsMax: number): string | null {
    if (j >= this.partCount) return '';
    const { parts } = this;
    const from = parts[j] as number;
    return this.wordAt(from, (parts[j + 1] as number) - 1, charsMax);
  }

  /** An identifier that may point to a person; null when empty. */
  raw(i: number): Raw | null {
    const text = this.string(i);
    return text === '' ? null : new Raw(text);
  }

  /** Cents of an amount; NaN when it is none or empty. */
  cents(i: number): Cents {
    if (i > this.count) return NaN as Cents;
    return amountCents(this.bytes, this.from(i), this.to(i));
  }

  /** A count; NaN when it is none. */
  number(i: number): number {
    if (i > this.count) return NaN;
    return countOf(this.bytes, this.from(i), this.to(i));
  }

  /** A date; NaN when it is none. */
  day(i: number): Day {
    if (i > this.count) return NaN as Day;
    return dayAt(this.bytes, this.from(i), this.to(i));
  }

  /** A date or a range of dates; null when it is none. */
  days(i: number): DayRange | null {
    if (i > this.count) return null;
    return dayRangeAt(this.bytes, this.from(i), this.to(i));
  }

  /** An exact decimal quantity as text; null when it is none. */
  quantity(i: number): string | null {
    const word = this.word(i, 16);
    return word === null ? null : quantityText(word);
  }

  /** Splits an element into components for `part`; gives their number. */
  split(i: number): number {
    this.partCount = 0;
    if (i > this.count) return 0;
    const { bytes, parts, component } = this;
    const to = this.to(i);
    let n = 0;
    parts[0] = this.from(i);
    for (let at = parts[0]; at < to && n < COMPONENTS_MAX; at++) {
      if (bytes[at] === component) parts[++n] = at + 1;
    }
    parts[n + 1] = to + 1;
    this.partCount = n + 1;
    return n + 1;
  }

  /** Text of a component of the element split last, from 0; empty when there is none. */
  part(j: number): string {
    if (j >= this.partCount) return '';
    const { parts } = this;
    return this.trimmed(parts[j] as number, (parts[j + 1] as number) - 1);
  }

  /** Everything from a component of the element split last to the element's end. */
  partsFrom(j: number): string {
    if (j >= this.partCount) return '';
    return this.trimmed(this.parts[j] as number, (this.parts[this.partCount] as number) - 1);
  }

  private partCount = 0;

  private from(i: number): number {
    const { bytes } = this;
    let at = this.starts[i] as number;
    const end = (this.starts[i + 1] as number) - 1;
    while (at < end && isBlank(bytes[at] as number)) at += 1;
    return at;
  }

  private to(i: number): number {
    const { bytes } = this;
    const start = this.starts[i] as number;
    let at = (this.starts[i + 1] as number) - 1;
    while (at > start && isBlank(bytes[at - 1] as number)) at -= 1;
    return at;
  }

  private trimmed(from: number, to: number): string {
    let start = from;
    let end = to;
    while (start < end && isBlank(this.bytes[start] as number)) start += 1;
    while (end > start && isBlank(this.bytes[end - 1] as number)) end -= 1;
    return this.slice(start, end);
  }

  private wordAt(from: number, to: number, charsMax: number): string | null {
    if (to - from > charsMax) return null;
    for (let at = from; at < to; at++) {
      const byte = this.bytes[at] as number;
      if (!isAlphanumeric(byte) && byte !== 0x2d && byte !== 0x2e && byte !== 0x5f) return null;
    }
    const known = this.words.get(this.bytes, from, to);
    if (known !== undefined) return known;
    const text = this.slice(from, to);
    this.words.set(this.bytes, from, to, text);
    return text;
  }

  private slice(from: number, to: number): string {
    if (from >= to) return '';
    this.text ??= latin1(this.bytes);
    return this.text.slice(from, to);
  }

  /** Skips a UTF-8 byte order mark at the start of the file. */
  private skipMark(at: number): number {
    const { bytes } = this;
    const isMark = bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
    return isMark && this.base + at === 0 ? at + 3 : at;
  }

  private open(at: number): boolean {
    const { bytes, isFinished: isLast, file, segment } = this;
    const offset = this.base + at;
    const span = { bytes, at, end: bytes.length, isLast, file, segment: segment + 1, offset };
    const header = readHeader(span);
    if (header === null) return false;
    this.header = header;
    this.element = header.delimiters.element;
    this.terminator = header.delimiters.terminator;
    this.component = header.delimiters.component;
    this.isComponentGuessed = !header.hasComponent;
    return true;
  }

  /** The first composite of a file that declares no component separator shows it. */
  private guessComponent(): void {
    const i = FIRST_COMPOSITES.get(this.id);
    if (i === undefined || this.isEmpty(i)) return;
    const to = this.to(i);
    for (let at = this.from(i); at < to; at++) {
      const byte = this.bytes[at] as number;
      if (isAlphanumeric(byte) || isBlank(byte) || byte === 0x2d || byte === 0x2e) continue;
      this.component = byte;
      this.isComponentGuessed = false;
      return;
    }
  }

  /** Zeros at the end are padding; before content they stand where something was lost. */
  private holed(): Error {
    return refuse(
      'zero-characters',
      'The file holds zero characters where text should be',
      'it was damaged on a disk or on its way: fetch it again; nothing of it was recorded',
      { file: this.file, segment: this.segment + 1, offset: this.zero },
    );
  }

  private tooLong(): Error {
    return refuse(
      'segment-too-long',
      'A segment does not end: the segment terminator was not found',
      'the file may be damaged, or the ISA declares another terminator than the file uses',
      { file: this.file, segment: this.segment + 1, offset: this.base + this.at },
    );
  }
}

/** One character per byte: what is not ASCII only ever stands in names, which nobody keeps. */
const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Where the last byte of a stretch that is not blank ends. */
function contentEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && (bytes[at - 1] as number) <= SPACE) at -= 1;
  return at;
}

const isBlank = (byte: number): boolean =>
  byte === SPACE || (byte <= 0x0d && byte >= 0x09) || byte === 0;
