import { parentPort } from 'node:worker_threads';
import { sha256 } from '../src/audit/sha256.node.ts';
import type { FromWorker, ToWorker } from './pool.node.ts';
import { taskDoer } from './runner.ts';
import type { Task, TaskResult } from './runner.ts';

let doTask: ((task: Task) => TaskResult) | undefined;

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'specs') {
    doTask = taskDoer(message.specs, sha256);
    return;
  }
  const result = doTask?.(message.task);
  if (result) parentPort?.postMessage({ index: message.index, result } satisfies FromWorker);
});
