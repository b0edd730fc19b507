import type {
  WireDelivery,
  WireEvent,
  WireFollow,
  WireSubscription,
} from '../../../src/store/kurrentdb/wire.ts';

/** A subscription that hands out what a test puts in, and says nothing else. */
export class Script implements WireSubscription {
  readonly after: bigint | null;
  readonly #items: (WireDelivery | Error)[] = [];
  #wake: () => void = () => undefined;
  #isEnded = false;

  constructor({ after }: WireFollow) {
    this.after = after;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  say(...items: readonly (WireDelivery | Error)[]): void {
    this.#items.push(...items);
    this.#wake();
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WireDelivery, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item instanceof Error) throw item;
      if (item !== undefined) yield item;
      else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** An event of the book "b" for a script; each lies ten behind the one before. */
export const scripted = (n: bigint): WireEvent => ({
  stream: 'b.a-1',
  id: String(n),
  revision: n,
  type: 'T',
  data: {},
  metadata: {},
  isJson: true,
  position: 10n * n,
});
