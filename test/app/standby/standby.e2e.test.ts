// Stand-bys as processes: started, asked by the program itself, stopped and killed.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { quickScenario } from '../../support/quick-scenario.ts';

const BIN = join(process.cwd(), 'bin', 'feeworth.js');
const folder = mkdtempSync(join(tmpdir(), 'feeworth-standby-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const QUICK = quickScenario(folder, { bridgePaths: 1 });

const worldOf = (home: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  FEEWORTH_HOME: join(folder, home),
});

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly said: () => string;
}

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

async function standby(home: string): Promise<Running> {
  const child = spawn(process.execPath, [BIN, 'standby'], { env: worldOf(home) });
  let text = '';
  const add = (bytes: Buffer): void => {
    text += String(bytes);
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const one = { child, ended: once(child, 'close'), said: () => text };
  running.push(one);
  await expect.poll(one.said, { timeout: 20_000 }).toContain('Ready.');
  return one;
}

function asked(home: string, ...more: readonly string[]) {
  // By its name in its folder: it is looked for where the one who asks is.
  const argv = ['compare', basename(QUICK), '--short', '--paths', '64', ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    cwd: dirname(QUICK),
    env: worldOf(home),
    encoding: 'utf8',
  });
  return { status, stdout, stderr: stderr.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'T') };
}

it('answers as the program does by itself, question after question, until it is stopped', async () => {
  const other = ['--set', 'volume=5%'];
  const wrong = ['--set', 'nothing=5%'];
  const alone = [asked('none'), asked('none', ...other), asked('none', ...wrong)];
  expect(alone.map(({ status }) => status)).toEqual([0, 0, 3]);
  const { child, ended, said } = await standby('home');
  // The threads of one question answer the next, in another plan.
  expect([asked('home'), asked('home', ...other), asked('home', ...wrong)]).toEqual(alone);
  expect(asked('home')).toEqual(alone[0]);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(said()).toMatch(/(compare: [\d.]+ s\n){2}compare: [\d.]+ s, exit code 3\ncompare: /);
  expect(said()).toContain('Questions answered: 4');
  expect(existsSync(join(folder, 'home', 'standby.sock'))).toBe(false);
});

it('is done without when it was killed, and started again in its place', async () => {
  const first = await standby('killed');
  first.child.kill('SIGKILL');
  await first.ended;
  expect(existsSync(join(folder, 'killed', 'standby.sock'))).toBe(true);
  const alone = asked('killed');
  expect(alone.status).toBe(0);
  const { said } = await standby('killed');
  expect(asked('killed')).toEqual(alone);
  await expect.poll(said).toContain('compare: ');
  const second = spawnSync(process.execPath, [BIN, 'standby'], {
    env: worldOf('killed'),
    encoding: 'utf8',
  });
  expect([second.status, second.stderr]).toEqual([
    5,
    expect.stringContaining('standby/there-is-one'),
  ]);
});
