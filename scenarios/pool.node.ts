import type { Worker } from 'node:worker_threads';
import { FeeworthError, invariant } from '../src/error.ts';
import type { RunSpec } from './run-range.ts';
import { workOf, workOfAll } from './runner.ts';
import type { OnDone, Task, TaskPool, TaskResult } from './runner.ts';
import { makeRoom, partOf } from './shared-paths.ts';
import type { SharedPaths } from './shared-paths.ts';
import { areThreadsKept, endThreads, hasEnded, startThreads } from './threads.node.ts';

/** What a worker is sent first, then task by task. */
export type ToWorker =
  | {
      readonly kind: 'specs';
      readonly specs: readonly RunSpec[];
      readonly blocks: readonly SharedPaths[];
      /** Whether faster code is worth the time that compiling it takes. */
      readonly isLong: boolean;
    }
  | {
      readonly kind: 'task';
      readonly index: number;
      readonly task: Task;
      /** Where a range goes in the block of its run. */
      readonly place: number;
    }
  | {
      /** Nothing is to be kept of the run that was. */
      readonly kind: 'rest';
    };
export interface FromWorker {
  readonly index: number;
  /** Null of a range: its figures lie in the shared block. */
  readonly result: TaskResult | null;
}

/** From so many lives of an arm on, code that took longer to compile has been worth it. */
const LONG = 4_096;

/** How many threads, or those that were started already; by cores when absent. */
export type Workers = number | readonly Worker[];

/**
 * Worker threads that take tasks as they become free. Which worker does what, and when, changes
 * nothing: results are put back in the order of the tasks. `isForLong` says that runs, however
 * short, will follow each other for long.
 */
export function threadPool(workers?: Workers, isForLong = false): TaskPool {
  const threads = typeof workers === 'object' ? workers : startThreads(workers);
  return {
    workers: threads.length,
    run: (specs, tasks, onDone, isStopped) =>
      runOn(threads, { specs, tasks, onDone, isStopped, isForLong }),
    close: () => endThreads(threads),
  };
}

interface Run {
  readonly specs: readonly RunSpec[];
  readonly tasks: readonly Task[];
  readonly onDone: OnDone | undefined;
  readonly isStopped: (() => boolean) | undefined;
  readonly isForLong: boolean;
}

function runOn(
  threads: readonly Worker[],
  { specs, tasks, onDone, isStopped, isForLong }: Run,
): Promise<(TaskResult | undefined)[]> {
  return new Promise((resolve, reject) => {
    const results: (TaskResult | undefined)[] = tasks.map(() => undefined);
    const { blocks, places } = makeRoom(specs, tasks);
    const isLong = isForLong || areThreadsKept() || workOfAll(tasks) >= LONG;
    let next = 0;
    let done = 0;
    let work = 0;
    const stop = (): void => {
      // By name: without one, Node would lose its own listeners, and a second run would never end.
      for (const thread of threads) {
        thread.removeAllListeners('message');
        thread.removeAllListeners('error');
        thread.removeListener('exit', onExit);
      }
    };
    const fail = (cause: unknown): void => {
      stop();
      reject(
        new FeeworthError('scenario/worker-failed', 'internal', 'A scenario worker failed', {
          cause,
        }),
      );
    };
    const onExit = (): void => fail(new Error('it ended before its run'));
    const finish = (): void => {
      stop();
      resolve(results);
    };
    const sharedRange = (index: number): TaskResult => {
      const task = tasks[index];
      const block = blocks[task?.spec ?? -1];
      invariant(task?.kind === 'range' && block !== undefined, 'a range has a block');
      return { kind: 'range', range: partOf(block, places[index] ?? 0, task) };
    };
    const give = (thread: Worker): void => {
      const task = tasks[next];
      if (task === undefined || isStopped?.() === true) return;
      const place = places[next] ?? 0;
      thread.postMessage({ kind: 'task', index: next, task, place } satisfies ToWorker);
      next += 1;
    };
    for (const thread of threads) {
      thread.on('message', ({ index, result }: FromWorker) => {
        results[index] = result ?? sharedRange(index);
        done += 1;
        work += workOf(tasks[index] as Task);
        onDone?.(done, work);
        give(thread);
        // What was begun is waited for: a stopped run loses no task that somebody works on.
        if (done === next) finish();
      });
      thread.on('error', fail);
      thread.on('exit', onExit);
      thread.postMessage({ kind: 'specs', specs, blocks, isLong } satisfies ToWorker);
      give(thread);
    }
    if (next === 0) finish();
    if (threads.some(hasEnded)) onExit();
  });
}
