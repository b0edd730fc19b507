import type { RecordedEvent } from '../../event.ts';
import type { Delivery, Position, Subscribe } from '../port.ts';
import type { Book } from './book.ts';
import { recordedOf } from './codec.ts';
import { cursorOf, placeOf } from './places.ts';

interface Following {
  /** Throws when the store is closed. */
  readonly assertOpen: () => void;
  readonly matches: (event: RecordedEvent) => boolean;
}

/**
 * A subscription of the port. It follows the whole book and counts, since the server knows no
 * sequences; what the filter leaves out is dropped here.
 */
export function subscribe(
  book: Book,
  options: Subscribe,
  following: Following,
): AsyncIterable<Delivery> {
  return {
    [Symbol.asyncIterator]() {
      const stop = new AbortController();
      const end = (): void => stop.abort();
      options.signal?.addEventListener('abort', end, { once: true });
      if (options.signal?.aborted) end();
      const events = deliver(book, options, { ...following, signal: stop.signal });
      // A generator's own return() waits for a pending next(): wake it first.
      return {
        next: () => events.next(),
        async return() {
          options.signal?.removeEventListener('abort', end);
          end();
          await events.return(undefined);
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function* deliver(
  book: Book,
  { after }: Subscribe,
  { assertOpen, matches, signal }: Following & { readonly signal: AbortSignal },
): AsyncGenerator<Delivery, undefined> {
  assertOpen();
  if (signal.aborted) return;
  const start = after === undefined ? null : placeOf(after);
  let next = start === null ? 0 : start.sequence + 1;
  let at: Position | null = after ?? null;
  let isCaughtUp = false;
  for await (const delivered of book.follow(start?.position ?? null, { signal, isPatient: true })) {
    if (delivered.kind === 'event') {
      const event = recordedOf(delivered.wire, book.prefix, next);
      at = cursorOf(next, delivered.position);
      next += 1;
      if (matches(event)) yield { kind: 'event', event, at };
    } else if (!isCaughtUp) {
      isCaughtUp = true;
      yield { kind: 'caught-up', at };
    }
    if (signal.aborted) return;
  }
  if (!signal.aborted) assertOpen();
}
