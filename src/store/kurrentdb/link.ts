import { closed } from '../errors.ts';
import type { Wire } from './wire.ts';

const DISPOSE_MS = 1_000;

/** Thrown when a call has not been answered in time. */
export class Late extends Error {}

/** What a promise gives, or `Late` when it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // What comes too late is nobody's any more, errors included.
  work.catch(() => undefined);
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Late('No answer in time.')), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

interface Connection<W> {
  readonly wire: W;
  uses: number;
  isRetired: boolean;
}

/**
 * The connection to the server, renewed when it has failed. A client that let a call time out is
 * given up, since it may never answer again (event-sourcing.md §2.3): the next call gets a new one.
 */
export class Link<W extends Wire = Wire> {
  /** Whom it connects to, for saying so: hosts and ports, never credentials. */
  readonly server: string | undefined;
  readonly #connect: () => Promise<W>;
  readonly #all = new Set<Connection<W>>();
  #current: Promise<Connection<W>> | null = null;
  #isClosed = false;

  constructor(connect: () => Promise<W>, server?: string) {
    this.server = server;
    this.#connect = connect;
  }

  /** Runs a call on the present client. The call brings its own timeout. */
  async use<T>(work: (wire: W) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw closed();
    this.#current ??= this.#open();
    const connection = await this.#current;
    connection.uses += 1;
    try {
      return await work(connection.wire);
    } finally {
      connection.uses -= 1;
      if (connection.isRetired && connection.uses === 0) await this.#dispose(connection);
    }
  }

  /**
   * No new calls on this client; it goes when its last call has ended. For a call that timed out:
   * others on the same client may still be answered.
   */
  retire(wire: Wire): void {
    const connection = [...this.#all].find((one) => one.wire === wire);
    if (connection === undefined || connection.isRetired) return;
    connection.isRetired = true;
    this.#current = null;
    // Who retires it has mostly left it already, and then no call will end any more.
    if (connection.uses === 0) void this.#dispose(connection);
  }

  /** The next call gets a new client, whatever the present one is busy with. */
  renew(): void {
    for (const { wire, isRetired } of this.#all) if (!isRetired) this.retire(wire);
  }

  /**
   * Ends this client at once. For a call that failed with its connection: an answer that came now
   * would find nobody, and throw where nobody catches it (event-sourcing.md §2.3).
   */
  discard(wire: Wire): void {
    this.retire(wire);
    const connection = [...this.#all].find((one) => one.wire === wire);
    if (connection !== undefined) void this.#dispose(connection);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#current?.catch(() => undefined);
    await Promise.all([...this.#all].map((connection) => this.#dispose(connection)));
  }

  async #open(): Promise<Connection<W>> {
    try {
      const connection = { wire: await this.#connect(), uses: 0, isRetired: false };
      this.#all.add(connection);
      return connection;
    } catch (error) {
      this.#current = null;
      throw error;
    }
  }

  async #dispose(connection: Connection<W>): Promise<void> {
    if (!this.#all.delete(connection)) return;
    // It waits for streams to finish, and one that the server ended meanwhile never does.
    await within(DISPOSE_MS, connection.wire.dispose()).catch(() => undefined);
  }
}
