import type { Worker } from 'node:worker_threads';
import { startThread } from '../../thread.node.ts';
import type { Access } from './connect.ts';

/** What a thread is told first: the book it reads. */
export interface ThreadBook {
  readonly path: string;
  readonly access: Access;
}

let spare: Worker | undefined;

const start = (): Worker => startThread(new URL('./scan-thread.ts', import.meta.url), null);

/**
 * Starts a thread before anybody knows what it will read; the next to ask for one has it at once.
 * It opens no book by itself, and does not keep the process from ending.
 */
export function startSpareThread(): void {
  if (spare !== undefined) return;
  const thread = start();
  const forget = (): void => {
    if (spare === thread) spare = undefined;
  };
  // One that fails is started anew where it is needed, and says there what is wrong.
  thread.on('error', forget).on('exit', forget);
  thread.unref();
  spare = thread;
}

/** A thread with a connection of its own to a book, which the caller has open. */
export function startScanThread(book: ThreadBook): Worker {
  const thread = spare ?? start();
  spare = undefined;
  thread.ref();
  thread.postMessage(book);
  return thread;
}
