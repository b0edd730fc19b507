import { parentPort } from 'node:worker_threads';
import { sha256 } from '../src/audit/sha256.node.ts';
import { inlineTheModel } from './inlining.node.ts';
import type { FromWorker, ToWorker } from './pool.node.ts';
import { taskDoer } from './runner.ts';
import { partOf } from './shared-paths.ts';
import type { SharedPaths } from './shared-paths.ts';

let doTask: ReturnType<typeof taskDoer> | undefined;
let blocks: readonly SharedPaths[] = [];

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'specs') {
    // Not before: all that is loaded and kept by now was so under the usual flags.
    if (message.isLong) inlineTheModel();
    doTask = taskDoer(message.specs, sha256);
    ({ blocks } = message);
    return;
  }
  if (message.kind === 'rest') {
    doTask = undefined;
    blocks = [];
    return;
  }
  const { index, task, place } = message;
  const block = blocks[task.spec];
  if (doTask === undefined || block === undefined) return;
  const into = task.kind === 'range' ? partOf(block, place, task) : undefined;
  const result = doTask(task, into);
  // What lies in the shared block is not sent.
  const sent = result.kind === 'range' ? null : result;
  parentPort?.postMessage({ index, result: sent } satisfies FromWorker);
});
