import { badRequest } from './errors.ts';
import { openMemoryStore } from './memory.ts';
import type { EventStore } from './port.ts';
import { openSqliteStore, type SqliteOptions } from './sqlite/open.ts';
import type { WorkLog } from './work-log.ts';

export interface OpenOptions extends SqliteOptions {
  /** Beside which path a machine keeps what it knows of a book on a server; nothing by default. */
  readonly beside?: string;
}

/**
 * Opens the book a URL names (settled.md §1.2): `feeworth.db` or `sqlite:PATH` for a file,
 * `memory:` for a book that ends with the process, `esdb://HOST:2113?book=NAME` or `kurrentdb://…`
 * for one on a server. Throws `store/no-book`, `store/not-a-book`,
 * `store/newer-version`, `store/read-only`, `store/corrupt`, `store/unsupported`.
 */
export async function openStore(url: string, options: OpenOptions = {}): Promise<EventStore> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  // One letter before the colon is a drive; the pattern above wants two.
  if (scheme === undefined) return openSqliteStore(pathOf(url), options);
  const rest = url.slice(scheme.length + 1);
  if (scheme === 'sqlite') return openSqliteStore(pathOf(rest), options);
  if (scheme === 'memory') return openMemoryStore(options);
  if (isServer(scheme)) {
    // Only who has a book on a server loads what speaks to one (settled.md §9.3).
    const { openServerStore } = await import('./kurrentdb/open.ts');
    return openServerStore(url, options);
  }
  throw badRequest(`Nothing is known that keeps books at "${scheme}:".`, scheme);
}

/** Whether a URL, or the scheme of one, means a server. */
export const isServer = (url: string): boolean =>
  /^(?:esdb|kurrentdb)(?:\+discover)?(?:$|:)/i.test(url);

/**
 * Opens the log that workers share on a server: `esdb://HOST:2113`, without a book. Throws
 * `store/bad-request`, `store/unsupported`.
 */
export async function openWorkLog(url: string): Promise<WorkLog> {
  const { openServerWorkLog } = await import('./kurrentdb/work-log.ts');
  return openServerWorkLog(url);
}

function pathOf(path: string): string {
  if (path === '') throw badRequest('The URL of a book names a file.');
  return path;
}
