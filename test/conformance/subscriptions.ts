import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import type { Delivery, EventStore, Position, Subscribe } from '../../src/store/port.ts';
import { expectCode, ids, makeEvent, makeEvents, numbered, put, withPositions } from './kit.ts';
import type { Suite } from './kit.ts';
import { scriptPath } from './scripts.ts';

/** Takes deliveries until as many events have come; says where `caught-up` stood among them. */
async function follow(
  store: EventStore,
  count: number,
  options: Subscribe = {},
): Promise<{ readonly ids: string[]; readonly caughtUp: number[] }> {
  const seen: string[] = [];
  const caughtUp: number[] = [];
  for await (const delivery of store.subscribe(options)) {
    if (delivery.kind === 'caught-up') caughtUp.push(seen.length);
    else seen.push(delivery.event.id);
    if (seen.length >= count && caughtUp.length > 0) break;
  }
  return { ids: seen, caughtUp };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** D. Subscriptions. */
export function subscriptionTests(suite: Suite): void {
  const { make, hooks } = suite;
  const test = (number: number, name: string, body: () => Promise<void>): void =>
    numbered(suite, number, name, true, body);

  test(33, 'catch-up then live: no gap and no double across the change, 200 times', async () => {
    const store = await make();
    const all: string[] = [];
    let last: Position | undefined;
    let at: bigint | 'none' = 'none';
    for (let round = 0; round < 200; round++) {
      const old = makeEvents(1 + (round % 3));
      const live = makeEvents(4);
      const appended = await store.append([{ stream: 'a-1', expected: at, events: old }]);
      at = appended.revisions.get('a-1') ?? at;
      const options = last === undefined ? {} : { after: last };
      const following = follow(store, old.length + live.length, options);
      // Where the first live append falls differs from round to round.
      for (let i = 0; i < round % 5; i++) await (round % 2 ? tick() : Promise.resolve());
      for (const event of live) {
        const done = await store.append([{ stream: 'a-1', expected: at, events: [event] }]);
        at = done.revisions.get('a-1') ?? at;
        last = done.at ?? undefined;
        if (round % 4 === 0) await tick();
      }
      const seen = await following;
      expect(seen.ids).toEqual(ids([...old, ...live]));
      expect(seen.caughtUp).toHaveLength(1);
      expect(seen.caughtUp[0]).toBeGreaterThanOrEqual(appended.at === null ? 1 : old.length);
      all.push(...seen.ids);
    }
    expect(new Set(all).size).toBe(all.length);
    await store.close();
  });

  test(34, 'resume: after every k of 50, event k+1 is the first', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(50));
    const all = await withPositions(store);
    for (const [k, [, after]] of all.entries()) {
      const { ids: seen } = await follow(store, 49 - k, { after });
      expect(seen).toEqual(ids(all.slice(k + 1).map(([event]) => event)));
    }
    await store.close();
  });

  test(35, 'at the head of an empty book: caught up at null, then the first event', async () => {
    const store = await make();
    const deliveries = store.subscribe()[Symbol.asyncIterator]();
    expect((await deliveries.next()).value).toEqual({ kind: 'caught-up', at: null });
    const next = deliveries.next();
    const event = makeEvent();
    await put(store, 'a-1', 'none', [event]);
    const delivery = (await next).value as Delivery;
    expect(delivery.kind === 'event' && delivery.event.id).toBe(event.id);
    await deliveries.return?.();
    await store.close();
  });

  test(36, 'slow consumer: memory stays bounded, nothing is lost', async () => {
    const store = await make();
    let expected = 0;
    for (let i = 0; i < 10; i++, expected += 1_000)
      await put(store, 'a-1', i === 0 ? 'none' : BigInt(expected - 1), makeEvents(1_000));
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const used = (): number => (gc(), process.memoryUsage().heapUsed);
    const before = used();
    let most = 0;
    let count = 0;
    for await (const delivery of store.subscribe()) {
      if (delivery.kind === 'caught-up') break;
      expect(delivery.event.sequence).toBe(count++);
      if (count % 10 === 0) await tick();
      if (count % 2_500 === 0) most = Math.max(most, used() - before);
    }
    expect(count).toBe(10_000);
    expect(most).toBeLessThan(32 * 1_048_576);
    await store.close();
  });

  test(37, 'filtered: only matches, caught up behind a tail without any, resumable', async () => {
    const store = await make();
    const claims = makeEvents(3, 'ClaimSubmitted');
    await put(store, 'a-1', 'any', claims);
    await put(store, 'b-1', 'any', makeEvents(1_500));
    const filter = { types: ['Claim'] };
    const head = await store.head();
    const seen: Delivery[] = [];
    for await (const delivery of store.subscribe({ filter })) {
      seen.push(delivery);
      if (delivery.kind === 'caught-up') break;
    }
    expect(seen.map((d) => (d.kind === 'event' ? d.event.id : d.at))).toEqual([
      ...ids(claims),
      head?.at,
    ]);
    const last = seen[2];
    const after = last?.kind === 'event' ? last.at : undefined;
    const resumed = store.subscribe({ filter, ...(after ? { after } : {}) });
    const deliveries = resumed[Symbol.asyncIterator]();
    expect((await deliveries.next()).value).toEqual({ kind: 'caught-up', at: head?.at });
    const next = deliveries.next();
    await put(store, 'b-1', 'any', makeEvents(3));
    const late = makeEvents(1, 'ClaimAdjudicated');
    await put(store, 'a-1', 'any', late);
    const delivery = (await next).value as Delivery;
    expect(delivery.kind === 'event' && delivery.event.id).toBe(late[0]?.id);
    await deliveries.return?.();
    await store.close();
  });

  const { faults } = hooks;
  numbered(suite, 38, 'connection loss: the sequence goes on', !!faults, async () => {
    if (faults === undefined) return;
    const store = await make();
    const events = makeEvents(120);
    await put(store, 'a-1', 'none', events.slice(0, 60));
    const seen: string[] = [];
    const follow = async (): Promise<void> => {
      for await (const delivery of store.subscribe()) {
        if (delivery.kind !== 'event') continue;
        // Once more is allowed at most for what was delivered before.
        expect(delivery.event.sequence).toBe(seen.length);
        seen.push(delivery.event.id);
        if (seen.length === events.length) return;
        if (seen.length % 25 === 0) await faults.restart();
      }
    };
    const following = follow();
    for (let i = 60; i < events.length; i += 5)
      await put(store, 'a-1', BigInt(i - 1), events.slice(i, i + 5));
    await following;
    expect(seen).toEqual(ids(events));
    await store.close();
  });

  test(39, 'abort and return() end it at once and leave nothing behind', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(2));
    // A connection has timers of its own, which stay.
    await follow(store, 1);
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const stop = new AbortController();
    const aborted = follow(store, 99, { signal: stop.signal });
    const deliveries = store.subscribe()[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) await deliveries.next();
    const pending = deliveries.next();
    await tick();
    await deliveries.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    stop.abort();
    expect((await aborted).ids).toHaveLength(2);
    expect((await follow(store, 99, { signal: stop.signal })).ids).toEqual([]);
    // A client winds its own up a little later; who polls by a timer would count that one too.
    const deadline = performance.now() + 5_000;
    while (timers() > before && performance.now() < deadline) await tick();
    expect(timers()).toBeLessThanOrEqual(before);
    const url = hooks.url?.(store) ?? 'memory:';
    await store.close();
    const child = spawn(process.execPath, [scriptPath('follow-and-leave'), url], {
      timeout: 20_000,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    expect([status, errors]).toEqual([0, '']);
  });

  test(40, 'several subscribers see the same; one that throws disturbs nobody', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(5));
    const good = [follow(store, 30), follow(store, 30), follow(store, 30)];
    const throwing = async (): Promise<void> => {
      for await (const delivery of store.subscribe())
        if (delivery.kind === 'caught-up') throw new Error('projection failed');
    };
    const failed = expect(throwing()).rejects.toThrow('projection failed');
    for (let i = 0; i < 25; i++) await put(store, 'a-1', 'any', makeEvents(1));
    await failed;
    const [first, ...others] = await Promise.all(good);
    expect(first?.ids).toHaveLength(30);
    for (const other of others) expect(other.ids).toEqual(first?.ids);
    await store.close();
  });

  test(41, 'projection checkpoint: a crash between handling and saving costs nothing', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(40));
    interface Saved {
      readonly sum: number;
      readonly at?: Position;
    }
    // State and position are saved together or not at all, as one row of a projection's table.
    let saved: Saved = { sum: 0 };
    const run = async (crashAt: number): Promise<void> => {
      const { at } = saved;
      for await (const delivery of store.subscribe(at === undefined ? {} : { after: at })) {
        if (delivery.kind === 'caught-up') return;
        const sum = saved.sum + (delivery.event.data as { readonly n: number }).n;
        if (delivery.event.sequence === crashAt) throw new Error('crash');
        saved = { sum, at: delivery.at };
      }
    };
    for (const crashAt of [0, 1, 7, 8, 39]) await expect(run(crashAt)).rejects.toThrow('crash');
    await run(-1);
    expect(saved.sum).toBe((39 * 40) / 2);
    await store.close();
  });

  test(39.5, 'closing the book ends a subscription with store/closed', async () => {
    const store = await make();
    const following = follow(store, 99);
    await tick();
    await store.close();
    await expectCode(following, 'store/closed');
  });
}
