/** What the test server can be told to do instead of answering as it should. */
export type Fault =
  /** Never answers; `executes` says whether what was asked happens all the same. */
  | { readonly kind: 'silent'; readonly executes: boolean }
  /** Answers, that much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Ends the call in order and without an answer. */
  | { readonly kind: 'end'; readonly executes: boolean }
  /** Says that another node leads. */
  | { readonly kind: 'not-leader'; readonly address: string; readonly port: number }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'denied' }
  /** Takes the whole connection away. */
  | { readonly kind: 'cut'; readonly executes: boolean };

/** The calls a fault can be set for; `batch` is each request on the shared stream of appends. */
export type Method = 'features' | 'append' | 'batch' | 'read' | 'subscribe' | 'group';

interface Planned {
  readonly fault: Fault;
  times: number;
}

/** What is counted as it comes in: calls, and the messages on streams of appends. */
export type Counted = Method | 'batchMessages' | 'late';

/** The switches: each fault lies ready for the next so many calls of one method. */
export class Faults {
  readonly #planned = new Map<Method, Planned>();
  readonly #counts = new Map<Counted, number>();

  /** The next `times` calls of a method meet a fault; without a number, all until `clear`. */
  set(method: Method, fault: Fault, times = Infinity): void {
    this.#planned.set(method, { fault, times });
  }

  clear(method?: Method): void {
    if (method === undefined) this.#planned.clear();
    else this.#planned.delete(method);
  }

  /** How often something has come in. */
  count(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }

  counted(what: Counted): void {
    this.#counts.set(what, this.count(what) + 1);
  }

  /** The fault of a call that has just come in. */
  take(method: Method): Fault | null {
    this.counted(method);
    const planned = this.#planned.get(method);
    if (planned === undefined || planned.times <= 0) return null;
    planned.times -= 1;
    return planned.fault;
  }
}
