import { createRequire } from 'node:module';

/** The two client packages; one process loads one of them, never both (event-sourcing.md §2.5). */
export type Package = 'eventstore' | 'kurrent';

/** The wire's messages and services, from inside a client package; both packages have the same. */
export interface Stubs {
  readonly streams: typeof import('@eventstore/db-client/generated/streams_pb.js');
  readonly streamsService: typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');
  readonly persistent: typeof import('@eventstore/db-client/generated/persistent_pb.js');
  readonly persistentService: typeof import('@eventstore/db-client/generated/persistent_grpc_pb.js');
  readonly shared: typeof import('@eventstore/db-client/generated/shared_pb.js');
  readonly features: typeof import('@eventstore/db-client/generated/serverfeatures_pb.js');
  readonly featuresService: typeof import('@eventstore/db-client/generated/serverfeatures_grpc_pb.js');
  readonly gossip: typeof import('@eventstore/db-client/generated/gossip_pb.js');
  readonly gossipService: typeof import('@eventstore/db-client/generated/gossip_grpc_pb.js');
  readonly status: typeof import('@eventstore/db-client/generated/status_pb.js');
}

const require = createRequire(import.meta.url);

let loaded: Package | null = null;

/** Loads the stubs of a package: of the one whose client runs in this process, if one does. */
export function loadStubs(name: Package): Stubs {
  if (loaded !== null && loaded !== name) throw new Error('Stubs of both packages in one process.');
  loaded = name;
  const folder =
    name === 'eventstore'
      ? '@eventstore/db-client/generated'
      : '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1';
  const persistent = name === 'eventstore' ? 'persistent' : 'persistentsubscriptions';
  const load = (file: string): unknown => require(`${folder}/${file}.js`);
  return {
    streams: load('streams_pb'),
    streamsService: load('streams_grpc_pb'),
    persistent: load(`${persistent}_pb`),
    persistentService: load(`${persistent}_grpc_pb`),
    shared: load('shared_pb'),
    features: load('serverfeatures_pb'),
    featuresService: load('serverfeatures_grpc_pb'),
    gossip: load('gossip_pb'),
    gossipService: load('gossip_grpc_pb'),
    status: load('status_pb'),
  } as Stubs;
}

/** The stubs that this process has loaded. */
export function loadedStubs(): Stubs {
  if (loaded === null) throw new Error('No stubs have been loaded.');
  return loadStubs(loaded);
}
