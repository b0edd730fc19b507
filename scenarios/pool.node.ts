import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { FeeworthError } from '../src/error.ts';
import { startThread } from '../src/thread.node.ts';
import type { RunSpec } from './run-range.ts';
import type { Task, TaskPool, TaskResult } from './runner.ts';

/** What a worker is sent first, then task by task. */
export type ToWorker =
  | { readonly kind: 'specs'; readonly specs: readonly RunSpec[] }
  | { readonly kind: 'task'; readonly index: number; readonly task: Task };
export interface FromWorker {
  readonly index: number;
  readonly result: TaskResult;
}

/**
 * Worker threads that take tasks as they become free. Which worker does what, and when, changes
 * nothing: results are put back in the order of the tasks.
 */
export function threadPool(workers: number = availableParallelism()): TaskPool {
  const url = new URL('./worker.node.ts', import.meta.url);
  const threads = Array.from({ length: Math.max(1, workers) }, () => startThread(url, null));
  return {
    workers: threads.length,
    run: (specs, tasks, onDone) => runOn(threads, specs, tasks, onDone),
    close: async () => {
      await Promise.all(threads.map((t) => t.terminate()));
    },
  };
}

function runOn(
  threads: readonly Worker[],
  specs: readonly RunSpec[],
  tasks: readonly Task[],
  onDone: ((done: number) => void) | undefined,
): Promise<TaskResult[]> {
  return new Promise((resolve, reject) => {
    const results: TaskResult[] = [];
    let next = 0;
    let done = 0;
    const stop = (): void => {
      // By name: without one, Node would lose its own listeners, and a second run would never end.
      for (const thread of threads) {
        thread.removeAllListeners('message');
        thread.removeAllListeners('error');
      }
    };
    const give = (thread: Worker): void => {
      const task = tasks[next];
      if (task === undefined) return;
      thread.postMessage({ kind: 'task', index: next, task } satisfies ToWorker);
      next += 1;
    };
    if (tasks.length === 0) {
      resolve(results);
      return;
    }
    for (const thread of threads) {
      thread.on('message', ({ index, result }: FromWorker) => {
        results[index] = result;
        done += 1;
        onDone?.(done);
        if (done === tasks.length) {
          stop();
          resolve(results);
        } else {
          give(thread);
        }
      });
      thread.on('error', (cause) => {
        stop();
        reject(
          new FeeworthError('scenario/worker-failed', 'internal', 'A scenario worker failed', {
            cause,
          }),
        );
      });
      thread.postMessage({ kind: 'specs', specs } satisfies ToWorker);
      give(thread);
    }
  });
}
