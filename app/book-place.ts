import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { filePath } from './file-path.ts';
import { ownFolder } from './own-folder.ts';
import { parseServerUrl } from '../src/store/server-url.ts';
import type { Host } from '../src/store/server-url.ts';
import { isServer, openStore } from '../src/store/open.ts';
import type { OpenOptions } from '../src/store/open.ts';
import type { EventStore } from '../src/store/port.ts';

/**
 * Path beside which this machine keeps a book's own files: its key, and what is derived from it. For
 * a book in a file that is the file; for one on a server a name in FEEWORTH_HOME, or `.feeworth` in
 * the user's folder; null for a book in memory.
 */
export function besidePath(url: string): string | null {
  if (!isServer(url)) return filePath(url);
  const { hosts, book } = parseServerUrl(url, {});
  const server = hosts.map(({ address, port }) => `${address.replace(/[^\w.-]/g, '_')}-${port}`);
  return join(ownFolder(process.env), 'servers', server.join('+'), book);
}

/**
 * Whether two URLs name the same book, in whatever spelling: a file by another path or link, or a
 * book of one name where the clusters share a host. What is not there yet is nobody else's.
 */
export function isSameBook(one: string, other: string): boolean {
  if (isServer(one) && isServer(other)) {
    const [a, b] = [parseServerUrl(one, {}), parseServerUrl(other, {})];
    return (
      a.book === b.book && a.hosts.map(hostName).some((h) => b.hosts.map(hostName).includes(h))
    );
  }
  const [a, b] = [one, other].map((url) => (isServer(url) ? null : fileNumber(filePath(url))));
  return a != null && a === b;
}

/** A host as it is compared: names know no case, and this machine has two of them. */
const hostName = ({ address, port }: Host): string =>
  `${address.toLowerCase().replace(/^localhost$/, '127.0.0.1')}:${port}`;

/**
 * What the system knows a file by, whichever links lead to it; null when it is not there. SQLite
 * too takes "file/" and "no-folder/../file" for the file.
 */
function fileNumber(path: string | null): string | null {
  const how = { bigint: true, throwIfNoEntry: false } as const;
  const stats = path === null ? undefined : statSync(resolve(path), how);
  return stats === undefined ? null : `${stats.dev}/${stats.ino}`;
}

/** Opens the store of a book, with a place for what this machine keeps of it. */
export function openBookStore(url: string, options: OpenOptions = {}): Promise<EventStore> {
  const beside = besidePath(url);
  return openStore(url, { ...options, ...(beside === null ? {} : { beside }) });
}

/** The URL of a book as it may be printed: without a password. */
export const shownUrl = (url: string): string => url.replace(/\/\/[^/?#]*@/, '//');
