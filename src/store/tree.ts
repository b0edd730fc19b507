import {
  appendSubtree,
  EMPTY_FRONTIER,
  frontierRoot,
  toHex,
  type Frontier,
  type TreeHashes,
} from '../audit/merkle.ts';
import { badRequest } from './errors.ts';
import { linesOf } from './lines.ts';
import type { LineReading, Log } from './log.ts';
import type { TreeHead } from './port.ts';

const KNOWN = 32;

/**
 * The tree of a book, kept warm: appending hashes nothing, asking for a root hashes only what came
 * since the last time. It starts from the head note's frontier, so a command on a large book is
 * not made to hash it again.
 */
export class WarmTree {
  readonly #hashes: TreeHashes;
  readonly #log: Log;
  /** The quick way to read the lines of so many events. */
  readonly #reading: (events: number) => LineReading | null;
  // Sorted by size; the first is the empty tree.
  #known: Frontier[] = [EMPTY_FRONTIER];

  constructor(
    hashes: TreeHashes,
    log: Log,
    known: Frontier = EMPTY_FRONTIER,
    reading: (events: number) => LineReading | null = () => null,
  ) {
    this.#hashes = hashes;
    this.#log = log;
    this.#reading = reading;
    this.#remember(known);
  }

  /** Number of events there are now. */
  size(): number {
    return (this.#log.head()?.sequence ?? -1) + 1;
  }

  async head(size = this.size()): Promise<TreeHead> {
    const frontier = await this.frontier(size);
    return { size, root: toHex(frontierRoot(this.#hashes, frontier)) };
  }

  /** The frontier at a size, from the nearest smaller one that is known. */
  async frontier(size = this.size()): Promise<Frontier> {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.size())
      throw badRequest(`The book has ${this.size()} events, not ${size}.`);
    let frontier = this.#known.findLast((known) => known.size <= size) ?? EMPTY_FRONTIER;
    if (frontier.size === size) return frontier;
    const rest = { from: frontier.size, to: size };
    const reading = this.#reading(size - frontier.size);
    for await (const { parts } of linesOf(this.#log, this.#hashes, rest, reading)) {
      for (const part of parts) frontier = appendSubtree(this.#hashes, frontier, part);
      // A large book takes seconds: others get their turn between pages.
      if (frontier.size < size) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#remember(frontier);
    return frontier;
  }

  /** The frontier at exactly this size if it is known already. */
  knownAt(size: number): Frontier | undefined {
    return this.#known.find((known) => known.size === size);
  }

  #remember(frontier: Frontier): void {
    if (this.knownAt(frontier.size)) return;
    const [empty = EMPTY_FRONTIER, ...rest] = [...this.#known, frontier].sort(
      (a, b) => a.size - b.size,
    );
    // The largest are the ones that are asked for again.
    this.#known = [empty, ...rest.slice(-KNOWN)];
  }
}
