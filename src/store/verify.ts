import { eventOfLine, isCanonicalLine } from '../audit/line.ts';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../audit/merkle.ts';
import type { RecordedEvent } from '../event.ts';
import { isFeeworthError } from '../error.ts';
import { aborted } from './errors.ts';
import type { Log, StoredRow } from './log.ts';
import type { TreeHead, VerifyProblem } from './port.ts';

/** Verification stops listing here: one broken page makes thousands, and the first one counts. */
export const MOST_PROBLEMS = 100;
const PAGE = 1_000;

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
  readonly eventsChecked: number;
  readonly notRead: readonly string[];
}

export interface ContentQuestion {
  readonly hashes: TreeHashes;
  readonly log: Log;
  readonly findings: Findings;
  /** Tree heads that must come out on the way, with whose they are: "the head note". */
  readonly expected: readonly { readonly head: TreeHead; readonly whose: string }[];
  /** A frontier that was shown to belong to a known root: reading starts behind it. */
  readonly trusted?: Frontier;
  readonly signal?: AbortSignal | undefined;
}

/** Reads each line and checks bytes, copies, order and tree (settled.md §2.2). */
export async function verifyContent(question: ContentQuestion): Promise<ContentCheck> {
  const { hashes, log, findings } = question;
  let frontier = question.trusted ?? EMPTY_FRONTIER;
  const start = frontier.size;
  const revisions = new Revisions(log, start);
  let next = start;
  let missing = false;
  let checked = 0;
  for (;;) {
    if (question.signal?.aborted) throw aborted();
    const rows = log.rows(next, PAGE);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (row.sequence !== next) {
        missing = true;
        findings.add(next, gapWords(next, row.sequence));
      }
      next = row.sequence + 1;
      checkRow(row, revisions, findings);
      if (!missing) {
        frontier = appendLeaves(hashes, frontier, [hashes.leaf(row.line)]);
        for (const { head, whose } of question.expected)
          if (head.size === frontier.size) checkRoot(hashes, frontier, head, whose, findings);
      }
    }
    checked += rows.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { head, whose } of question.expected)
    if (head.size > next)
      findings.add(next, `The book ends here; ${whose} tells of ${head.size} events.`);
  return {
    tree: missing ? null : { size: next, root: toHex(frontierRoot(hashes, frontier)) },
    eventsChecked: checked,
    notRead: start === 0 ? [] : [`events 0 to ${start - 1}: taken as the given root seals them`],
  };
}

function gapWords(from: number, found: number): string {
  return found - from === 1 ? 'An event is missing here.' : `${found - from} events are missing.`;
}

function checkRoot(
  hashes: TreeHashes,
  frontier: Frontier,
  head: TreeHead,
  whose: string,
  findings: Findings,
): void {
  if (toHex(frontierRoot(hashes, frontier)) !== head.root)
    findings.add(null, `The first ${head.size} events do not have the root that ${whose} tells.`);
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
