// Workers as processes, the server as another; one of them is killed while it holds a range.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workPool } from '../../../app/workers/coordinator.ts';
import { openServerWorkLog } from '../../../src/store/kurrentdb/work-log.ts';
import { startServerProcess } from '../../support/kurrentdb/server-process.ts';
import type { ServerProcess } from '../../support/kurrentdb/server-process.ts';
import { start } from '../../support/processes.ts';
import type { Started } from '../../support/processes.ts';
import { NOW, SPEC, TASKS } from '../../support/work.ts';
import { run } from '../cli/run.ts';
import { quickScenario } from '../../support/quick-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'feeworth-workers-'));
const QUICK = quickScenario(folder, { bridgePaths: 1 });
const COMPARE = ['compare', QUICK, '--paths', '1024', '--book', 'nowhere.db', '--json'];

let server: ServerProcess;
const started: Started[] = [];
function worker(script: string, args: readonly string[]): Started {
  const one = start(script, args);
  started.push(one);
  return one;
}
beforeAll(async () => {
  server = await startServerProcess();
});
afterEach(() => Promise.all(started.splice(0).map((one) => one.end('SIGKILL'))));
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('workers in processes of their own', () => {
  it('give the answer of one process though one is killed, and end cleanly', async () => {
    const held = worker('test/support/odd-worker.ts', [server.url, 'hold']);
    const spread = run([...COMPARE, '--workers', server.url]);
    await held.heard('holding');
    const workers = [1, 2].map(() => worker('bin/feeworth.js', ['worker', server.url]));
    await Promise.all(workers.map((one) => one.heard('Taking ranges')));
    expect(await held.end('SIGKILL')).toBe(null);
    const { out, err, code } = await spread;
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe((await run([...COMPARE, '--workers', '2'])).out);
    const codes = await Promise.all([workers[0]?.end('SIGINT'), workers[1]?.end('SIGTERM')]);
    expect(codes).toEqual([0, 0]);
    for (const one of workers) {
      expect(one.said()).toContain('as Feeworth 0.1.0, model ');
      expect(one.said()).toMatch(/Ranges answered: [1-9]/);
    }
  });

  it('say what is wrong with their URL', async () => {
    const withBook = await run(['worker', 'esdb://127.0.0.1:1?book=main']);
    expect([withBook.code, withBook.err]).toEqual([2, expect.stringContaining('leave "book" out')]);
    const noServer = await run([...COMPARE, '--workers', 'feeworth.db']);
    expect([noServer.code, noServer.err]).toEqual([2, expect.stringContaining('--workers wants')]);
  });

  it('of another version end with 8, in words of their own', async () => {
    const log = openServerWorkLog(server.url);
    const pool = workPool({ log, code: 'another', now: () => NOW, say: () => undefined });
    let isStopped = false;
    const asked = pool.run([SPEC], TASKS, undefined, () => isStopped);
    const { code, err } = await run(['worker', server.url]);
    expect(code).toBe(8);
    expect(err).toContain('error[work/other-code]: A range wants Feeworth another, and this');
    // Nobody is kept from work by ranges that are not wanted any more.
    isStopped = true;
    expect(await asked).toEqual(TASKS.map(() => undefined));
    await pool.close();
  });
});
