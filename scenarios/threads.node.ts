import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../src/thread.node.ts';
import { inlineAsUsual } from './inlining.node.ts';

/** A path leaves next to no garbage: room for more of it only makes a long run take more memory. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

/** Threads that go on from run to run; undefined where each run has its own. */
let kept: Kept | undefined;

interface Kept {
  readonly idle: Set<Worker>;
  readonly busy: Set<Worker>;
  /** Whether no run is to go on: threads end as soon as they are started. */
  readonly isStopped: boolean;
}

/**
 * Starts threads that load the model and wait for a pool to take them. Whoever starts them early
 * loads the rest of the program meanwhile; whoever starts them ends them.
 */
export function startThreads(count: number = availableParallelism()): readonly Worker[] {
  return Array.from({ length: Math.max(1, count) }, () => {
    const thread = idleThread() ?? newThread();
    kept?.busy.add(thread);
    if (kept?.isStopped === true) void thread.terminate();
    return thread;
  });
}

export async function endThreads(threads: readonly Worker[]): Promise<void> {
  await end(threads.filter((thread) => !rests(thread)));
}

/** Threads that run; each may be compiling. */
const alive = new Set<Worker>();

/** V8 ends a process that lowers its limits while a thread compiles by them: only the last one may. */
async function end(threads: readonly Worker[]): Promise<void> {
  await Promise.all(threads.map((thread) => thread.terminate()));
  if (alive.size === 0) inlineAsUsual();
}

export interface KeptThreads {
  /** Whether they were stopped, and not renewed since. */
  readonly isStopped: boolean;
  /** Ends all threads, at work or not, and those that are started until `renew`: runs on them fail. */
  stop(): Promise<void>;
  /** Ends all threads; the next run has new ones. */
  renew(): Promise<void>;
  /** Ends all threads; from now on every run has its own again. */
  end(): Promise<void>;
}

/**
 * From now on threads that end a run are kept for the next one, as many as there are cores: what
 * they compiled stays.
 */
export function keepThreads(): KeptThreads {
  const again = async (next: Kept | undefined): Promise<void> => {
    const old = [...(kept?.idle ?? []), ...(kept?.busy ?? [])];
    kept = next;
    await end(old);
  };
  const none = (isStopped: boolean): Kept => ({ idle: new Set(), busy: new Set(), isStopped });
  kept = none(false);
  return {
    get isStopped() {
      return kept?.isStopped === true;
    },
    stop: () => again(none(true)),
    renew: () => again(none(false)),
    end: () => again(undefined),
  };
}

/** Whether threads go on to other runs: then what takes long to compile is worth it. */
export const areThreadsKept = (): boolean => kept !== undefined;

/** Lets a thread wait for its next run, where they are kept and there is room; may be asked twice. */
function rests(thread: Worker): boolean {
  if (kept === undefined) return false;
  if (kept.busy.delete(thread) && kept.idle.size < availableParallelism()) {
    kept.idle.add(thread);
    // Nothing of a book stays in it.
    thread.postMessage({ kind: 'rest' });
  }
  return kept.idle.has(thread);
}

function idleThread(): Worker | undefined {
  for (const thread of kept?.idle ?? []) {
    kept?.idle.delete(thread);
    if (!hasEnded(thread)) return thread;
  }
  return undefined;
}

/** One that has ended has no number any more. */
export const hasEnded = ({ threadId }: Worker): boolean => threadId === -1;

function newThread(): Worker {
  const thread = startThread(new URL('./worker.node.ts', import.meta.url), null, LIMITS);
  alive.add(thread);
  return thread.once('exit', () => alive.delete(thread));
}
