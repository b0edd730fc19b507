import type { Frontier, TreeHashes } from '../../audit/merkle.ts';
import type { RecordedEvent } from '../../event.ts';
import { checkSizes, encodeRows } from '../encode.ts';
import { aborted, badRequest, closed, conflict, corrupt, deleted, readOnly } from '../errors.ts';
import { indeterminate, unsupported } from '../errors.ts';
import { isFeeworthError } from '../../error.ts';
import { linePage } from '../lines.ts';
import * as port from '../port.ts';
import { checkCount, checkFilter, checkStreamName, checkWrites } from '../request.ts';
import { stretchesOf } from '../stretches.ts';
import type { Book } from './book.ts';
import { lineBytes, recordedOf } from './codec.ts';
import type { Link } from './link.ts';
import { cursorOf, placeOf } from './places.ts';
import { send, type Pace } from './sender.ts';
import { subscribe } from './subscribe.ts';
import { verifyBook } from './verify.ts';

const PAGE = 500;
const TIMEOUT_MS = 10_000;
/** No stream gets so far, and the numbers beyond are the server's words for something else. */
const MOST_REVISIONS = 9_223_372_036_854_775_807n;

export interface StoreParts {
  readonly book: Book;
  /** For appends. */
  readonly link: Link;
  /** All connections, ended with the store. */
  readonly links: readonly Link[];
  readonly hashes: TreeHashes;
  readonly limits: port.StoreLimits;
  readonly pace: Pace;
  readonly isReadOnly: boolean;
}

interface Narrowed {
  readonly filter: port.Filter | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A book on EventStoreDB or KurrentDB. */
export class ServerStore implements port.EventStore {
  readonly limits: port.StoreLimits;
  readonly #parts: StoreParts;
  readonly #book: Book;
  /** The last append of each stream that is under way: one stream's appends keep their order. */
  readonly #queues = new Map<string, Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.limits = parts.limits;
    this.#parts = parts;
    this.#book = parts.book;
  }

  async append(
    writes: readonly port.StreamAppend[],
    options: port.AppendOptions = {},
  ): Promise<port.Appended> {
    this.#assertOpen();
    checkCount('timeoutMs', options.timeoutMs, 1);
    checkWrites(writes, this.limits);
    const [write] = writes;
    if (write === undefined) throw badRequest('An append needs events or something to check.');
    checkSizes(encodeRows(write, 0n), this.limits);
    if (this.#parts.isReadOnly) throw readOnly('This book was opened for reading only.');
    const deadline = performance.now() + (options.timeoutMs ?? TIMEOUT_MS);
    const before = this.#queues.get(write.stream) ?? Promise.resolve();
    const task = before.then(() => this.#append(write, deadline));
    const settled = task.then(
      () => undefined,
      () => undefined,
    );
    this.#queues.set(write.stream, settled);
    void settled.then(() => {
      if (this.#queues.get(write.stream) === settled) this.#queues.delete(write.stream);
    });
    return task;
  }

  async *readStream(
    stream: string,
    options: port.ReadStream = {},
  ): AsyncGenerator<RecordedEvent, undefined> {
    this.#assertOpen();
    checkStreamName(stream);
    checkCount('limit', options.limit, 0);
    const { backwards = false, limit = Infinity, signal } = options;
    const from = options.from ?? (backwards ? 'end' : 'start');
    if (typeof from === 'bigint' && from < 0n) throw badRequest('A revision is not negative.');
    this.#assertReading(signal);
    if (limit === 0) return;
    const last = await this.#book.revision(stream);
    if (last === null) return;
    let next = from === 'start' ? 0n : from === 'end' ? last : from;
    if (backwards && next > last) next = last;
    let left = limit;
    while (left > 0 && next >= 0n && next <= last) {
      this.#assertReading(signal);
      const maxCount = Math.min(left, PAGE);
      const page = await this.#book.readStream(stream, { from: next, backwards, maxCount });
      for (const wire of page) {
        if (wire.revision > last) return;
        // Whoever cuts a stream on the server hides events of the book.
        if (wire.revision !== next || wire.position === null) throw deleted(stream);
        const sequence = await this.#book.sequenceOf(wire.position);
        this.#assertReading(signal);
        yield recordedOf(wire, this.#book.prefix, sequence);
        this.#assertReading(signal);
        next += backwards ? -1n : 1n;
      }
      if (page.length === 0) throw deleted(stream);
      left -= page.length;
    }
  }

  async *readAll(options: port.ReadAll = {}): AsyncGenerator<RecordedEvent, undefined> {
    this.#assertOpen();
    checkFilter(options.filter);
    checkCount('limit', options.limit, 0);
    const { after, backwards = false, limit = Infinity, filter, signal } = options;
    const cursor = after === undefined ? undefined : placeOf(after);
    this.#assertReading(signal);
    await this.#book.catchUp();
    if (cursor !== undefined) this.#checkCursor(cursor);
    const head = this.#book.places.size - 1;
    const events = backwards
      ? this.#backwards(Math.min(head, (cursor?.sequence ?? head + 1) - 1), signal)
      : this.#matching((cursor?.sequence ?? -1) + 1, head, { filter, signal });
    let left = limit;
    if (left === 0) return;
    for await (const event of events) {
      if (!matches(event, filter)) continue;
      this.#assertReading(signal);
      yield event;
      this.#assertReading(signal);
      if (--left === 0) return;
    }
    this.#assertReading(signal);
  }

  async *readPages(options: port.ReadPages = {}): AsyncGenerator<port.Page, undefined> {
    this.#assertOpen();
    checkFilter(options.filter);
    checkCount('pageSize', options.pageSize, 1);
    checkCount('fromSequence', options.fromSequence, 0);
    const { after, fromSequence, filter, pageSize = PAGE, signal } = options;
    if (after !== undefined && fromSequence !== undefined)
      throw badRequest('Pages start after a position or from a sequence, not both.');
    const cursor = after === undefined ? undefined : placeOf(after);
    this.#assertReading(signal);
    await this.#book.catchUp();
    if (cursor !== undefined) this.#checkCursor(cursor);
    const from = cursor === undefined ? (fromSequence ?? 0) : cursor.sequence + 1;
    const head = this.#book.places.size - 1;
    let events: RecordedEvent[] = [];
    for await (const event of this.#matching(from, head, { filter, signal })) {
      if (matches(event, filter)) events.push(event);
      if (events.length < pageSize) continue;
      yield this.#page(events);
      this.#assertReading(signal);
      events = [];
    }
    this.#assertReading(signal);
    if (events.length > 0) yield this.#page(events);
  }

  async *readLines(options: port.ReadLines): AsyncGenerator<port.LinePage, undefined> {
    this.#assertOpen();
    checkCount('fromSequence', options.fromSequence, 0);
    checkCount('toSequence', options.toSequence, 0);
    const { fromSequence: from, toSequence: to, signal } = options;
    await this.#book.catchUp();
    const { size } = this.#book.places;
    if (to > size) throw badRequest(`The book has ${size} events.`);
    this.#assertReading(signal);
    const stretches = [...stretchesOf({ from, to })];
    let lines: Uint8Array[] = [];
    for await (const event of this.#forwards(from, to - 1, signal)) {
      lines.push(lineBytes(event));
      const [stretch] = stretches;
      if (stretch === undefined || event.sequence + 1 < stretch.to) continue;
      stretches.shift();
      yield linePage(this.#parts.hashes, stretch.from, lines);
      this.#assertReading(signal);
      lines = [];
    }
    this.#assertReading(signal);
  }

  subscribe(options: port.Subscribe = {}): AsyncIterable<port.Delivery> {
    checkFilter(options.filter);
    return subscribe(this.#book, options, {
      assertOpen: () => this.#assertOpen(),
      matches: (event) => matches(event, options.filter),
    });
  }

  async revision(stream: string): Promise<port.Revision | null> {
    this.#assertOpen();
    checkStreamName(stream);
    return this.#book.revision(stream);
  }

  async head(): Promise<port.Head | null> {
    this.#assertOpen();
    await this.#book.catchUp();
    const { places } = this.#book;
    const at = places.lastCursor();
    return at === null ? null : { at, sequence: places.size - 1, recordedAt: places.recordedAt };
  }

  async root(): Promise<port.TreeHead> {
    this.#assertOpen();
    await this.#book.catchUp();
    return this.#book.places.head();
  }

  async rootAt(size: number): Promise<port.TreeHead> {
    this.#assertOpen();
    await this.#book.catchUp();
    return this.#book.places.head(size);
  }

  async frontierAt(size: number): Promise<Frontier> {
    this.#assertOpen();
    await this.#book.catchUp();
    return this.#book.places.frontier(size);
  }

  async note(): Promise<void> {
    this.#assertOpen();
    this.#book.keep();
  }

  async verify(options: port.VerifyOptions = {}): Promise<port.VerifyReport> {
    this.#assertOpen();
    if (options.file)
      throw unsupported(
        'verify-file',
        'This book is not a file, so it has no file seal.',
        'Verify its content: leave the file option out.',
      );
    return verifyBook(this.#book, this.#parts.hashes, options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.resolve();
    await Promise.all(this.#queues.values());
    this.#book.keep();
    this.#book.close();
    await Promise.all(this.#parts.links.map((link) => link.close()));
  }

  async #append(write: port.StreamAppend, deadline: number): Promise<port.Appended> {
    const { stream, expected, events } = write;
    const isNumber = typeof expected === 'bigint';
    if (events.length === 0 || (isNumber && expected >= MOST_REVISIONS)) {
      // An empty append succeeds on the server and tells a revision that there is none of.
      await this.#check(write);
      return { at: null, sequence: null, revisions: new Map() };
    }
    const { book, link, pace, limits } = this.#parts;
    const limit = limits.appendBytes;
    const done = await send({ link, prefix: book.prefix, write, deadline, pace, limit });
    if (done.position === null) throw deleted(stream);
    const sequence = await sequenceOf(book, done.position);
    const revisions = new Map([[stream, done.revision]]);
    return { at: cursorOf(sequence, done.position), sequence, revisions };
  }

  async #check({ stream, expected }: port.StreamAppend): Promise<void> {
    const actual = (await this.#book.revision(stream)) ?? 'none';
    const holds = expected === 'exists' ? actual !== 'none' : expected === actual;
    if (!holds) throw conflict([{ stream, expected, actual }]);
  }

  async *#forwards(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordedEvent, undefined> {
    for await (const { event } of this.#book.range(from, to, signal)) yield event;
  }

  // What a filter lets through at least; of much the server sends only that.
  async *#matching(
    from: number,
    to: number,
    { filter, signal }: Narrowed,
  ): AsyncGenerator<RecordedEvent, undefined> {
    if (filter === undefined || to - from < PAGE) yield* this.#forwards(from, to, signal);
    else
      for await (const { event } of this.#book.matching({ from, to }, filter, signal)) yield event;
  }

  // The old client cannot filter such a read, so a page is read forwards and turned round.
  async *#backwards(
    head: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordedEvent, undefined> {
    for (let to = head; to >= 0; to -= PAGE) {
      const page: RecordedEvent[] = [];
      const from = Math.max(0, to - PAGE + 1);
      for await (const { event } of this.#book.range(from, to, signal)) page.push(event);
      yield* page.reverse();
    }
  }

  #page(events: readonly RecordedEvent[]): port.Page {
    const sequence = events.at(-1)?.sequence ?? -1;
    const position = this.#book.places.positionAt(sequence);
    if (position === null) throw corrupt('An event is missing.', sequence);
    return { events, at: cursorOf(sequence, position) };
  }

  #checkCursor({ sequence, position }: ReturnType<typeof placeOf>): void {
    if (this.#book.places.positionAt(sequence) !== position)
      throw badRequest('That is not a position of this store.');
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw closed();
  }

  #assertReading(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw aborted();
    this.#assertOpen();
  }
}

// Whoever hears that nothing was written would write it again.
async function sequenceOf(book: Book, position: bigint): Promise<number> {
  try {
    return await book.sequenceOf(position);
  } catch (error) {
    const isSilent = isFeeworthError(error) && error.code === port.STORE_ERRORS.unavailable;
    if (!isSilent) throw error;
    throw indeterminate('It is written, and the server does not say where it stands.', error);
  }
}

function matches(event: RecordedEvent, filter: port.Filter | undefined): boolean {
  if (filter === undefined) return true;
  return 'streams' in filter
    ? filter.streams.some((prefix) => event.stream.startsWith(prefix))
    : filter.types.some((prefix) => event.type.startsWith(prefix));
}
