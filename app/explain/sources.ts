import { invariant } from '../../src/error.ts';
import type { RecordedEvent } from '../../src/event.ts';
import type { EventStore } from '../../src/store/port.ts';
import type { EventPart, SourceRecord } from './explanation.ts';
import type { Change } from './changes.ts';

/** Sequences closer than this are read in one go rather than one by one. */
const NEAR = 400;

/** The events behind changes, with the file and record each came from. */
export async function readParts(
  store: EventStore,
  changes: readonly Change[],
): Promise<EventPart[]> {
  const events = await sourcedEvents(
    store,
    changes.map((change) => change.sequence),
  );
  return changes.map((change) => {
    const { event, source } = sourcedAt(events, change.sequence);
    return { ...change, id: event.id, source };
  });
}

/** An event with the file and record it came from. */
export interface SourcedEvent {
  readonly event: RecordedEvent;
  readonly source: SourceRecord | null;
}

/** Events by sequence, each with its source. */
export async function sourcedEvents(
  store: EventStore,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, SourcedEvent>> {
  const names = new Map<string, string>();
  const found = new Map<number, SourcedEvent>();
  for (const [sequence, event] of await eventsAt(store, sequences))
    found.set(sequence, { event, source: await sourceOf(store, event, names) });
  return found;
}

/** One of them; what was folded is in the book. */
export function sourcedAt(
  events: ReadonlyMap<number, SourcedEvent>,
  sequence: number,
): SourcedEvent {
  const found = events.get(sequence);
  invariant(found, 'an event that was folded is in the book');
  return found;
}

async function eventsAt(
  store: EventStore,
  sequences: readonly number[],
): Promise<Map<number, RecordedEvent>> {
  const wanted = [...new Set(sequences)].sort((a, b) => a - b);
  const found = new Map<number, RecordedEvent>();
  for (let i = 0; i < wanted.length;) {
    let end = i + 1;
    while (end < wanted.length && (wanted[end] ?? 0) - (wanted[end - 1] ?? 0) < NEAR) end += 1;
    const from = wanted[i] ?? 0;
    const last = wanted[end - 1] ?? from;
    const inRun = new Set(wanted.slice(i, end));
    const pageSize = Math.min(1000, last - from + 1);
    for await (const { events } of store.readPages({ fromSequence: from, pageSize })) {
      for (const event of events) if (inRun.has(event.sequence)) found.set(event.sequence, event);
      if ((events.at(-1)?.sequence ?? last) >= last) break;
    }
    i = end;
  }
  return found;
}

async function sourceOf(
  store: EventStore,
  { stream, meta }: RecordedEvent,
  names: Map<string, string>,
): Promise<SourceRecord | null> {
  if (meta.sourceFile === undefined) return null;
  if (!names.has(stream)) names.set(stream, await fileName(store, stream));
  const file = names.get(stream) ?? '';
  return { file, record: meta.sourceRecord ?? '', digest: meta.sourceFile };
}

/** The name a file had when it came in; the start of its import says it. */
async function fileName(store: EventStore, stream: string): Promise<string> {
  for await (const event of store.readStream(stream, { limit: 1 })) {
    const { fileName: name } = event.data as { fileName?: unknown };
    if (typeof name === 'string') return name;
  }
  return '';
}
