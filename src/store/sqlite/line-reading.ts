import { availableParallelism } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { LineReading, Stretch } from '../log.ts';
import type { LinePage } from '../port.ts';
import { freeBytes, keepFreedMemory } from '../../warm-memory.ts';
import type { Access } from './connect.ts';
import { StretchReader } from './scan.ts';
import { startScanThread } from './scan-threads.ts';

/** What the thread is asked and answers: pages by number. */
export interface LinesQuestion {
  readonly number: number;
  readonly stretch: Stretch;
}
export interface LinesAnswer {
  readonly number: number;
  readonly page: LinePage | null;
}

/** Questions the thread has before it, so that it never waits for this one. */
const ASKED = 4;
/** Pages that are kept ready at most: they are as large as what is read. */
const READY = 32;

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
 * one takes a page itself whenever it would have to wait, as at first while the other starts.
 */
export function linesWithThread(
  db: DatabaseSync,
  path: string,
  access: Access,
  processors = availableParallelism(),
): LineReading {
  if (processors < 2) return linesHere(db);
  return async function* (stretches) {
    keepFreedMemory();
    const reader = new StretchReader(db);
    const ready = new Map<number, LinePage | null>();
    const asked = new Set<number>();
    let next = 0;
    let isDown = false;
    let wake: (() => void) | undefined;
    const thread = startScanThread({ path, access });
    const give = (): void => {
      while (!isDown && asked.size < ASKED && ready.size < READY && next < stretches.length) {
        const question: LinesQuestion = { number: next, stretch: stretches[next] as Stretch };
        asked.add(next++);
        thread.postMessage(question);
      }
    };
    thread.on('message', ({ number, page }: LinesAnswer) => {
      asked.delete(number);
      ready.set(number, page);
      give();
      wake?.();
    });
    // What it was asked for is then read here.
    const onDown = (): void => {
      isDown = true;
      asked.clear();
      wake?.();
    };
    thread.on('error', onDown);
    thread.on('exit', onDown);
    const prepare = (number: number): void => {
      const { from, to } = stretches[number] as Stretch;
      ready.set(number, reader.lines(from, to));
    };
    try {
      for (let number = 0; number < stretches.length; number++) {
        give();
        while (!ready.has(number)) {
          // Answers arrive between turns only.
          await new Promise((resolve) => setImmediate(resolve));
          if (ready.has(number)) break;
          if (!asked.has(number)) {
            if (number === next) next += 1;
            prepare(number);
          } else if (next < stretches.length && ready.size < READY) prepare(next++);
          else await new Promise<void>((resolve) => (wake = resolve));
        }
        const page = ready.get(number) ?? null;
        ready.delete(number);
        await new Promise((resolve) => setImmediate(resolve));
        yield page;
        if (page !== null) freeBytes(page.lines);
      }
    } finally {
      await thread.terminate();
    }
  };
}
