import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openServerWorkLog, WORK_PREFIX } from '../../../src/store/kurrentdb/work-log.ts';
import type { WorkLog } from '../../../src/store/work-log.ts';
import { expectCode } from '../../conformance/kit.ts';
import { ANY } from '../../support/kurrentdb/rules.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';

const PACE = { attemptMs: 300, silenceMs: 300, patienceMs: 1_000 };
const NOTE = { type: 'Noted', data: { n: 1 } };

const server = new TestServer({ package: 'eventstore' });
const logs: WorkLog[] = [];
function open(callMs = 1_000): WorkLog {
  const log = openServerWorkLog(`esdb://${server.address}?tls=false`, { pace: PACE, callMs });
  logs.push(log);
  return log;
}

beforeAll(() => server.start());
afterAll(() => server.stop());
afterEach(async () => {
  server.faults.clear();
  await Promise.all(logs.splice(0).map((log) => log.close()));
});

it('asks again when a read is not answered, and leaves none open', async () => {
  const log = open(5_000);
  await log.append('quiet', [NOTE], 'none');
  server.faults.set('read', { kind: 'silent', executes: false }, 1);
  expect(await log.read('quiet')).toMatchObject([{ stream: 'quiet', revision: 0n, ...NOTE }]);
  await expect.poll(() => server.open.size).toBe(0);
});

it('gives up when none is answered for as long as calls are tried', async () => {
  server.faults.set('read', { kind: 'silent', executes: false });
  await expectCode(open().last('quiet'), 'store/unavailable');
});

it('tells at once what trying again cannot mend', async () => {
  const log = open();
  expect([await log.last('missing'), await log.read('missing')]).toEqual([null, []]);
  await log.append('gone', [NOTE], 'none');
  server.log.delete(`${WORK_PREFIX}gone`, ANY, true);
  await expectCode(log.read('gone'), 'store/deleted');
  server.faults.set('read', { kind: 'denied' });
  await expectCode(log.read('quiet'), 'store/access-denied');
});

it('sends nothing that is larger than a server takes', async () => {
  const log = open();
  await log.append('large', [NOTE], 'none');
  const sent = server.faults.count('batch');
  const half = { type: 'Noted', data: 'x'.repeat(log.appendBytes / 2) };
  const error = await expectCode(log.append('large', [half, half], 0n), 'store/too-large');
  expect(error.details).toEqual({ limit: log.appendBytes, bytes: log.appendBytes + 4 });
  expect(server.faults.count('batch')).toBe(sent);
});

it('makes a group that is missing, and answers a server that is gone', async () => {
  const other = await server.another().start();
  const log = openServerWorkLog(`esdb://${other.address}?tls=false`, { pace: PACE });
  logs.push(log);
  const queue = { stream: 'q', group: 'g', messageTimeoutMs: 10_000, maxRetryCount: 1 };
  await log.append('q', [NOTE], 'none');
  for await (const taken of log.take(queue, new AbortController().signal)) {
    await other.stop();
    await taken.done();
    await taken.giveBack('too late');
    break;
  }
});
