import type { Cite } from './entry.ts';

/** Keeps what was seen of each key until there is too much of it to be seldom. */
export class Few {
  readonly #most: number;
  readonly #seen = new Map<string, Cite[] | null>();

  constructor(most: number) {
    this.#most = most;
  }

  add(key: string, cite: () => Cite): void {
    const seen = this.#seen.get(key);
    if (seen === null) return;
    if (seen === undefined) this.#seen.set(key, [cite()]);
    else if (seen.length >= this.#most) this.#seen.set(key, null);
    else seen.push(cite());
  }

  /** Keys seen no more often than that, with everything seen of each. */
  seldom(): [key: string, cites: readonly Cite[]][] {
    return [...this.#seen].filter((kept): kept is [string, Cite[]] => kept[1] !== null);
  }

  get keys(): number {
    return this.#seen.size;
  }
}
