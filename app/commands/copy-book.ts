import type { NewEvent, RecordedEvent } from '../../src/event.ts';
import { FeeworthError } from '../../src/error.ts';
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
 * heard of is not written twice. Throws `copy/other-book`, `copy/not-the-same`, and what stores
 * throw.
 */
export async function copyBook(
  from: EventStore,
  to: EventStore,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<Copied> {
  const { size: before } = await beginningOf(from, to);
  // As it is now: what comes into the source meanwhile is of the next copy.
  const whole = await from.root();
  let batch = new Batch(to.limits);
  const write = async (): Promise<void> => {
    if (batch.writes.length > 0) await to.append(batch.writes);
    batch = new Batch(to.limits);
  };
  for await (const { events } of from.readPages({ fromSequence: before })) {
    for (const event of events) {
      if (event.sequence >= whole.size) break;
      if (!batch.hasRoomFor(event)) await write();
      batch.add(event);
    }
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

/** The tree over what the target has, which must be what the source begins with. */
async function beginningOf(from: EventStore, to: EventStore): Promise<TreeHead> {
  const [source, target] = [await from.root(), await to.root()];
  const same = target.size <= source.size ? await from.rootAt(target.size) : null;
  if (same?.root === target.root) return target;
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

  hasRoomFor(event: RecordedEvent): boolean {
    const { appendBytes, atomicStreams } = this.#limits;
    if (this.#bytes > 0 && this.#bytes + bytesOf(event) > appendBytes) return false;
    if (this.#last?.stream === event.stream) return true;
    // A stream that comes again after another would be written before it.
    return this.#runs.size < atomicStreams && !this.#runs.has(event.stream);
  }

  add({ id, type, data, meta, stream, revision }: RecordedEvent): void {
    const event: NewEvent = { id, type, data, meta };
    this.#bytes += bytesOf(event);
    if (this.#last?.stream !== stream) {
      this.#last = { stream, events: [], from: revision };
      this.#runs.set(stream, this.#last);
    }
    this.#last.events.push(event);
  }
}

const bytesOf = ({ data }: Pick<NewEvent, 'data'>): number =>
  Buffer.byteLength(JSON.stringify(data));
