import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServerStore, type ServerOptions } from '../../src/store/kurrentdb/open.ts';
import type { EventStore } from '../../src/store/port.ts';
import { TestServer } from '../support/kurrentdb/server.ts';
import type { Package } from '../support/kurrentdb/stubs.ts';
import { describeEventStore } from './event-store.ts';
import type { FaultHooks, MakeStore, StoreHooks } from './kit.ts';
import { cannot, type StoreKind } from './matrix.ts';

/** Short times, so that tests of silence do not take long; an attempt is short of a repeat's 3 s. */
const PACE = { attemptMs: 1_500, silenceMs: 1_000, patienceMs: 3_000 };

/** The suite over a binding, against the test server in this process. */
export function describeTestServer(client: Package): void {
  const server = new TestServer({ package: client, commitTimeoutMs: 300 });
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  describeServer(`${client} client, test server,`, 'testServer', {
    url: (book) => `esdb://${server.address}?tls=false&client=${client}&book=${book}`,
    faults: faultsOf(server),
  });
}

/**
 * The suite over a binding, against the server that FEEWORTH_KURRENTDB_URL names: a connection
 * string without a book. Skipped, and seen to be, when it is not set.
 */
export function describeRealServer(client: Package): void {
  const url = process.env['FEEWORTH_KURRENTDB_URL'];
  if (!url) {
    it.skip(`${client} client, real server: FEEWORTH_KURRENTDB_URL is not set`);
    return;
  }
  const separator = url.includes('?') ? '&' : '?';
  describeServer(`${client} client, real server,`, 'realServer', {
    url: (book) => `${url}${separator}client=${client}&book=${book}`,
  });
}

interface Where {
  readonly url: (book: string) => string;
  readonly faults?: FaultHooks;
}

function describeServer(name: string, kind: StoreKind, { url, faults }: Where): void {
  const urls = new WeakMap<EventStore, string>();
  const run = randomUUID().slice(0, 8);
  let made = 0;
  const open = async (where: string, options: ServerOptions = {}): Promise<EventStore> => {
    const pace = kind === 'testServer' ? { pace: PACE } : {};
    const store = await openServerStore(where, { ...options, ...pace });
    urls.set(store, where);
    return store;
  };
  const urlOf = (store: EventStore): string => urls.get(store) ?? '';
  const make: MakeStore = (options) => open(url(`${run}-${++made}`), options);
  const hooks: StoreHooks = {
    url: urlOf,
    second: (store) => open(urlOf(store)),
    async reopen(store) {
      await store.close();
      return open(urlOf(store));
    },
    isServer: true,
    atomicStreams: 1,
    ...(faults === undefined ? {} : { faults }),
  };
  const skipped = describeEventStore(name, make, hooks);
  it('skips what the matrix says, and nothing else', () => {
    expect(skipped.toSorted((a, b) => a - b)).toEqual(cannot(kind));
  });
}

function faultsOf(server: TestServer): FaultHooks {
  return {
    loseReplies: (times) => server.faults.set('batch', { kind: 'cut', executes: true }, times),
    silence() {
      const silent = { kind: 'silent', executes: false } as const;
      for (const method of ['batch', 'read', 'subscribe'] as const)
        server.faults.set(method, silent);
    },
    heal: () => server.faults.clear(),
    restart: () => server.restart(),
  };
}
