import { eventLine, isCanonicalLine } from '../../audit/line.ts';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  isFrontier,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../../audit/merkle.ts';
import { isFeeworthError } from '../../error.ts';
import type { RecordedEvent } from '../../event.ts';
import { aborted } from '../errors.ts';
import type { KnownHead, VerifyOptions, VerifyReport } from '../port.ts';
import { Findings } from '../verify.ts';
import type { Book } from './book.ts';
import { lineBytes, recordedOf } from './codec.ts';
import type { Delivered } from './deliveries.ts';

/**
 * Reads the book from the server again, event by event, whatever is known of it already: content
 * against its hash, streams for holes, the tree against every head that is given.
 */
export async function verifyBook(
  book: Book,
  hashes: TreeHashes,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const findings = new Findings();
  const { since, heads = [], signal } = options;
  const start = since === undefined ? null : await trusted(book, hashes, since);
  const expected: readonly KnownHead[] = [
    ...(since === undefined ? [] : [{ head: since, whose: 'the given tree head' }]),
    ...(book.restored === null
      ? []
      : [{ head: book.restored, whose: 'this machine’s own record' }]),
    ...heads,
  ];
  const check = new Check(hashes, findings, expected, start ?? EMPTY_FRONTIER);
  const after = start === null ? null : book.places.positionAt(start.size - 1);
  const how = { isPatient: false, ...(signal === undefined ? {} : { signal }) };
  for await (const delivered of book.follow(after, how)) {
    if (delivered.kind === 'caught-up') break;
    check.take(delivered, book.prefix);
  }
  if (signal?.aborted) throw aborted();
  return check.report();
}

// A given frontier, or the one of the book as it was read, if it has the very root that is trusted.
async function trusted(
  book: Book,
  hashes: TreeHashes,
  since: NonNullable<VerifyOptions['since']>,
): Promise<Frontier | null> {
  const { frontier, size, root } = since;
  await book.catchUp();
  if (frontier === undefined || frontier.size !== size || !isFrontier(frontier)) return null;
  if (size > book.places.size) return null;
  return toHex(frontierRoot(hashes, frontier)) === root ? frontier : null;
}

class Check {
  readonly #hashes: TreeHashes;
  readonly #findings: Findings;
  readonly #expected: readonly KnownHead[];
  readonly #start: number;
  readonly #revisions = new Map<string, bigint>();
  readonly #held = new Map<KnownHead, boolean>();
  #frontier: Frontier;
  #next: number;
  #isWhole = true;

  constructor(
    hashes: TreeHashes,
    findings: Findings,
    expected: readonly KnownHead[],
    start: Frontier,
  ) {
    this.#hashes = hashes;
    this.#findings = findings;
    this.#expected = expected;
    this.#start = start.size;
    this.#frontier = start;
    this.#next = start.size;
    this.#compare();
  }

  take({ wire }: Extract<Delivered, { kind: 'event' }>, prefix: string): void {
    const sequence = this.#next++;
    this.#checkRevision(wire.stream.slice(prefix.length), wire.revision, sequence);
    try {
      const event = recordedOf(wire, prefix, sequence);
      this.#checkLine(event);
      if (this.#isWhole)
        this.#frontier = appendLeaves(this.#hashes, this.#frontier, [
          this.#hashes.leaf(lineBytes(event)),
        ]);
    } catch (error) {
      if (!isFeeworthError(error)) throw error;
      this.#isWhole = false;
      this.#findings.add(sequence, error.message);
    }
    this.#compare();
  }

  report(): VerifyReport {
    for (const known of this.#expected)
      if (known.head.size > this.#next)
        this.#findings.add(
          this.#next,
          `The book ends here; ${known.whose} tells of ${known.head.size} events.`,
        );
    const problems = this.#findings.list();
    const heads = this.#expected.map((known) => {
      const isBefore = known.head.size < this.#start;
      return { ...known, holds: isBefore ? null : (this.#held.get(known) ?? false) };
    });
    return {
      ok: problems.length === 0,
      problems,
      tree: this.#isWhole ? { size: this.#next, root: this.#root() } : null,
      heads: heads.toSorted((a, b) => a.head.size - b.head.size),
      eventsChecked: this.#next - this.#start,
      notRead:
        this.#start === 0
          ? []
          : [`events 0 to ${this.#start - 1}: taken as the given root seals them`],
      remarks: ['The book is on a server: what the server keeps of it in files was not looked at.'],
    };
  }

  #compare(): void {
    for (const known of this.#expected) {
      const { head, whose } = known;
      if (head.size !== this.#next) continue;
      const holds = this.#isWhole && this.#root() === head.root;
      this.#held.set(known, holds);
      if (!holds && this.#isWhole)
        this.#findings.add(
          null,
          `The first ${head.size} events do not have the root that ${whose} tells.`,
        );
    }
  }

  // Streams that began before the start are taken from where they are first met.
  #checkRevision(stream: string, found: bigint, sequence: number): void {
    const due = this.#revisions.get(stream) ?? (this.#start === 0 ? 0n : found);
    if (found !== due)
      this.#findings.add(sequence, `Stream ${stream} has revision ${found} where ${due} is due.`);
    this.#revisions.set(stream, found + 1n);
  }

  #checkLine(event: RecordedEvent): void {
    if (!isCanonicalLine(eventLine(event, event), event))
      this.#findings.add(event.sequence, 'The line is not canonical.');
  }

  #root(): string {
    return toHex(frontierRoot(this.#hashes, this.#frontier));
  }
}
