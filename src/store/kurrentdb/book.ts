import { pause } from '../../pause.ts';
import type { TreeHashes } from '../../audit/merkle.ts';
import { FeeworthError, isFeeworthError } from '../../error.ts';
import type { RecordedEvent } from '../../event.ts';
import { closed, corrupt, deleted, denied } from '../errors.ts';
import { STORE_ERRORS, type Filter, type Revision, type TreeHead } from '../port.ts';
import { recordedOf } from './codec.ts';
import { deliveries, type Delivered } from './deliveries.ts';
import { readPlaces, writePlaces } from './kept-places.node.ts';
import { failureOf, isFinal, noAnswer } from './failure.ts';
import { within, type Link } from './link.ts';
import { Places } from './places.ts';
import { Recent } from './recent.ts';
import type { Pace } from './sender.ts';
import { Tail } from './tail.ts';
import type { Wire, WireEvent, WireRead, WireReadAll } from './wire.ts';

const PAUSE_MS = 50;
const PAGE = 500;
/** Fewer are read again sooner than they are written. */
const LEAST_KEPT = 500;
/** Looking for the last event of the book begins with few: mostly it is the very last of the log. */
const FIRST_LOOK = 16;
/** So often a page must be empty to be believed. */
const EMPTY_TRIES = 3;
/** So many pages of the whole log are read in search of some events, before the server filters. */
const MOST_PAGES = 4;

interface BookParts {
  /** For reading. */
  readonly link: Link;
  /** For the one subscription that lasts. */
  readonly tailLink: Link;
  readonly prefix: string;
  readonly hashes: TreeHashes;
  readonly pace: Pace;
  /** The file that keeps the book's places; none by default. */
  readonly keptAt?: string | undefined;
}

type Page = (wire: Wire, signal: AbortSignal) => Promise<readonly WireEvent[]>;

interface FollowHow {
  readonly isPatient: boolean;
  readonly signal?: AbortSignal;
  /** In the server's own names; the whole book by default. */
  readonly filter?: Filter;
}

/** An event of the book with its place in the log. */
interface Placed {
  readonly event: RecordedEvent;
  readonly position: bigint;
}

/**
 * One book on a server, as far as it has been read: which of the log's events are its own, and in
 * what order. What all ways of reading a store stand on.
 */
export class Book {
  readonly prefix: string;
  readonly #hashes: TreeHashes;
  readonly #keptAt: string | undefined;
  readonly #link: Link;
  readonly #pace: Pace;
  readonly #tail: Tail;
  readonly #recent = new Recent();
  readonly #closing = new AbortController();
  #opening: Promise<void> | null = null;
  #running: Promise<void> | null = null;
  #queued: Promise<void> | null = null;
  /** Up to this place of the log all events of the book are known; null for none. */
  #known: bigint | null = null;
  #places: Places;
  /** How many events had been kept when it was last looked at. */
  #keptSize = 0;
  #restored: TreeHead | null = null;

  constructor({ link, tailLink, prefix, hashes, pace, keptAt }: BookParts) {
    this.#link = link;
    this.prefix = prefix;
    this.#pace = pace;
    this.#hashes = hashes;
    this.#keptAt = keptAt;
    this.#places = new Places(hashes);
    this.#tail = new Tail({
      link: tailLink,
      prefix,
      pace,
      last: () => this.places.last(),
      otherLog: () => this.#otherLog(),
      take: ({ wire, position }) => this.#take(wire, position),
    });
  }

  /** What is known of the book's events. */
  get places(): Places {
    return this.#places;
  }

  /** The tree over what this machine had kept and found again; null when it had nothing. */
  get restored(): TreeHead | null {
    return this.#restored;
  }

  /** Keeps what is known of the book for the next who opens it, where there is a place for that. */
  keep(): void {
    const { size } = this.#places;
    if (this.#keptAt === undefined || size - this.#keptSize < LEAST_KEPT) return;
    writePlaces(this.#keptAt, this.prefix, this.#places.kept(), this.#hashes);
    this.#keptSize = size;
  }

  /** Ends whatever follows the book. */
  close(): void {
    this.#closing.abort();
    this.#tail.close();
  }

  /**
   * Reads on to where the log's end is now: afterwards every event is known that was there when
   * this was called. Who comes while it runs shares the next run.
   */
  catchUp(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#catchUp().finally(() => (this.#running = null));
      return this.#running;
    }
    const running = this.#running;
    this.#queued ??= running
      .catch(() => undefined)
      .then(() => {
        this.#queued = null;
        return this.catchUp();
      });
    return this.#queued;
  }

  /** The sequence of an event of the book, by its place in the log. */
  async sequenceOf(position: bigint): Promise<number> {
    await this.#open();
    await this.#reach(position);
    const sequence = this.places.sequenceAt(position);
    if (sequence === null) throw corrupt('The log lacks an event that a stream has.', null);
    return sequence;
  }

  /** The book's events behind a place of the log, for ever or until patience runs out. */
  follow(
    after: bigint | null,
    { signal, isPatient, filter }: FollowHow,
  ): AsyncGenerator<Delivered, undefined> {
    const signals = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    return deliveries({
      link: this.#link,
      filter: filter ?? { streams: [this.prefix] },
      after,
      signal: AbortSignal.any(signals),
      patienceMs: isPatient ? Infinity : this.#pace.patienceMs,
      silenceMs: this.#pace.silenceMs,
    });
  }

  /** The events from one sequence to another, both included; the last must be known already. */
  async *range(from: number, to: number, signal?: AbortSignal): AsyncGenerator<Placed, undefined> {
    let next = from;
    for (; next <= to; next += 1) {
      const wire = this.#recent.at(next);
      if (wire === undefined) break;
      yield this.#placed(wire, next);
    }
    for (let pages = 0; pages < MOST_PAGES && next <= to; pages += 1) {
      const position = this.places.positionAt(next);
      if (position === null) throw corrupt('An event is missing.', next);
      const how = { from: position, backwards: false, maxCount: Math.min(PAGE, to - next + 1) };
      for (const wire of await this.readAll(how)) {
        if (!wire.stream.startsWith(this.prefix)) continue;
        yield this.#placed(wire, next);
        if (next++ === to) return;
      }
    }
    if (next <= to) yield* this.#followed(next, to, signal);
  }

  /**
   * The events from one sequence to another that a filter lets through, looked for by the server:
   * what it leaves out is not missed here.
   */
  async *matching(
    { from, to }: { readonly from: number; readonly to: number },
    filter: Filter,
    signal?: AbortSignal,
  ): AsyncGenerator<Placed, undefined> {
    const last = this.places.positionAt(to) ?? -1n;
    const how = { isPatient: false, filter: this.#named(filter), ...(signal && { signal }) };
    for await (const delivered of this.follow(this.places.positionAt(from - 1), how)) {
      if (delivered.kind === 'caught-up' || delivered.position > last) return;
      const { wire, position } = delivered;
      // Others have events of these types too.
      if (!wire.stream.startsWith(this.prefix)) continue;
      const sequence = this.places.sequenceAt(position);
      if (sequence === null) throw corrupt('The log has an event that the book has not.', null);
      yield this.#placed(wire, sequence);
    }
    if (this.#closing.signal.aborted) throw closed();
  }

  /** A page of a stream; empty for one that does not exist. */
  readStream(stream: string, how: WireRead): Promise<readonly WireEvent[]> {
    const page = (wire: Wire, signal: AbortSignal): Promise<readonly WireEvent[]> =>
      wire.readStream(this.prefix + stream, how, signal);
    return this.#surely(page, stream);
  }

  /** A page of the whole log, other people's events among it. */
  readAll(how: WireReadAll): Promise<readonly WireEvent[]> {
    return this.#surely((wire, signal) => wire.readAll(how, signal), '$all');
  }

  /** The last revision of a stream. */
  async revision(stream: string): Promise<Revision | null> {
    const how = { from: 'end', backwards: true, maxCount: 1 } as const;
    const [last] = await this.readStream(stream, how);
    return last?.revision ?? null;
  }

  // A read that is ended in order before its first event looks like one that finds nothing; of a
  // stream that is not there the server says so.
  async #surely(page: Page, stream: string): Promise<readonly WireEvent[]> {
    for (let tries = 1; ; tries += 1) {
      const found = await this.#read(page, stream);
      if (found === null) return [];
      if (found.length > 0 || tries === EMPTY_TRIES) return found;
      await pause(PAUSE_MS, this.#closing.signal);
    }
  }

  // Null for a stream that is not there.
  async #read(page: Page, stream: string): Promise<readonly WireEvent[] | null> {
    const deadline = performance.now() + this.#pace.patienceMs;
    for (;;) {
      let used: Wire | null = null;
      const stop = new AbortController();
      try {
        return await this.#link.use((wire) => {
          used = wire;
          return within(this.#pace.silenceMs, page(wire, stop.signal));
        });
      } catch (error) {
        const { kind } = failureOf(error);
        if (error instanceof FeeworthError) throw error;
        if (kind === 'not-found') return null;
        if (kind === 'deleted') throw deleted(stream);
        if (kind === 'denied') throw denied(error);
        // One that was too late may never answer again, and the newer one does not come back from a
        // connection that it lost.
        if (used !== null) this.#link.retire(used);
        // The newer client calls whatever a server refuses unavailable: nothing to wait long for.
        if (isFinal(error) || performance.now() >= deadline) throw noAnswer(this.#link, error);
      } finally {
        stop.abort();
      }
      await pause(PAUSE_MS, this.#closing.signal);
    }
  }

  // What was there when it was opened is known once the subscription has caught up for the first
  // time; where the log ended then is asked before, so that what comes later is looked for.
  #open(): Promise<void> {
    this.#opening ??= (async () => {
      await this.#restore();
      const [last] = await this.readAll({ from: 'end', backwards: true, maxCount: 1 });
      await this.#tail.until(() => this.#tail.isCaughtUp);
      this.#known = last?.position ?? null;
    })().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  // What was kept is of this book when its last event is still where it was. What lies before it is
  // taken as it was read once, as a seal takes it; "verify" reads it again.
  async #restore(): Promise<void> {
    const path = this.#keptAt;
    if (path === undefined || this.#places.size > 0) return;
    const kept = readPlaces(path, this.prefix);
    if (kept === undefined || kept.last === null) return;
    const places = new Places(this.#hashes, kept);
    const { stream, revision } = kept.last;
    const how = { from: revision, backwards: false, maxCount: 1 };
    const [wire] = await this.readStream(stream, how).catch((error: unknown) => {
      if (isFeeworthError(error) && error.code === STORE_ERRORS.deleted) return [];
      throw error;
    });
    if (wire === undefined || !places.hasLast(wire, this.prefix)) throw otherLog(places.size, path);
    this.#places = places;
    this.#keptSize = places.size;
    this.#restored = places.head();
  }

  // Looks backwards from the log's end for the last event of the book, no further than has been
  // looked already, and waits until the subscription has brought it.
  async #catchUp(): Promise<void> {
    await this.#open();
    let end: bigint | null = null;
    let from: bigint | 'end' = 'end';
    for (let maxCount = FIRST_LOOK; ; maxCount = PAGE) {
      // While it is read, more may come in.
      const last = this.places.last();
      const page = await this.readAll({ from, backwards: true, maxCount });
      if (from === 'end') end = this.#assertEnd(page[0]?.position ?? null, last);
      const own = page.find(({ stream }) => stream.startsWith(this.prefix))?.position ?? null;
      const first = page.at(-1)?.position ?? null;
      if (own !== null) await this.#reach(own);
      if (own !== null || first === null || (this.#known !== null && first <= this.#known)) break;
      from = first;
    }
    this.#known = end;
  }

  // A log only grows: one that ends before what was read from it is another one.
  #assertEnd(end: bigint | null, last: bigint | null): bigint | null {
    if (last === null || (end !== null && end >= last)) return end;
    if (end === null)
      throw noAnswer(this.#link, undefined, 'The server does not hand out what it has.');
    throw this.#otherLog();
  }

  #otherLog(): FeeworthError {
    return otherLog(this.places.size, this.#keptAt);
  }

  #reach(position: bigint): Promise<void> {
    const { places } = this;
    return this.#tail.until(() => (places.last() ?? -1n) >= position);
  }

  #take(wire: WireEvent, position: bigint): void {
    const { places } = this;
    const sequence = places.size;
    const bytes = places.add(recordedOf(wire, this.prefix, sequence), position);
    this.#recent.add(sequence, wire, bytes);
  }

  #named(filter: Filter): Filter {
    if ('types' in filter) return filter;
    return { streams: filter.streams.map((stream) => this.prefix + stream) };
  }

  /** An event that is where it is known to be; `store/corrupt` when another is there. */
  #placed(wire: WireEvent, sequence: number): Placed {
    const { position } = wire;
    if (position === null || position !== this.places.positionAt(sequence))
      throw corrupt('An event is missing.', sequence);
    return { event: recordedOf(wire, this.prefix, sequence), position };
  }

  async *#followed(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Placed, undefined> {
    let next = from;
    const behind = this.places.positionAt(from - 1);
    const how = { isPatient: false, ...(signal === undefined ? {} : { signal }) };
    for await (const delivered of this.follow(behind, how)) {
      // All that is asked for is known to be there.
      if (delivered.kind === 'caught-up') throw corrupt('An event is missing.', next);
      yield this.#placed(delivered.wire, next);
      if (next++ === to) return;
    }
    if (this.#closing.signal.aborted) throw closed();
  }
}

// Cut off, restored from an old backup, or another server: nothing that is to be passed over.
function otherLog(size: number, path: string | undefined): FeeworthError {
  return new FeeworthError(
    STORE_ERRORS.corrupt,
    'integrity',
    `The server does not have event ${size - 1} of this book, which this machine has read from it`,
    {
      ...(path === undefined ? {} : { place: { file: path } }),
      hint: 'see that it is the right server, its leader and not a node that is behind, and restore its log; if the book was made anew on purpose, delete the file of its places',
      details: { sequence: size - 1 },
    },
  );
}
