import { sha256 } from '../../src/audit/sha256.node.ts';
import { columnCachePath, openColumns } from '../../src/batch/column-cache.node.ts';
import { ColumnBook } from '../../src/batch/column-book.ts';
import type { FollowerKind } from '../follower.ts';

/** The book as columns, from the cache beside it as far as that can be trusted. */
export const columns: FollowerKind<ColumnBook> = {
  name: 'columns',
  isCounted: false,
  make: () => new ColumnBook(),
  open: (store, book) =>
    openColumns(store, sha256, book === undefined ? book : columnCachePath(book)),
};
