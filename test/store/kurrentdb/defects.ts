import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openServerStore, type ServerOptions } from '../../../src/store/kurrentdb/open.ts';
import type { EventStore, Position } from '../../../src/store/port.ts';
import { collect, conflictOf, expectCode, ids, makeEvents, put } from '../../conformance/kit.ts';
import type { Member } from '../../support/kurrentdb/features.ts';
import { Proxy } from '../../support/kurrentdb/proxy.ts';
import { ANY } from '../../support/kurrentdb/rules.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';
import type { Package } from '../../support/kurrentdb/stubs.ts';

const PACE = { attemptMs: 1_000, silenceMs: 1_000, patienceMs: 2_500 };

/** A test for each defect of the clients (event-sourcing.md §2.3) and each surprise of §2.8. */
export function describeDefects(client: Package): void {
  const server = new TestServer({ package: client, commitTimeoutMs: 300 });
  const stores: EventStore[] = [];
  const open = async (
    address: string,
    more = '',
    options: ServerOptions = {},
  ): Promise<EventStore> => {
    const tls = more.includes('tls') ? '' : '&tls=false';
    const url = `esdb://${address}?client=${client}${tls}${more}`;
    const store = await openServerStore(url, { pace: PACE, ...options });
    stores.push(store);
    return store;
  };
  let name = '';
  const make = (options?: ServerOptions): Promise<EventStore> =>
    open(server.address, `&book=${name}`, options);
  const stored = (stream: string): string[] =>
    ids(server.log.stream(`${name}.${stream}`)?.entries ?? []);

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `b${randomUUID().slice(0, 8)}`;
  });
  afterEach(async () => {
    server.faults.clear();
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  describe(`${client}: calls that hang or fail`, () => {
    it('#1 a conflict tells the true revision', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(8));
      const conflict = await conflictOf(put(store, 'a-1', 3n, makeEvents(1)));
      expect(conflict).toEqual({ stream: 'a-1', expected: 3n, actual: 7n });
    });

    it('#2 a server that never answers an append: told in time, and the next one works', async () => {
      const store = await make();
      const events = makeEvents(2);
      server.faults.set('batch', { kind: 'silent', executes: true }, 1);
      const append = store.append([{ stream: 'a-1', expected: 'any', events }]);
      await expectCode(append, 'store/indeterminate');
      expect(await put(store, 'a-1', 1n, makeEvents(1))).toBe(2n);
      server.faults.set('batch', { kind: 'silent', executes: true }, 1);
      const again = makeEvents(2);
      expect(await put(store, 'a-1', 2n, again)).toBe(4n);
      expect(stored('a-1').slice(3)).toEqual(ids(again));
    });

    it('#3 a stream of appends that ends in order with one under way', async () => {
      const store = await make();
      for (const executes of [true, false]) {
        const events = makeEvents(2);
        server.faults.set('batch', { kind: 'end', executes }, 1);
        const stream = `a-${executes}`;
        expect(await put(store, stream, 'none', events)).toBe(1n);
        expect(stored(stream)).toEqual(ids(events));
      }
    });

    // The older client keeps all appends of a process in one place, and an answer that comes after
    // that was emptied throws where nobody catches it: the runner would report it.
    it('#4, #5 another connection of the process that dies, and a late answer', async () => {
      const other = await new TestServer({ package: client }).start();
      const dying = await open(other.address, '&book=d');
      const healthy = await make();
      await put(dying, 'a-1', 'none', makeEvents(1));
      await put(healthy, 'a-1', 'none', makeEvents(1));
      server.faults.set('batch', { kind: 'late', ms: 300 }, 1);
      other.faults.set('batch', { kind: 'cut', executes: false }, 1);
      const events = makeEvents(2);
      const underWay = put(healthy, 'a-1', 0n, events);
      await expect.poll(() => server.faults.count('batch')).toBeGreaterThan(1);
      const lost = put(dying, 'a-1', 0n, makeEvents(1));
      expect([await underWay, await lost]).toEqual([2n, 1n]);
      expect(stored('a-1').slice(1)).toEqual(ids(events));
      await expect.poll(() => server.faults.count('late')).toBe(1);
      await other.stop();
    });

    it('#6 a server that is down: unavailable, and found when it comes up', async () => {
      const down = new TestServer({ package: client });
      await down.start();
      const { address } = down;
      await down.stop();
      const store = await open(address, `&book=${name}`);
      const append = { stream: 'a-1', expected: 'any', events: makeEvents(1) } as const;
      const error = await expectCode(
        store.append([append], { timeoutMs: 1_500 }),
        'store/unavailable',
      );
      expect(error.category).toBe('io');
      await expectCode(collect(store.readStream('a-1')), 'store/unavailable');
      const waiting = store.append([append]);
      await down.start();
      expect((await waiting).revisions.get('a-1')).toBe(0n);
      await down.stop();
    });

    it('#7, #8 a peer that takes the connection and says nothing', async () => {
      const silent = createServer(() => undefined);
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const store = await open(`127.0.0.1:${(silent.address() as AddressInfo).port}`, '&book=a');
      const start = performance.now();
      const append = [{ stream: 'a-1', expected: 'none', events: makeEvents(1) }] as const;
      await expectCode(store.append(append, { timeoutMs: 1_000 }), 'store/indeterminate');
      expect(performance.now() - start).toBeLessThan(1_200);
      await expectCode(store.revision('a-1'), 'store/unavailable');
      await expectCode(store.head(), 'store/unavailable');
      expect(performance.now() - start).toBeLessThan(15_000);
      await store.close();
      silent.close();
    });

    it('#9 reads that are left early do not stay open on the server', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(3_000));
      for await (const event of store.readStream('a-1')) if (event.sequence === 2) break;
      for await (const event of store.readAll()) if (event.sequence === 2) break;
      for await (const page of store.readPages({ pageSize: 10 })) if (page.events[0]) break;
      for await (const delivery of store.subscribe()) if (delivery.kind === 'event') break;
      // But the one by which the store follows its book.
      await expect.poll(() => server.open.size).toBe(1);
      await store.close();
      await expect.poll(() => server.open.size).toBe(0);
    });

    it('#10 a read without an answer ends in time, and is let go of', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(3));
      server.faults.set('read', { kind: 'silent', executes: false }, 1);
      expect(await collect(store.readStream('a-1'))).toHaveLength(3);
      server.faults.set('read', { kind: 'silent', executes: false });
      await expectCode(collect(store.readStream('a-1')), 'store/unavailable');
      if (client === 'eventstore') await expect.poll(() => server.open.size).toBe(1);
    });
  });

  describe(`${client}: what a real node does`, () => {
    it('answers that it is not ready, that it is exhausted, that another leads', async () => {
      const store = await make();
      await put(store, 'a-1', 'any', makeEvents(1));
      server.faults.set('batch', { kind: 'not-ready' }, 2);
      // Nothing was written, so even this may be sent again.
      expect(await put(store, 'a-1', 'any', makeEvents(1))).toBe(1n);
      server.faults.set('batch', { kind: 'exhausted' }, 2);
      expect(await put(store, 'a-1', 1n, makeEvents(1))).toBe(2n);
      server.faults.set('batch', { kind: 'exhausted' }, 1);
      await expectCode(put(store, 'a-1', 'any', makeEvents(1)), 'store/indeterminate');
      const leader = await new TestServer({ package: client }).start();
      server.faults.set('batch', { kind: 'not-leader', address: '127.0.0.1', port: leader.port });
      const events = makeEvents(1);
      await store.append([{ stream: 'b-1', expected: 'any', events }]).catch(() => undefined);
      expect(ids(leader.log.stream(`${name}.b-1`)?.entries ?? [])).toEqual(ids(events));
      await leader.stop();
    });

    it('denies what an account may not do', async () => {
      const store = await make();
      for (const method of ['batch', 'read', 'subscribe'] as const)
        server.faults.set(method, { kind: 'denied' });
      await expectCode(put(store, 'a-1', 'none', makeEvents(1)), 'store/access-denied');
      await expectCode(store.head(), 'store/access-denied');
      await expectCode(store.revision('a-1'), 'store/access-denied');
    });

    it('takes empty appends and largest numbers for something else: they are not sent', async () => {
      const store = await make();
      const before = server.faults.count('batch') + server.faults.count('append');
      const none = { stream: 'a-1', expected: 'none', events: [] } as const;
      expect((await store.append([none])).revisions.size).toBe(0);
      for (const expected of [2n ** 64n - 1n, 2n ** 64n - 2n, 2n ** 63n - 1n])
        expect(await conflictOf(put(store, 'a-1', expected, makeEvents(1)))).toEqual({
          stream: 'a-1',
          expected,
          actual: 'none',
        });
      expect(server.faults.count('batch') + server.faults.count('append')).toBe(before);
    });

    it('hides a repeated append whose stream somebody deleted', async () => {
      const store = await make();
      const events = makeEvents(2);
      await put(store, 'a-1', 'none', events);
      server.log.delete(`${name}.a-1`, ANY, false);
      await expectCode(put(store, 'a-1', 'none', events), 'store/deleted');
      await expectCode(put(store, 'a-1', 'exists', makeEvents(1)), 'store/deleted');
      expect(await store.revision('a-1')).toBeNull();
      await put(store, 'b-1', 'none', makeEvents(1));
      server.log.delete(`${name}.b-1`, ANY, true);
      await expectCode(collect(store.readStream('b-1')), 'store/deleted');
      await expectCode(put(store, 'b-1', 0n, makeEvents(1)), 'store/deleted');
    });

    it('gives bad JSON as text and other people’s events as they are: both are damage', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(3));
      const [good] = server.log.stream(`${name}.a-1`)?.entries ?? [];
      if (good === undefined) throw new Error('Nothing was written.');
      const bad = { ...good, id: randomUUID(), data: Buffer.from('{"n":0') };
      server.log.append(`${name}.b-1`, ANY, [bad]);
      const error = await expectCode(store.head(), 'store/corrupt');
      expect(error.details).toEqual({ sequence: 3 });
      const report = await store.verify();
      expect(report.problems.map((p) => p.sequence)).toEqual([3]);
      const changed = { ...good, id: randomUUID(), data: Buffer.from('{"n":1}') };
      server.log.append(`${name}2.b-1`, ANY, [changed]);
      const second = await open(server.address, `&book=${name}2`);
      await expectCode(second.root(), 'store/corrupt');
    });

    it('has system events and other books in its log: they are not the book’s', async () => {
      const [store, other] = [await make(), await open(server.address, `&book=${name}-2`)];
      server.log.append('$system', ANY, []);
      for (let i = 0; i < 5; i++) {
        await put(other, 'a-1', 'any', makeEvents(3));
        await put(store, 'a-1', 'any', makeEvents(2));
      }
      expect(await collect(store.readAll())).toHaveLength(10);
      expect((await store.head())?.sequence).toBe(9);
      expect((await other.root()).size).toBe(15);
      expect((await store.verify()).ok).toBe(true);
    });

    it('refuses a place that is none of its records', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(3));
      const head = await store.head();
      const [, position = ''] = /\.(\d+)$/.exec(head?.at ?? '') ?? [];
      const wrong = `@2.${BigInt(position) + 1n}` as Position;
      await expectCode(collect(store.subscribe({ after: wrong })), 'store/bad-request');
      await expectCode(collect(store.readAll({ after: wrong })), 'store/bad-request');
      const other = `@1.${position}` as Position;
      await expectCode(collect(store.readPages({ after: other })), 'store/bad-request');
      await expectCode(collect(store.readAll({ after: '@3' as Position })), 'store/bad-request');
    });

    it('says that it has caught up before events are handed out: here it comes after them', async () => {
      const store = await make();
      await put(store, 'a-1', 'none', makeEvents(200));
      let count = 0;
      for await (const delivery of store.subscribe()) {
        if (delivery.kind === 'caught-up') break;
        count += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(count).toBe(200);
    });

    it('ends a subscription in order, or cuts it off: it goes on behind the last event', async () => {
      const store = await make();
      const events = makeEvents(41);
      await put(store, 'a-1', 'none', events.slice(0, 40));
      const seen: string[] = [];
      for await (const delivery of store.subscribe()) {
        if (delivery.kind !== 'event') continue;
        expect(delivery.event.sequence).toBe(seen.length);
        seen.push(delivery.event.id);
        if (seen.length === 10) {
          server.faults.set('subscribe', { kind: 'end', executes: false }, 1);
          await server.restart();
        }
        if (seen.length === 40) void put(store, 'a-1', 39n, events.slice(40));
        if (seen.length === 41) break;
      }
      expect(seen).toEqual(ids(events));
    });
  });

  describe(`${client}: the connection`, () => {
    it('may be cut at any byte: one copy of everything', { timeout: 120_000 }, async () => {
      const proxy = await new Proxy(() => server.port).start();
      const cuts = [
        0, 1, 8, 9, 23, 24, 25, 33, 50, 77, 101, 150, 233, 301, 420, 501, 702, 900, 1_300,
      ];
      for (const bytes of cuts)
        for (const direction of ['toServer', 'toClient'] as const) {
          proxy.cutAt({ direction, bytes });
          const store = await open(proxy.address, `&book=${name}`);
          const events = makeEvents(3);
          const stream = `${direction.toLowerCase()}-${bytes}`;
          const append = [{ stream, expected: 'none', events }] as const;
          // It meets the cut on each new connection, until there is none any more.
          const first = store.append(append, { timeoutMs: 5_000 });
          await Promise.race([first.catch(() => undefined), proxy.untilCut()]);
          proxy.cutAt(null);
          expect((await first).revisions.get(stream)).toBe(2n);
          expect(stored(stream)).toEqual(ids(events));
          await store.close();
        }
      await proxy.stop();
    });

    it('is made over TLS, with credentials from outside', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'feeworth-tls-'));
      const user = { name: 'ops', password: 'a:b@c' };
      const secure = await new TestServer({
        package: client,
        tls: certificate(folder),
        user,
      }).start();
      const ca = `&tlsCAFile=${encodeURIComponent(join(folder, 'authority.pem'))}&tls=true`;
      vi.stubEnv('FEEWORTH_KURRENTDB_USER', user.name);
      vi.stubEnv('FEEWORTH_KURRENTDB_PASSWORD', user.password);
      try {
        const store = await open(secure.address, `&book=a${ca}`);
        await put(store, 'a-1', 'none', makeEvents(2));
        expect(await collect(store.readStream('a-1'))).toHaveLength(2);
        expect((await store.head())?.sequence).toBe(1);
        await store.close();
        // Without the authority nobody can tell who answers.
        const blind = await open(secure.address, '&book=a&tls=true');
        await expectCode(blind.head(), 'store/unavailable');
        vi.stubEnv('FEEWORTH_KURRENTDB_PASSWORD', 'wrong');
        const stranger = await open(secure.address, `&book=a${ca}`);
        await expectCode(put(stranger, 'a-1', 1n, makeEvents(1)), 'store/access-denied');
        await expectCode(stranger.head(), 'store/access-denied');
      } finally {
        vi.unstubAllEnvs();
        rmSync(folder, { recursive: true });
        await secure.stop();
      }
    });

    it('finds the leader of a cluster, from several hosts', async () => {
      const members = (): readonly Member[] => asMembers([follower, leader]);
      const leader = new TestServer({ package: client, members });
      const follower = new TestServer({ package: client, members });
      await Promise.all([leader.start(), follower.start()]);
      const hosts = `${follower.address},${leader.address}`;
      const store = await open(hosts, '&nodePreference=leader&book=a');
      await put(store, 'a-1', 'none', makeEvents(2));
      expect(leader.log.stream('a.a-1')?.entries).toHaveLength(2);
      expect(follower.log.stream('a.a-1')).toBeUndefined();
      expect(await collect(store.readStream('a-1'))).toHaveLength(2);
      await store.close();
      await Promise.all([leader.stop(), follower.stop()]);
    });
  });
}

// The second leads.
function asMembers(servers: readonly TestServer[]): readonly Member[] {
  return servers.map(({ id, port }, i) => ({
    id,
    address: '127.0.0.1',
    port,
    state: i === 1 ? 8 : 6,
  }));
}

/** An authority and a certificate of it for this machine, made for this test. */
function certificate(folder: string): { readonly key: string; readonly cert: string } {
  const at = (name: string): string => join(folder, `${name}.pem`);
  const make = (name: string, ...more: readonly string[]): void => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    const files = ['-nodes', '-days', '2', '-keyout', at(`${name}-key`), '-out', at(name)];
    const args = ['req', '-x509', ...curve, ...files, '-subj', `/CN=${name}`, ...more];
    const made = spawnSync('openssl', args, { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  };
  make('authority');
  const signed = ['-CA', at('authority'), '-CAkey', at('authority-key')];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE'];
  make('node', ...signed, ...names);
  return { key: readFileSync(at('node-key'), 'utf8'), cert: readFileSync(at('node'), 'utf8') };
}
