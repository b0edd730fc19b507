import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../src/thread.node.ts';
import { inlineAsUsual } from './inlining.node.ts';

/** A path leaves next to no garbage: room for more of it only makes a long run take more memory. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

/** Threads that have ended their run and wait for the next; undefined where none does. */
let kept: Set<Worker> | undefined;

/**
 * Starts threads that load the model and wait for a pool to take them. Whoever starts them early
 * loads the rest of the program meanwhile; whoever starts them ends them.
 */
export function startThreads(count: number = availableParallelism()): readonly Worker[] {
  return Array.from({ length: Math.max(1, count) }, () => keptThread() ?? newThread());
}

export async function endThreads(threads: readonly Worker[]): Promise<void> {
  inlineAsUsual();
  const others = threads.filter((thread) => !isKept(thread));
  await Promise.all(others.map((thread) => thread.terminate()));
}

/**
 * From now on threads that end a run are kept for the next one, as many as there are cores: what
 * they compiled stays. `renew` lets go of those there are.
 */
export function keepThreads(): { renew(): Promise<void>; end(): Promise<void> } {
  const renew = async (): Promise<void> => {
    const old = [...(kept ?? [])];
    kept = new Set();
    await Promise.all(old.map((thread) => thread.terminate()));
  };
  kept = new Set();
  return {
    renew,
    async end() {
      await renew();
      kept = undefined;
    },
  };
}

/** Whether a thread is kept, now or already: whoever used it may end it too. */
function isKept(thread: Worker): boolean {
  if (kept === undefined) return false;
  if (kept.size < availableParallelism()) kept.add(thread);
  return kept.has(thread);
}

/** Whether threads go on to other runs: then what takes long to compile is worth it. */
export const areThreadsKept = (): boolean => kept !== undefined;

function keptThread(): Worker | undefined {
  for (const thread of kept ?? []) {
    kept?.delete(thread);
    // One that has ended has no number any more.
    if (thread.threadId !== -1) return thread;
  }
  return undefined;
}

function newThread(): Worker {
  return startThread(new URL('./worker.node.ts', import.meta.url), null, LIMITS);
}
