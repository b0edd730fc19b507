import { sha256 } from '../../src/audit/sha256.node.ts';
import { columnCachePath } from '../../src/batch/column-cache-path.ts';
import { openColumns } from '../../src/batch/column-cache.node.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import type { FollowerKind } from '../follower.ts';

/** The book as columns, from the cache beside it as far as that can be trusted. */
export const columns: FollowerKind<ColumnBook> = {
  name: 'columns',
  isCounted: false,
  make: () => new ColumnBook(),
  open: async (store, book) => {
    const path = book === undefined ? book : columnCachePath(book);
    const made = await openColumns(store, sha256, path);
    return { made, size: made.size };
  },
};
