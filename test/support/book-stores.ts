import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '../../src/event.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { EventStore, ReadLines, ReadPages } from '../../src/store/port.ts';

/** Appends events so that each keeps the sequence it has, run by run of one stream. */
export async function appendAll(
  store: EventStore,
  events: readonly RecordedEvent[],
): Promise<EventStore> {
  for (let from = 0; from < events.length;) {
    const stream = events[from]?.stream ?? '';
    let to = from;
    while (events[to]?.stream === stream) to += 1;
    await store.append([{ stream, expected: 'any', events: events.slice(from, to) }]);
    from = to;
  }
  return store;
}

export async function storeOf(events: readonly RecordedEvent[]): Promise<EventStore> {
  return appendAll(openMemoryStore(), events);
}

/** The same store, noting which events are read in pages. */
export function watched(store: EventStore): { store: EventStore; read: number[] } {
  const read: number[] = [];
  const readPages = async function* (options?: ReadPages): ReturnType<EventStore['readPages']> {
    for await (const page of store.readPages(options)) {
      read.push(...page.events.map((e) => e.sequence));
      yield page;
    }
  };
  const readLines = async function* (options: ReadLines): ReturnType<EventStore['readLines']> {
    let next = options.fromSequence;
    for await (const page of store.readLines(options)) {
      for (let i = 0; i < page.ends.length; i++) read.push(next++);
      yield page;
    }
  };
  return { store: changed(store, { readPages, readLines } as Partial<EventStore>), read };
}

/** The same store with some of its answers changed. */
export function changed(store: EventStore, by: Partial<EventStore>): EventStore {
  return new Proxy(store, {
    get(of, name) {
      const own = by[name as keyof EventStore];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(of, name);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
}

/** Runs with a folder of its own, which is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'feeworth-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
