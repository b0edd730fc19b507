import { randomUUID } from 'node:crypto';
import type { TestServer } from '../server.ts';
import type { Package } from '../stubs.ts';
import {
  connectAny,
  wordsOf,
  type AnyClient,
  type AnyEvent,
  type AnyResolved,
  type Proposal,
  type Words,
} from './client.ts';
import type { Outcome, Variant } from './recording.ts';

type Options = Readonly<Record<string, unknown>>;

/** What a proposed event is like, other than its id. */
export interface EventForm {
  readonly type?: string;
  readonly data?: unknown;
}

/** One scenario in one variant: its client, and what stands for its symbols. */
export class Walk {
  readonly server: TestServer;
  readonly variant: Variant;
  readonly package: Package;
  readonly words: Words;
  client: AnyClient;
  /** What a script keeps from its beginning. */
  readonly memo: Record<string, unknown> = {};
  readonly #streams = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  readonly #clients: AnyClient[] = [];
  readonly #once = new Map<string, Promise<unknown>>();

  /** With `shared`, the clients that scenarios have in common lie there. */
  constructor(
    server: TestServer,
    variant: Variant,
    {
      more = '',
      shared,
    }: { readonly more?: string; readonly shared?: Map<string, AnyClient> } = {},
  ) {
    this.server = server;
    this.variant = variant;
    this.package = variant.startsWith('old') ? 'eventstore' : 'kurrent';
    this.words = wordsOf(this.package);
    if (shared === undefined || more !== '') {
      this.client = this.connect(server.address, more);
      return;
    }
    this.client = shared.get(variant) ?? connectAny(this.package, server.address);
    shared.set(variant, this.client);
  }

  /** A client; all of them go with the scenario. */
  connect(address = this.server.address, more = ''): AnyClient {
    const client = connectAny(this.package, address, more);
    this.#clients.push(client);
    return client;
  }

  /** What several steps ask about happens once. */
  once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.#once.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const started = work();
    this.#once.set(name, started);
    return started;
  }

  async end(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, 50).unref());
    await Promise.race([Promise.all(this.#clients.map((client) => client.dispose())), late]);
  }

  /** The stream a symbol stands for. */
  stream(symbol: string): string {
    const known = this.#streams.get(symbol);
    if (known !== undefined) return known;
    // Two names that differ in case only.
    const name = symbol === 'UPPER' ? this.stream('lower').toUpperCase() : `w-${randomUUID()}`;
    this.#streams.set(symbol, name);
    return name;
  }

  /** Lets a symbol stand for a name of one's choice. */
  nameStream(symbol: string, name: string): void {
    this.#streams.set(symbol, name);
  }

  id(symbol: string): string {
    const known = this.#ids.get(symbol);
    if (known !== undefined) return known;
    const id = randomUUID();
    this.#ids.set(symbol, id);
    return id;
  }

  nameId(symbol: string, id: string): void {
    this.#ids.set(symbol, id);
  }

  /** Event e7: type T, data {"n":7}. */
  event(symbol: string, form: EventForm = {}): Proposal {
    const { type = 'T', data = { n: Number(symbol.slice(1)) } } = form;
    return this.words.jsonEvent({ id: this.id(symbol), type, data });
  }

  /** Options of an append, as this variant passes them. */
  appendOptions(expected: string, more: Options = {}): Options {
    const value = /^-?\d+n$/.test(expected) ? BigInt(expected.slice(0, -1)) : expected;
    const classic = this.variant.endsWith('classic')
      ? { credentials: { username: 'nobody', password: 'wrong' } }
      : {};
    return { expectedRevision: value, streamState: value, ...classic, ...more };
  }

  append(symbol: string, events: unknown, expected: string, more: Options = {}): Promise<unknown> {
    return this.client.appendToStream(
      this.stream(symbol),
      events,
      this.appendOptions(expected, more),
    );
  }

  /** Symbol of an id; a dash when it has none. */
  symbolOf(id: string): string {
    return [...this.#ids].find(([, known]) => known === id)?.[0] ?? '-';
  }

  /** A text with symbols for the names and places of this run. */
  symbolic(text: string): string {
    const pairs = [...this.#streams].sort(([, a], [, b]) => b.length - a.length);
    const named = pairs.reduce(
      (all, [symbol, name]) => (name === '' ? all : all.replaceAll(name, symbol)),
      text,
    );
    return named.replaceAll(this.server.address, '127.0.0.1:2113');
  }

  /** What a call ended with, in the recording's own form. */
  async outcome(call: () => Promise<unknown>): Promise<Outcome> {
    try {
      return { ok: this.value(await call()) };
    } catch (error) {
      return { error: this.error(error) };
    }
  }

  /** A value as the recording writes it: bigints as "3n", positions as "pos 123". */
  value(value: unknown): unknown {
    if (value === undefined) return 'undefined';
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return this.symbolic(value);
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (value instanceof Date) return 'Date';
    if (value instanceof Uint8Array)
      return `${value.constructor.name}(${value.length}) ${Buffer.from(value).toString('hex')}`;
    if (typeof value !== 'object' || value === null) return value;
    const position = value as { readonly commit?: unknown; readonly prepare?: unknown };
    if (typeof position.commit === 'bigint' && position.commit === position.prepare)
      return `pos ${position.commit}`;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.value(one)]));
  }

  /** An error as the recording writes it. */
  error(error: unknown): unknown {
    const own = error as Error & { readonly _raw?: unknown; readonly code?: unknown };
    const { _raw: raw, ...fields } = Object.fromEntries(
      Object.entries(own).filter(([, value]) => value !== undefined),
    );
    return {
      class: own.constructor.name,
      message: this.symbolic(own.message),
      ...Object.fromEntries(
        Object.entries(fields)
          .filter(([key]) => key !== 'message' && key !== 'stack' && key !== 'name')
          .map(([key, value]) => [key, key === 'metadata' ? {} : this.value(value)]),
      ),
      ...(raw === undefined || raw === null ? {} : { raw: this.#raw(raw) }),
    };
  }

  #raw(raw: unknown): unknown {
    const { code, details, metadata } = raw as {
      readonly code?: number;
      readonly details?: string;
      readonly metadata?: { getMap?: () => Record<string, unknown> };
    };
    const trailers = Object.entries(metadata?.getMap?.() ?? {}).filter(
      ([key]) => !/^(?:content-type|date|server|content-length)$/.test(key),
    );
    return {
      class: (raw as object).constructor.name,
      ...(code === undefined ? {} : { code }),
      ...(details === undefined ? {} : { details: this.symbolic(details) }),
      ...(trailers.length === 0
        ? {}
        : {
            metadata: Object.fromEntries(trailers.map(([k, v]) => [k, this.symbolic(String(v))])),
          }),
    };
  }

  /** A resolved event in full. */
  resolved({ event, link, commitPosition, retryCount }: AnyResolved): unknown {
    return {
      ...(retryCount === undefined ? {} : { retryCount }),
      ...(event === undefined ? {} : { event: this.recorded(event) }),
      ...(link === undefined ? {} : { link: this.recorded(link) }),
      ...(commitPosition === undefined ? {} : { commitPosition: String(commitPosition) }),
    };
  }

  recorded(event: AnyEvent): unknown {
    const { streamId, id, revision, type, data, metadata, isJson, created, position } = event;
    return {
      ...(this.value({ streamId, revision, type, isJson, created }) as object),
      id: this.symbolOf(id),
      data: data instanceof Uint8Array ? this.value(data) : data,
      metadata:
        metadata === undefined || metadata instanceof Uint8Array ? this.value(metadata) : metadata,
      position: this.value(position),
    };
  }

  /** Reads, and gives "revision:id" for each event. */
  async read(symbol: string, options: Options = {}): Promise<string[]> {
    const found: string[] = [];
    for await (const { event } of this.client.readStream(this.stream(symbol), options))
      if (event !== undefined) found.push(`${event.revision}:${this.symbolOf(event.id)}`);
    return found;
  }
}
