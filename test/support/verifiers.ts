// The stand-alone verifiers as processes of their own: as an auditor runs them.
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';

/** The folder they lie in. */
export const VERIFIER = resolve(import.meta.dirname, '../../verifier');

const has = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { encoding: 'utf8' }).status === 0;

/** Whether verify.py can run here. */
export const canPython = has('python3', '--version') && has('openssl', 'version');
// On a user's machine Python may be missing; where we test for everybody it may not.
if (!canPython && process.env['CI'] !== 'true')
  process.stderr.write('SKIPPED: verify.py is not tested here: python3 or openssl is missing\n');

export interface Verdict {
  readonly isGood: boolean;
  readonly code: number | null;
  readonly said: string;
}

/** Runs a command in a folder; what it says on both streams. */
export function ran(folder: string, command: string, args: readonly string[]): Promise<Verdict> {
  const child = spawn(command, args, { cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += String(text)));
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code) => settle({ isGood: code === 0, code, said }));
  });
}

export interface Given {
  readonly folder: string;
  /** Where the verifiers lie. */
  readonly scripts: string;
  readonly events: string;
  readonly checkpoint: string;
  readonly key: string;
}

/** Both verifiers on the same export: they must come to the same verdict. */
export async function bothVerifiers(given: Given): Promise<Verdict> {
  const { folder, scripts, events, checkpoint, key } = given;
  const options = ['--key', key, '--events', events, '--checkpoint', checkpoint];
  const ours = ran(folder, process.execPath, [join(scripts, 'verify.mjs'), ...options]);
  if (!canPython) return ours;
  const python = await ran(folder, 'python3', [
    join(scripts, 'verify.py'),
    events,
    checkpoint,
    key,
  ]);
  const verdict = await ours;
  expect(python.isGood, python.said + verdict.said).toBe(verdict.isGood);
  if (!verdict.isGood) expect(python.said).toContain('WRONG');
  return verdict;
}
