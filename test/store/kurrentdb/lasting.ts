import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { collect, expectCode, ids, makeEvents, put } from '../../conformance/kit.ts';
import { Proxy } from '../../support/kurrentdb/proxy.ts';
import { ANY } from '../../support/kurrentdb/rules.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';
import type { Package } from '../../support/kurrentdb/stubs.ts';

const PACE = { attemptMs: 1_000, silenceMs: 1_000, patienceMs: 2_500 };

/** A store follows its book by one subscription that lasts. */
export function describeLasting(client: Package): void {
  const server = new TestServer({ package: client, commitTimeoutMs: 300 });
  let name = '';
  const open = (): Promise<EventStore> =>
    openServerStore(`esdb://${server.address}?client=${client}&tls=false&book=${name}`, {
      pace: PACE,
    });

  const openOther = (): Promise<EventStore> =>
    openServerStore(`esdb://${server.address}?client=${client}&tls=false&book=${name}-2`, {
      pace: PACE,
    });

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `b${randomUUID().slice(0, 8)}`;
  });

  describe(`${client}: the subscription that lasts`, () => {
    it('is one, however often somebody appends, and asks for the head and for what is new', async () => {
      const store = await open();
      const before = server.faults.count('subscribe');
      const written: string[] = [];
      for (let i = 0; i < 60; i += 1) {
        const events = makeEvents(1);
        await put(store, `a-${i % 3}`, 'any', events);
        written.push(...ids(events));
        expect((await store.head())?.sequence).toBe(i);
        const page = await collect(store.readPages({ fromSequence: i }));
        expect(page.flatMap(({ events: [event] }) => event?.id)).toEqual(ids(events));
      }
      expect(ids(await collect(store.readAll()))).toEqual(written);
      expect(server.faults.count('subscribe') - before).toBe(1);
      await store.close();
    });

    it('sees what others wrote before it was asked, without a word from them', async () => {
      const [mine, theirs] = [await open(), await open()];
      await put(mine, 'a-1', 'none', makeEvents(1));
      for (let i = 0; i < 50; i += 1) {
        await put(theirs, 'b-1', 'any', makeEvents(1));
        expect((await mine.head())?.sequence).toBe(i + 1);
      }
      await Promise.all([mine.close(), theirs.close()]);
    });

    it('comes back where it was: ended in order, cut off, after a restart', async () => {
      const store = await open();
      const events = makeEvents(12);
      await put(store, 'a-1', 'none', events.slice(0, 3));
      for (const [i, kind] of (['end', 'cut', 'silent'] as const).entries()) {
        server.faults.set('subscribe', { kind, executes: false }, 1);
        await server.restart();
        await put(store, 'a-1', BigInt(3 * i + 2), events.slice(3 * i + 3, 3 * i + 6));
        expect((await store.root()).size).toBe(3 * i + 6);
      }
      expect(ids(await collect(store.readAll()))).toEqual(ids(events));
      expect((await store.verify({ heads: [{ head: await store.root(), whose: 'own' }] })).ok).toBe(
        true,
      );
      await store.close();
    });

    it('has a connection of its own, as appends and reads have: who ends one ends no other', async () => {
      const proxy = await new Proxy(() => server.port).start();
      const url = `esdb://${proxy.address}?client=${client}&tls=false&book=${name}`;
      const store = await openServerStore(url, { pace: PACE });
      await put(store, 'a-1', 'none', makeEvents(2));
      expect(await store.revision('a-1')).toBe(1n);
      expect(proxy.connections).toBeGreaterThanOrEqual(3);
      // Many subscriptions that are left at once make a server drop their connection.
      for (let i = 0; i < 60; i += 1)
        for await (const delivery of store.subscribe()) if (delivery.kind === 'event') break;
      await put(store, 'a-1', 'any', makeEvents(1));
      await store.close();
      await proxy.stop();
    });

    it('notices that the server has another log than the one it has read', async () => {
      const first = await new TestServer({ package: client }).start();
      const url = `esdb://${first.address}?client=${client}&tls=false&book=${name}`;
      const store = await openServerStore(url, { pace: PACE });
      await put(store, 'a-1', 'none', makeEvents(20));
      expect((await store.head())?.sequence).toBe(19);
      await first.stop();
      const second = await new TestServer({ package: client, port: first.port }).start();
      await expectCode(store.head(), 'store/corrupt');
      // Also when that one has as many events under this name.
      const other = await openServerStore(url, { pace: PACE });
      await put(other, 'b-1', 'none', makeEvents(40));
      await expectCode(store.head(), 'store/corrupt');
      await Promise.all([store.close(), other.close()]);
      await second.stop();
    });

    it('does not believe at once that a stream it is told nothing of is empty', async () => {
      const store = await open();
      const events = makeEvents(3);
      await put(store, 'a-1', 'none', events);
      const other = await open();
      await put(other, 'a-1', 2n, makeEvents(1));
      const none = { stream: 'a-1', expected: 'none', events: [] } as const;
      const asked: (() => Promise<unknown>)[] = [
        async () => expect(await store.revision('a-1')).toBe(3n),
        async () => expect(await collect(store.readStream('a-1'))).toHaveLength(4),
        async () => expect((await store.head())?.sequence).toBe(3),
        () => expectCode(store.append([none]), 'store/conflict'),
      ];
      for (const ask of asked) {
        server.faults.set('read', { kind: 'end', executes: false }, 2);
        await ask();
      }
      server.faults.clear();
      await Promise.all([store.close(), other.close()]);
    });

    it('never says that nothing was written when it only does not know where it stands', async () => {
      const store = await open();
      server.faults.set('subscribe', { kind: 'silent', executes: false });
      const append = { stream: 'a-1', expected: 'any', events: makeEvents(1) } as const;
      await expectCode(store.append([append], { timeoutMs: 9_000 }), 'store/indeterminate');
      server.faults.clear();
      expect((await store.head())?.sequence).toBe(0);
      await store.close();
    });

    it('has the server look for what a filter lets through, others’ events of a type among it', async () => {
      const [store, other] = [await open(), await openOther()];
      const kinds = ['Aa', 'Ab', 'B'];
      const events = makeEvents(1_200).map((event, i) => ({ ...event, type: kinds[i % 3] ?? '' }));
      for (let from = 0; from < events.length; from += 300) {
        await put(store, `s-${from}`, 'none', events.slice(from, from + 300));
        await put(
          other,
          'x-1',
          'any',
          makeEvents(3).map((e) => ({ ...e, type: 'Aa' })),
        );
      }
      const all = await collect(store.readAll());
      const wanted = {
        types: [{ types: ['A'] }, all.filter(({ type }) => type.startsWith('A'))],
        streams: [{ streams: ['s-3', 's-9'] }, all.filter(({ stream }) => /^s-[39]/.test(stream))],
        none: [{ types: ['C'] }, []],
      } as const;
      for (const [filter, found] of Object.values(wanted)) {
        expect(await collect(store.readAll({ filter }))).toEqual(found);
        expect(ids(await collect(store.readAll({ filter, limit: 5 })))).toEqual(
          ids(found.slice(0, 5)),
        );
      }
      const pages = await collect(store.readPages({ filter: { types: ['B'] }, fromSequence: 301 }));
      expect(pages.flatMap((page) => page.events)).toEqual(
        all.filter(({ type, sequence }) => type === 'B' && sequence >= 301),
      );
      await Promise.all([store.close(), other.close()]);
    });

    it('looks through what others write once, and lets the server filter when it is much', async () => {
      const store = await open();
      const events = makeEvents(3);
      const foreign = (count: number): void => {
        const entry = {
          type: 'Noise',
          contentType: 'application/json',
          metadata: Buffer.from('{}'),
        };
        const noise = Array.from({ length: count }, () => ({
          ...entry,
          id: randomUUID(),
          data: Buffer.from('{}'),
        }));
        server.log.append(`${name}x-noise`, ANY, noise);
      };
      foreign(1_200);
      await put(store, 'a-1', 'none', events.slice(0, 1));
      foreign(1_200);
      await put(store, 'a-1', 0n, events.slice(1, 2));
      foreign(1_200);
      expect((await store.head())?.sequence).toBe(1);
      const reads = server.faults.count('read');
      expect((await store.head())?.sequence).toBe(1);
      expect(server.faults.count('read') - reads).toBe(1);
      await put(store, 'a-1', 1n, events.slice(2));
      await store.close();
      // One that has nothing of it in memory.
      const other = await open();
      expect(ids(await collect(other.readAll()))).toEqual(ids(events));
      await other.close();
    });
  });
}
