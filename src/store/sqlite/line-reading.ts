import { availableParallelism } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { LineReading, Stretch } from '../log.ts';
import { freeBytes, keepFreedMemory } from '../../warm-memory.ts';
import { StretchReader } from './scan.ts';
import { AHEAD, readingThread } from './reading-thread.ts';
import type { ThreadBook } from './scan-threads.ts';

/** Reads in this thread, with the connection there is. */
export function linesHere(db: DatabaseSync): LineReading {
  const reader = new StretchReader(db);
  return async function* (stretches) {
    keepFreedMemory();
    for (const { from, to } of stretches) {
      const page = reader.lines(from, to);
      yield page;
      if (page !== null) freeBytes(page.lines);
    }
  };
}

/**
 * Reads and hashes in a second thread while the caller makes something of the pages before. This
 * one reads what is left when the other has failed, and nothing else: when both read, both had to
 * get warm in the same code, which took longer than waiting does. `willEnd` is told of the end of
 * the thread, which has a connection of its own until then.
 */
export function linesWithThread(
  db: DatabaseSync,
  book: ThreadBook,
  willEnd: (ended: Promise<unknown>) => void,
  processors = availableParallelism(),
): LineReading {
  if (processors < 2) return linesHere(db);
  return async function* (stretches) {
    keepFreedMemory();
    const thread = readingThread(book);
    try {
      let asked = thread.askedOf(stretches);
      for (const [number, stretch] of stretches.entries()) {
        for (; asked < Math.min(stretches.length, number + AHEAD); asked++)
          thread.ask(stretches[asked] as Stretch);
        const page = await thread.page(stretch);
        if (page === undefined) {
          yield* linesHere(db)(stretches.slice(number));
          return;
        }
        yield page;
        if (page !== null) freeBytes(page.lines);
      }
    } finally {
      // It takes some milliseconds, in which others have something to do.
      willEnd(thread.end());
    }
  };
}
