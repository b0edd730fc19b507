import type { AnyResolved, AnySubscription } from './client.ts';
import type { Walk } from './walk.ts';

/** How one event stands in a list of what a subscription emitted. */
export type Shown = (event: AnyResolved) => string;

export const byRevision: Shown = ({ event, retryCount }) =>
  `${event?.revision}${retryCount ? ` retry ${retryCount}` : ''}`;

/** Writes down everything that a subscription emits, in order. */
export class Emitted {
  readonly subscription: AnySubscription;
  readonly items: string[] = [];
  readonly events: AnyResolved[] = [];
  readonly #walk: Walk;

  constructor(walk: Walk, subscription: AnySubscription, show: Shown = byRevision) {
    this.#walk = walk;
    this.subscription = subscription;
    for (const word of ['confirmation', 'caughtUp', 'fellBehind', 'end', 'finish', 'close'])
      subscription.on(word, () => this.items.push(word));
    subscription.on('error', (error: never) => this.items.push(`error ${this.#error(error)}`));
    subscription.on('data', (event: never) => {
      this.events.push(event);
      this.items.push(`event ${show(event)}`);
    });
  }

  /** Until nothing has come for a while, or so many items have. */
  async quiet(least = 0, ms = 60): Promise<void> {
    const deadline = performance.now() + 5_000;
    for (let seen = -1; seen !== this.items.length || seen < least;) {
      seen = this.items.length;
      if (performance.now() > deadline) return;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  async unsubscribe(): Promise<void> {
    await this.subscription.unsubscribe();
    await this.quiet();
  }

  /** Events that follow each other as one: "events 3…4". */
  folded(): string[] {
    const folded: string[] = [];
    let first: number | null = null;
    let last = 0;
    const flush = (): void => {
      if (first !== null)
        folded.push(first === last ? `event ${first}` : `events ${first}…${last}`);
      first = null;
    };
    for (const item of this.items) {
      const number = Number(/^event (\d{1,6})$/.exec(item)?.[1] ?? NaN);
      if (first !== null && number === last + 1) last = number;
      else {
        flush();
        if (Number.isNaN(number)) folded.push(item);
        else [first, last] = [number, number];
      }
    }
    flush();
    return folded;
  }

  #error(error: unknown): string {
    const { constructor, type, code, message } = error as Error & {
      readonly type?: string;
      readonly code?: number;
    };
    const words = this.#walk.symbolic(message);
    return `${constructor.name} type=${type} code=${code} message="${words}"`;
  }
}
