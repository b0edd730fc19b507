const SLOTS = 2048;
const CHARS_MAX = 8;

/**
 * Gives the same string object for the same short code, without making a new one first: a file
 * repeats a few hundred codes a million times. Slots are replaced on collision, never grown.
 */
export class Interner {
  private readonly high = new Int32Array(SLOTS);
  private readonly low = new Int32Array(SLOTS);
  private readonly texts: string[] = Array.from({ length: SLOTS }, () => '');

  /** The known text of these bytes; undefined when there is none, or too long for the table. */
  get(bytes: Uint8Array, from: number, to: number): string | undefined {
    if (to - from > CHARS_MAX) return undefined;
    const slot = this.slotOf(bytes, from, to);
    if (this.high[slot] !== this.high1 || this.low[slot] !== this.low1) return undefined;
    return this.texts[slot];
  }

  set(bytes: Uint8Array, from: number, to: number, text: string): void {
    if (to - from > CHARS_MAX) return;
    const slot = this.slotOf(bytes, from, to);
    this.high[slot] = this.high1;
    this.low[slot] = this.low1;
    this.texts[slot] = text;
  }

  private high1 = 0;
  private low1 = 0;

  /** Packs the bytes into two integers; texts have no NUL, so that the packing is one to one. */
  private slotOf(bytes: Uint8Array, from: number, to: number): number {
    let high = 0;
    let low = 0;
    for (let at = from; at < to; at++) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | (bytes[at] as number);
    }
    this.high1 = high;
    this.low1 = low;
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
    return mixed >>> 21;
  }
}
