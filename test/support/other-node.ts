// Another Node than ours, installed for comparison: it judges our digests, we do not run on it.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const FOLDER = '.feeworth/node-22';

/** A Node binary that is not ours. */
export interface OtherNode {
  readonly path: string;
  readonly version: string;
}

/**
 * Node 22, where `.ci/run` puts it. Missing, it is said aloud and left out on a person's machine;
 * where CI=true it is an error, or the tests would be green for nothing.
 */
export function node22(): OtherNode | undefined {
  const root = resolve(import.meta.dirname, '../..');
  const path = join(root, FOLDER, 'node_modules/node/bin/node');
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? stdout.trim() : '';
  if (version.startsWith('v22.')) return { path, version };
  const remedy = `npm install --prefix ${FOLDER} node@22`;
  if (process.env['CI'] === 'true') throw new Error(`Node 22 is missing: ${remedy}`);
  process.stderr.write(`NOT TESTED with Node 22: it is not on this machine (${remedy})\n`);
  return undefined;
}
