import type { Worker } from 'node:worker_threads';
import type { Stretch } from '../log.ts';
import type { LinePage } from '../port.ts';
import { PAGE, stretchesOf } from '../stretches.ts';
import { startScanThread } from './scan-threads.ts';
import type { ThreadBook } from './scan-threads.ts';
import { walBytes } from './wal.ts';

/** What the thread is asked; it answers with the page, null for a stretch that wants a closer look. */
export interface LinesQuestion {
  readonly stretch: Stretch;
}

/**
 * Pages that are asked for before their turn, so that the thread never waits while the one who
 * asks gets warm; they are as large as what is read.
 */
export const AHEAD = 16;

/** Reads lines of one book in a second thread, asked for stretches before their turn has come. */
export class ReadingThread {
  readonly path: string;
  readonly #thread: Worker;
  /** Stretches that were asked for and not taken, and the answers to the first of them. */
  readonly #asked: Stretch[] = [];
  readonly #answers: (LinePage | null)[] = [];
  #isDown = false;
  #wake: (() => void) | undefined;

  constructor(book: ThreadBook) {
    this.path = book.path;
    this.#thread = startScanThread(book);
    this.#thread.on('message', (page: LinePage | null) => {
      this.#answers.push(page);
      this.#wake?.();
    });
    const onDown = (): void => {
      this.#isDown = true;
      this.#wake?.();
    };
    this.#thread.on('error', onDown).on('messageerror', onDown).on('exit', onDown);
  }

  /** Whether the process waits for this thread before it ends. */
  keepAlive(isWanted: boolean): void {
    if (isWanted) this.#thread.ref();
    else this.#thread.unref();
  }

  ask(stretch: Stretch): void {
    this.#asked.push(stretch);
    const question: LinesQuestion = { stretch };
    this.#thread.postMessage(question);
  }

  /** How many of these, from the first on, are what it was asked for. */
  askedOf(stretches: readonly Stretch[]): number {
    const end = this.#asked.findIndex((stretch, i) => !isSame(stretch, stretches[i]));
    return end < 0 ? this.#asked.length : end;
  }

  /**
   * The page of a stretch, passing over those that were asked for before it; null when it wants a
   * closer look, undefined when the thread is down or was not asked.
   */
  async page(stretch: Stretch): Promise<LinePage | null | undefined> {
    for (;;) {
      const asked = this.#asked.shift();
      if (asked === undefined) return undefined;
      while (this.#answers.length === 0 && !this.#isDown)
        await new Promise<void>((resolve) => (this.#wake = resolve));
      const page = this.#answers.shift();
      if (page === undefined || isSame(asked, stretch)) return page;
    }
  }

  /** Ends the thread, which has the book open until then. */
  end(): Promise<unknown> {
    return this.#thread.terminate();
  }
}

const isSame = (a: Stretch, b: Stretch | undefined): boolean => a.from === b?.from && a.to === b.to;

let ahead: ReadingThread | undefined;

/**
 * Begins to read a book that nobody has opened yet: who will ask for its lines finds the first of
 * them read. It does not keep the process from ending, and what is wrong it leaves to the one who
 * opens the book.
 */
export function readAhead(path: string): void {
  // What a process that was killed has left in the log, who opens the book must see first.
  if (ahead !== undefined || walBytes(path) > 0) return;
  ahead = new ReadingThread({ path, access: null });
  ahead.keepAlive(false);
  for (const stretch of stretchesOf({ from: 0, to: AHEAD * PAGE })) ahead.ask(stretch);
}

/** A thread for a book that the caller has open: the one that reads ahead in it, or a new one. */
export function readingThread(book: ThreadBook): ReadingThread {
  if (ahead?.path !== book.path) return new ReadingThread(book);
  const thread = ahead;
  ahead = undefined;
  thread.keepAlive(true);
  return thread;
}

/** Ends what reads ahead in a book, when nobody has taken it: that has the book open too. */
export async function endReadingAhead(path: string): Promise<void> {
  if (ahead?.path !== path) return;
  const thread = ahead;
  ahead = undefined;
  await thread.end();
}
