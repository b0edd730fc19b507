import { HEAD, makeBatch, SYNTHETIC } from '../src/batch/columns.ts';
import type { EventBatch } from '../src/batch/columns.ts';
import { invariant } from '../src/error.ts';

/** Rows there is room for: a month's, unless there are sites by the dozen. */
const CAPACITY = 16_384;

const columns = makeBatch(CAPACITY);
/**
 * The rows of the future that a thread lives, one at a time. There is one such batch for all: what
 * is a constant of a module the compiler knows by its address, and a path that writes and folds
 * twenty thousand rows takes .8 of the time (decision 0022).
 */
export const ROWS: EventBatch = {
  ...columns,
  policy: 'gaap-2025@1',
  recordedAt: ['scenario'],
  // What is simulated occurs on the day it is effective: one column is both.
  occurred: columns.effective,
};
const { kind: KIND, effective: DAY, subject: SUBJECT, party: PARTY, code: CODE } = ROWS;
const { entity: ENTITY, site: SITE, flags: FLAGS } = ROWS;
const { amount0: AMOUNT0, amount1: AMOUNT1, amount2: AMOUNT2, amount3: AMOUNT3 } = ROWS;
// A month's rows are one event each and of one instant: instants stay 0, and these never change.
ROWS.sequence.forEach((_, i, column) => {
  column[i] = i;
});
FLAGS.fill(HEAD | SYNTHETIC);

/** Refuses to fold a row of a kind that no future has: `K` lists those that there are. */
export function foreignKind(kind: number): never {
  invariant(false, `kind ${kind} is one that futures write (npm run generate)`);
}

/** Rows that a loop fills sooner than a call of `fill`. */
const FEW = 24;

/** How often the rows were taken over: they are the last one's who did. */
let takeovers = 0;

/**
 * Writes rows of events that have not happened straight into the batch. Rows dated beyond the
 * horizon are not written: a cut would drop them. A path writes some twenty thousand: what many
 * rows have in common is set for all of them at once.
 */
export class RowWriter {
  /** Rows folded since the start, for benchmarks. */
  written = 0;
  /** How many of the rows are folded: the first ones. */
  folded = 0;
  #takeover = 0;
  #lastDay = 0;
  #entity = 0;
  #site = 0;
  /** Rows that have their entity and site. */
  #stamped = 0;
  #fold: (() => void) | undefined;

  /**
   * Takes the rows over: what a future that broke off left in them is dropped, and not counted. Days
   * after this one are outside the horizon.
   */
  start(lastDay: number): void {
    this.#takeover = ++takeovers;
    this.#lastDay = lastDay;
    this.#drop();
  }

  /** What folds the rows and empties the writer: called when there is no room for another one. */
  whenFull(fold: () => void): void {
    this.#fold = fold;
  }

  /** The rows that follow are of this entity and site. */
  place(entity: number, site: number): void {
    this.#stamp();
    this.#entity = entity;
    this.#site = site;
  }

  /** The rows, complete: those from `folded` on are to be folded. */
  finish(): EventBatch {
    this.#stamp();
    return ROWS;
  }

  /** Lets go of the rows, which have been folded. */
  empty(): void {
    this.written += ROWS.length;
    this.#drop();
  }

  /** One head row. Amounts that the kind does not use are 0. */
  put(
    kind: number,
    day: number,
    subject: number,
    party: number,
    code: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
  ): void {
    if (day > this.#lastDay) return;
    if (ROWS.length === CAPACITY) this.#full();
    const i = ROWS.length;
    KIND[i] = kind;
    DAY[i] = day;
    SUBJECT[i] = subject;
    PARTY[i] = party;
    CODE[i] = code;
    AMOUNT0[i] = a0;
    AMOUNT1[i] = a1;
    AMOUNT2[i] = a2;
    AMOUNT3[i] = a3;
    ROWS.length = i + 1;
  }

  /** A further row of the event written last. */
  more(
    kind: number,
    day: number,
    subject: number,
    party: number,
    code: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
  ): void {
    this.put(kind, day, subject, party, code, a0, a1, a2, a3);
    if (day <= this.#lastDay) FLAGS[ROWS.length - 1] = SYNTHETIC;
  }

  #stamp(): void {
    // Rows of another one would be folded as this one's.
    invariant(this.#takeover === takeovers, 'one future at a time is lived in a thread');
    const { length } = ROWS;
    const entity = this.#entity;
    const site = this.#site;
    const from = this.#stamped;
    if (length - from > FEW) {
      ENTITY.fill(entity, from, length);
      SITE.fill(site, from, length);
    } else {
      for (let i = from; i < length; i++) {
        ENTITY[i] = entity;
        SITE[i] = site;
      }
    }
    this.#stamped = length;
  }

  #drop(): void {
    FLAGS.fill(HEAD | SYNTHETIC, 0, ROWS.length);
    ROWS.length = 0;
    this.#stamped = 0;
    this.folded = 0;
  }

  #full(): void {
    invariant(this.#fold !== undefined, 'rows beyond the room of a writer are folded');
    this.#fold();
  }
}
