import { availableParallelism } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { LineReading, Stretch } from '../log.ts';
import type { LinePage } from '../port.ts';
import { freeBytes, keepFreedMemory } from '../../warm-memory.ts';
import { StretchReader } from './scan.ts';
import { startScanThread } from './scan-threads.ts';
import type { ThreadBook } from './scan-threads.ts';

/** What the thread is asked; it answers with the page, null for a stretch that wants a closer look. */
export interface LinesQuestion {
  readonly stretch: Stretch;
}

/** Questions the thread has before it, so that it never waits for this one. */
const ASKED = 4;
/** Pages that are kept ready at most: they are as large as what is read. */
const READY = 8;

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
    /** Answers that nobody has taken, in the order of the questions. */
    const ready: (LinePage | null)[] = [];
    let asked = 0;
    let answered = 0;
    let isDown = false;
    let wake: (() => void) | undefined;
    const thread = startScanThread(book);
    const give = (): void => {
      while (!isDown && asked - answered < ASKED && ready.length < READY) {
        const stretch = stretches[asked];
        if (stretch === undefined) return;
        asked += 1;
        const question: LinesQuestion = { stretch };
        thread.postMessage(question);
      }
    };
    thread.on('message', (page: LinePage | null) => {
      ready.push(page);
      answered += 1;
      give();
      wake?.();
    });
    const onDown = (): void => {
      isDown = true;
      wake?.();
    };
    thread.on('error', onDown);
    thread.on('messageerror', onDown);
    thread.on('exit', onDown);
    try {
      for (let number = 0; number < stretches.length; number++) {
        give();
        // Answers arrive between turns only.
        await new Promise((resolve) => setImmediate(resolve));
        while (ready.length === 0 && !isDown)
          await new Promise<void>((resolve) => (wake = resolve));
        const page = ready.shift();
        if (page === undefined) {
          yield* linesHere(db)(stretches.slice(number));
          return;
        }
        yield page;
        if (page !== null) freeBytes(page.lines);
      }
    } finally {
      // It takes some milliseconds, in which others have something to do.
      willEnd(thread.terminate());
    }
  };
}
