import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followBook } from '../../../app/commands/follow-book.ts';
import { columnCachePath } from '../../../src/batch/column-cache-path.ts';
import { corrupt, unavailable } from '../../../src/store/errors.ts';
import { openStore } from '../../../src/store/open.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { readSealed } from '../../../src/sealed-file.node.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { expectCode } from '../../conformance/kit.ts';
import { changed } from '../../support/book-stores.ts';
import { csv, folder, POS_HEAD, posLine, take, testBook } from '../support.ts';

const sheet = (ticket: string): string => csv(POS_HEAD, posLine({ Ticket: ticket }));

/** How many events the columns beside a book hold. */
const keptSize = (path: string): unknown =>
  (readSealed(columnCachePath(path), sha256)?.index as { index?: { size?: number } } | undefined)
    ?.index?.size;

describe('following a book', () => {
  it('keeps columns as others write, and waits for a server that is gone for a while', async () => {
    const path = join(folder(), 'followed.db');
    const { book } = await testBook(path);
    const store = await openStore(path, { readOnly: true });
    const stop = new AbortController();
    const said: (number | string)[] = [];
    let isGone = false;
    const head: EventStore['head'] = async () => {
      if (isGone) throw unavailable('Gone.');
      return store.head();
    };
    const before = ((await store.head())?.sequence ?? -1) + 1;
    const following = followBook({
      store: changed(store, { head }),
      url: path,
      signal: stop.signal,
      isOnce: false,
      onRound: ({ size }) => void said.push(size),
      onSilence: () => void said.push('silent'),
    });
    await expect.poll(() => said).toEqual([before]);
    isGone = true;
    await expect.poll(() => said, { timeout: 10_000 }).toEqual([before, 'silent']);
    await take(book, sheet('T1'), 'pos');
    isGone = false;
    const after = ((await store.head())?.sequence ?? -1) + 1;
    await expect.poll(() => said.at(-1), { timeout: 10_000 }).toBe(after);
    stop.abort();
    expect((await following).kept.size).toBe(after);
    expect(keptSize(path)).toBe(after);
    await Promise.all([store.close(), book.close()]);
  });

  it('ends when the book has lost events, or when nothing can be kept', async () => {
    const path = join(folder(), 'lost.db');
    const { book } = await testBook(path);
    const head = (): Promise<never> => Promise.reject(corrupt('Lost.', 3));
    const how = { signal: new AbortController().signal, isOnce: false };
    const lost = followBook({ ...how, store: changed(book.store, { head }), url: path });
    await expectCode(lost, 'store/corrupt');
    await expectCode(followBook({ ...how, store: book.store, url: 'memory:' }), 'follow/not-kept');
    await book.close();
  });
});
