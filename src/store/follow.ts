import { positionAt, sequenceAt } from './cursor.ts';
import type { Log } from './log.ts';
import type { Delivery, Subscribe } from './port.ts';

/** How often a follower looks for what other processes wrote. */
const POLL_MS = 100;
const PAGE = 500;

/** What a follower needs of its store besides the log. */
export interface Followed {
  readonly log: Log;
  /** Throws when the store is closed. */
  assertOpen(): void;
  /** Calls back after each append and at close, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/**
 * A subscription: reads, and when there is nothing more waits for a change and reads again. Events
 * are never handed over directly from the writer, so the change from catching up to live can lose
 * or double nothing (event-sourcing.md §4.7).
 */
export function follow(store: Followed, options: Subscribe): AsyncIterable<Delivery> {
  return {
    [Symbol.asyncIterator]() {
      const stop = new AbortController();
      const end = (): void => stop.abort();
      options.signal?.addEventListener('abort', end, { once: true });
      if (options.signal?.aborted) end();
      const deliveries = deliver(store, options, stop.signal);
      // A generator's own return() waits for a pending next(): wake it first.
      return {
        next: () => deliveries.next(),
        async return() {
          options.signal?.removeEventListener('abort', end);
          end();
          await deliveries.return(undefined);
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function* deliver(
  store: Followed,
  { after, filter }: Subscribe,
  stop: AbortSignal,
): AsyncGenerator<Delivery, undefined> {
  let next = after === undefined ? 0 : sequenceAt(after) + 1;
  let isCaughtUp = false;
  while (!stop.aborted) {
    store.assertOpen();
    const head = store.log.head()?.sequence ?? -1;
    if (next <= head) {
      const range = { from: next, to: head, limit: PAGE, backwards: false, filter };
      const events = store.log.readRange(range);
      for (const event of events) {
        yield { kind: 'event', event, at: positionAt(event.sequence) };
        if (stop.aborted) return;
      }
      const last = events.at(-1);
      next = last !== undefined && events.length === PAGE ? last.sequence + 1 : head + 1;
      await new Promise((resolve) => setImmediate(resolve));
    } else if (!isCaughtUp) {
      isCaughtUp = true;
      yield { kind: 'caught-up', at: head < 0 ? null : positionAt(head) };
    } else {
      await change(store, stop);
    }
  }
}

function change(store: Followed, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      forget();
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = store.log.isShared ? setTimeout(done, POLL_MS) : undefined;
    const forget = store.onChange(done);
    stop.addEventListener('abort', done, { once: true });
  });
}
