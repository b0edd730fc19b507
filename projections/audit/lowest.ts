interface Kept<T> {
  readonly number: number;
  readonly value: T;
}

/** Keeps the values with the lowest numbers of all it is told: a heap no larger than asked for. */
export class Lowest<T> {
  readonly #most: number;
  // A heap with the highest number on top: the next to go.
  readonly #heap: Kept<T>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(number: number, value: () => T): void {
    const heap = this.#heap;
    if (heap.length < this.#most) {
      heap.push({ number, value: value() });
      this.#rise(heap.length - 1);
    } else if (number < (heap[0]?.number ?? -1)) {
      heap[0] = { number, value: value() };
      this.#sink(0);
    }
  }

  /** By number, the lowest first. */
  values(): T[] {
    return this.#heap.toSorted((a, b) => a.number - b.number).map((kept) => kept.value);
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1;
      if (!this.#isAbove(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ;) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#isAbove(right, left) ? right : left;
      if (!this.#isAbove(child, at)) return;
      this.#swap(child, at);
      at = child;
    }
  }

  #isAbove(a: number, b: number): boolean {
    return (this.#heap[a]?.number ?? -Infinity) > (this.#heap[b]?.number ?? -Infinity);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
