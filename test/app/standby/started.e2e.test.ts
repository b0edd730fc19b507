// Stand-bys that a what-if starts, as processes: shared, ended, and done without.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { standbySocket, startsStandby } from '../../../app/standby/place.ts';
import { startStandby } from '../../../app/standby/start-standby.ts';
import { quickScenario } from '../../support/quick-scenario.ts';

const BIN = join(process.cwd(), 'bin', 'feeworth.js');
const folder = mkdtempSync(join(tmpdir(), 'feeworth-started-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const QUICK = quickScenario(folder, { bridgePaths: 1 });
const COMPARE = ['compare', QUICK, '--short', '--paths', '64'];
const STARTED = 'A stand-by answers the next questions sooner; it ends after 10 minutes';

const homes: string[] = [];
const homeOf = (name: string): string => {
  const home = join(folder, name);
  homes.push(home);
  return home;
};
afterEach(() => {
  for (const home of homes.splice(0)) run(home, ['standby', '--stop']);
});

const worldOf = (home: string, more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  FEEWORTH_HOME: home,
  ...more,
});

function run(home: string, argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    cwd: folder,
    env: worldOf(home, more),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const always = { FEEWORTH_STANDBY: 'always' };
/** Ends the stand-by of a home; whether there was one. */
const wasEnded = (home: string): unknown =>
  JSON.parse(run(home, ['standby', '--stop', '--json']).stdout).data.wasThere;

describe('a what-if', () => {
  it('starts a stand-by that answers it and the next ones, until it is told to end', () => {
    const home = homeOf('home');
    const alone = run(home, COMPARE);
    expect(alone.stderr).not.toContain(STARTED);
    expect(wasEnded(home)).toBe(false);
    const first = run(home, COMPARE, always);
    expect(first).toMatchObject({ status: 0, stdout: alone.stdout });
    expect(first.stderr).toContain(STARTED);
    const second = run(home, COMPARE, always);
    expect(second).toMatchObject({ status: 0, stdout: alone.stdout });
    expect(second.stderr).not.toContain(STARTED);
    const other = run(home, ['standby'], always);
    expect([other.status, other.stderr]).toEqual([
      5,
      expect.stringContaining('feeworth standby --stop'),
    ]);
    expect(wasEnded(home)).toBe(true);
    // Whoever is told that it has ended may start another at once.
    expect(run(home, COMPARE, always).stderr).toContain(STARTED);
    expect(wasEnded(home)).toBe(true);
    expect(wasEnded(home)).toBe(false);
  });

  it('has one stand-by when two are asked at once', async () => {
    const home = homeOf('twice');
    const both = [0, 1].map(() => {
      const child = spawn(process.execPath, [BIN, ...COMPARE], { env: worldOf(home, always) });
      child.stdout.resume();
      child.stderr.resume();
      return once(child, 'close');
    });
    expect(await Promise.all(both)).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(wasEnded(home)).toBe(true);
    expect(wasEnded(home)).toBe(false);
  });

  it('runs by itself where none comes up, and says nothing of it', () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    const long = join(folder, 'long'.repeat(30));
    for (const home of [join(file, 'home'), long]) {
      const { status, stderr } = run(home, COMPARE, always);
      expect([status, stderr]).toEqual([0, expect.stringMatching(/^Printed \S+\n$/)]);
    }
  });

  it('says how it is to be asked for when it is asked for in another way', () => {
    const { status, stderr } = run(homeOf('often'), COMPARE, { FEEWORTH_STANDBY: 'often' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('auto, always, never')]);
  });
});

it('is not waited for when it does not become ready', async () => {
  const program = join(folder, 'deaf.mjs');
  writeFileSync(
    program,
    `process.on('SIGTERM', () => undefined);
     setInterval(() => undefined, 1_000);`,
  );
  expect(await startStandby(join(folder, 'deaf.sock'), program, 300)).toBe(false);
  expect(await startStandby(join(folder, 'gone.sock'), join(folder, 'gone.mjs'))).toBe(false);
});

it.runIf(existsSync('/proc/self/fdinfo'))(
  'holds nothing open that the command which started it was handed',
  async () => {
    const home = homeOf('handed');
    // Beyond the first ones, which Node hands on to nobody.
    const stdio: ('ignore' | 'pipe')[] = Array.from({ length: 40 }, () => 'ignore');
    stdio[39] = 'pipe';
    const child = spawn(process.execPath, [BIN, ...COMPARE], { env: worldOf(home, always), stdio });
    const handed = (child.stdio as readonly unknown[])[39] as Readable;
    // It ends for who reads it when nobody can write into it any more.
    expect(await Promise.all([once(child, 'exit'), once(handed.resume(), 'end')])).toEqual([
      [0, null],
      [],
    ]);
    expect(wasEnded(home)).toBe(true);
  },
);

it('is told when to end, holds no folder and knows its home from anywhere', async () => {
  const program = join(folder, 'told.mjs');
  const told = join(folder, 'told.json');
  const look = '[process.argv.slice(2), process.cwd(), process.env.FEEWORTH_HOME]';
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
     writeFileSync(${JSON.stringify(told)}, JSON.stringify(${look}));
     process.send('ready');`,
  );
  expect(await startStandby(join(folder, 'told', 'standby.sock'), program)).toBe(true);
  expect(JSON.parse(readFileSync(told, 'utf8'))).toEqual([
    ['standby', '--idle', '10', '--json'],
    '/',
    join(folder, 'told'),
  ]);
  // No socket could have that path.
  rmSync(told);
  expect(await startStandby(join(folder, 'told'.repeat(30)), program)).toBe(false);
  expect(existsSync(told)).toBe(false);
});

it('is not so much as asked by who wants none', async () => {
  const home = homeOf('never');
  mkdirSync(home);
  let asked = 0;
  const other = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  other.listen(standbySocket({ FEEWORTH_HOME: home }));
  await once(other, 'listening');
  const runs = [{ FEEWORTH_STANDBY: 'never' }, {}].map(async (more) => {
    const child = spawn(process.execPath, [BIN, ...COMPARE], { env: worldOf(home, more) });
    child.stdout.resume();
    child.stderr.resume();
    return once(child, 'close');
  });
  expect(await runs[0]).toEqual([0, null]);
  expect(await runs[1]).toEqual([0, null]);
  expect(asked).toBe(1);
  other.close();
});

describe('is started', () => {
  const is = (words: string, env = {}, isWatched = true): boolean =>
    startsStandby(words.split(' '), env, isWatched);

  it('by what-ifs, where somebody looks on', () => {
    expect(is('compare --short')).toBe(true);
    expect(is('sweep fee=1%..9%/1%')).toBe(true);
    expect(is('compare', {}, false)).toBe(false);
    expect(is('compare', { CI: 'true' })).toBe(false);
    expect(is('report fee')).toBe(false);
    expect(is('compare --help')).toBe(false);
    expect(is('compare --record')).toBe(false);
    expect(is('compare', { FEEWORTH_BOOK: 'esdb://localhost?book=main' })).toBe(false);
  });

  it('always or never, when the environment says so', () => {
    expect(is('compare', { FEEWORTH_STANDBY: 'always', CI: 'true' }, false)).toBe(true);
    expect(is('report fee', { FEEWORTH_STANDBY: 'always' })).toBe(false);
    expect(is('compare', { FEEWORTH_STANDBY: 'never' })).toBe(false);
    expect(is('compare', { FEEWORTH_STANDBY: 'auto' }, false)).toBe(false);
    expect(() => is('compare', { FEEWORTH_STANDBY: 'often' })).toThrow(
      expect.objectContaining({ code: 'usage/bad-value' }),
    );
  });
});
