import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import type { NewEvent } from '../../../src/event.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { collect, expectCode, ids, makeEvent, makeEvents, put } from '../../conformance/kit.ts';
import { ANY } from '../../support/kurrentdb/rules.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';
import type { Package } from '../../support/kurrentdb/stubs.ts';

const PACE = { attemptMs: 1_000, silenceMs: 1_000, patienceMs: 2_500 };

/** More of what a server and its other users do, beside the numbered defects. */
export function describeSurprises(client: Package): void {
  const server = new TestServer({ package: client, commitTimeoutMs: 300 });
  const stores: EventStore[] = [];
  let name = '';
  const open = async (): Promise<EventStore> => {
    const url = `esdb://${server.address}?client=${client}&tls=false&book=${name}`;
    const store = await openServerStore(url, { pace: PACE });
    stores.push(store);
    return store;
  };
  const stored = (stream: string): string[] =>
    ids(server.log.stream(`${name}.${stream}`)?.entries ?? []);
  /** What a stream's own settings on the server hide of it. */
  const cut = (stream: string, settings: string): void => {
    const metadata = Buffer.from(settings);
    const entry = { id: randomUUID(), type: '$metadata', contentType: 'application/json' };
    server.log.append(`$$${name}.${stream}`, ANY, [{ ...entry, data: metadata, metadata }]);
  };

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `b${randomUUID().slice(0, 8)}`;
  });
  afterEach(async () => {
    server.faults.clear();
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  describe(`${client}: what else a server does`, () => {
    it('does not write what nobody waits for any more', async () => {
      const store = await open();
      await put(store, 'a-1', 'none', makeEvents(1));
      const late = server.faults.count('late');
      server.faults.set('batch', { kind: 'late', ms: 400 }, 1);
      const append = { stream: 'b-1', expected: 'none', events: makeEvents(1) } as const;
      await expectCode(store.append([append], { timeoutMs: 200 }), 'store/indeterminate');
      await expect.poll(() => server.faults.count('late')).toBe(late + 1);
      expect(stored('b-1')).toEqual([]);
    });

    it('takes appends of one stream in the order they were made, the first one sent again', async () => {
      const store = await open();
      const events = makeEvents(3);
      server.faults.set('batch', { kind: 'not-ready' }, 1);
      const revisions = await Promise.all(
        events.map((event, i) => put(store, 'a-1', i === 0 ? 'none' : BigInt(i - 1), [event])),
      );
      expect([revisions, stored('a-1')]).toEqual([[0n, 1n, 2n], ids(events)]);
    });

    it('goes on writing while a stream is read: a reading is no snapshot, and ends', async () => {
      const [store, other] = [await open(), await open()];
      await put(store, 'a-1', 'none', makeEvents(510));
      let count = 0;
      for await (const _ of store.readStream('a-1'))
        if ((count += 1) === 400) await put(other, 'a-1', 509n, makeEvents(500));
      expect(count).toBe(510);
    });

    it('hides what is cut off a stream, before a reading and under it', async () => {
      const store = await open();
      await put(store, 'a-1', 'none', makeEvents(3));
      cut('a-1', '{"$maxCount":1}');
      await expectCode(collect(store.readStream('a-1')), 'store/deleted');
      await put(store, 'b-1', 'none', makeEvents(1_200));
      const under = async (): Promise<void> => {
        for await (const { revision } of store.readStream('b-1', { backwards: true }))
          if (revision === 700n) cut('b-1', '{"$maxCount":100}');
      };
      await expectCode(under(), 'store/deleted');
    });

    it('has events that Feeworth did not write: they are damage, whatever is odd of them', async () => {
      const entry = {
        type: 'NoteTaken',
        contentType: 'application/json',
        data: Buffer.from('{"n":0}'),
        metadata: Buffer.from('{}'),
      };
      const odd = {
        bytes: { contentType: 'application/octet-stream' },
        bare: { metadata: Buffer.from('') },
        nested: { metadata: Buffer.from('{"a":{"b":1}}') },
        listed: { metadata: Buffer.from('null') },
        unkept: { data: Buffer.from('{"n":1e300}') },
      };
      for (const [i, change] of Object.values(odd).entries()) {
        name = `${name.slice(0, 9)}${i}`;
        server.log.append(`${name}.a-1`, ANY, [{ ...entry, id: randomUUID(), ...change }]);
        const store = await open();
        const error = await expectCode(store.head(), 'store/corrupt');
        expect(error.details).toEqual({ sequence: 0 });
        expect((await store.verify()).problems.map(({ sequence }) => sequence)).toEqual([0]);
      }
    });

    it('leaves a read without an answer: it does not stay open beside a subscription', async () => {
      const store = await open();
      await put(store, 'a-1', 'none', makeEvents(1));
      const following = store.subscribe()[Symbol.asyncIterator]();
      expect((await following.next()).value).toMatchObject({ kind: 'event' });
      expect((await following.next()).value).toMatchObject({ kind: 'caught-up' });
      const next = following.next();
      server.faults.set('read', { kind: 'silent', executes: false }, 1);
      expect(await collect(store.readStream('a-1'))).toHaveLength(1);
      // What follows the book, and who subscribed. The newer client cannot cancel.
      if (client === 'eventstore') await expect.poll(() => server.open.size).toBe(2);
      await put(store, 'a-1', 0n, makeEvents(1));
      expect((await next).value).toMatchObject({ kind: 'event' });
      await following.return?.();
    });

    it('has others’ events between those that are too large for memory', async () => {
      const store = await open();
      const large = (): NewEvent => makeEvent({ text: 'x'.repeat(20_000) });
      const events = [large(), large(), large()];
      for (const [i, event] of events.entries()) {
        await put(store, 'a-1', i === 0 ? 'none' : BigInt(i - 1), [event]);
        const foreign = { ...makeEvent(), contentType: 'application/json' };
        const bytes = { data: Buffer.from('{}'), metadata: Buffer.from('{}') };
        server.log.append(`${name}x-1`, ANY, [{ ...foreign, ...bytes }]);
      }
      expect(await store.head()).toMatchObject({ sequence: 2 });
      expect(ids(await collect(store.readAll()))).toEqual(ids(events));
    });
  });
}
