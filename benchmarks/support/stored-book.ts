import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NewEvent, RecordedEvent } from '../../src/event.ts';
import type { EventStore, StreamAppend } from '../../src/store/port.ts';
import { madeUpBook } from './made-up-book.ts';
import type { Size } from './made-up-book.ts';

/** Thirty months of twelve sites: some eighty thousand events. */
export const MEDIUM: Size = { months: 30, sitesPerPractice: 6, volume: 1, seed: 20260401 };

/** A folder on the repository's own disk (a temporary one may be memory); goes at the end. */
export function temporaryFolder(): string {
  const build = fileURLToPath(new URL('../.build/', import.meta.url));
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(join(build, 'book-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const mediumEvents = (): readonly RecordedEvent[] => [...madeUpBook(MEDIUM)];

/** The events as appends of one stream each, at most `most` events long, at exact revisions. */
export function appendsOf(events: readonly RecordedEvent[], most: number): StreamAppend[] {
  const appends: { stream: string; expected: 'none' | bigint; events: NewEvent[] }[] = [];
  for (const { id, type, data, meta, stream, revision } of events) {
    const open = appends.at(-1);
    if (open?.stream === stream && open.events.length < most) {
      open.events.push({ id, type, data, meta });
    } else {
      const expected = revision === 0n ? 'none' : revision - 1n;
      appends.push({ stream, expected, events: [{ id, type, data, meta }] });
    }
  }
  return appends;
}

/** Writes appends as they come into a store, some thousand events at a time. */
export async function fillWith(store: EventStore, appends: Iterable<StreamAppend>): Promise<void> {
  let open: StreamAppend | undefined;
  for (const append of appends) {
    const { stream, expected, events } = open ?? append;
    const isSame = open !== undefined && append.stream === stream && events.length < 2_000;
    if (open !== undefined && !isSame) await store.append([open]);
    open = isSame ? { stream, expected, events: [...events, ...append.events] } : append;
  }
  if (open !== undefined) await store.append([open]);
}

/** Writes events into a store, a thousand at a time. */
export async function fill(store: EventStore, events: readonly RecordedEvent[]): Promise<void> {
  for (const append of appendsOf(events, 1_000)) await store.append([append]);
}
