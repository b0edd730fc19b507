import { randomUUID } from 'node:crypto';
import * as grpc from '@grpc/grpc-js';
import { batch } from './batch.ts';
import { answer, type Context } from './context.ts';
import { Faults } from './faults.ts';
import { clusterInfo, supportedMethods, type Member } from './features.ts';
import { Groups, unary } from './groups.ts';
import { NodeLog } from './log.ts';
import type { Mutation } from './mutations.ts';
import { read } from './reading.ts';
import { loadStubs, type Package, type Stubs } from './stubs.ts';
import { classic, Commits, remove } from './writing.ts';

export interface ServerOptions {
  /** Whose stubs to use: those of the client in the same process. */
  readonly package: Package;
  readonly port?: number;
  /** How long the repeat of an append under way goes without an answer; 3,000 on a real node. */
  readonly commitTimeoutMs?: number;
  readonly mutations?: readonly Mutation[];
  /** Key and certificates in PEM, for a server with TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The only account that may do anything. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Whom gossip tells of; itself alone by default. */
  readonly members?: () => readonly Member[];
}

/**
 * An EventStoreDB 24.6 node as far as the recording tells of one, in this process. It keeps its
 * log from `start` to `start`, so a restart loses connections and what a node keeps in memory.
 */
export class TestServer {
  readonly faults = new Faults();
  readonly log: NodeLog;
  readonly id = randomUUID();
  /** Reads and subscriptions under way. */
  readonly open = new Set<unknown>();
  readonly #options: ServerOptions;
  readonly #stubs: Stubs;
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: grpc.Server | null = null;
  #groups: Groups | null = null;
  #port: number;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#stubs = loadStubs(options.package);
    this.log = new NodeLog(() => performance.timeOrigin + performance.now());
  }

  /** A server with the same options and a log of its own. */
  another(): TestServer {
    return new TestServer({ ...this.#options, port: 0 });
  }

  get isRunning(): boolean {
    return this.#server !== null;
  }

  get port(): number {
    return this.#port;
  }

  /** Host and port, as a connection string has them. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Begins to answer, after a `stop` on the same port with the same log. */
  async start(): Promise<this> {
    const server = new grpc.Server({
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
    });
    const context: Context = {
      stubs: this.#stubs,
      log: this.log,
      faults: this.faults,
      mutations: new Set(this.#options.mutations),
      commitTimeoutMs: this.#options.commitTimeoutMs ?? 3_000,
      open: this.open,
      authorization: authorizationOf(this.#options.user),
      cut: () => server.drain(this.address, 0),
      later: (ms, work) => this.#later(ms, work),
    };
    this.#groups = new Groups(context, this.#groups);
    addServices(server, context, this.#groups, () => this.#members());
    const { tls } = this.#options;
    const credentials =
      tls === undefined
        ? grpc.ServerCredentials.createInsecure()
        : grpc.ServerCredentials.createSsl(null, [
            { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) },
          ]);
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, credentials, (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    this.#server = server;
    return this;
  }

  /** Takes every connection away at once and answers nobody any more: kill -9. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const server = this.#server;
    this.#server = null;
    server?.forceShutdown();
    this.#groups?.close();
    this.log.restart();
    if (this.#options.mutations?.includes('loses-last')) this.log.loseLast();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  #members(): readonly Member[] {
    const self: Member = { id: this.id, address: '127.0.0.1', port: this.#port, state: 8 };
    return this.#options.members?.() ?? [self];
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }
}

function authorizationOf(user: ServerOptions['user']): string | null {
  if (user === undefined) return null;
  return `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
}

function addServices(
  server: grpc.Server,
  context: Context,
  groups: Groups,
  members: () => readonly Member[],
): void {
  const { stubs } = context;
  const commits = new Commits();
  server.addService(stubs.streamsService.StreamsService, {
    read: (call: Parameters<typeof read>[1]) => read(context, call),
    append: (call: Parameters<typeof classic>[2], callback: Parameters<typeof classic>[3]) =>
      classic(context, commits, call, callback),
    batchAppend: (call: Parameters<typeof batch>[2]) => batch(context, commits, call),
    delete: (call: Parameters<typeof remove>[2], callback: Parameters<typeof remove>[3]) =>
      remove(context, false, call, callback),
    tombstone: (call: Parameters<typeof remove>[2], callback: Parameters<typeof remove>[3]) =>
      remove(context, true, call, callback),
  } as grpc.UntypedServiceImplementation);
  server.addService(stubs.featuresService.ServerFeaturesService, {
    getSupportedMethods: (_: unknown, callback: grpc.sendUnaryData<unknown>) =>
      answer(context, 'features', {
        run: () => callback(null, supportedMethods(stubs)),
        runSilently: () => undefined,
        fail: (error) => callback(error),
        end: () => undefined,
      }),
  } as grpc.UntypedServiceImplementation);
  server.addService(stubs.gossipService.GossipService, {
    read: unary(() => clusterInfo(stubs, members())),
  } as grpc.UntypedServiceImplementation);
  server.addService(stubs.persistentService.PersistentSubscriptionsService, {
    create: unary((call) => groups.create(call as Parameters<Groups['create']>[0])),
    update: unary((call) => groups.update(call as Parameters<Groups['update']>[0])),
    delete: unary((call) => groups.delete(call as Parameters<Groups['delete']>[0])),
    getInfo: unary((call) => groups.info(call as Parameters<Groups['info']>[0])),
    replayParked: unary((call) => groups.replay(call as Parameters<Groups['replay']>[0])),
    read: (call: Parameters<Groups['read']>[0]) => groups.read(call),
  } as grpc.UntypedServiceImplementation);
}
