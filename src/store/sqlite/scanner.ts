import { availableParallelism } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { FeeworthError } from '../../error.ts';
import type { Scanned, Scanner } from '../log.ts';
import type { Access } from './connect.ts';
import { startScanThread } from './scan-threads.ts';
import type { ThreadBook } from './scan-threads.ts';
import { StretchReader, structureProblems } from './scan.ts';

/** What a thread is asked, one thing at a time: a stretch, or null for SQLite's own check. */
export type Question = readonly [from: number, to: number] | null;
export type Answer = Scanned | null | readonly string[];

interface Task {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: FeeworthError) => void;
}

/** More would only wait for one disk. */
const MOST_THREADS = 4;

/** Looks in this thread, with the connection there is: for books where that takes no time. */
export function scannerHere(db: DatabaseSync): Scanner {
  const reader = new StretchReader(db);
  return {
    width: 1,
    async scan(from, to) {
      await new Promise((resolve) => setImmediate(resolve));
      return reader.scan(from, to);
    },
    structure: async () => structureProblems(db),
    done: async () => undefined,
  };
}

/** Looks in threads with connections of their own: stretches have nothing to do with each other. */
export function scannerThreads(
  path: string,
  access: Access,
  width = Math.min(availableParallelism(), MOST_THREADS),
): Scanner & { readonly hasFailed: boolean; close(): Promise<void> } {
  const threads = new Threads({ path, access }, Math.max(1, width));
  return {
    width,
    scan: async (from, to) => (await threads.ask([from, to])) as Scanned | null,
    structure: async () => (await threads.ask(null)) as readonly string[],
    // They are kept for the next time: starting them takes longer than looking at a short tail.
    done: async () => threads.rest(),
    get hasFailed() {
      return threads.hasFailed;
    },
    close: () => threads.close(),
  };
}

class Threads {
  readonly #threads: readonly Worker[];
  readonly #idle: Worker[];
  readonly #waiting: Task[] = [];
  readonly #busy = new Map<Worker, Task>();

  constructor(book: ThreadBook, width: number) {
    this.#threads = Array.from({ length: width }, () => startScanThread(book));
    this.#idle = [...this.#threads];
    for (const thread of this.#threads) {
      thread.on('message', (answer: Answer) => {
        this.#busy.get(thread)?.resolve(answer);
        this.#busy.delete(thread);
        this.#idle.push(thread);
        this.#give();
      });
      thread.on('error', (cause) => this.#fail(cause));
    }
  }

  hasFailed = false;

  ask(question: Question): Promise<Answer> {
    for (const thread of this.#threads) thread.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#give();
    });
  }

  /** Threads that have nothing to do do not keep the process from ending. */
  rest(): void {
    if (this.#busy.size > 0) return;
    for (const thread of this.#threads) thread.unref();
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #give(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop();
      const task = thread && this.#waiting.shift();
      if (thread === undefined || task === undefined) return;
      this.#busy.set(thread, task);
      thread.postMessage(task.question);
    }
  }

  #fail(cause: unknown): void {
    this.hasFailed = true;
    const error = new FeeworthError('internal/thread-failed', 'internal', 'A thread failed', {
      hint: 'verify again; report it if it stays',
      cause,
    });
    for (const { reject } of [...this.#busy.values(), ...this.#waiting.splice(0)]) reject(error);
  }
}
