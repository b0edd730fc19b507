import {
  frontierRoot,
  isFrontier,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../audit/merkle.ts';
import type { FeeworthError } from '../error.ts';
import type { RecordedEvent } from '../event.ts';
import { positionAt, sequenceAt } from './cursor.ts';
import { decideAppend, type Decided } from './decide.ts';
import { checkSizes, encodeRows } from './encode.ts';
import { aborted, badRequest, closed, conflict, unsupported } from './errors.ts';
import { follow } from './follow.ts';
import { linesOf } from './lines.ts';
import type { LineReading, Log, LogRow, Scanner } from './log.ts';
import type * as port from './port.ts';
import { checkCount, checkFilter, checkStreamName, checkWrites } from './request.ts';
import { WarmTree } from './tree.ts';
import { Findings, verifyContent } from './verify.ts';

const PAGE = 1_000;
const RETRY_MS = 5;
const TIMEOUT_MS = 10_000;
const NOTE = 'the head note';

/** What a kind of store adds around its log: files beside the book, locks, closing. */
export interface Keeper {
  /** Called before anything is written; throws what forbids writing. */
  beforeAppend(): void;
  /** Whether an error says that another process is writing just now. */
  isBusy(error: unknown): boolean;
  /** What lies beside the book says that this is not what was kept; null when nothing does. */
  doubt(tree: WarmTree): Promise<FeeworthError | null>;
  /** Writes the head note now. */
  note(tree: WarmTree): Promise<void>;
  /** Called once, after the last append. */
  close(tree: WarmTree): Promise<void>;
  /** A tree head that was kept beside the book. */
  noted(): port.TreeHead | null;
  /** What only this kind of store can check; adds to the findings and returns remarks. */
  verifyKind(findings: Findings): readonly string[];
  /** A quick way to look at this many events, which the keeper ends; null when there is none. */
  scanner(events: number): Scanner | null;
  /** A quick way to read the lines of this many events; null when there is none. */
  lineReading(events: number): LineReading | null;
  /** The file seal; null when this kind of store has no file. */
  verifyFile(): Promise<port.VerifyReport | null>;
}

/** An event store over an embedded log: memory and SQLite differ only in their log and keeper. */
export class LogStore implements port.EventStore {
  readonly limits: port.StoreLimits;
  readonly #log: Log;
  readonly #keeper: Keeper;
  readonly #hashes: TreeHashes;
  readonly #tree: WarmTree;
  readonly #listeners = new Set<() => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #doubt: Promise<FeeworthError | null> | undefined;

  constructor(log: Log, keeper: Keeper, hashes: TreeHashes, tree = new WarmTree(hashes, log)) {
    this.limits = log.limits;
    this.#log = log;
    this.#keeper = keeper;
    this.#hashes = hashes;
    this.#tree = tree;
  }

  async append(
    writes: readonly port.StreamAppend[],
    options: port.AppendOptions = {},
  ): Promise<port.Appended> {
    this.#assertOpen();
    checkCount('timeoutMs', options.timeoutMs, 1);
    checkWrites(writes, this.limits);
    // Most appends say where they expect to stand: their lines are made before the lock is taken.
    const guess = new Map(writes.map((write) => [write.stream, encodeRows(write, guessed(write))]));
    checkSizes([...guess.values()].flat(), this.limits);
    const deadline = performance.now() + (options.timeoutMs ?? TIMEOUT_MS);
    const task = this.#queue.then(() => this.#appendBy(deadline, writes, guess));
    this.#queue = task.catch(() => undefined);
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
    const last = this.#log.revision(stream);
    if (last === null) return;
    const from = options.from ?? (backwards ? 'end' : 'start');
    if (typeof from === 'bigint' && from < 0n) throw badRequest('A revision is not negative.');
    let next = from === 'start' ? 0n : from === 'end' ? last : from;
    if (backwards && next > last) next = last;
    let left = limit;
    while (left > 0 && next >= 0n && next <= last) {
      this.#assertReading(signal);
      const range = { from: next, limit: Math.min(left, PAGE), backwards };
      const events = this.#log.readStream(stream, range);
      for (const event of events) {
        if (event.revision > last) return;
        yield event;
        this.#assertReading(signal);
      }
      if (events.length === 0) return;
      left -= events.length;
      next += BigInt(backwards ? -events.length : events.length);
    }
  }

  async *readAll(options: port.ReadAll = {}): AsyncGenerator<RecordedEvent, undefined> {
    this.#assertOpen();
    checkFilter(options.filter);
    checkCount('limit', options.limit, 0);
    const { after, backwards = false, limit = Infinity, filter, signal } = options;
    const head = this.#log.head()?.sequence ?? -1;
    const cursor = after === undefined ? undefined : sequenceAt(after);
    let from = backwards ? 0 : (cursor ?? -1) + 1;
    let to = backwards ? Math.min(head, (cursor ?? head + 1) - 1) : head;
    let left = limit;
    while (left > 0 && from <= to) {
      this.#assertReading(signal);
      const size = Math.min(left, PAGE);
      const events = this.#log.readRange({ from, to, limit: size, backwards, filter });
      for (const event of events) {
        yield event;
        this.#assertReading(signal);
      }
      const last = events.at(-1);
      if (last === undefined || events.length < size) return;
      left -= events.length;
      if (backwards) to = last.sequence - 1;
      else from = last.sequence + 1;
    }
  }

  async *readPages(options: port.ReadPages = {}): AsyncGenerator<port.Page, undefined> {
    this.#assertOpen();
    checkFilter(options.filter);
    checkCount('pageSize', options.pageSize, 1);
    checkCount('fromSequence', options.fromSequence, 0);
    const { after, fromSequence, filter, pageSize = PAGE, signal } = options;
    if (after !== undefined && fromSequence !== undefined)
      throw badRequest('Pages start after a position or from a sequence, not both.');
    const to = this.#log.head()?.sequence ?? -1;
    let from = after === undefined ? (fromSequence ?? 0) : sequenceAt(after) + 1;
    while (from <= to) {
      this.#assertReading(signal);
      const range = { from, to, limit: pageSize, backwards: false, filter };
      const events = this.#log.readRange(range);
      const last = events.at(-1);
      if (last === undefined) return;
      yield { events, at: positionAt(last.sequence) };
      if (events.length < pageSize) return;
      from = last.sequence + 1;
    }
  }

  async *readLines(options: port.ReadLines): AsyncGenerator<port.LinePage, undefined> {
    this.#assertOpen();
    checkCount('fromSequence', options.fromSequence, 0);
    checkCount('toSequence', options.toSequence, 0);
    const { fromSequence: from, toSequence: to, signal } = options;
    if (to > this.#tree.size()) throw badRequest(`The book has ${this.#tree.size()} events.`);
    const reading = this.#keeper.lineReading(to - from);
    for await (const page of linesOf(this.#log, this.#hashes, { from, to }, reading)) {
      this.#assertReading(signal);
      yield page;
      this.#assertReading(signal);
    }
  }

  subscribe(options: port.Subscribe = {}): AsyncIterable<port.Delivery> {
    checkFilter(options.filter);
    const followed = {
      log: this.#log,
      assertOpen: () => this.#assertOpen(),
      onChange: (listener: () => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    return follow(followed, options);
  }

  async revision(stream: string): Promise<port.Revision | null> {
    this.#assertOpen();
    checkStreamName(stream);
    return this.#log.revision(stream);
  }

  async head(): Promise<port.Head | null> {
    this.#assertOpen();
    const head = this.#log.head();
    return head === null ? null : { at: positionAt(head.sequence), ...head };
  }

  async root(): Promise<port.TreeHead> {
    this.#assertOpen();
    this.#doubt ??= this.#keeper.doubt(this.#tree);
    const doubt = await this.#doubt;
    if (doubt !== null) throw doubt;
    return this.#tree.head();
  }

  async rootAt(size: number): Promise<port.TreeHead> {
    this.#assertOpen();
    return this.#tree.head(size);
  }

  async frontierAt(size: number): Promise<Frontier> {
    this.#assertOpen();
    return this.#tree.frontier(size);
  }

  async note(): Promise<void> {
    this.#assertOpen();
    await this.#queue;
    await this.#keeper.note(this.#tree);
  }

  async verify(options: port.VerifyOptions = {}): Promise<port.VerifyReport> {
    this.#assertOpen();
    if (options.file) return this.#verifyFile();
    const findings = new Findings();
    const remarks = this.#keeper.verifyKind(findings);
    const { since, heads = [], signal } = options;
    const trusted = since && this.#trusted(since);
    const noted = this.#keeper.noted();
    const given = since === undefined ? [] : [{ head: since, whose: 'the given tree head' }];
    const from = trusted?.size ?? 0;
    const scanner = this.#keeper.scanner(Math.max(0, this.#tree.size() - from));
    try {
      // Who asks for the tail does not wait for a check of the whole file.
      const structure = trusted === undefined ? scanner?.structure() : undefined;
      const content = await verifyContent({
        hashes: this.#hashes,
        log: this.#log,
        findings,
        expected: [...(noted === null ? [] : [{ head: noted, whose: NOTE }]), ...given, ...heads],
        scanner,
        ...(trusted === undefined ? {} : { trusted }),
        signal,
      });
      for (const words of (await structure) ?? []) findings.add(null, words);
      const problems = findings.list();
      const ok = problems.length === 0;
      const asked = content.heads.filter(({ whose }) => whose !== NOTE);
      return { ok, problems, ...content, heads: asked, remarks };
    } finally {
      await scanner?.done();
    }
  }

  // Its own frontier, or the one a note knows, as far as it has the very root that is trusted.
  #trusted(since: NonNullable<port.VerifyOptions['since']>): Frontier | undefined {
    const known = since.frontier ?? this.#tree.knownAt(since.size);
    if (known === undefined || known.size !== since.size || !isFrontier(known)) return undefined;
    if (since.size > this.#tree.size()) return undefined;
    return toHex(frontierRoot(this.#hashes, known)) === since.root ? known : undefined;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Yield once, so that #closing stands before anything else happens.
    await Promise.resolve();
    this.#notify();
    await this.#queue;
    await this.#keeper.close(this.#tree);
  }

  async #verifyFile(): Promise<port.VerifyReport> {
    const report = await this.#keeper.verifyFile();
    if (report !== null) return report;
    throw unsupported(
      'verify-file',
      'This book is not a file, so it has no file seal.',
      'Verify its content: leave the file option out.',
    );
  }

  async #appendBy(
    deadline: number,
    writes: readonly port.StreamAppend[],
    guess: ReadonlyMap<string, readonly LogRow[]>,
  ): Promise<port.Appended> {
    for (;;) {
      try {
        const appended = this.#appendNow(writes, guess);
        this.#notify();
        return appended;
      } catch (error) {
        if (!this.#keeper.isBusy(error) || performance.now() >= deadline) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  #appendNow(
    writes: readonly port.StreamAppend[],
    guess: ReadonlyMap<string, readonly LogRow[]>,
  ): port.Appended {
    this.#keeper.beforeAppend();
    return this.#appendSingle(writes, guess) ?? this.#appendAll(writes, guess);
  }

  // What a command does most: one event at the head of one stream, told in one statement.
  #appendSingle(
    writes: readonly port.StreamAppend[],
    guess: ReadonlyMap<string, readonly LogRow[]>,
  ): port.Appended | null {
    const [write] = writes;
    if (writes.length !== 1 || write?.events.length !== 1) return null;
    if (write.expected === 'any' || write.expected === 'exists') return null;
    const row = guess.get(write.stream)?.[0];
    const sequence = row === undefined ? null : this.#log.insertNext(row);
    if (row === undefined || sequence === null) return null;
    const revisions = new Map([[write.stream, row.revision]]);
    return { at: positionAt(sequence), sequence, revisions };
  }

  #appendAll(
    writes: readonly port.StreamAppend[],
    guess: ReadonlyMap<string, readonly LogRow[]>,
  ): port.Appended {
    return this.#log.transaction(() => {
      const outcome = decideAppend(writes, this.#log);
      if (outcome.kind === 'conflict') throw conflict(outcome.conflicts);
      if (outcome.kind === 'repeat') return this.#repeated(outcome.decided);
      if (outcome.kind === 'pass') return { at: null, sequence: null, revisions: new Map() };
      return this.#written(outcome.decided, guess);
    });
  }

  #written(
    decided: readonly Decided[],
    guess: ReadonlyMap<string, readonly LogRow[]>,
  ): port.Appended {
    const revisions = new Map<string, port.Revision>();
    let sequence = -1;
    for (const { write, decision } of decided) {
      if (decision.kind !== 'write') continue;
      const ready = guess.get(write.stream) ?? [];
      const fits = ready[0]?.revision === decision.from;
      sequence = this.#log.insert(fits ? ready : encodeRows(write, decision.from));
      revisions.set(write.stream, decision.from + BigInt(write.events.length) - 1n);
    }
    return { at: positionAt(sequence), sequence, revisions };
  }

  #repeated(decided: readonly Decided[]): port.Appended {
    const revisions = new Map<string, port.Revision>();
    let sequence = -1;
    for (const { write, decision } of decided) {
      if (decision.kind !== 'repeat') continue;
      revisions.set(write.stream, decision.last);
      sequence = Math.max(sequence, this.#log.sequenceOf(write.stream, decision.last));
    }
    return { at: positionAt(sequence), sequence, revisions };
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw closed();
  }

  #assertReading(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw aborted();
    this.#assertOpen();
  }
}

function guessed({ expected }: port.StreamAppend): port.Revision {
  return typeof expected === 'bigint' ? expected + 1n : 0n;
}
