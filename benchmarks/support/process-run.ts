import { spawnSync } from 'node:child_process';
import type { Contender } from './bench.ts';

/** A whole process of this Node, from its start to its end; it must end well. */
export function processRun(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Contender {
  const env: NodeJS.ProcessEnv = { ...process.env, ...more };
  // What this process was started with is not part of the question.
  for (const name of ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']) delete env[name];
  return () => {
    const start = performance.now();
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    const ms = performance.now() - start;
    if (run.status !== 0)
      throw new Error(`${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
    return Promise.resolve({ ms, result: 'done' });
  };
}
