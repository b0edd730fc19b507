import type { AnyResolved, Proposal } from './client.ts';
import type { Script } from './run.ts';
import type { Walk } from './walk.ts';

const plain = (walk: Walk, type: string): Proposal => walk.words.jsonEvent({ type, data: {} });

interface Told {
  readonly interval?: number;
  readonly window?: number;
  /** Each so-many-th event matches; 0 for none. */
  readonly nth: number;
  readonly history: number;
  readonly live: number;
}

function toldOf(call: string): Told {
  const number = (form: RegExp): number => Number(form.exec(call)?.[1]?.replace(',', '') ?? 0);
  const interval = number(/checkpointInterval (\d+)/);
  const window = number(/maxSearchWindow (\d+)/);
  return {
    ...(interval === 0 ? {} : { interval }),
    ...(window === 0 ? {} : { window }),
    nth: call.includes('every event') ? 1 : number(/every (\d+)/),
    history: call.includes('no history') ? 1 : number(/([\d,]+) events/),
    live: number(/then ([\d,]+) live/) || number(/([\d,]+) live/),
  };
}

/** Where a filtered subscription says how far it has come; indices count from its beginning. */
export const CHECKPOINTS: Script = {
  async step(walk, { call }) {
    const { nth, history, live, ...how } = toldOf(call);
    const stream = walk.stream(call);
    const matches = (i: number): boolean => nth > 0 && (i - 1) % nth === 0;
    const first = (await walk.append('before', [plain(walk, 'Other')], 'any')) as {
      readonly position: { readonly commit: bigint };
    };
    const start = first.position.commit;
    const places: bigint[] = [start];
    const add = async (from: number, count: number): Promise<void> => {
      const events = Array.from({ length: count }, (_, i) =>
        plain(walk, matches(from + i) ? 'Match' : 'Other'),
      );
      await walk.client.appendToStream(stream, events, walk.appendOptions('any'));
    };
    await add(1, history);
    const sequence: string[] = [];
    const checkpoints: bigint[] = [];
    const matched: bigint[] = [];
    let caughtUp = Infinity;
    const filter = walk.words.eventTypeFilter({
      prefixes: ['Match'],
      ...(how.interval === undefined ? {} : { checkpointInterval: how.interval }),
      ...(how.window === undefined ? {} : { maxSearchWindow: how.window }),
      checkpointReached: async (_: unknown, { commit }: { readonly commit: bigint }) => {
        checkpoints.push(commit);
        sequence.push('c');
      },
    });
    const fromPosition = { commit: start, prepare: start };
    const subscription = walk.client.subscribeToAll({ fromPosition, filter });
    subscription.on('error', () => undefined);
    subscription.on('data', ({ event }: AnyResolved) => {
      matched.push(event?.position?.commit ?? 0n);
      sequence.push('e');
    });
    const ready = new Promise<void>((resolve) =>
      subscription.on('caughtUp', () => {
        caughtUp = checkpoints.length;
        sequence.push('u');
        resolve();
      }),
    );
    await ready;
    for (let i = 0; i < live; i += 50) await add(history + 1 + i, Math.min(50, live - i));
    const total = history + live;
    for await (const { event } of walk.client.readStream(stream))
      places.push(event?.position?.commit ?? 0n);
    const due = Array.from({ length: total }, (_, i) => i + 1).filter(matches);
    const deadline = performance.now() + 3_000;
    while (matched.length < due.length && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await subscription.unsubscribe();
    const indexOf = (place: bigint): number => places.indexOf(place);
    const at = checkpoints.map(indexOf);
    const distances: Record<string, number> = {};
    at.forEach((index, i) => {
      const distance = index - (at[i - 1] ?? 0);
      distances[distance] = (distances[distance] ?? 0) + 1;
    });
    const delivered = matched.map(indexOf);
    // A checkpoint lies before an unseen match when that match is handed over later and is older.
    let seen = 0;
    let count = 0;
    let unseen = 0;
    for (const item of sequence) {
      if (item === 'e') seen += 1;
      if (item !== 'c') continue;
      const position = at[count++] ?? 0;
      if (delivered.slice(seen).some((index) => index <= position)) unseen += 1;
    }
    return {
      ok: {
        eventsAfterFrom: total,
        matching: due.length,
        delivered: matched.length,
        deliveredInOrder: delivered.join() === due.join(),
        duplicates: matched.length - new Set(matched).size,
        checkpointsDuringCatchUp: Math.min(caughtUp, checkpoints.length),
        checkpointsLive: checkpoints.length - caughtUp,
        firstCheckpointAtEventIndex: at[0],
        indexDistancesBetweenCheckpoints: distances,
        lastCheckpointAtEventIndex: at.at(-1),
        checkpointsBeforeAnUnseenMatch: unseen,
        checkpointAfterCaughtUp: checkpoints.length > caughtUp,
        firstOfSequence: sequence.slice(0, 6).join(''),
      },
    };
  },
  // Where every event matches, or some do live, the places differed from run to run of the node.
  race(recorded, actual, index) {
    if (index < 3 || !('ok' in recorded) || !('ok' in actual)) return null;
    const fixed = (value: unknown): string => {
      const told = value as Record<string, unknown>;
      const { matching, delivered, deliveredInOrder, duplicates, eventsAfterFrom } = told;
      const { checkpointsBeforeAnUnseenMatch: unseen, checkpointAfterCaughtUp: late } = told;
      return JSON.stringify([
        matching,
        delivered,
        deliveredInOrder,
        duplicates,
        eventsAfterFrom,
        unseen,
        late,
      ]);
    };
    return fixed(recorded.ok) === fixed(actual.ok);
  },
};
