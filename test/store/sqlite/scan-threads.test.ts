import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { startScanThread } from '../../../src/store/sqlite/scan-threads.ts';
import { makeEvents, put } from '../../conformance/kit.ts';
import { withFolder } from '../../support/book-stores.ts';

it('a thread that reads a book answers of that book', async () => {
  await withFolder(async (folder) => {
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
});
