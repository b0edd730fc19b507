import { unsupported } from '../errors.ts';
import { connectEventStore } from './eventstore.ts';
import { connectKurrent } from './kurrent.ts';
import { connectionString, type ClientName, type ServerPlace } from '../server-url.ts';
import { mustReadTlsFiles } from './tls-files.node.ts';
import type { WorkWire } from './work-wire.ts';

const PACKAGES: Readonly<Record<ClientName, string>> = {
  eventstore: '@eventstore/db-client',
  kurrent: '@kurrent/kurrentdb-client',
};

/** The clients' own default, and their word for never. */
const KEEP_ALIVE_TIMEOUT_MS = '10000';
const OFF = '-1';
const MOST_APART = 10_000;

let loaded: ClientName | null = null;
let clients = 0;

/**
 * How to make a connection for a URL. The two packages overwrite each other's messages when both
 * are loaded (event-sourcing.md §2.5), so the first book on a server decides for the whole process;
 * another throws `store/unsupported`, as a package does that is not installed. Throws
 * `store/cannot-open` for a file of the URL that cannot be read.
 */
export function binding(url: ServerPlace): () => Promise<WorkWire> {
  const { client } = url;
  mustReadTlsFiles(url);
  if (loaded !== null && loaded !== client)
    throw unsupported(
      'client',
      `This process speaks to servers through ${PACKAGES[loaded]} already.`,
      `Open the book in a process of its own, or leave out "client=${client}".`,
    );
  loaded = client;
  const connect = client === 'eventstore' ? connectEventStore : connectKurrent;
  return async () => {
    try {
      return await connect(connectionString(ownConnection(url)), url.user);
    } catch (error) {
      throw isMissing(error) ? notInstalled(client) : error;
    }
  };
}

/**
 * A URL that no other client of the process has. Clients with the same options share a connection
 * without being asked, and what one of them ends or gives up is then ended for all: they are told
 * apart by a millisecond of the longest wait for a sign of life.
 */
function ownConnection(url: ServerPlace): ServerPlace {
  const { keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS } = url.options;
  if (keepAliveTimeout === OFF) return url;
  clients += 1;
  const own = Number(keepAliveTimeout) + (clients % MOST_APART);
  return { ...url, options: { ...url.options, keepAliveTimeout: String(own) } };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND');

function notInstalled(client: ClientName): Error {
  return unsupported(
    'client',
    `The package ${PACKAGES[client]} is not installed.`,
    'Run "npm ci" without --omit=optional: books on servers need it.',
  );
}
