import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { EventStore } from '../../src/store/port.ts';
import { openSqliteStore, type SqliteOptions } from '../../src/store/sqlite/open.ts';

/** Books in a folder that goes when the test file is done; knows which store is which file. */
export interface Books {
  readonly folder: string;
  readonly path: (store: EventStore) => string;
  readonly open: (path: string, options?: SqliteOptions) => Promise<EventStore>;
  /** A new book under a name of its own. */
  readonly make: (options?: SqliteOptions) => Promise<EventStore>;
}

export function temporaryBooks(): Books {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-books-'));
  const paths = new WeakMap<EventStore, string>();
  let made = 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const open = async (path: string, options: SqliteOptions = {}): Promise<EventStore> => {
    const store = openSqliteStore(path, options);
    paths.set(store, path);
    return store;
  };
  return {
    folder,
    open,
    make: (options) => open(join(folder, `book-${++made}.db`), options),
    path(store) {
      const path = paths.get(store);
      if (path === undefined) throw new Error('That book was not made here.');
      return path;
    },
  };
}
