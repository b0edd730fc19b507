import { isFeeworthError } from '../../error.ts';
import { closed } from '../errors.ts';
import { STORE_ERRORS } from '../port.ts';
import { deliveries, type Delivered } from './deliveries.ts';
import { noAnswer } from './failure.ts';
import type { Link } from './link.ts';
import type { Pace } from './sender.ts';

/** An event of the book with its place in the server's log. */
type DeliveredEvent = Extract<Delivered, { kind: 'event' }>;

export interface Tailing {
  /** A connection that nothing else is done on: to renew it disturbs nobody. */
  readonly link: Link;
  readonly prefix: string;
  readonly pace: Pace;
  /** The last event taken, by its place in the log; null for none. */
  readonly last: () => bigint | null;
  /** What to throw when the server does not know the last place any more. */
  readonly otherLog: () => Error;
  /** Takes the next event of the book; what it throws ends the tail, and reaches who waits. */
  readonly take: (event: DeliveredEvent) => void;
}

interface Run {
  readonly stop: AbortController;
  isCaughtUp: boolean;
  hasFailed: boolean;
  failure: unknown;
}

/**
 * The one subscription by which a book is read, from its first event on for as long as the store is
 * open. It begins when somebody waits for the first time, comes back behind the last event it took,
 * and is renewed when it says nothing although there is something to say.
 */
export class Tail {
  readonly #tailing: Tailing;
  readonly #waiting = new Set<() => void>();
  #run: Run | null = null;
  #isClosed = false;
  #lastSign = 0;

  constructor(tailing: Tailing) {
    this.#tailing = tailing;
  }

  /** Whether everything has come that was there when the subscription began. */
  get isCaughtUp(): boolean {
    return this.#run?.isCaughtUp === true;
  }

  close(): void {
    this.#isClosed = true;
    this.#run?.stop.abort();
    this.#wake();
  }

  /**
   * Waits until something holds that events bring about. Throws why the subscription cannot go on,
   * and `store/unavailable` when the server has said nothing for as long as patience lasts.
   */
  async until(holds: () => boolean): Promise<void> {
    const { silenceMs, patienceMs } = this.#tailing.pace;
    const begin = performance.now();
    let run = this.#run ?? this.#begin();
    let hasRenewed = false;
    for (;;) {
      if (this.#isClosed) throw closed();
      if (holds()) return;
      if (run.hasFailed) throw run.failure;
      // Another who waited may have renewed it, or given it up.
      run = this.#run ?? this.#begin();
      if (await this.#sign(silenceMs)) continue;
      if (run !== this.#run) continue;
      const isSilent = performance.now() - Math.max(begin, this.#lastSign) > patienceMs;
      if (isSilent || (hasRenewed && run.isCaughtUp)) {
        this.#end(run);
        const words = isSilent ? undefined : 'The server does not hand out what it has.';
        throw noAnswer(this.#tailing.link, undefined, words);
      }
      // While it catches up the subscription renews itself; then silence is all that it knows.
      if (!run.isCaughtUp) continue;
      hasRenewed = true;
      this.#renew(run);
    }
  }

  #begin(): Run {
    const stop = new AbortController();
    const run: Run = { stop, isCaughtUp: false, hasFailed: false, failure: null };
    this.#run = run;
    void this.#take(run);
    return run;
  }

  async #take(run: Run): Promise<void> {
    const { link, prefix, pace, last, take } = this.#tailing;
    const { signal } = run.stop;
    const onSign = (): void => {
      this.#lastSign = performance.now();
      this.#wake();
    };
    const { silenceMs } = pace;
    const filter = { streams: [prefix] };
    const how = { link, filter, after: last(), signal, patienceMs: Infinity, silenceMs, onSign };
    try {
      for await (const delivered of deliveries(how)) {
        // One that was renewed must not take what its successor takes.
        if (run !== this.#run) return;
        if (delivered.kind === 'event') take(delivered);
        else run.isCaughtUp = true;
        this.#wake();
      }
    } catch (error) {
      const isPlace = isFeeworthError(error) && error.code === STORE_ERRORS.badRequest;
      run.failure = isPlace ? this.#tailing.otherLog() : error;
      run.hasFailed = true;
      if (run === this.#run) this.#run = null;
    }
    this.#wake();
  }

  #renew(run: Run): void {
    this.#end(run);
    this.#tailing.link.renew();
    this.#begin();
  }

  #end(run: Run): void {
    run.stop.abort();
    if (run === this.#run) this.#run = null;
  }

  /** Whether there was a sign of life within so many milliseconds. */
  #sign(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isSign: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(isSign);
      };
      const wake = (): void => done(true);
      const timer = setTimeout(() => done(false), ms);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
