import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** When a connection is cut: after so many bytes in one direction, counted over its life. */
export interface Cut {
  readonly direction: 'toServer' | 'toClient';
  readonly bytes: number;
}

/** A TCP stretch between client and server that can be cut at any byte, or swallow answers. */
export class Proxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut: Cut | null = null;
  #swallows = false;
  #port = 0;
  #connections = 0;
  #whenCut: () => void = () => undefined;

  constructor(target: () => number) {
    // A wire does not wait for more to send, as the clients and the server do not.
    this.#server = createServer({ noDelay: true }, (client) => {
      this.#connections += 1;
      const upstream = connect({ port: target(), host: '127.0.0.1', noDelay: true });
      this.#pipe(client, upstream, 'toServer');
      this.#pipe(upstream, client, 'toClient');
    });
  }

  /** How many have been made to it. */
  get connections(): number {
    return this.#connections;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** New connections end at this byte; null lets them be. */
  cutAt(cut: Cut | null): void {
    this.#cut = cut;
  }

  /** Takes what the server says and hands nothing on. */
  swallow(swallows: boolean): void {
    this.#swallows = swallows;
  }

  /** Until a connection has been cut. */
  untilCut(): Promise<void> {
    return new Promise((resolve) => (this.#whenCut = resolve));
  }

  /** Takes every connection away. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #pipe(from: Socket, to: Socket, direction: Cut['direction']): void {
    const cut = this.#cut;
    let passed = 0;
    this.#sockets.add(from);
    from.on('data', (bytes: Buffer) => {
      const left = cut?.direction === direction ? cut.bytes - passed : Infinity;
      passed += bytes.length;
      if (direction === 'toServer' || !this.#swallows) to.write(bytes.subarray(0, left));
      // What went before the cut arrives.
      if (bytes.length < left) return;
      to.end(() => to.destroy());
      this.#whenCut();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
