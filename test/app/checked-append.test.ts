import { describe, expect, it } from 'vitest';
import { appendChecked } from '../../app/checked-append.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import type { EventStore } from '../../src/store/port.ts';
import { conflictOf, expectCode, ids, makeEvents, put } from '../conformance/kit.ts';
import { changed } from '../support/book-stores.ts';

const CHECKS = [
  { stream: 'b-1', expected: 0n },
  { stream: 'c-1', expected: 'none' },
] as const;

/** A store of one stream at a time, in which something happens just before an append. */
async function overtaken(before: (store: EventStore) => Promise<unknown>): Promise<EventStore> {
  const store = openMemoryStore({ limits: { atomicStreams: 1 } });
  await put(store, 'b-1', 'none', makeEvents(1));
  const append: EventStore['append'] = async (writes, options) => {
    await before(store);
    return store.append(writes, options);
  };
  return changed(store, { append });
}

describe('an append that watches other streams, one stream at a time', () => {
  const own = { stream: 'a-1', expected: 'none', checks: CHECKS } as const;

  it('is refused when one has moved already, and nothing is written', async () => {
    const store = await overtaken(async () => undefined);
    const checks = [{ stream: 'b-1', expected: 3n }];
    const conflict = await conflictOf(
      appendChecked(store, { ...own, checks, events: makeEvents(1) }),
    );
    expect(conflict).toEqual({ stream: 'b-1', expected: 3n, actual: 0n });
    expect(await store.revision('a-1')).toBeNull();
  });

  it('tells what came into them just before, and of nothing else', async () => {
    const moved = makeEvents(2);
    const store = await overtaken(async (under) => {
      await put(under, 'd-1', 'any', makeEvents(1));
      await put(under, 'b-1', 0n, moved);
    });
    const told: string[][] = [];
    const onOvertaken = async (events: Parameters<typeof ids>[0]): Promise<void> =>
      void told.push(ids(events));
    const { sequence } = await appendChecked(store, {
      ...own,
      events: makeEvents(2),
      onOvertaken,
    });
    expect([sequence, told]).toEqual([5, [ids(moved)]]);
  });

  it('says so aloud when nobody wants to be told', async () => {
    const store = await overtaken((under) => put(under, 'c-1', 'none', makeEvents(1)));
    const error = await expectCode(
      appendChecked(store, { ...own, events: makeEvents(1) }),
      'book/overtaken',
    );
    expect(error.place).toEqual({ at: 'c-1' });
  });

  it('is quiet when it was alone, or when it had been written before', async () => {
    let isOther = false;
    const store = await overtaken(async (under) => {
      if (isOther) await put(under, 'd-1', 'any', makeEvents(1));
    });
    const events = makeEvents(2);
    const first = await appendChecked(store, { ...own, events });
    isOther = true;
    expect(await appendChecked(store, { ...own, events })).toEqual(first);
  });
});
