import { FeeworthError } from '../src/error.ts';
import type { NewEvent, RecordedEvent } from '../src/event.ts';
import { conflict } from '../src/store/errors.ts';
import type { Appended, Conflict, EventStore, Expected } from '../src/store/port.ts';

/** A stream that must stand where whoever decided saw it. */
export interface Check {
  readonly stream: string;
  readonly expected: Expected;
}

export interface CheckedAppend {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
  readonly checks: readonly Check[];
  /**
   * Told what came into the checked streams just before the append, in a store that cannot refuse
   * it for them: whoever decided sees whether it matters, and takes back what must not stand.
   * `book/overtaken` is thrown when nobody wants to be told.
   */
  readonly onOvertaken?: (events: readonly RecordedEvent[]) => Promise<void>;
}

/**
 * Appends to one stream if others stand where they were seen. A store that writes several streams
 * together refuses it otherwise (`store/conflict`). One that cannot is asked before, and looked
 * through afterwards for what slipped in between: the order of the book says who was first.
 */
export async function appendChecked(store: EventStore, append: CheckedAppend): Promise<Appended> {
  const { stream, expected, events, checks, onOvertaken } = append;
  const write = { stream, expected, events };
  if (checks.length < store.limits.atomicStreams)
    return store.append([write, ...checks.map((check) => ({ ...check, events: [] }))]);
  const head = (await store.head())?.sequence ?? -1;
  await assertUnmoved(store, checks);
  const appended = await store.append([write]);
  const first = (appended.sequence ?? head) - events.length + 1;
  if (first <= head + 1) return appended;
  const watched = new Set(checks.map((check) => check.stream));
  const moved = (await between(store, head, first)).filter((event) => watched.has(event.stream));
  const [one] = moved;
  if (one === undefined) return appended;
  if (onOvertaken === undefined) throw overtaken(stream, one.stream);
  await onOvertaken(moved);
  return appended;
}

function overtaken(stream: string, by: string): FeeworthError {
  return new FeeworthError(
    'book/overtaken',
    'conflict',
    `It is recorded in ${stream}, and somebody changed ${by} a moment before`,
    { place: { at: by }, hint: 'look at both; if they do not go together, record what mends it' },
  );
}

async function assertUnmoved(store: EventStore, checks: readonly Check[]): Promise<void> {
  const found = await Promise.all(
    checks.map(async ({ stream, expected }): Promise<Conflict> => {
      return { stream, expected, actual: (await store.revision(stream)) ?? 'none' };
    }),
  );
  const conflicts = found.filter(({ expected, actual }) => actual !== expected);
  if (conflicts.length > 0) throw conflict(conflicts);
}

/** The events behind one sequence and before another. */
async function between(
  store: EventStore,
  behind: number,
  before: number,
): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for await (const { events } of store.readPages({ fromSequence: behind + 1 })) {
    for (const event of events) if (event.sequence < before) found.push(event);
    if ((events.at(-1)?.sequence ?? before) >= before - 1) break;
  }
  return found;
}
