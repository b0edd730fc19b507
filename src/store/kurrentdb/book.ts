import type { TreeHashes } from '../../audit/merkle.ts';
import { FeeworthError } from '../../error.ts';
import type { RecordedEvent } from '../../event.ts';
import { closed, corrupt, deleted, denied, unavailable } from '../errors.ts';
import type { Revision } from '../port.ts';
import { recordedOf } from './codec.ts';
import { deliveries, type Delivered } from './deliveries.ts';
import { failureOf, isFinal } from './failure.ts';
import { Late, pause, within, type Link } from './link.ts';
import { Places } from './places.ts';
import type { Pace } from './sender.ts';
import type { Wire, WireEvent, WireRead } from './wire.ts';

const PAUSE_MS = 50;

/**
 * One book on a server, as far as it has been read: which of the log's events are its own, and in
 * what order. What all ways of reading a store stand on.
 */
export class Book {
  readonly prefix: string;
  readonly places: Places;
  readonly #link: Link;
  readonly #pace: Pace;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #queued: Promise<void> | null = null;

  constructor(link: Link, prefix: string, hashes: TreeHashes, pace: Pace) {
    this.#link = link;
    this.prefix = prefix;
    this.#pace = pace;
    this.places = new Places(hashes);
  }

  /** Ends whatever follows the book. */
  close(): void {
    this.#closing.abort();
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
    const last = this.places.last();
    if (last === null || last < position) await this.catchUp();
    const sequence = this.places.sequenceAt(position);
    if (sequence === null) throw corrupt('The log lacks an event that a stream has.', null);
    return sequence;
  }

  /** The book's events behind a place of the log, for ever or until patience runs out. */
  follow(
    after: bigint | null,
    { signal, isPatient }: { readonly signal?: AbortSignal; readonly isPatient: boolean },
  ): AsyncGenerator<Delivered, undefined> {
    const signals = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    return deliveries({
      link: this.#link,
      prefix: this.prefix,
      after,
      signal: AbortSignal.any(signals),
      patienceMs: isPatient ? Infinity : this.#pace.patienceMs,
      silenceMs: this.#pace.silenceMs,
    });
  }

  /** The events from one sequence to another, both included; the last must be known already. */
  async *range(
    from: number,
    to: number,
    signal?: AbortSignal,
  ): AsyncGenerator<{ readonly event: RecordedEvent; readonly position: bigint }, undefined> {
    if (from > to) return;
    let next = from;
    const behind = this.places.positionAt(from - 1);
    const how = { isPatient: false, ...(signal === undefined ? {} : { signal }) };
    for await (const delivered of this.follow(behind, how)) {
      // All that is asked for is known to be there.
      if (delivered.kind === 'caught-up') throw corrupt('An event is missing.', next);
      const { wire, position } = delivered;
      if (position !== this.places.positionAt(next)) throw corrupt('An event is missing.', next);
      yield { event: recordedOf(wire, this.prefix, next), position };
      if (next === to) return;
      next += 1;
    }
    if (this.#closing.signal.aborted) throw closed();
  }

  /** A page of a stream; empty for one that does not exist. */
  async readStream(stream: string, how: WireRead): Promise<readonly WireEvent[]> {
    const deadline = performance.now() + this.#pace.patienceMs;
    for (;;) {
      let used: Wire | null = null;
      try {
        return await this.#link.use((wire) => {
          used = wire;
          return this.#page(wire, stream, how);
        });
      } catch (error) {
        const { kind } = failureOf(error);
        if (error instanceof FeeworthError) throw error;
        if (kind === 'not-found') return [];
        if (kind === 'deleted') throw deleted(stream);
        if (kind === 'denied') throw denied(error);
        if (used !== null && error instanceof Late) this.#link.retire(used);
        // The newer client calls whatever a server refuses unavailable: nothing to wait long for.
        if (isFinal(error) || performance.now() >= deadline)
          throw unavailable('The server gives no events of a stream.', { cause: error });
      }
      await pause(PAUSE_MS, this.#closing.signal);
    }
  }

  /** The last revision of a stream. */
  async revision(stream: string): Promise<Revision | null> {
    const how = { from: 'end', backwards: true, maxCount: 1 } as const;
    const [last] = await this.readStream(stream, how);
    return last?.revision ?? null;
  }

  async #page(wire: Wire, stream: string, how: WireRead): Promise<readonly WireEvent[]> {
    const stop = new AbortController();
    try {
      const page = wire.readStream(this.prefix + stream, how, stop.signal);
      return await within(this.#pace.silenceMs, page);
    } finally {
      stop.abort();
    }
  }

  async #catchUp(): Promise<void> {
    const { places } = this;
    for await (const delivered of this.follow(places.last(), { isPatient: false })) {
      if (delivered.kind === 'caught-up') return;
      const { wire, position } = delivered;
      places.add(recordedOf(wire, this.prefix, places.size), position);
    }
    throw closed();
  }
}
