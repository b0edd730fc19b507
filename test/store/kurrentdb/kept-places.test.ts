import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { treeHashes } from '../../../src/audit/merkle.ts';
import { sha256 } from '../../../src/audit/sha256.node.ts';
import { proposalOf } from '../../../src/store/kurrentdb/codec.ts';
import { keptPlacesPath, readPlaces } from '../../../src/store/kurrentdb/kept-places.node.ts';
import { Places } from '../../../src/store/kurrentdb/places.ts';
import { openServerStore } from '../../../src/store/kurrentdb/open.ts';
import type { NewEvent } from '../../../src/event.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { collect, expectCode, ids, makeEvent, makeEvents, put } from '../../conformance/kit.ts';
import type { Entry } from '../../support/kurrentdb/log.ts';
import { ANY } from '../../support/kurrentdb/rules.ts';
import { TestServer } from '../../support/kurrentdb/server.ts';

const server = new TestServer({ package: 'eventstore' });
const folder = mkdtempSync(join(tmpdir(), 'feeworth-places-'));
let name = '';
const beside = (): string => join(folder, name);
const open = (more: { readonly beside?: string } = { beside: beside() }): Promise<EventStore> =>
  openServerStore(`esdb://${server.address}?tls=false&book=${name}`, more);

beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  name = `b${randomUUID().slice(0, 8)}`;
});

/** A book of 700 events in two streams, read once by a machine that keeps its places. */
async function kept(): Promise<{ readonly written: string[]; readonly root: string }> {
  const store = await open();
  const [first, second] = [makeEvents(500), makeEvents(200)];
  await put(store, 'a-1', 'none', first.slice(0, 300));
  await put(store, 'b-1', 'none', second);
  await put(store, 'a-1', 299n, first.slice(300));
  const { root } = await store.root();
  await store.close();
  return { written: ids([...first.slice(0, 300), ...second, ...first.slice(300)]), root };
}

/** Changes the first event on the server, as somebody with the server's files could. */
function damageFirst(): void {
  const [first] = server.log.stream(`${name}.a-1`)?.entries ?? [];
  if (first === undefined) throw new Error('Nothing was written.');
  const at = Buffer.from(first.data).indexOf('0');
  if (at < 0) throw new Error('It holds no 0.');
  first.data.set([0x39], at);
}

/** The last event of the book in the server's log. */
function lastEntry(): Entry {
  const last = server.log.stream(`${name}.a-1`)?.entries.at(-1);
  if (last === undefined) throw new Error('Nothing was written.');
  return last;
}

/** What the server holds of an event with other content, as Feeworth writes it. */
function sealedAnew(id: string): Pick<Entry, 'data' | 'metadata'> {
  const { data, metadata } = proposalOf(makeEvent({ n: -1 }, { id }), 'a-1');
  return {
    data: Buffer.from(JSON.stringify(data)),
    metadata: Buffer.from(JSON.stringify(metadata)),
  };
}

describe('places that were kept of a book on a server', () => {
  it('spare the next who opens it all that was read before', async () => {
    const { written, root } = await kept();
    // Whoever reads from the beginning meets the damage; who goes on from what was kept does not.
    damageFirst();
    const store = await open();
    expect(await store.root()).toEqual({ size: 700, root });
    expect(await store.rootAt(700)).toEqual({ size: 700, root });
    const more = makeEvents(3);
    await put(store, 'b-1', 199n, more);
    expect((await store.head())?.sequence).toBe(702);
    const last = await collect(store.readPages({ fromSequence: 698 }));
    expect(last.flatMap(({ events }) => ids(events))).toEqual([
      ...written.slice(698),
      ...ids(more),
    ]);
    // It is a shortcut, no proof: "verify" reads everything.
    expect((await store.verify()).problems.map(({ sequence }) => sequence)).toEqual([0]);
    await store.close();
    const without = await open({});
    await expectCode(without.root(), 'store/corrupt');
    await without.close();
  });

  it('are left where they were by few new events, and written anew by many', async () => {
    await kept();
    const bytes = readFileSync(keptPlacesPath(beside()));
    for (const [count, isNew] of [
      [499, false],
      [1, true],
    ] as const) {
      const store = await open();
      await put(store, 'c-1', 'any', makeEvents(count));
      await store.root();
      await store.close();
      expect(readFileSync(keptPlacesPath(beside())).equals(bytes)).toBe(!isNew);
    }
  });

  it('count for nothing when they are damaged, or those of another book', async () => {
    const { root } = await kept();
    const path = keptPlacesPath(beside());
    const good = readFileSync(path);
    const bad = Buffer.from(good);
    bad.writeUInt8(bad.readUInt8(70_000) ^ 1, 70_000);
    const own = name;
    for (const bytes of [bad, Buffer.from('not a file of places'), null]) {
      rmSync(path);
      if (bytes !== null) writeFileSync(path, bytes);
      const store = await open();
      expect(await store.root()).toEqual({ size: 700, root });
      await store.close();
    }
    writeFileSync(path, good);
    expect(readPlaces(path, `${own}.`)?.last).toEqual({ stream: 'a-1', revision: 499n });
    expect(readPlaces(path, `${own}-2.`)).toBeUndefined();
    // Another book of this server, with the file of the first.
    name = `${own}-2`;
    writeFileSync(keptPlacesPath(beside()), good);
    const other = await open();
    expect((await other.root()).size).toBe(0);
    await other.close();
  });

  it('tell that the server has another book under the name, or a part of it', async () => {
    await kept();
    const fresh = await new TestServer({ package: 'eventstore' }).start();
    const openThere = (): Promise<EventStore> =>
      openServerStore(`esdb://${fresh.address}?tls=false&book=${name}`, { beside: beside() });
    const moved = await openThere();
    const error = await expectCode(moved.head(), 'store/corrupt');
    expect([error.place, error.details]).toEqual([
      { file: keptPlacesPath(beside()) },
      { sequence: 699 },
    ]);
    await moved.close();
    rmSync(keptPlacesPath(beside()));
    const again = await openThere();
    await put(again, 'z-1', 'none', makeEvents(2));
    expect((await again.root()).size).toBe(2);
    await again.close();
    await fresh.stop();
  });

  it('tell of a book that was written anew from its beginning, when it is verified', async () => {
    await kept();
    const { log } = server;
    const changed = makeEvents(1);
    const [first] = log.stream(`${name}.a-1`)?.entries ?? [];
    if (first === undefined) throw new Error('Nothing was written.');
    // Another event with a hash of its own, as only somebody with the server's files could do.
    const proposal = proposalOf(changed[0] as NewEvent, 'a-1');
    const { id, data, metadata } = proposal;
    const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
    Object.assign(first, { id, data: bytes(data), metadata: bytes(metadata) });
    const store = await open();
    expect((await store.root()).size).toBe(700);
    const report = await store.verify();
    expect(report.problems.map(({ words }) => words)).toEqual([
      'The first 700 events do not have the root that this machine’s own record tells.',
    ]);
    await store.close();
  });

  it('tell that the last event is elsewhere, another, or gone with its stream', async () => {
    await kept();
    const last = lastEntry();
    const { position } = last;
    const now = async (): Promise<void> => {
      const store = await open();
      const error = await expectCode(store.root(), 'store/corrupt');
      expect(error.place).toEqual({ file: keptPlacesPath(beside()) });
      await store.close();
    };
    const keptPlaces = readPlaces(keptPlacesPath(beside()), `${name}.`);
    const places = new Places(treeHashes(sha256), keptPlaces);
    const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());
    const { data, metadata } = last;
    const wire = { ...last, data: json(data), metadata: json(metadata), isJson: true };
    expect(places.hasLast(wire, `${name}.`)).toBe(true);
    expect(places.hasLast({ ...wire, position: position + 1n }, `${name}.`)).toBe(false);
    Object.assign(last, { position: position + 1n });
    await now();
    // Another event in its place, well written.
    Object.assign(last, { position, ...sealedAnew(last.id) });
    await now();
    server.log.delete(`${name}.a-1`, ANY, true);
    await now();
  });

  it('tell when an event is missed that was there', async () => {
    await kept();
    const { position } = server.log.stream(`${name}.a-1`)?.entries[10] ?? {};
    server.log.all.splice(
      server.log.all.findIndex((entry) => entry.position === position),
      1,
    );
    const store = await open();
    const reading = collect(store.readPages({ fromSequence: 5 }));
    expect((await expectCode(reading, 'store/corrupt')).details).toEqual({ sequence: 10 });
    await store.close();
  });

  it('are not kept of a small book, nor by one who has no place for them', async () => {
    const store = await open();
    await put(store, 'a-1', 'none', makeEvents(100));
    await store.close();
    expect(existsSync(keptPlacesPath(beside()))).toBe(false);
  });
});
