import { invariant } from '../error.ts';

/** Names as bytes: UTF-8 one behind the other, and where each ends; name 0 is empty. */
export interface NameBytes {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
}

/** Names that lie somewhere and are read when somebody asks for one. */
export interface StoredNames {
  /** How many there are, the empty name 0 included. */
  readonly size: number;
  load(): NameBytes;
}

/** Of so few names the texts are kept: reports ask for the same ones again and again. */
const FEW = 4_096;
const START = 256;
/** Bytes of a name that are made room for at first. */
const USUAL_BYTES = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Names numbered from 1 in the order they are first seen; 0 is "none". They are kept as their bytes,
 * which is what lines and caches hold, and made into text when somebody asks: a large book has many
 * names, and a report few of them. Stored ones stay unread until one is asked for.
 */
export class NameTable {
  readonly #most: number;
  #stored: StoredNames | undefined;
  #size: number;
  #bytes: Uint8Array = new Uint8Array(START * USUAL_BYTES);
  #ends: Int32Array = new Int32Array(START);
  /** Whether a byte is a character, as far as names have come. */
  #isAscii = true;
  /** Numbers by place; 0 is free. Of the first `#indexed` names, with their hashes by number. */
  #places: Int32Array = new Int32Array(START);
  #hashes: Int32Array = new Int32Array(START);
  #indexed = 1;
  #texts: string[] = [''];
  #encoded = new Uint8Array(START);

  /** Takes fewer than `most` names, the empty one included. */
  constructor(most: number, stored?: StoredNames) {
    this.#most = most;
    this.#size = stored?.size ?? 1;
    // The empty name is here without being read.
    this.#stored = this.#size > 1 ? stored : undefined;
  }

  /** How many names there are, the empty one included. */
  get size(): number {
    return this.#size;
  }

  /**
   * The number of the name whose bytes stand at `from` to before `to`, made when it is new; −1,
   * and nothing is made, when they are not plain ASCII.
   */
  internBytes(bytes: Uint8Array, from: number, to: number): number {
    if (from === to) return 0;
    const hash = plainHash(bytes, from, to);
    if (hash < 0) return -1;
    return this.#find(bytes, from, to, hash) || this.#add(bytes, from, to, hash);
  }

  /** The same, but 0 when there is no such name. */
  numberOfBytes(bytes: Uint8Array, from: number, to: number): number {
    const hash = plainHash(bytes, from, to);
    return hash < 0 ? -1 : this.#find(bytes, from, to, hash);
  }

  /** The number of a name, made when it is new. */
  intern(name: string): number {
    if (name === '') return 0;
    const length = this.#encode(name);
    const hash = hashOf(this.#encoded, 0, length);
    return this.#find(this.#encoded, 0, length, hash) || this.#add(this.#encoded, 0, length, hash);
  }

  /** The number of a name, or 0 when there is no such name. */
  numberOf(name: string): number {
    const length = this.#encode(name);
    return this.#find(this.#encoded, 0, length, hashOf(this.#encoded, 0, length));
  }

  /** The name of a number; empty when there is none. */
  nameOf(number: number): string {
    if (!(number > 0 && number < this.#size)) return '';
    if (this.#size <= FEW) return this.names()[number] ?? '';
    this.#load();
    return this.#texts[number] ?? this.#textOf(number);
  }

  /** All names by number. */
  names(): readonly string[] {
    this.#load();
    while (this.#texts.length < this.#size) this.#texts.push(this.#textOf(this.#texts.length));
    return this.#texts;
  }

  /** The names from number `first` to before `end`; the bytes are a view of what this holds. */
  bytesOf(first: number, end: number): NameBytes {
    this.#load();
    const start = first === 0 ? 0 : (this.#ends[first - 1] as number);
    return {
      bytes: this.#bytes.subarray(start, this.#ends[end - 1]),
      ends: this.#ends.subarray(first, end).map((at) => at - start),
    };
  }

  #encode(name: string): number {
    // A UTF-16 unit is at most three bytes of UTF-8.
    if (name.length * 3 > this.#encoded.length) this.#encoded = new Uint8Array(name.length * 6);
    return encoder.encodeInto(name, this.#encoded).written;
  }

  #textOf(number: number): string {
    const from = this.#ends[number - 1] as number;
    const to = this.#ends[number] as number;
    return this.#isAscii
      ? asciiText(this.#bytes, from, to)
      : decoder.decode(this.#bytes.subarray(from, to));
  }

  /** The number of a name, 0 when there is none. */
  #find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    if (this.#indexed < this.#size) this.#index();
    const mask = this.#places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place] as number;
      if (number === 0) return 0;
      if (this.#hashes[number] === hash && this.#isAt(number, bytes, from, to)) return number;
    }
  }

  #isAt(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const own = this.#bytes;
    let at = this.#ends[number - 1] as number;
    if ((this.#ends[number] as number) - at !== to - from) return false;
    for (let i = from; i < to; i++, at++) if (bytes[i] !== own[at]) return false;
    return true;
  }

  /** Adds a name that `#find` has not found. */
  #add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const number = this.#size;
    invariant(number < this.#most, `numbers of names stay below ${this.#most}`);
    const start = this.#ends[number - 1] as number;
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const more = new Uint8Array(end * 2);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    const own = this.#bytes;
    let all = 0;
    for (let i = from, at = start; i < to; i++, at++) all |= own[at] = bytes[i] as number;
    if (all >= 0x80) this.#isAscii = false;
    if (number >= this.#ends.length) this.#ends = grown(this.#ends, number * 2);
    this.#ends[number] = end;
    this.#size = number + 1;
    this.#indexOne(number, hash);
    return number;
  }

  /** Puts all names that are not in the index into it. */
  #index(): void {
    this.#load();
    if (this.#size > this.#hashes.length) this.#hashes = grown(this.#hashes, this.#size);
    for (let number = this.#indexed; number < this.#size; number++) {
      const from = this.#ends[number - 1] as number;
      this.#indexOne(number, hashOf(this.#bytes, from, this.#ends[number] as number));
    }
  }

  #indexOne(number: number, hash: number): void {
    if (number >= this.#hashes.length) this.#hashes = grown(this.#hashes, number * 2);
    this.#hashes[number] = hash;
    this.#indexed = number + 1;
    // Half full at most: runs of taken places stay short.
    if (this.#indexed * 2 > this.#places.length) {
      this.#places = new Int32Array(this.#places.length * 2);
      for (let each = 1; each < number; each++) this.#put(each);
    }
    this.#put(number);
  }

  #put(number: number): void {
    const mask = this.#places.length - 1;
    let place = (this.#hashes[number] as number) & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = number;
  }

  #load(): void {
    if (this.#stored === undefined) return;
    const { bytes, ends } = this.#stored.load();
    invariant(ends.length === this.#size, 'as many names are stored as are said to be');
    this.#stored = undefined;
    this.#bytes = bytes;
    this.#ends = ends;
    let all = 0;
    for (let i = 0; i < bytes.length; i++) all |= bytes[i] as number;
    this.#isAscii = all < 0x80;
  }
}

/** The empty name alone. */
export const NO_NAME: NameBytes = { bytes: new Uint8Array(), ends: new Int32Array(1) };

/** Names of several pieces, one behind the other. */
export function joined(pieces: readonly NameBytes[]): NameBytes {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
  const ends = new Int32Array(pieces.reduce((sum, piece) => sum + piece.ends.length, 0));
  let start = 0;
  let number = 0;
  for (const piece of pieces) {
    bytes.set(piece.bytes, start);
    for (let i = 0; i < piece.ends.length; i++) ends[number++] = start + (piece.ends[i] as number);
    start += piece.bytes.length;
  }
  return { bytes, ends };
}

/** Different names from their texts; an empty one comes first, whether it is among them or not. */
export function bytesOfNames(names: readonly string[]): NameBytes {
  const table = new NameTable(Infinity);
  for (const name of names) table.intern(name);
  return table.bytesOf(0, table.size);
}

function plainHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  let all = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    all |= byte;
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return all >= 0x80 ? -1 : mixed(hash);
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return mixed(hash);
}

// FNV-1a's low bits alone differ little between names that count up. Never below zero.
const mixed = (hash: number): number => (hash ^ (hash >>> 15)) & 0x7fffffff;

/** Text of bytes that are all below 128; of others, text with a character for each byte. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  // Short texts are faster made from numbers than by a decoder, many numbers at a time.
  let text = '';
  let i = from;
  for (; i + 8 <= to; i += 8) {
    text += String.fromCharCode(
      bytes[i] as number,
      bytes[i + 1] as number,
      bytes[i + 2] as number,
      bytes[i + 3] as number,
      bytes[i + 4] as number,
      bytes[i + 5] as number,
      bytes[i + 6] as number,
      bytes[i + 7] as number,
    );
  }
  for (; i < to; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

function grown(ints: Int32Array, size: number): Int32Array {
  const more = new Int32Array(size);
  more.set(ints);
  return more;
}
