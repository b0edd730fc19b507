import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import { openServerWorkLog } from '../../../src/store/kurrentdb/work-log.ts';
import { openStore } from '../../../src/store/open.ts';
import { collect, expectCode, makeEvents, put } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';

const server = new TestServer({ package: 'eventstore' });
const urlOf = (book: string, more = ''): string =>
  `kurrentdb://${server.address}?tls=false&book=${book}${more}`;

beforeAll(() => server.start());
afterAll(() => server.stop());

describe('opening a book on a server', () => {
  it('makes one when the first event is appended, and none to be read only', async () => {
    await expectCode(openStore(urlOf('a'), { readOnly: true }), 'store/no-book');
    await expectCode(openStore(urlOf('a'), { create: false }), 'store/no-book');
    const made = await openStore(urlOf('a'));
    await put(made, 'a-1', 'none', makeEvents(3));
    await made.note();
    await made.close();
    const reading = await openStore(urlOf('a'), { readOnly: true });
    expect(await collect(reading.readAll())).toHaveLength(3);
    await expectCode(put(reading, 'a-1', 2n, makeEvents(1)), 'store/read-only');
    await reading.close();
  });

  it('reads one book only, whatever its neighbours are called', async () => {
    const [short, long] = [await openStore(urlOf('n')), await openStore(urlOf('n-2'))];
    await put(short, 'a-1', 'none', makeEvents(1));
    await put(long, 'a-1', 'none', makeEvents(2));
    expect((await short.root()).size).toBe(1);
    await Promise.all([short.close(), long.close()]);
  });

  it('never speaks through both packages in one process', async () => {
    const error = await expectCode(openStore(urlOf('a', '&client=kurrent')), 'store/unsupported');
    expect(error.message).toContain('@eventstore/db-client');
  });

  it('says so when the package is not installed', () => {
    const open = pathToFileURL(join(import.meta.dirname, '../../../src/store/open.ts')).href;
    const code = `
      import { registerHooks } from 'node:module';
      registerHooks({
        resolve(name, context, next) {
          if (!name.startsWith('@eventstore/')) return next(name, context);
          throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' });
        },
      });
      const { openStore } = await import('${open}');
      const store = await openStore('esdb://127.0.0.1:1?tls=false&book=a');
      await store.head().catch((error) => process.stdout.write(error.code + ': ' + error.message));
      await store.close();`;
    const args = ['--input-type=module', '--eval', code];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([
      'store/unsupported: The package @eventstore/db-client is not installed.',
      '',
    ]);
  });
});

describe('a server that does not answer', () => {
  const pace = { attemptMs: 100, silenceMs: 100, patienceMs: 300 };
  const gone = 'esdb://dana:hunter2@127.0.0.1:1,127.0.0.2:1?tls=false';
  const named = { place: { at: '127.0.0.1:1, 127.0.0.2:1' } };

  it('is named by whoever asked it, without user and password', async () => {
    const store = await openServerStore(`${gone}&book=a`, { pace });
    const writes = [{ stream: 'a-1', expected: 'none', events: makeEvents(1) }] as const;
    const error = await expectCode(store.head(), 'store/unavailable');
    expect(error).toMatchObject(named);
    const { message, place, hint, details } = error;
    expect(JSON.stringify([message, place, hint, details])).not.toMatch(/dana|hunter2/);
    // Of an append it may be that nobody can tell; whom to ask is said all the same.
    await expect(store.append(writes, { timeoutMs: 300 })).rejects.toMatchObject(named);
    await store.close();
  });

  it('is named by workers too', async () => {
    const log = openServerWorkLog(gone, { pace, callMs: 300 });
    expect(await expectCode(log.last('run'), 'store/unavailable')).toMatchObject(named);
    await log.close();
  });
});

describe('a file that the URL names', () => {
  it('is refused at once where it cannot be read, for books and for workers', () =>
    withFolder(async (folder) => {
      const text = join(folder, 'text.pem');
      writeFileSync(text, 'no certificate');
      const key = `&userKeyFile=${encodeURIComponent(text)}`;
      const cases = [
        ['tlsCAFile', join(folder, 'none.pem'), 'The file of tlsCAFile is not there', ''],
        ['tlsCAFile', folder, `${folder} is a folder, not a file`, ''],
        ['tlsCAFile', text, 'The file of tlsCAFile holds no certificate in PEM form', ''],
        ['userCertFile', join(folder, 'none.pem'), 'The file of userCertFile is not there', key],
      ] as const;
      for (const [name, file, message, more] of cases) {
        const url = `esdb://127.0.0.1:1?${name}=${encodeURIComponent(file)}${more}`;
        const refusal = { code: 'store/cannot-open', message, place: { file } };
        await expect(openStore(`${url}&book=a`)).rejects.toMatchObject(refusal);
        expect(() => openServerWorkLog(url)).toThrow(message);
      }
    }));

  it('is left alone where nothing is done with it', async () => {
    const store = await openStore(urlOf('a', '&tlsCAFile=none.pem'));
    expect(await store.head()).not.toBeNull();
    await store.close();
  });
});

describe('verifying a book on a server', () => {
  it('from a known tree head on, and with heads on the way', async () => {
    const store = await openStore(urlOf('v'));
    await put(store, 'a-1', 'none', makeEvents(20));
    const since = { ...(await store.rootAt(8)), frontier: await store.frontierAt(8) };
    const heads = [{ head: await store.rootAt(15), whose: 'mine' }];
    const report = await store.verify({ since, heads });
    expect([report.ok, report.eventsChecked, report.heads.map((h) => h.holds)]).toEqual([
      true,
      12,
      [true, true],
    ]);
    expect(report.notRead).toHaveLength(1);
    const longer = { head: { size: 99, root: '0'.repeat(64) }, whose: 'the auditor' };
    expect((await store.verify({ heads: [longer] })).problems).toEqual([
      { sequence: 20, words: 'The book ends here; the auditor tells of 99 events.' },
    ]);
    await expectCode(store.verify({ file: true }), 'store/unsupported');
    const stopped = AbortSignal.abort();
    await expectCode(store.verify({ signal: stopped }), 'store/aborted');
    await store.close();
  });

  it('names holes that somebody’s events leave in a stream', async () => {
    const store = await openStore(urlOf('h'));
    await put(store, 'a-1', 'none', makeEvents(3));
    // A scavenged event is gone from the log: the revision after it is not due.
    const state = server.log.all.findIndex(({ stream }) => stream === 'h.a-1');
    server.log.all.splice(state + 1, 1);
    const fresh = await openStore(urlOf('h'));
    await expectCode(fresh.head(), 'store/corrupt');
    expect((await fresh.verify()).problems[0]?.words).toContain('where 1 is due');
    await Promise.all([store.close(), fresh.close()]);
  });
});
