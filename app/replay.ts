import { sha256 } from '../src/audit/sha256.node.ts';
import type { RecordedEvent } from '../src/event.ts';
import type { EventStore } from '../src/store/port.ts';
import { replay } from '../scenarios/replay/replay.ts';
import type { Replay, ReplayRequest } from '../scenarios/replay/replay.ts';
import type { Branch } from '../scenarios/replay/written-history.ts';
import type { View } from './cli/view.ts';

/** Replays the history of a view; reads the events known at its cut. */
export async function runReplay(request: ReplayRequest, view: View): Promise<Replay> {
  const events = await eventsBefore(view.store, view.cut.knownAt);
  return replay(view.columns, view.cut, { events, root: view.root }, request, sha256);
}

async function eventsBefore(store: EventStore, knownAt: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of store.readPages({ fromSequence: 0 })) {
    for (const event of page.events) if (event.sequence < knownAt) events.push(event);
    if ((page.events.at(-1)?.sequence ?? 0) >= knownAt - 1) break;
  }
  return events;
}

/** A branch as lines of JSON: its header, then each claim that differs. */
export function branchText({ header, claims }: Branch): string {
  return [header, ...claims].map((line) => `${JSON.stringify(line)}\n`).join('');
}
