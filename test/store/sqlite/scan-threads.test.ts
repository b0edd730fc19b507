import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startScanThread, startSpareThread } from '../../../src/store/sqlite/scan-threads.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { makeEvents, put } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';

const SPARE = new URL('../../../src/store/sqlite/scan-threads.ts', import.meta.url).href;

describe('a thread that reads a book', () => {
  it.each(['started when it is needed', 'started before'])(
    '%s answers of that book',
    async (when) => {
      await withFolder(async (folder) => {
        if (when === 'started before') startSpareThread();
        const path = join(folder, 'book.db');
        const store = openSqliteStore(path);
        await put(store, 'a-1', 'none', makeEvents(3));
        const thread = startScanThread({ path, access: 'write' });
        thread.postMessage({ stretch: { from: 0, to: 3 } });
        const [answer] = (await once(thread, 'message')) as [{ ends: [] }];
        expect(answer.ends.length).toBe(3);
        await thread.terminate();
        await store.close();
      });
    },
  );

  it('that nobody asks does not keep a process from ending', () => {
    const script = `import { startSpareThread } from '${SPARE}'; startSpareThread();`;
    const args = ['--input-type=module', '--eval', script];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })).toBe('');
  });
});
