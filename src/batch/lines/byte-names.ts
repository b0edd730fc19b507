const START = 256;

/** Bytes of ASCII text that stand for a number, found without making text of them. */
export class ByteNames {
  readonly #numberOf: (text: string) => number;
  #due: number | undefined;
  #mask = START - 1;
  /** Entry by place, less one; −1 is free. */
  #places = new Int32Array(START).fill(-1);
  #hashes = new Int32Array(START);
  #starts = new Int32Array(START + 1);
  #numbers = new Int32Array(START);
  #count = 0;
  #bytes = new Uint8Array(START * 16);

  /** `numberOf` gives the number of a text that comes for the first time. */
  constructor(numberOf: (text: string) => number) {
    this.#numberOf = numberOf;
  }

  /** The number of the text at `from` to before `to`; −1 when it is not plain ASCII. */
  find(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    let all = 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      all |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (all >= 0x80) return -1;
    // FNV's low bits alone differ little between names that count up.
    hash ^= hash >>> 15;
    const mask = this.#mask;
    let place = hash & mask;
    for (;;) {
      const entry = this.#places[place] as number;
      if (entry < 0) return this.#add(bytes, from, to, hash, place);
      if (this.#hashes[entry] === hash && this.#isAt(entry, bytes, from, to))
        return this.#numbers[entry] as number;
      place = (place + 1) & mask;
    }
  }

  /** Teaches it a text and its number. */
  learn(text: string, number: number): void {
    const bytes = new TextEncoder().encode(text);
    this.#due = number;
    this.find(bytes, 0, bytes.length);
    this.#due = undefined;
  }

  #isAt(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const own = this.#bytes;
    let at = this.#starts[entry] as number;
    if ((this.#starts[entry + 1] as number) - at !== to - from) return false;
    for (let i = from; i < to; i++, at++) if (bytes[i] !== own[at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, place: number): number {
    const number = this.#due ?? this.#numberOf(asciiText(bytes, from, to));
    const entry = this.#count++;
    const start = this.#starts[entry] as number;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end * 2);
    const own = this.#bytes;
    for (let i = from, at = start; i < to; i++, at++) own[at] = bytes[i] as number;
    this.#starts[entry + 1] = end;
    this.#hashes[entry] = hash;
    this.#numbers[entry] = number;
    this.#places[place] = entry;
    // Half full at most: runs of taken places stay short.
    if (this.#count * 2 > this.#mask) this.#grow();
    return number;
  }

  #grow(): void {
    const size = (this.#mask + 1) * 2;
    this.#hashes = grownInts(this.#hashes, size);
    this.#numbers = grownInts(this.#numbers, size);
    this.#starts = grownInts(this.#starts, size + 1);
    this.#places = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let place = (this.#hashes[entry] as number) & this.#mask;
      while ((this.#places[place] as number) >= 0) place = (place + 1) & this.#mask;
      this.#places[place] = entry;
    }
  }
}

/** Text of bytes that are all below 128. */
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

function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(size);
  more.set(bytes);
  return more;
}

function grownInts(ints: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(size);
  more.set(ints);
  return more;
}
