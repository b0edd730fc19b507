const EMPTY: never[] = [];
Object.freeze(EMPTY);

/**
 * Collects a short list and hands it out at its exact length. A list grown by push keeps room for
 * seventeen; a payment file has half a million lists of one, and that room was most of its cost.
 */
export class Bag<T> {
  private readonly items: T[] = [];
  private count = 0;

  add(item: T): void {
    this.items[this.count] = item;
    this.count += 1;
  }

  /** What was added since the last time; an empty list is shared and frozen. */
  take(): T[] {
    const { count } = this;
    if (count === 0) return EMPTY;
    this.count = 0;
    return count === 1 ? [this.items[0] as T] : this.items.slice(0, count);
  }
}
