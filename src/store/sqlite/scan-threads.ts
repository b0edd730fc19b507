import type { Worker } from 'node:worker_threads';
import { startThread } from '../../thread.node.ts';
import type { Access } from './connect.ts';

/** What a thread is told first: the book it reads. */
export interface ThreadBook {
  readonly path: string;
  /** As it is open in the thread that asks; null when nobody may have opened it yet. */
  readonly access: Access | null;
}

/** A thread with a connection of its own to a book. */
export function startScanThread(book: ThreadBook): Worker {
  const thread = startThread(new URL('./scan-thread.ts', import.meta.url), null);
  thread.postMessage(book);
  return thread;
}
