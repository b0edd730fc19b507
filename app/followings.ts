import type { NewEvent, RecordedEvent } from '../src/event.ts';
import { decodeEvent } from '../src/events/decode.ts';
import type { Appended, EventStore } from '../src/store/port.ts';
import type { Follower, FollowerKind } from './follower.ts';
import { IMPORT_TYPES, imports } from './indexes/imports.ts';

interface Following {
  readonly kind: FollowerKind<Follower>;
  readonly follower: Follower;
  next: number;
  /** Events of imports not completed yet, held back; null for one that is taken back later. */
  readonly held: Map<string, RecordedEvent[] | null>;
  /** Streams whose last completed attempt the follower was told of. */
  readonly told: Set<string>;
}

/** What is kept of one log in memory, each brought up to its head when it is asked for. */
export class Followings {
  readonly #store: EventStore;
  /** The book's file, if it is one. */
  readonly #path: string | undefined;
  readonly #byName = new Map<string, Following>();

  constructor(store: EventStore, path: string | undefined) {
    this.#store = store;
    this.#path = path;
  }

  /** A follower as it is, wherever it stands; undefined when nobody asked for it. */
  known<F extends Follower>({ name }: FollowerKind<F>): F | undefined {
    return this.#byName.get(name)?.follower as F | undefined;
  }

  /** A follower brought up to the head of the log; made when asked for the first time. */
  async follow<F extends Follower>(kind: FollowerKind<F>): Promise<F> {
    if (!this.#byName.has(kind.name)) {
      const opened = await kind.open?.(this.#store, this.#path);
      const { made, size } = opened ?? { made: kind.make(), size: 0 };
      // Whoever asked for it at the same time may have put it here already.
      if (!this.#byName.has(kind.name)) this.#byName.set(kind.name, startedAt(kind, made, size));
    }
    if (kind.isCounted && !this.#byName.has(imports.name)) await this.follow(imports);
    await this.catchUp();
    return this.known(kind) as F;
  }

  /** Reads what is new in the log and hands it to everything that follows it. */
  async catchUp(): Promise<void> {
    const head = await this.#store.head();
    const size = head === null ? 0 : head.sequence + 1;
    const behind = [...this.#byName.values()].filter((f) => f.next < size);
    if (behind.length === 0) return;
    // Counted followers need to know first which attempts were taken back.
    for (const counted of [false, true]) {
      const group = behind.filter((f) => f.kind.isCounted === counted);
      if (group.length > 0) await this.#read(group, size);
    }
    // One that was made anew begins again.
    if ([...this.#byName.values()].some((f) => f.next < size)) await this.catchUp();
  }

  /** Hands followers what they have not seen of the first `size` events. */
  async #read(group: readonly Following[], size: number): Promise<void> {
    const types = typesFor(group);
    const fromSequence = Math.min(...group.map((f) => f.next));
    const asked = types === null ? { fromSequence } : { fromSequence, filter: { types } };
    for await (const page of this.#store.readPages(asked)) {
      for (const recorded of page.events) {
        const event = decodeEvent(recorded);
        for (const following of group) this.#give(following, event);
      }
    }
    for (const following of group) {
      following.next = Math.max(following.next, size);
      await following.kind.settle?.(following.follower, this.#store);
    }
  }

  #give(following: Following, event: RecordedEvent): void {
    if (event.sequence < following.next) return;
    following.next = event.sequence + 1;
    if (!following.kind.isCounted || !event.stream.startsWith('import-')) {
      following.follower.add(event);
      return;
    }
    this.#giveCounted(following, event);
  }

  #giveCounted(following: Following, event: RecordedEvent): void {
    const { held, told } = following;
    const { stream, type } = event;
    const known = this.known(imports);
    if (type === 'ImportStarted') {
      held.set(stream, known?.revertedStarts.has(event.sequence) ? null : []);
      told.delete(stream);
    } else if (type === 'ImportReverted') {
      held.delete(stream);
      if (!told.has(stream)) return;
      // What was told cannot be taken back one by one: another starts anew without it.
      const { kind } = following;
      this.#byName.set(kind.name, startedAt(kind, kind.make(), 0));
    } else if (type === 'ImportCompleted') {
      const own = held.get(stream);
      for (const kept of own ?? []) following.follower.add(kept);
      if (own) told.add(stream);
      held.delete(stream);
    } else held.get(stream)?.push(event);
  }

  /** What this process has just written need not be read again. */
  feed(stream: string, events: readonly NewEvent[], appended: Appended): void {
    const last = appended.sequence;
    const revision = appended.revisions.get(stream);
    if (last === null || revision === undefined) return;
    const first = last - events.length + 1;
    for (const following of this.#byName.values()) {
      if (following.next !== first || following.kind.isCounted) continue;
      this.#giveAll(following, stream, events, { first, revision });
    }
    for (const following of this.#byName.values()) {
      if (following.next !== first || !following.kind.isCounted) continue;
      this.#giveAll(following, stream, events, { first, revision });
    }
  }

  #giveAll(
    following: Following,
    stream: string,
    events: readonly NewEvent[],
    { first, revision }: { readonly first: number; readonly revision: bigint },
  ): void {
    const from = revision - BigInt(events.length - 1);
    for (const [i, event] of events.entries()) {
      if (following.next !== first + i) return;
      const place = { stream, revision: from + BigInt(i), sequence: first + i };
      this.#give(following, { ...event, ...place });
    }
  }

  /** Brings the files beside the book up to the log. */
  async keep(): Promise<void> {
    if (this.#path === undefined) return;
    for (const { kind } of this.#byName.values()) await kind.open?.(this.#store, this.#path);
  }
}

function startedAt(kind: FollowerKind<Follower>, follower: Follower, next: number): Following {
  return { kind, follower, next, held: new Map(), told: new Set() };
}

/** What a group of followers needs to be shown; null for everything. */
function typesFor(group: readonly Following[]): readonly string[] | null {
  const wanted = new Set<string>();
  for (const { kind } of group) {
    if (kind.types === undefined) return null;
    for (const type of kind.types) wanted.add(type);
    if (kind.isCounted) for (const type of IMPORT_TYPES) wanted.add(type);
  }
  return [...wanted];
}
