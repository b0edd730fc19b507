import type { NewEvent, RecordedEvent } from '../../src/event.ts';
import { FeeworthError } from '../../src/error.ts';
import { mayGoOn } from '../stopping.ts';
import type { EventStore, StoreLimits, StreamAppend, TreeHead } from '../../src/store/port.ts';

/** What a copy came to. */
export interface Copied {
  /** The tree over what both books have now: the same events in the same order. */
  readonly tree: TreeHead;
  /** Events that the target had before. */
  readonly before: number;
}

/** A run of consecutive events of one stream. */
interface Run {
  readonly stream: string;
  readonly events: NewEvent[];
  /** Revision of the first of them. */
  readonly from: bigint;
}

/**
 * Copies the events of a book into another store, in their order: a seal fixes it, so nothing is
 * written beside anything else. What the target has already must be how the source begins; a copy
 * that was interrupted goes on from there. Events keep their ids, so that what was written and not
 * heard of is not written twice. Throws `copy/other-book`, `copy/not-the-same`, `usage/stopped`, and
 * what stores throw.
 */
export async function copyBook(
  from: EventStore,
  to: EventStore,
  onProgress: (done: number, of: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Copied> {
  // As it is now: what comes into the source meanwhile is of the next copy.
  const whole = await from.root();
  const before = await beginningOf(from, whole, to);
  let batch = new Batch(to.limits);
  const write = async (): Promise<void> => {
    await mayGoOn(signal);
    if (batch.writes.length > 0) await to.append(batch.writes);
    batch = new Batch(to.limits);
  };
  for await (const { events } of from.readPages({ fromSequence: before })) {
    for (const event of events) {
      if (event.sequence >= whole.size) break;
      const bytes = Buffer.byteLength(JSON.stringify(event.data));
      if (!batch.hasRoomFor(event, bytes)) await write();
      batch.add(event, bytes);
    }
    await mayGoOn(signal);
    const last = events.at(-1)?.sequence ?? before;
    onProgress(Math.min(last + 1, whole.size), whole.size);
    if (last >= whole.size) break;
  }
  await write();
  const tree = await to.root();
  if (tree.size === whole.size && tree.root === whole.root) {
    await to.note();
    return { tree, before };
  }
  throw new FeeworthError('copy/not-the-same', 'integrity', 'The copy is not what was copied', {
    details: { source: whole, copy: tree },
    hint: 'see that nobody else writes to the target, and copy into an empty one',
  });
}

/** How many events the target has; they must be those that the source begins with. */
async function beginningOf(from: EventStore, source: TreeHead, to: EventStore): Promise<number> {
  const target = await to.root();
  const same = target.size <= source.size ? await from.rootAt(target.size) : null;
  if (same?.root === target.root) return target.size;
  const how = same === null ? 'is longer than the source' : 'holds other events than the source';
  throw new FeeworthError('copy/other-book', 'conflict', `The target ${how}`, {
    details: { source: source.size, target: target.size },
    hint: 'name an empty target, or one that an earlier copy of this book was begun in',
  });
}

/** Runs that are written together: each stream once, within what the target takes. */
class Batch {
  readonly #limits: StoreLimits;
  readonly #runs = new Map<string, Run>();
  #last: Run | undefined;
  #bytes = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get writes(): StreamAppend[] {
    return [...this.#runs.values()].map(({ stream, events, from }) => ({
      stream,
      expected: from === 0n ? 'none' : from - 1n,
      events,
    }));
  }

  hasRoomFor({ stream }: RecordedEvent, bytes: number): boolean {
    const { appendBytes, atomicStreams } = this.#limits;
    if (this.#bytes > 0 && this.#bytes + bytes > appendBytes) return false;
    if (this.#last?.stream === stream) return true;
    // A stream that comes again after another would be written before it.
    return this.#runs.size < atomicStreams && !this.#runs.has(stream);
  }

  add({ id, type, data, meta, stream, revision }: RecordedEvent, bytes: number): void {
    this.#bytes += bytes;
    if (this.#last?.stream !== stream) {
      this.#last = { stream, events: [], from: revision };
      this.#runs.set(stream, this.#last);
    }
    this.#last.events.push({ id, type, data, meta });
  }
}
