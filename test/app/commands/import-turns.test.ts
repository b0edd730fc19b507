import { describe, expect, it } from 'vitest';
import { Book } from '../../../app/book.ts';
import { openBookStore } from '../../../app/book-place.ts';
import { manualClock } from '../../../app/clock.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { changed } from '../../support/book-stores.ts';
import { chanceOf } from '../../support/chance.ts';
import type { Chance } from '../../support/chance.ts';
import { closePeriod } from '../../../app/commands/close.ts';
import { initBook } from '../../../app/commands/init.ts';
import { balances, BOOK_YAML, codeOf, KEY, NOW, take } from '../support.ts';
import { sheet } from './import-support.ts';

const FILES = [sheet(0, 12), sheet(8, 20), sheet(16, 28), sheet(24, 36)];
const SALES = -100 * 100 * 36;
const MACHINES = 3;

/**
 * Lets one call after the other through, whose turn it is by chance: of some books the same machine
 * goes on for long, of others they change all the time.
 */
class Turns {
  readonly #waiting: { readonly who: number; readonly go: () => void }[] = [];
  readonly #chance: Chance;
  readonly #goesOn: number;
  #last = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#goesOn = chance.pick([0, 0.6, 0.9]);
  }

  wait(who: number): Promise<void> {
    return new Promise((go) => this.#waiting.push({ who, go }));
  }

  /** Until all of the work is done. */
  async run(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    for (;;) {
      // Everybody has come as far as the next call of the store.
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) break;
      const same = this.#waiting.findIndex(({ who }) => who === this.#last);
      const any = this.#chance.int(0, this.#waiting.length - 1);
      const at = same >= 0 && this.#chance.is(this.#goesOn) ? same : any;
      const [next] = this.#waiting.splice(at, 1);
      this.#last = next?.who ?? 0;
      next?.go();
    }
    await done;
  }
}

/**
 * A store behind a line: each call takes its time to come and its answer to go back, and `wait` may
 * never end.
 */
function far(store: EventStore, wait: () => Promise<void>): EventStore {
  const late =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await wait();
      try {
        return await call(...args);
      } finally {
        await wait();
      }
    };
  const lateEach = <A extends readonly unknown[], T>(call: (...args: A) => AsyncIterable<T>) =>
    async function* (...args: A): AsyncGenerator<T, undefined> {
      await wait();
      const all: T[] = [];
      for await (const one of call(...args)) all.push(one);
      await wait();
      yield* all;
    };
  return changed(store, {
    append: late((...args) => store.append(...args)),
    head: late(() => store.head()),
    revision: late((stream) => store.revision(stream)),
    root: late(() => store.root()),
    readPages: lateEach((options) => store.readPages(options)),
    readStream: lateEach((stream, options) => store.readStream(stream, options)),
  });
}

interface Given {
  /** Calls of the store after which a machine is killed, one in so many; it starts again. */
  readonly killedIn: number;
  /** Whether another machine closes the month of the records meanwhile. */
  readonly isClosed?: boolean;
}

interface Outcome {
  readonly sales: number | undefined;
  /** What the closed month sold when it was closed, and in the end. */
  readonly closed?: readonly (number | undefined)[];
}

/** What a book sells after three machines took in all files at once, and one took them in again. */
async function outcomeOf(seed: number, { killedIn, isClosed = false }: Given): Promise<Outcome> {
  const chance = chanceOf(seed);
  const turns = new Turns(chance);
  const store = await openBookStore('memory:', { limits: { atomicStreams: 1 }, create: true });
  const options = { clock: manualClock(NOW), actor: 'dana', key: KEY };
  const book = new Book('memory:', store, options);
  await initBook({ book: 'book.yaml', text: BOOK_YAML }, book);
  const machine = async (_: unknown, who: number): Promise<void> => {
    const files = [...FILES];
    const chunkEvents = chance.pick([3, 1_000]);
    while (files.length > 0) {
      const at = chance.int(0, files.length - 1);
      const isDone = await alive(chance, killedIn, async (dies) => {
        const wait = (): Promise<void> => (dies() ? new Promise(() => undefined) : turns.wait(who));
        const own = new Book('memory:', far(store, wait), options);
        const code = await codeOf(take(own, files[at] ?? '', 'pos', { chunkEvents }));
        expect(['no error', 'import/unfinished', 'import/elsewhere']).toContain(code);
      });
      if (isDone) files.splice(at, 1);
    }
  };
  const closing = isClosed
    ? [
        closingOf(
          new Book(
            'memory:',
            far(store, () => turns.wait(MACHINES)),
            options,
          ),
          chance,
          turns,
        ),
      ]
    : [];
  await turns.run(Promise.all([...Array.from({ length: MACHINES }, machine), ...closing]));
  // A file whose import was never finished keeps its records from others until it is taken again.
  for (let rounds = 0; rounds < FILES.length; rounds++)
    for (const text of FILES) await codeOf(take(book, text, 'pos'));
  for (const text of FILES) expect((await take(book, text, 'pos')).status).toBe('already-imported');
  const closedAt = await closing[0];
  const sales = (await balances(book))[4020];
  if (closedAt === undefined) return { sales };
  const inMonth = { asOf: '2026-01-31' };
  const then = (await balances(book, { ...inMonth, knownAt: closedAt + 1 }))[4020];
  return { sales, closed: [then, (await balances(book, inMonth))[4020]] };
}

/** Where January was closed; undefined when the closing said that an import was a moment before. */
async function closingOf(book: Book, chance: Chance, turns: Turns): Promise<number | undefined> {
  for (let waits = chance.int(0, 150); waits > 0; waits--) await turns.wait(MACHINES);
  const code = await codeOf(closePeriod({ period: '2026-01', entity: 'practice' }, book));
  expect(['no error', 'period/overtaken']).toContain(code);
  for await (const { type, sequence } of book.store.readAll())
    if (type === 'PeriodClosed') return code === 'no error' ? sequence : undefined;
  return undefined;
}

/** Whether the work came to its end; `dies` is asked at every step, and says yes once. */
async function alive(
  chance: Chance,
  killedIn: number,
  work: (dies: () => boolean) => Promise<void>,
): Promise<boolean> {
  let isDead = false;
  const died = Promise.withResolvers<boolean>();
  const dies = (): boolean => {
    isDead ||= chance.is(1 / killedIn);
    if (isDead) died.resolve(false);
    return isDead;
  };
  return Promise.race([work(dies).then(() => true), died.promise]);
}

const [FROM = 0, TO = 24] = (process.env['SEEDS'] ?? '').split(',').filter(Boolean).map(Number);
const SEEDS = Array.from({ length: TO - FROM }, (_, i) => FROM + i);

describe('overlapping files that several machines import at once, one stream an append', () => {
  it.each([
    ['whoever comes when', { killedIn: Infinity }],
    ['whoever is killed when', { killedIn: 60 }],
    ['whenever their month is closed', { killedIn: Infinity, isClosed: true }],
  ])('count each record once, %s', async (_, given) => {
    const wrong: string[] = [];
    for (const seed of SEEDS) {
      const { sales, closed = [] } = await outcomeOf(seed, given);
      if (sales !== SALES) wrong.push(`seed ${seed}: ${sales}`);
      if (closed[0] !== closed[1]) wrong.push(`seed ${seed}: closed with ${closed.join(', now ')}`);
    }
    expect(wrong).toEqual([]);
  });
});
