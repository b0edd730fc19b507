import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyBook } from '../../../app/commands/copy-book.ts';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import { openStore } from '../../../src/store/open.ts';
import type { EventStore, TreeHead } from '../../../src/store/port.ts';
import { changed, withFolder } from '../../support/book-stores.ts';
import { chanceOf, type Chance } from '../../support/chance.ts';
import { fillInterleaved } from '../../support/interleaved-book.ts';
import { Proxy } from '../../support/kurrentdb/proxy.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';

const BOOK = { events: 3_000, seed: 20260401, streams: 40, longestRun: 60 };
const PACE = { attemptMs: 300, silenceMs: 300, patienceMs: 5_000 };
const SEEDS = [1];
/** Kills of each leg, and the appends that a process lives to see at most: there, and back. */
const THERE = { kills: 10, within: 12 };
const BACK = { kills: 4, within: 3 };
/** Where on a connection it is cut: in the greeting, in a request, in the middle of an event. */
const MOST_BYTES = 60_000;

const server = new TestServer({ package: 'eventstore', commitTimeoutMs: 100 });
const proxy = new Proxy(() => server.port);
beforeAll(async () => {
  await server.start();
  await proxy.start();
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const atServer = (book: string): Promise<EventStore> =>
  openServerStore(`esdb://${proxy.address}?tls=false&book=${book}`, { pace: PACE });

/** A stand-in for a process that is killed: what it has begun goes on, and nobody hears of it. */
class Killed extends Error {}

interface Killing {
  readonly store: EventStore;
  /** What was under way when it was killed. */
  readonly underWay: Promise<unknown>[];
}

/** The same store in a process that is killed before, during or after one of its next appends. */
function killedAtAppend(inner: EventStore, chance: Chance, within: number): Killing {
  const underWay: Promise<unknown>[] = [];
  let left = within === Infinity ? Infinity : chance.int(1, within);
  const store = changed(inner, {
    async append(writes, options) {
      left -= 1;
      if (left > 0) return inner.append(writes, options);
      const when = chance.pick(['before', 'during', 'after'] as const);
      if (when === 'before') throw new Killed();
      const appending = inner.append(writes, options);
      underWay.push(appending.catch(() => undefined));
      if (when === 'after') await appending;
      throw new Killed();
    },
  });
  return { store, underWay };
}

function calm(): void {
  server.faults.clear();
  proxy.cutAt(null);
}

/** Sets one of the faults that a server or a wire has for what comes next. */
function someFault(chance: Chance): void {
  calm();
  const executes = chance.is(0.5);
  const fault = chance.pick(['cut', 'end', 'late', 'wire', 'wire', 'none'] as const);
  const method = chance.pick(['batch', 'subscribe'] as const);
  if (fault === 'wire') {
    const direction = chance.pick(['toServer', 'toClient'] as const);
    proxy.cutAt({ direction, bytes: chance.int(1, MOST_BYTES) });
    // Once: who is cut at the same byte for ever gets nowhere.
    void proxy.untilCut().then(() => proxy.cutAt(null));
  } else if (fault === 'late') server.faults.set(method, { kind: 'late', ms: 5 }, 3);
  else if (fault !== 'none') server.faults.set(method, { kind: fault, executes }, 2);
}

/** Copies with faults and kills until it is through; how often it had to begin again. */
async function copyUnderFire(
  open: () => Promise<{ readonly from: EventStore; readonly to: EventStore }>,
  chance: Chance,
  { kills, within }: typeof THERE,
): Promise<{ readonly tree: TreeHead; readonly killed: number }> {
  // The next one does not wait for what the one before has under way.
  const loose: Promise<unknown>[] = [];
  try {
    for (let killed = 0; ; killed++) {
      const isLast = killed === kills;
      if (isLast) calm();
      else someFault(chance);
      const { from, to } = await open();
      const { store, underWay } = killedAtAppend(to, chance, isLast ? Infinity : within);
      try {
        const { tree } = await copyBook(from, store);
        return { tree, killed };
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      } finally {
        loose.push(...underWay, from.close(), to.close());
      }
    }
  } finally {
    calm();
    await Promise.allSettled(loose);
  }
}

test.each(SEEDS)('there and back with faults and kills of seed %i: the same root', (seed) =>
  withFolder(async (folder) => {
    const chance = chanceOf(seed);
    const [first, last] = ['first.db', 'last.db'].map((name) => join(folder, name));
    const source = await openStore(first as string);
    await fillInterleaved(source, { ...BOOK, seed });
    const whole = await source.root();
    await source.close();
    expect(whole.size).toBe(BOOK.events);
    const readOnly = { readOnly: true };
    const there = await copyUnderFire(
      async () => ({
        from: await openStore(first as string, readOnly),
        to: await atServer(`copy-${seed}`),
      }),
      chance,
      THERE,
    );
    expect(there).toEqual({ tree: whole, killed: THERE.kills });
    const back = await copyUnderFire(
      async () => ({
        from: await atServer(`copy-${seed}`),
        to: await openStore(last as string),
      }),
      chance,
      BACK,
    );
    expect(back).toEqual({ tree: whole, killed: BACK.kills });
    const copied = await openStore(last as string, readOnly);
    expect(await copied.verify()).toMatchObject({ ok: true, tree: whole });
    await copied.close();
  }),
);
