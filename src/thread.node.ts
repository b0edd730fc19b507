import { Worker } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';

// Without the cache a thread strips the types of every file anew, which takes longer than most of
// what threads are asked.
const START = `
  const { enableCompileCache } = require('node:module');
  const { workerData } = require('node:worker_threads');
  enableCompileCache?.();
  import(workerData.script);
`;

/** What a thread finds in its `workerData`. */
export interface ThreadStart<T> {
  readonly script: string;
  readonly data: T;
}

/** Starts a thread with a script (as TypeScript, even where it was compiled) and what it is told. */
export function startThread<T>(script: URL, data: T, resourceLimits?: ResourceLimits): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const url = isSource ? script.href : script.href.replace(/\.ts$/, '.js');
  const workerData: ThreadStart<T> = { script: url, data };
  return new Worker(START, {
    eval: true,
    workerData,
    ...(resourceLimits && { resourceLimits }),
  });
}
