import type { Fault, Method } from './faults.ts';
import { Proxy, type Cut } from './proxy.ts';
import type { TestServer } from './server.ts';

/** What a test server in a process of its own can be told, by messages between the processes. */
export type Command =
  /** The next `times` calls of a method meet a fault. */
  | {
      readonly kind: 'fault';
      readonly method: Method;
      readonly fault: Fault;
      readonly times: number;
    }
  | { readonly kind: 'clear' }
  /** Connections through the proxy that are made from now on end at this byte; null: none. */
  | { readonly kind: 'cut-at'; readonly cut: Cut | null }
  /** Ends every connection through the proxy. */
  | { readonly kind: 'cut-all' }
  /** Loses all connections and what a node keeps in memory, and is back after so long. */
  | { readonly kind: 'restart'; readonly awayMs: number }
  | { readonly kind: 'count' };

/** The answer: how much the server's log holds, and what it takes of memory. */
export interface Done {
  readonly events: number;
  readonly rssBytes: number;
}

/** What is sent: a command and its number, and back the number with the answer. */
export interface Numbered<T> {
  readonly number: number;
  readonly body: T;
}

/** What a controlled server says first. */
export interface Ready {
  /** The server behind a stretch of wire that can be cut. */
  readonly proxyUrl: string;
}

/** Lets the process that started this one work the switches of a server. */
export async function obey(server: TestServer): Promise<void> {
  const proxy = await new Proxy(() => server.port).start();
  const tell = (message: unknown): void => void process.send?.(message);
  process.on('message', ({ number, body }: Numbered<Command>) => {
    void execute(server, proxy, body).then(() => {
      const { rss } = process.memoryUsage();
      const done: Done = { events: server.log.all.length, rssBytes: rss };
      tell({ number, body: done } satisfies Numbered<Done>);
    });
  });
  // Whoever started this is gone: nobody can ask anything any more.
  process.once('disconnect', () => process.exit(0));
  tell({ proxyUrl: `esdb://${proxy.address}?tls=false` } satisfies Ready);
}

async function execute(server: TestServer, proxy: Proxy, command: Command): Promise<void> {
  switch (command.kind) {
    case 'fault':
      server.faults.set(command.method, command.fault, command.times);
      return;
    case 'clear':
      server.faults.clear();
      proxy.cutAt(null);
      return;
    case 'cut-at':
      proxy.cutAt(command.cut);
      return;
    case 'cut-all':
      proxy.cutAll();
      return;
    case 'restart':
      await server.stop();
      await new Promise((resolve) => setTimeout(resolve, command.awayMs));
      await server.start();
      return;
    case 'count':
  }
}
