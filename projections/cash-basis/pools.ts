/** Something owed, with the account that paying it belongs to on the cash basis. */
export interface Owed {
  readonly account: number;
  /** In the other book, where the debt is between two. */
  readonly otherAccount?: number;
  cents: number;
  readonly day: string;
  /** Bill, claim, or kind of fee: what a settlement may name. */
  readonly key: string;
  /** Event that it came from: what `applies` names. */
  readonly event: string;
}

/** Part of a settlement, by what it settles. */
export interface Settled {
  readonly account: number;
  readonly otherAccount?: number;
  readonly cents: number;
}

/** What a settlement says of what it settles; without either, the oldest is settled first. */
export interface Names {
  readonly key?: string | undefined;
  readonly applies?: readonly { readonly event: string; readonly cents: number }[] | undefined;
}

/**
 * What is owed to (or by) somebody, oldest first and on one day by account, so that the order in
 * which files come plays no part. More settled than owed is remembered: what is owed later is then
 * settled already.
 */
export class Pool {
  readonly #items: Owed[] = [];
  #ahead = 0;

  owe(item: Owed): void {
    if (item.cents < 0) {
      this.settle(0 - item.cents, { key: item.key === '' ? undefined : item.key });
      return;
    }
    const filled = Math.min(this.#ahead, item.cents);
    this.#ahead -= filled;
    if (item.cents === filled) return;
    const at = this.#items.findIndex((i) => i.day === item.day && i.account > item.account);
    const kept = { ...item, cents: item.cents - filled };
    if (at < 0) this.#items.push(kept);
    else this.#items.splice(at, 0, kept);
  }

  /** Takes what is settled out; the rest of the amount, if any, is for the caller to place. */
  settle(cents: number, { key, applies = [] }: Names = {}): Settled[] {
    const settled: Settled[] = [];
    const take = (most: number, isMeant: (item: Owed) => boolean): number => {
      let left = most;
      for (const item of this.#items) {
        if (left === 0) break;
        if (!isMeant(item)) continue;
        const part = Math.min(left, item.cents);
        item.cents -= part;
        left -= part;
        settled.push({ ...item, cents: part });
      }
      return most - left;
    };
    let left = cents;
    for (const of of applies) left -= take(Math.min(left, of.cents), (i) => i.event === of.event);
    if (key !== undefined) left -= take(left, (item) => item.key === key);
    left -= take(left, () => true);
    this.#ahead += left;
    this.#drop();
    return settled;
  }

  #drop(): void {
    let to = 0;
    for (const item of this.#items) if (item.cents > 0) this.#items[to++] = item;
    this.#items.length = to;
  }
}
