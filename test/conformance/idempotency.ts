import { expect } from 'vitest';
import type { StreamAppend } from '../../src/store/port.ts';
import { collect, expectCode, ids, makeEvent, makeEvents, numbered, put } from './kit.ts';
import type { Suite } from './kit.ts';

/** B. Idempotency, as event-sourcing.md §2.6 has it. */
export function idempotencyTests(suite: Suite): void {
  const { make, hooks } = suite;
  const test = (number: number, name: string, body: () => Promise<void>): void =>
    numbered(suite, number, name, true, body);

  test(16, 'I8 exact retry: the first outcome again, one copy, also after a restart', async () => {
    let store = await make();
    const append: StreamAppend = { stream: 'a-1', expected: 'none', events: makeEvents(3) };
    const first = await store.append([append]);
    expect(await store.append([append])).toEqual(first);
    const more: StreamAppend = { stream: 'a-1', expected: 2n, events: makeEvents(2) };
    const second = await store.append([more]);
    if (hooks.reopen) store = await hooks.reopen(store);
    expect(await store.append([more])).toEqual(second);
    expect(await store.append([append])).toEqual(first);
    expect(await collect(store.readAll())).toHaveLength(5);
    await store.close();
  });

  test(17, 'retry after the stream moved on: the original revisions', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(2));
    const append: StreamAppend = { stream: 'a-1', expected: 1n, events: makeEvents(2) };
    const first = await store.append([append]);
    await put(store, 'a-1', 3n, makeEvents(5));
    await put(store, 'b-1', 'none', makeEvents(5));
    expect(await store.append([append])).toEqual(first);
    expect(first.revisions.get('a-1')).toBe(3n);
    await store.close();
  });

  test(18, 'a prefix is a repeat with its own end; more events are a conflict', async () => {
    const store = await make();
    const events = makeEvents(4);
    await put(store, 'a-1', 'none', events);
    const prefix = await store.append([
      { stream: 'a-1', expected: 'none', events: events.slice(0, 2) },
    ]);
    expect(prefix.revisions.get('a-1')).toBe(1n);
    expect(prefix.sequence).toBe(1);
    await expectCode(put(store, 'a-1', 'none', [...events, makeEvent()]), 'store/conflict');
    const swapped = [...events.slice(0, 2), makeEvent()];
    await expectCode(put(store, 'a-1', 'none', swapped), 'store/conflict');
    expect(await collect(store.readAll())).toHaveLength(4);
    await store.close();
  });

  test(19, 'other ids at a stale expectation: conflict', async () => {
    const store = await make();
    const events = makeEvents(2);
    await put(store, 'a-1', 'none', events);
    await expectCode(put(store, 'a-1', 'none', makeEvents(2)), 'store/conflict');
    await expectCode(put(store, 'a-1', 0n, [makeEvent()]), 'store/conflict');
    // Contents are not compared, only ids.
    const renamed = events.map((event) => ({ ...event, data: 'other' }));
    expect(await put(store, 'a-1', 'none', renamed)).toBe(1n);
    expect((await collect(store.readStream('a-1')))[0]?.data).toEqual({ n: 0 });
    await store.close();
  });

  test(20, 'same ids: written anew in another stream, and at the head', async () => {
    const store = await make();
    const events = makeEvents(2);
    await put(store, 'a-1', 'none', events);
    expect(await put(store, 'b-1', 'none', events)).toBe(1n);
    // At the head ids are not looked at, as on the server.
    expect(await put(store, 'a-1', 1n, events)).toBe(3n);
    expect(await put(store, 'c-1', 'none', [...events, ...events])).toBe(3n);
    expect(await collect(store.readAll())).toHaveLength(10);
    await store.close();
  });

  const isAtomic = (hooks.atomicStreams ?? 2) > 1;
  const mixture = 'several streams: all repeated is a repeat, a mixture is a conflict';
  numbered(suite, 20.5, mixture, isAtomic, async () => {
    const store = await make();
    const a: StreamAppend = { stream: 'a-1', expected: 'none', events: makeEvents(2) };
    const b: StreamAppend = { stream: 'b-1', expected: 'none', events: makeEvents(1) };
    const first = await store.append([a, b]);
    await put(store, 'a-1', 1n, makeEvents(1));
    expect(await store.append([a, b])).toEqual(first);
    const c: StreamAppend = { stream: 'c-1', expected: 'none', events: makeEvents(1) };
    const error = await expectCode(store.append([a, c]), 'store/conflict');
    expect(error.details['conflicts']).toEqual([{ stream: 'a-1', expected: 'none', actual: 2n }]);
    expect(await store.revision('c-1')).toBeNull();
    await store.close();
  });

  test(20.7, 'any and exists: known ids repeat, an unknown first one writes all', async () => {
    const store = await make();
    const events = makeEvents(3);
    await put(store, 'a-1', 'any', events);
    await put(store, 'a-1', 'any', makeEvents(1));
    // Best effort everywhere: no error, and at least one copy.
    expect(await put(store, 'a-1', 'exists', events)).toBeGreaterThanOrEqual(2n);
    const known = events.slice(1);
    await put(store, 'a-1', 'any', [makeEvent(), ...known]);
    const read = ids(await collect(store.readStream('a-1')));
    expect(read.filter((id) => id === known[0]?.id).length).toBeGreaterThanOrEqual(2);
    await store.close();
  });

  const { faults } = hooks;
  numbered(suite, 21, 'lost reply: told so, and a retry finds one copy', !!faults, async () => {
    if (faults === undefined) return;
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(1));
    const first: StreamAppend = { stream: 'a-1', expected: 0n, events: makeEvents(3) };
    faults.loseReplies(1);
    // The store itself asks again, with the same ids.
    expect((await store.append([first])).revisions.get('a-1')).toBe(3n);
    const second: StreamAppend = { stream: 'a-1', expected: 3n, events: makeEvents(2) };
    faults.loseReplies(Infinity);
    await expectCode(store.append([second], { timeoutMs: 500 }), 'store/indeterminate');
    // "any" may be written a second time, so it is not asked again.
    const any: StreamAppend = { stream: 'b-1', expected: 'any', events: makeEvents(1) };
    await expectCode(store.append([any]), 'store/indeterminate');
    faults.heal();
    expect((await store.append([second])).revisions.get('a-1')).toBe(5n);
    expect((await store.append([second])).revisions.get('a-1')).toBe(5n);
    const events = await collect(store.readAll());
    const copies = ids(events).filter((id) => id === any.events[0]?.id);
    expect(copies.length).toBeLessThanOrEqual(1);
    const others = ids(events.filter((event) => event.stream === 'a-1'));
    expect(others.slice(1)).toEqual([...ids(first.events), ...ids(second.events)]);
    await store.close();
  });

  numbered(suite, 22, 'silent server: each call settles in time', !!faults, async () => {
    if (faults === undefined) return;
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(1));
    faults.silence();
    const append: StreamAppend = { stream: 'a-1', expected: 0n, events: makeEvents(1) };
    for (const timeoutMs of [1_000, 2_000]) {
      const start = performance.now();
      await expectCode(store.append([append], { timeoutMs }), 'store/indeterminate');
      const took = performance.now() - start;
      expect(took).toBeGreaterThan(0.8 * timeoutMs);
      expect(took).toBeLessThan(1.2 * timeoutMs);
    }
    const started = performance.now();
    await expectCode(collect(store.readStream('a-1')), 'store/unavailable');
    await expectCode(store.head(), 'store/unavailable');
    expect(performance.now() - started).toBeLessThan(20_000);
    faults.heal();
    expect((await store.append([append])).revisions.get('a-1')).toBe(1n);
    expect(await collect(store.readAll())).toHaveLength(2);
    await store.close();
  });

  test(23, 'ten identical retries at once: all succeed, one copy', async () => {
    const store = await make();
    const handles = hooks.second ? [store, await hooks.second(store)] : [store];
    const append: StreamAppend = { stream: 'a-1', expected: 'none', events: makeEvents(3) };
    const calls = Array.from({ length: 10 }, (_, i) =>
      (handles[i % handles.length] ?? store).append([append]),
    );
    const outcomes = await Promise.all(calls);
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(ids(await collect(store.readAll()))).toEqual(ids(append.events));
    for (const handle of handles) await handle.close();
  });
}
