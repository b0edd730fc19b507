import { expect } from 'vitest';
import { canonicalJson } from '../../src/audit/canonical.ts';
import type { Json, NewEvent } from '../../src/event.ts';
import { collect, expectCode, ids, makeEvent, makeEvents, numbered, put } from './kit.ts';
import type { Suite } from './kit.ts';

/** An event whose data takes exactly so many bytes of UTF-8; umlauts take two. */
function eventOfBytes(bytes: number): NewEvent {
  const letters = bytes - canonicalJson({ text: '' }).length;
  const odd = letters % 2;
  const data: Json = { text: 'ü'.repeat((letters - odd) / 2) + 'u'.repeat(odd) };
  expect(Buffer.byteLength(canonicalJson(data))).toBe(bytes);
  return makeEvent(data);
}

/** F. Limits and life cycle. */
export function limitTests(suite: Suite): void {
  const { make } = suite;
  const test = (number: number, name: string, body: () => Promise<void>): void =>
    numbered(suite, number, name, true, body);

  test(49, 'exactly the limit is accepted, one byte more is not', async () => {
    const store = await make({ limits: { eventBytes: 2_000, appendBytes: 5_000 } });
    expect(store.limits).toMatchObject({ eventBytes: 2_000, appendBytes: 5_000 });
    await put(store, 'a-1', 'none', [eventOfBytes(2_000)]);
    const over = await expectCode(put(store, 'a-1', 0n, [eventOfBytes(2_001)]), 'store/too-large');
    expect(over.details).toEqual({ limit: 2_000, bytes: 2_001 });
    const sizes = [2_000, 2_000, 1_000];
    await put(store, 'a-1', 0n, sizes.map(eventOfBytes));
    const sum = put(store, 'a-1', 3n, [...sizes, 12].map(eventOfBytes));
    expect((await expectCode(sum, 'store/too-large')).details).toEqual({
      limit: 5_000,
      bytes: 5_012,
    });
    expect(await store.revision('a-1')).toBe(3n);
    await put(store, 'a-1', 3n, makeEvents(1));
    await store.close();
    const usual = await make();
    await put(usual, 'a-1', 'none', [eventOfBytes(usual.limits.eventBytes)]);
    const large = put(usual, 'a-1', 0n, [eventOfBytes(usual.limits.eventBytes + 1)]);
    await expectCode(large, 'store/too-large');
    await usual.close();
  });

  test(50, 'a batch of 10,000 events: whole and in order', async () => {
    const store = await make();
    const events = makeEvents(10_000);
    expect(await put(store, 'a-1', 'none', events)).toBe(9_999n);
    expect(ids(await collect(store.readStream('a-1')))).toEqual(ids(events));
    await store.close();
  });

  test(51, 'after close everything says so; close waits for appends in flight', async () => {
    const store = await make();
    const appends = Array.from({ length: 20 }, () => put(store, 'a-1', 'any', makeEvents(1)));
    const closing = store.close();
    const landed = await Promise.all(appends);
    expect(landed.at(-1)).toBe(19n);
    await closing;
    await store.close();
    const calls: (() => Promise<unknown>)[] = [
      () => put(store, 'a-1', 'any', makeEvents(1)),
      () => collect(store.readStream('a-1')),
      () => collect(store.readAll()),
      () => collect(store.readPages()),
      () => collect(store.subscribe()),
      () => store.revision('a-1'),
      () => store.head(),
      () => store.root(),
      () => store.rootAt(1),
      () => store.verify(),
    ];
    for (const call of calls) await expectCode(call(), 'store/closed');
  });
}
