// One client of a soak, in a process of its own: writes, follows or reads through the store port,
// and tells the process that forked it what it did and saw.
import { openServerStore } from '../../src/store/kurrentdb/open.ts';
import type { EventStore } from '../../src/store/port.ts';
import { chanceOf, type Chance } from '../../test/support/chance.ts';
import { follow } from './follower.ts';
import type { FromClient, Task } from './messages.ts';
import { read } from './reader.ts';
import { write } from './writer.ts';

/** Short times, so that a silence does not take up the soak; patience is for restarts. */
const PACE = { attemptMs: 1_500, silenceMs: 1_500, patienceMs: 15_000 };
const SAMPLE_MS = 2_000;

/** What every role works with. */
export interface Client {
  readonly number: number;
  readonly chance: Chance;
  /** Aborted when nothing more is to be begun. */
  readonly ending: AbortSignal;
  readonly open: () => Promise<EventStore>;
  readonly tell: (message: FromClient) => void;
  /** Tells how many events a store knows, for judging memory. */
  readonly knows: (store: EventStore, events: number) => void;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const ending = new AbortController();
const known = new Map<EventStore, number>();
const tell = (message: FromClient): void => void process.send?.(message);
const client: Client = {
  number: task.number,
  chance: chanceOf(task.seed),
  ending: ending.signal,
  tell,
  async open() {
    const store = await openServerStore(task.url, { pace: PACE });
    known.set(store, 0);
    const close = store.close.bind(store);
    store.close = () => {
      known.delete(store);
      return close();
    };
    return store;
  },
  knows: (store, events) => {
    if (known.has(store)) known.set(store, Math.max(events, known.get(store) ?? 0));
  },
};

function sample(): void {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const all = [...known.values()].reduce((a, b) => a + b, 0);
  tell({ kind: 'memory', heapBytes: heapUsed + external, rssBytes: rss, known: all });
}

process.on('message', () => ending.abort());
process.once('disconnect', () => process.exit(1));
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    tell({ kind: 'violation', words: `${event} in a ${task.role}: ${wordsOf(error)}` });
  });

function wordsOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? error.message).split('\n') : [];
  return lines.length === 0 ? String(error) : lines.slice(0, 2).join(' ');
}

const timer = setInterval(sample, SAMPLE_MS);
const roles = { writer: write, follower: follow, reader: read };
try {
  await roles[task.role](client);
} catch (error) {
  tell({ kind: 'violation', words: `a ${task.role} gave up: ${wordsOf(error)}` });
}
clearInterval(timer);
tell({ kind: 'done' });
process.disconnect();
