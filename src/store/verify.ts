import { eventOfLine, isCanonicalLine } from '../audit/line.ts';
import {
  appendLeaves,
  appendSubtree,
  EMPTY_FRONTIER,
  frontierRoot,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../audit/merkle.ts';
import type { RecordedEvent } from '../event.ts';
import { isFeeworthError } from '../error.ts';
import { aborted } from './errors.ts';
import type { Log, Scanned, Scanner, StoredRow, Stretch } from './log.ts';
import type { KnownHead, TreeHead, VerifyProblem, VerifyReport } from './port.ts';

/** Verification stops listing here: one broken page makes thousands, and the first one counts. */
export const MOST_PROBLEMS = 100;
const PAGE = 1_000;
/** Events of one quick look: complete parts of the tree, in a large book large ones. */
const STRETCHES = { small: 1_024, large: 8_192, from: 100_000 };

/** Collects what is wrong; gives it in the order of the log, what has no place last. */
export class Findings {
  readonly #found: VerifyProblem[] = [];

  add(sequence: number | null, words: string): void {
    if (this.#found.length < MOST_PROBLEMS) this.#found.push({ sequence, words });
  }

  list(): readonly VerifyProblem[] {
    const place = (problem: VerifyProblem): number => problem.sequence ?? Infinity;
    return this.#found.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  }
}

/** What checking the content found out besides problems. */
export interface ContentCheck {
  /** Null when rows are missing, so that there is no tree over all of them. */
  readonly tree: TreeHead | null;
  readonly heads: VerifyReport['heads'];
  readonly eventsChecked: number;
  readonly notRead: readonly string[];
}

export interface ContentQuestion {
  readonly hashes: TreeHashes;
  readonly log: Log;
  readonly findings: Findings;
  /** Tree heads that must come out on the way. */
  readonly expected: readonly KnownHead[];
  /** A frontier that was shown to belong to a known root: reading starts behind it. */
  readonly trusted?: Frontier;
  /** A quicker way to look; what it finds odd, and what no head vouches for, is read closely. */
  readonly scanner: Scanner | null;
  readonly signal?: AbortSignal | undefined;
}

/** Reads each line and checks bytes, copies, order and tree (settled.md §2.2). */
export async function verifyContent(question: ContentQuestion): Promise<ContentCheck> {
  const start = question.trusted?.size ?? 0;
  const check = new Check(question, start);
  const end = check.size();
  // A tree head is compared where it is, so stretches end there too.
  const plan = new Plan(start, end, [...question.expected.map(({ head }) => head.size), end]);
  for await (const { from, to, found } of lookedAt(plan, question.scanner)) {
    if (question.signal?.aborted) throw aborted();
    if (found !== null) check.take(from, to, found);
    else if ((await check.readClosely(from, to)) === 0) plan.skipTo(check.nextPlace(to));
    check.compareHeads(to);
  }
  // What came while we read.
  await check.readClosely(Math.max(end, start), Infinity);
  return check.result();
}

// Stretches one after the other, made when they are asked for: a place in a damaged book may be
// any number, and everything up to it would be stretches without an event.
class Plan {
  readonly #end: number;
  readonly #stops: readonly number[];
  readonly #length: number;
  #from: number;

  constructor(start: number, end: number, stops: readonly number[]) {
    this.#from = start;
    this.#end = end;
    this.#length = end - start < STRETCHES.from ? STRETCHES.small : STRETCHES.large;
    this.#stops = stops.filter((stop) => stop <= end);
  }

  next(): Stretch | null {
    const from = this.#from;
    if (from >= this.#end) return null;
    const aligned = (Math.floor(from / this.#length) + 1) * this.#length;
    const to = this.#stops.reduce(
      (least, stop) => (stop > from && stop < least ? stop : least),
      aligned,
    );
    this.#from = to;
    return { from, to };
  }

  skipTo(place: number): void {
    this.#from = Math.max(this.#from, place);
  }
}

// Keeps a few stretches under way, and hands them over in order.
async function* lookedAt(
  plan: Plan,
  scanner: Scanner | null,
): AsyncGenerator<Stretch & { readonly found: Scanned | null }> {
  const underWay: { stretch: Stretch; found: Promise<Scanned | null> }[] = [];
  const ahead = scanner === null ? 1 : 2 * scanner.width + 1;
  try {
    for (;;) {
      for (let stretch; underWay.length < ahead && (stretch = plan.next()) !== null;) {
        const { from, to } = stretch;
        underWay.push({ stretch, found: scanner?.scan(from, to) ?? Promise.resolve(null) });
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield { ...first.stretch, found: await first.found };
    }
  } finally {
    await Promise.allSettled(underWay.map(({ found }) => found));
  }
}

// One verification under way: the tree so far, what is due next, which heads came out.
class Check {
  readonly #question: ContentQuestion;
  readonly #start: number;
  readonly #held = new Map<KnownHead, boolean>();
  #frontier: Frontier;
  #next: number;
  #isMissing = false;
  #checked = 0;
  /** Looked at quickly since the last head that came out right. */
  #skimmed: Stretch[] = [];

  constructor(question: ContentQuestion, start: number) {
    this.#question = question;
    this.#start = start;
    this.#next = start;
    this.#frontier = question.trusted ?? EMPTY_FRONTIER;
  }

  size(): number {
    return (this.#question.log.head()?.sequence ?? -1) + 1;
  }

  /** Takes over what a quick look found nothing wrong with. */
  take(from: number, to: number, { parts }: Scanned): void {
    this.#checked += to - from;
    if (this.#next !== from) {
      this.#isMissing = true;
      this.#question.findings.add(this.#next, gapWords(this.#next, from));
    }
    this.#next = to;
    this.#skimmed.push({ from, to });
    if (this.#isMissing) return;
    for (const part of parts)
      this.#frontier = appendSubtree(this.#question.hashes, this.#frontier, part);
  }

  /** Row by row, naming whatever is not as it should be; returns how many rows there were. */
  async readClosely(from: number, to: number): Promise<number> {
    const { log, signal } = this.#question;
    const revisions = new Revisions(log, from);
    const before = this.#checked;
    for (let at = from; at < to;) {
      if (signal?.aborted) throw aborted();
      const rows = log.rows(at, Math.min(PAGE, to - at)).filter((row) => row.sequence < to);
      if (rows.length === 0) break;
      for (const row of rows) this.#readRow(row, revisions);
      this.#checked += rows.length;
      // Rows of a damaged table may come out of order, and would be read over and over.
      if (this.#next <= at) break;
      at = this.#next;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#checked - before;
  }

  #readRow(row: StoredRow, revisions: Revisions): void {
    const { findings, hashes } = this.#question;
    if (row.sequence < this.#next) {
      this.#isMissing = true;
      findings.add(row.sequence, 'An event stands behind later ones.');
    } else {
      if (row.sequence > this.#next) {
        this.#isMissing = true;
        findings.add(this.#next, gapWords(this.#next, row.sequence));
      }
      this.#next = row.sequence + 1;
    }
    checkRow(row, revisions, findings);
    if (!this.#isMissing)
      this.#frontier = appendLeaves(hashes, this.#frontier, [hashes.leaf(row.line)]);
  }

  /** The sequence of the first event from a place on; the end of the book when there is none. */
  nextPlace(from: number): number {
    return this.#question.log.rows(from, 1)[0]?.sequence ?? this.size();
  }

  /** Compares the tree with every head of just this size. */
  compareHeads(size: number): void {
    const { expected, findings } = this.#question;
    const own = expected.filter(({ head }) => head.size === size);
    if (own.length === 0) return;
    const root = this.#root(size);
    for (const known of own) {
      const holds = root === known.head.root;
      this.#held.set(known, holds);
      if (holds) this.#skimmed = [];
      else if (root !== null) findings.add(null, notTheRoot(known));
    }
    this.#readSkimmed();
  }

  result(): ContentCheck {
    const { expected, findings } = this.#question;
    for (const known of expected) {
      const { size } = known.head;
      if (this.#held.has(known)) continue;
      if (size > this.#next)
        findings.add(this.#next, `The book ends here; ${known.whose} tells of ${size} events.`);
      else if (size === this.#start) this.#compareStart(known);
    }
    this.#readSkimmed();
    const heads = expected.map((known) => {
      const isBefore = known.head.size < this.#start;
      return { ...known, holds: isBefore ? null : (this.#held.get(known) ?? false) };
    });
    return {
      tree: this.#isMissing ? null : { size: this.#next, root: this.#root(this.#next) ?? '' },
      heads: heads.toSorted((a, b) => a.head.size - b.head.size),
      eventsChecked: this.#checked,
      notRead: this.#start === 0 ? [] : notReadWords(this.#start),
    };
  }

  #root(size: number): string | null {
    if (this.#isMissing || this.#frontier.size !== size) return null;
    return toHex(frontierRoot(this.#question.hashes, this.#frontier));
  }

  #compareStart(known: KnownHead): void {
    const { trusted, hashes, findings } = this.#question;
    const holds = toHex(frontierRoot(hashes, trusted ?? EMPTY_FRONTIER)) === known.head.root;
    this.#held.set(known, holds);
    if (!holds) findings.add(null, notTheRoot(known));
  }

  // A quick look does not read JSON. Bytes under a root that holds are as they were written; all
  // others are read again, to say which of them is no event.
  #readSkimmed(): void {
    const { log, findings } = this.#question;
    for (const { from, to } of this.#skimmed)
      for (let at = from; at < to; at += PAGE)
        for (const row of log.rows(at, Math.min(PAGE, to - at)))
          if (row.sequence < to) eventOf(row, findings);
    this.#skimmed = [];
  }
}

function notReadWords(start: number): readonly string[] {
  return [
    `events 0 to ${start - 1}: taken as the given root seals them`,
    'structures of the file, such as its indexes',
  ];
}

function gapWords(from: number, found: number): string {
  return found - from === 1 ? 'An event is missing here.' : `${found - from} events are missing.`;
}

function notTheRoot({ head, whose }: KnownHead): string {
  return `The first ${head.size} events do not have the root that ${whose} tells.`;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function checkRow(row: StoredRow, revisions: Revisions, findings: Findings): void {
  const event = eventOf(row, findings);
  if (event === null) return;
  for (const [name, copy] of Object.entries(row.copies))
    if (copy !== partOf(event, name))
      findings.add(row.sequence, `The readable copy of ${name} differs from the line.`);
  const expected = revisions.next(event.stream, event.revision);
  if (event.revision !== expected)
    findings.add(
      row.sequence,
      `Stream ${event.stream} has revision ${event.revision} where ${expected} is due.`,
    );
}

function eventOf(row: StoredRow, findings: Findings): RecordedEvent | null {
  try {
    const line = decoder.decode(row.line);
    const event = eventOfLine(line, row.sequence);
    if (!isCanonicalLine(line, event)) findings.add(row.sequence, 'The line is not canonical.');
    return event;
  } catch (error) {
    const words = isFeeworthError(error) ? error.message : 'The line is not text.';
    findings.add(row.sequence, words);
    return null;
  }
}

/** The part of an event that a readable copy holds, absent as null. */
export function partOf(event: RecordedEvent, name: string): string | bigint | null {
  if (name === 'stream' || name === 'revision' || name === 'id' || name === 'type')
    return event[name];
  return (event.meta as unknown as Record<string, string | undefined>)[name] ?? null;
}

// The revision each stream should have next; streams that began below the start are looked up.
class Revisions {
  readonly #next = new Map<string, bigint>();
  readonly #log: Log;
  readonly #start: number;

  constructor(log: Log, start: number) {
    this.#log = log;
    this.#start = start;
  }

  /** What is due in a stream; what was found moves it on, so that one gap is one problem. */
  next(stream: string, found: bigint): bigint {
    const due = this.#next.get(stream) ?? this.#first(stream);
    this.#next.set(stream, found + 1n);
    return due;
  }

  #first(stream: string): bigint {
    if (this.#start === 0) return 0n;
    return (this.#log.revisionBefore(stream, this.#start) ?? -1n) + 1n;
  }
}
