import type { WireEvent } from './wire.ts';

const COUNT = 512;
const MOST_BYTES = 16_384;

/**
 * The last events that came in, for whoever reads what is new: most do so at once. Large ones are
 * not kept, so all together take a few megabytes.
 */
export class Recent {
  readonly #slots: ({ readonly sequence: number; readonly wire: WireEvent } | undefined)[] = [];

  add(sequence: number, wire: WireEvent, bytes: number): void {
    this.#slots[sequence % COUNT] = bytes > MOST_BYTES ? undefined : { sequence, wire };
  }

  /** The event of a sequence; undefined when it is not kept any more. */
  at(sequence: number): WireEvent | undefined {
    const slot = this.#slots[sequence % COUNT];
    return slot?.sequence === sequence ? slot.wire : undefined;
  }
}
