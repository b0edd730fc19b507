import type { NewEvent } from '../../src/event.ts';
import type { EventStore, StreamAppend } from '../../src/store/port.ts';
import { chanceOf, type Chance } from './chance.ts';
import { makeEvent } from './plain-event.ts';

export interface Interleaving {
  readonly events: number;
  readonly seed: number;
  /** Streams that are written to in turn; new ones begin as old ones end. */
  readonly streams: number;
  /** Most events of one stream behind each other. */
  readonly longestRun: number;
}

/**
 * Writes a book in which streams take turns: runs of one and of many events, small data and large,
 * text of several bytes a letter. The same seed makes the same book, ids included.
 */
export async function fillInterleaved(store: EventStore, how: Interleaving): Promise<void> {
  const chance = chanceOf(how.seed);
  const revisions = new Map<string, bigint>();
  const open = Array.from({ length: how.streams }, (_, i) => i);
  let next = how.streams;
  let batch = new Map<string, StreamAppend & { readonly events: NewEvent[] }>();
  const flush = async (): Promise<void> => {
    if (batch.size > 0) await store.append([...batch.values()]);
    batch = new Map();
  };
  for (let left = how.events; left > 0;) {
    const place = chance.int(0, open.length - 1);
    const stream = `subject-${open[place]}`;
    if (batch.has(stream) || batch.size >= store.limits.atomicStreams || batch.size >= 100)
      await flush();
    const run = Math.min(left, chance.is(0.5) ? 1 : chance.int(1, how.longestRun));
    const last = revisions.get(stream);
    const events = Array.from({ length: run }, () => eventOf(chance));
    batch.set(stream, { stream, expected: last ?? 'none', events });
    revisions.set(stream, (last ?? -1n) + BigInt(run));
    left -= run;
    if (chance.is(0.02)) open[place] = next++;
  }
  await flush();
}

/** A UUID that the seed decides. */
export function idOf(chance: Chance): string {
  const hex = (): string => chance.int(0, 0xffffffff).toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(), hex(), hex(), hex()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

function eventOf(chance: Chance): NewEvent {
  const letter = chance.pick(['a', 'é', '€', '𝕏']);
  const length = chance.is(0.001) ? chance.int(10_000, 100_000) : chance.int(0, 120);
  const data = { amount: chance.money(100, 900_000), note: letter.repeat(length) };
  return makeEvent(data, { id: idOf(chance) });
}
