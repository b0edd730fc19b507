import { expect } from 'vitest';
import { collect, conflictOf, expectCode, failure, ids, makeEvent, makeEvents } from './kit.ts';
import { numbered, put, type Suite } from './kit.ts';

/** A. Append and concurrency. */
export function appendTests(suite: Suite): void {
  const { make, hooks } = suite;
  const test = (number: number, name: string, body: () => Promise<void>): void =>
    numbered(suite, number, name, true, body);
  const isAtomic = (hooks.atomicStreams ?? 2) > 1;

  test(1, 'new stream, expected none: revisions without gaps from 0', async () => {
    const store = await make();
    expect(await put(store, 'a-1', 'none', makeEvents(5))).toBe(4n);
    const read = await collect(store.readStream('a-1'));
    expect(read.map((e) => e.revision)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(read.map((e) => e.sequence)).toEqual([0, 1, 2, 3, 4]);
    await store.close();
  });

  test(2, 'none on an existing stream: conflict with its revision', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(3));
    const conflict = await conflictOf(put(store, 'a-1', 'none', makeEvents(1)));
    expect(conflict).toEqual({ stream: 'a-1', expected: 'none', actual: 2n });
    await store.close();
  });

  test(3, 'exists on a missing stream: conflict, actual none', async () => {
    const store = await make();
    const conflict = await conflictOf(put(store, 'a-1', 'exists', makeEvents(1)));
    expect(conflict).toEqual({ stream: 'a-1', expected: 'exists', actual: 'none' });
    await put(store, 'a-1', 'any', makeEvents(1));
    expect(await put(store, 'a-1', 'exists', makeEvents(1))).toBe(1n);
    await store.close();
  });

  test(4, 'number on a missing stream: conflict, actual none', async () => {
    const store = await make();
    const conflict = await conflictOf(put(store, 'a-1', 3n, makeEvents(1)));
    expect(conflict).toEqual({ stream: 'a-1', expected: 3n, actual: 'none' });
    await store.close();
  });

  test(5, 'I9 stale or future number: conflict, nothing written, head unchanged', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(3));
    const head = await store.head();
    for (const expected of [0n, 1n, 3n, 9n])
      expect(await conflictOf(put(store, 'a-1', expected, makeEvents(2)))).toEqual({
        stream: 'a-1',
        expected,
        actual: 2n,
      });
    expect(await store.head()).toEqual(head);
    expect(await collect(store.readAll())).toHaveLength(3);
    await store.close();
  });

  test(6, 'exact number: written, and the returned revision is the next expectation', async () => {
    const store = await make();
    let at = await put(store, 'a-1', 'none', makeEvents(1));
    for (let i = 0; i < 5; i++) at = await put(store, 'a-1', at, makeEvents(2));
    expect(at).toBe(10n);
    await store.close();
  });

  test(7, 'any: always appended, order kept', async () => {
    const store = await make();
    const events = makeEvents(20);
    for (const event of events) await put(store, 'a-1', 'any', [event]);
    expect(ids(await collect(store.readStream('a-1')))).toEqual(ids(events));
    await store.close();
  });

  test(8, '50 writers, same expectation: one wins, the others are told so', async () => {
    const store = await make();
    const handles = hooks.second ? [store, await hooks.second(store)] : [store];
    await put(store, 'a-1', 'none', makeEvents(1));
    const calls = Array.from({ length: 50 }, (_, i) =>
      put(handles[i % handles.length] ?? store, 'a-1', 0n, makeEvents(1)).then(
        () => 'won' as const,
        (error: unknown) => failure(Promise.reject(error)),
      ),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((o) => o === 'won')).toHaveLength(1);
    const lost = outcomes.filter((o) => o !== 'won');
    expect(new Set(lost.map((error) => error.code))).toEqual(new Set(['store/conflict']));
    for (const error of lost)
      expect(error.details['conflicts']).toEqual([{ stream: 'a-1', expected: 0n, actual: 1n }]);
    for (const handle of handles) await handle.close();
  });

  test(9, '50 writers that read and retry: all land, none is lost', async () => {
    const store = await make();
    const events = makeEvents(50);
    const land = async (event: (typeof events)[number]): Promise<bigint> => {
      for (;;) {
        const expected = (await store.revision('a-1')) ?? 'none';
        await new Promise((resolve) => setImmediate(resolve));
        try {
          return await put(store, 'a-1', expected, [event]);
        } catch (error) {
          await expectCode(Promise.reject(error), 'store/conflict');
        }
      }
    };
    const revisions = await Promise.all(events.map(land));
    expect(new Set(revisions).size).toBe(50);
    expect(new Set(ids(await collect(store.readStream('a-1'))))).toEqual(new Set(ids(events)));
    await store.close();
  });

  test(10, 'unrelated streams in parallel: no conflict, each without gaps', async () => {
    const store = await make();
    const one = async (stream: string): Promise<void> => {
      let at: bigint | 'none' = 'none';
      for (let i = 0; i < 10; i++) at = await put(store, stream, at, makeEvents(1));
    };
    const streams = Array.from({ length: 12 }, (_, i) => `a-${i}`);
    await Promise.all(streams.map(one));
    for (const stream of streams) {
      const revisions = (await collect(store.readStream(stream))).map((e) => Number(e.revision));
      expect(revisions).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    await store.close();
  });

  test(11, 'nothing to write: refused without a check, else it only checks', async () => {
    const store = await make();
    await expectCode(store.append([]), 'store/bad-request');
    await expectCode(put(store, 'a-1', 'any', []), 'store/bad-request');
    const nothing = await store.append([{ stream: 'a-1', expected: 'none', events: [] }]);
    expect(nothing).toEqual({ at: null, sequence: null, revisions: new Map() });
    await expectCode(put(store, 'a-1', 'exists', []), 'store/conflict');
    await put(store, 'a-1', 'none', makeEvents(2));
    await put(store, 'a-1', 1n, []);
    await put(store, 'a-1', 'exists', []);
    await expectCode(put(store, 'a-1', 0n, []), 'store/conflict');
    await expectCode(put(store, 'a-1', 'none', []), 'store/conflict');
    expect((await store.head())?.sequence).toBe(1);
    await store.close();
  });

  test(12, 'a batch is atomic to readers', async () => {
    const store = await make();
    const reader = hooks.second ? await hooks.second(store) : store;
    let writing = true;
    const write = async (): Promise<void> => {
      let at: bigint | 'none' = 'none';
      for (let i = 0; i < 200; i++) {
        at = await put(store, 'a-1', at, makeEvents(7));
        if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      writing = false;
    };
    const counts: number[] = [];
    const poll = async (): Promise<void> => {
      while (writing) {
        const last = await reader.revision('a-1');
        const from = (last ?? -1n) + 1n;
        counts.push(Number(from));
        // What has come since then: batches whole, however many.
        counts.push((await collect(reader.readStream('a-1', { from }))).length);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([write(), poll()]);
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.filter((count) => count % 7 !== 0)).toEqual([]);
    if (reader !== store) await reader.close();
    await store.close();
  });

  numbered(suite, 13, 'two streams at once: both or neither', isAtomic, async () => {
    const store = await make();
    const appended = await store.append([
      { stream: 'a-1', expected: 'none', events: makeEvents(2) },
      { stream: 'b-1', expected: 'none', events: makeEvents(3) },
    ]);
    expect(appended.revisions).toEqual(new Map([['a-1', 1n]]).set('b-1', 2n));
    expect(appended.sequence).toBe(4);
    const refused = store.append([
      { stream: 'a-1', expected: 1n, events: makeEvents(1) },
      { stream: 'b-1', expected: 0n, events: makeEvents(1) },
    ]);
    expect(await conflictOf(refused)).toEqual({ stream: 'b-1', expected: 0n, actual: 2n });
    expect(await store.revision('a-1')).toBe(1n);
    const twice = { stream: 'a-1', expected: 'any', events: [makeEvent()] } as const;
    await expectCode(store.append([twice, twice]), 'store/bad-request');
    const many = Array.from({ length: store.limits.atomicStreams + 1 }, (_, i) => ({
      ...twice,
      stream: `c-${i}`,
    }));
    await expectCode(store.append(many), 'store/unsupported');
    await store.close();
  });

  numbered(suite, 14, 'a stream only checked has moved: conflict names it', isAtomic, async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(2));
    const write = { stream: 'b-1', expected: 'none', events: makeEvents(1) } as const;
    const call = store.append([write, { stream: 'a-1', expected: 0n, events: [] }]);
    expect(await conflictOf(call)).toEqual({ stream: 'a-1', expected: 0n, actual: 1n });
    expect(await store.revision('b-1')).toBeNull();
    await store.append([write, { stream: 'a-1', expected: 1n, events: [] }]);
    // Repeated after the checked stream moved on: what was written is still there.
    await put(store, 'a-1', 1n, makeEvents(1));
    await store.append([write, { stream: 'a-1', expected: 1n, events: [] }]);
    expect(await store.revision('b-1')).toBe(0n);
    await store.close();
  });

  test(15, 'stream names: Unicode and 200 characters, no capitals, no system names', async () => {
    const store = await make();
    const good = ['ключ-1', '金-😀', 'a b', 'x'.repeat(200), "o'hara-%_.*[", 'a-1'];
    for (const stream of good) await put(store, stream, 'none', makeEvents(1));
    for (const stream of good)
      expect((await collect(store.readStream(stream))).map((e) => e.stream)).toEqual([stream]);
    const bad = ['', '$x', 'A', 'Ä-1', 'x'.repeat(201), 'a\n', 'a\u0000b', 'a\ud800'];
    for (const stream of bad)
      await expectCode(put(store, stream, 'any', makeEvents(1)), 'store/bad-request');
    expect(await collect(store.readAll())).toHaveLength(good.length);
    await store.close();
  });

  test(11.5, 'an event that could never be kept is refused before any I/O', async () => {
    const store = await make();
    const event = makeEvent();
    const { actor: _, ...noActor } = event.meta;
    const bad: unknown[] = [
      { ...event, meta: noActor },
      { ...event, meta: { ...event.meta, actor: '' } },
      { ...event, meta: { ...event.meta, occurredOn: '2025-02-30' } },
      { ...event, meta: { ...event.meta, recordedAt: '2025-03-02' } },
      { ...event, meta: { ...event.meta, mood: 'fine' } },
      { ...event, meta: { ...event.meta, site: 7 } },
      { ...event, meta: { ...event.meta, site: 'x'.repeat(1_001) } },
      { ...event, id: 'no-uuid' },
      { ...event, id: event.id.slice(0, -4) + 'ABCD' },
      { ...event, type: '' },
      { ...event, type: '$type' },
    ];
    for (const one of bad)
      await expectCode(put(store, 'a-1', 'any', [one as typeof event]), 'store/bad-request');
    for (const data of [1.5, undefined, NaN, 'a\ud800', new Map(), 1n, { a: [undefined] }])
      await expectCode(
        put(store, 'a-1', 'any', [{ ...event, data: data as never }]),
        'audit/not-canonical',
      );
    await expectCode(put(store, 'a-1', -1n, [event]), 'store/bad-request');
    expect(await store.head()).toBeNull();
    await store.close();
  });
}
