import { createRequire } from 'node:module';
import type { Package } from '../stubs.ts';
import type { AnyClient, Words } from './client.ts';

const require = createRequire(import.meta.url);

/** A package as the walk uses it; the other one must not be in this process. */
export function loadClient(name: Package): {
  readonly connectionString: (url: string) => AnyClient;
  readonly words: Words;
} {
  const loaded = require(
    name === 'eventstore' ? '@eventstore/db-client' : '@kurrent/kurrentdb-client',
  ) as Words & Record<string, { connectionString(url: string): AnyClient }>;
  const Client = loaded[name === 'eventstore' ? 'EventStoreDBClient' : 'KurrentDBClient'];
  if (Client === undefined) throw new Error('The package has no client.');
  const scheme = name === 'eventstore' ? 'esdb' : 'kurrentdb';
  return {
    connectionString: (url) => Client.connectionString(url.replace(/^esdb/, scheme)),
    words: loaded,
  };
}
