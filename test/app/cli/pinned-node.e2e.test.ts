import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { file, folder } from '../support.ts';

/** A Node older than ours, where this machine has one: only such a one starts another. */
const OLD = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((place) => join(place, 'node'))
  .find((path) => {
    if (!existsSync(path)) return false;
    const { stdout } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return Number(stdout.split('.')[0]) < 24;
  });

/** Says its id, then waits; "seven" ends with 7, "tidy" ends a signal with 9. */
const START = `export const start = (argv: string[]) => {
  if (argv[0] === 'tidy')
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => process.exit(9));
  console.log(process.pid);
  if (argv[0] === 'seven') return 7;
  return new Promise(() => setInterval(() => undefined, 1000));
};`;

const WAYS: readonly (readonly [source: string, name: string, more: readonly string[]])[] = [
  ['bin/feeworth.js', 'feeworth.js', []],
  ['scripts/run.js', 'run.js', ['app/wait.ts']],
];

let at = '';
beforeEach(() => {
  at = folder();
  for (const name of ['bin', 'app/cli', 'node_modules/node/bin'])
    mkdirSync(join(at, name), { recursive: true });
  file('package.json', '{ "type": "module" }', at);
  file('app/cli/start.ts', START, at);
  file(
    'app/wait.ts',
    `import { start } from './cli/start.ts';\nconst code = await start(process.argv.slice(2));\nprocess.exit(code);`,
    at,
  );
  symlinkSync(process.execPath, join(at, 'node_modules/node/bin/node'));
});

/** Starts it under the old Node and waits until the real process has said its id. */
async function started(way: (typeof WAYS)[number], word: string) {
  const [source, name, more] = way;
  copyFileSync(source, join(at, 'bin', name));
  const run = spawn(OLD ?? '', [join(at, 'bin', name), ...more, word], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(run, 'exit');
  const [said] = (await once(run.stdout, 'data')) as [Buffer];
  return { run, ended, pid: Number(String(said)) };
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

if (OLD === undefined) process.stderr.write('Not tested: no Node older than 24 on this machine.\n');

describe.runIf(OLD !== undefined).each(WAYS)('%s under an old Node', (...way) => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'hands %s on and ends as told',
    async (name) => {
      for (const [word, end] of [
        ['wait', [null, name]],
        ['tidy', [9, null]],
      ] as const) {
        const { run, ended, pid } = await started(way, word);
        expect(pid).not.toBe(run.pid);
        run.kill(name);
        const is = await ended;
        const left = isThere(pid);
        if (left) process.kill(pid, 'SIGKILL');
        expect([word, left, is]).toEqual([word, false, end]);
      }
    },
  );

  it('ends with the code of the real process', async () => {
    const { ended } = await started(way, 'seven');
    expect(await ended).toEqual([7, null]);
  });
});
