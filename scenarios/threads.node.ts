import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../src/thread.node.ts';
import { inlineAsUsual } from './inlining.node.ts';

/** A path leaves next to no garbage: room for more of it only makes a long run take more memory. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

/**
 * Starts threads that load the model and wait for a pool to take them. Whoever starts them early
 * loads the rest of the program meanwhile; whoever starts them ends them.
 */
export function startThreads(count: number = availableParallelism()): readonly Worker[] {
  const url = new URL('./worker.node.ts', import.meta.url);
  return Array.from({ length: Math.max(1, count) }, () => startThread(url, null, LIMITS));
}

export async function endThreads(threads: readonly Worker[]): Promise<void> {
  inlineAsUsual();
  await Promise.all(threads.map((thread) => thread.terminate()));
}
