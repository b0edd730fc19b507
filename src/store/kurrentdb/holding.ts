import { within, type Link } from './link.ts';
import type { Wire } from './wire.ts';

const END_MS = 1_000;

/** A subscription as a client has it. */
export interface Endless<T> extends AsyncIterable<T> {
  end(): Promise<void>;
}

/** One client that is held for one subscription, and let go of when that has been ended. */
export class Holding<W extends Wire> {
  readonly #link: Link<W>;
  #wire: W | null = null;
  #end: () => Promise<void> = async () => undefined;
  #release: () => void = () => undefined;

  constructor(link: Link<W>) {
    this.#link = link;
  }

  /** The present client, until `end`. */
  async take(): Promise<W> {
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    this.#wire = await new Promise<W>((resolve, reject) => {
      this.#link
        .use(async (current) => {
          resolve(current);
          await held;
        })
        .catch(reject);
    });
    return this.#wire;
  }

  /** What a subscription on the client hands out; the signal ends it, as `end` does. */
  iterate<T>(subscription: Endless<T>, signal: AbortSignal): AsyncIterator<T> {
    const items = subscription[Symbol.asyncIterator]();
    // Ending waits for a client that may be waiting itself.
    const end = (): Promise<void> => within(END_MS, subscription.end()).catch(() => undefined);
    const stop = (): void => void end();
    signal.addEventListener('abort', stop, { once: true });
    this.#end = async () => {
      signal.removeEventListener('abort', stop);
      await end();
      void items.return?.().then(undefined, () => undefined);
    };
    return items;
  }

  /** The client is not to be used again: it may never answer. */
  retire(): void {
    if (this.#wire !== null) this.#link.retire(this.#wire);
  }

  async end(): Promise<void> {
    await this.#end();
    this.#release();
  }
}
