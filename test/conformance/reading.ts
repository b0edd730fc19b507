import fc from 'fast-check';
import { expect } from 'vitest';
import { canonicalJson } from '../../src/audit/canonical.ts';
import { eventLine } from '../../src/audit/line.ts';
import { appendSubtree, frontierRoot, toHex, treeHashes } from '../../src/audit/merkle.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { Json } from '../../src/event.ts';
import type { Position, ReadPages } from '../../src/store/port.ts';
import { collect, expectCode, ids, makeEvent, makeEvents, numbered, put } from './kit.ts';
import { withPositions, type Suite } from './kit.ts';
import { json } from './json.ts';

/** C. Reading. */
export function readingTests(suite: Suite): void {
  const { make } = suite;
  const test = (number: number, name: string, body: () => Promise<void>): void =>
    numbered(suite, number, name, true, body);

  test(24, 'forwards and backwards, from and limit, within and beyond', async () => {
    const store = await make();
    const size = 1_003;
    await put(store, 'b-1', 'none', makeEvents(2));
    await put(store, 'a-1', 'none', makeEvents(size));
    const all = Array.from({ length: size }, (_, i) => i);
    // The newer client of servers takes its time for each read: there every second one must do.
    const every = suite.hooks.isServer ? 2 : 1;
    const limits = [0, 1, 2, 999, 1_000, 1_001, 5_000, undefined];
    const froms = ['start', 'end', 0n, 5n, 1_000n, 1_002n, 1_003n, 9_999n, undefined] as const;
    const pairs = limits.flatMap((limit) => froms.map((from) => [limit, from] as const));
    for (const [limit, from] of pairs.filter((_, i) => i % every === 0))
      for (const backwards of [false, true]) {
        const options = {
          backwards,
          ...(limit === undefined ? {} : { limit }),
          ...(from === undefined ? {} : { from }),
        };
        const first = from === 'start' ? 0 : from === 'end' ? size - 1 : Number(from ?? -1);
        const start = from === undefined ? (backwards ? size - 1 : 0) : first;
        const expected = backwards
          ? all.filter((i) => i <= start).toReversed()
          : all.filter((i) => i >= start);
        const read = await collect(store.readStream('a-1', options));
        expect(read.map((e) => Number(e.revision))).toEqual(expected.slice(0, limit));
      }
    await expectCode(collect(store.readStream('a-1', { limit: -1 })), 'store/bad-request');
    await expectCode(collect(store.readStream('a-1', { from: -1n })), 'store/bad-request');
    await store.close();
  });

  test(25, 'a missing stream yields nothing; an empty book has no head', async () => {
    const store = await make();
    expect(await store.head()).toBeNull();
    expect(await collect(store.readAll())).toEqual([]);
    expect(await collect(store.readPages())).toEqual([]);
    expect(await collect(store.readStream('a-1'))).toEqual([]);
    expect(await collect(store.readStream('a-1', { backwards: true }))).toEqual([]);
    expect(await store.revision('a-1')).toBeNull();
    const event = makeEvent();
    const { at } = await store.append([{ stream: 'a-1', expected: 'none', events: [event] }]);
    const head = await store.head();
    expect(head).toEqual({ at, sequence: 0, recordedAt: event.meta.recordedAt });
    await store.close();
  });

  test(26, 'readAll: in commit order, sequences without gaps, revisions within', async () => {
    const store = await make();
    const committed: string[] = [];
    for (let i = 0; i < 60; i++) {
      const events = makeEvents(1 + (i % 3));
      await put(store, `a-${i % 7}`, 'any', events);
      committed.push(...ids(events));
    }
    const read = await collect(store.readAll());
    expect(ids(read)).toEqual(committed);
    expect(read.map((e) => e.sequence)).toEqual(committed.map((_, i) => i));
    const next = new Map<string, bigint>();
    for (const { stream, revision } of read) {
      expect(revision).toBe(next.get(stream) ?? 0n);
      next.set(stream, revision + 1n);
    }
    const back = await collect(store.readAll({ backwards: true }));
    expect(ids(back)).toEqual(committed.toReversed());
    await store.close();
  });

  test(26, 'readLines: the same as lines, with their part of the tree', async () => {
    const store = await make();
    for (let i = 0; i < 40; i++)
      await put(store, `a-${i % 7}`, 'any', makeEvents(1 + ((i * 37) % 90), 'NoteTaken'));
    const events = await collect(store.readAll());
    const lines = events.map((event) => `${eventLine(event, event)}\n`);
    const size = lines.length;
    const hashes = treeHashes(sha256);
    for (const [from, to] of [
      [0, size],
      [0, 0],
      [size, size],
      [3, 4],
      [1_020, 1_030],
      [1_024, size],
    ] as const) {
      let frontier = await store.frontierAt(from);
      let text = '';
      for await (const page of store.readLines({ fromSequence: from, toSequence: to })) {
        for (const part of page.parts) frontier = appendSubtree(hashes, frontier, part);
        const bytes = Buffer.from(page.lines);
        const ends = [...page.ends];
        expect(ends.at(-1)).toBe(bytes.length);
        text += ends.map((end, i) => bytes.toString('utf8', ends[i - 1] ?? 0, end)).join('|');
        text += '|';
      }
      expect(text.split('|').filter((line) => line !== '')).toEqual(lines.slice(from, to));
      expect({ size: frontier.size, root: toHex(frontierRoot(hashes, frontier)) }).toEqual(
        await store.rootAt(to),
      );
    }
    const beyond = { fromSequence: 0, toSequence: size + 1 };
    await expectCode(collect(store.readLines(beyond)), 'store/bad-request');
    const backwards = { fromSequence: 2, toSequence: 1 };
    expect(await collect(store.readLines(backwards))).toEqual([]);
    const stop = new AbortController();
    stop.abort();
    const stopped = { fromSequence: 0, toSequence: size, signal: stop.signal };
    await expectCode(collect(store.readLines(stopped)), 'store/aborted');
    await store.close();
    await expectCode(collect(store.readLines({ fromSequence: 0, toSequence: 1 })), 'store/closed');
  });

  test(27, 'after is exclusive at every position', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(12));
    const all = await withPositions(store);
    for (const [k, [, after]] of all.entries()) {
      const rest = all.slice(k + 1).map(([event]) => event);
      expect(await collect(store.readAll({ after }))).toEqual(rest);
      const before = all.slice(0, k).map(([event]) => event);
      const backwards = await collect(store.readAll({ after, backwards: true }));
      expect(backwards).toEqual(before.toReversed());
      const pages = await collect(store.readPages({ after, pageSize: 5 }));
      expect(pages.flatMap((page) => page.events)).toEqual(rest);
      const from = await collect(store.readPages({ fromSequence: k, pageSize: 4 }));
      expect(from.flatMap((page) => page.events)).toEqual(all.slice(k).map(([event]) => event));
    }
    await expectCode(collect(store.readAll({ after: '7' as Position })), 'store/bad-request');
    await store.close();
  });

  test(28, 'filters: prefixes of streams and types, literal, limit counts matches', async () => {
    const store = await make();
    const streams = ['a', 'ab', 'ab-1', 'a%', 'a_', 'a.b', 'b*', 'a[1]', 'ä-1', 'b'];
    const types = ['ClaimSubmitted', 'ClaimAdjudicated', 'PackageSold', 'Claim'];
    for (let i = 0; i < 40; i++)
      await put(store, streams[i % streams.length] ?? 'a', 'any', [
        makeEvent({ i }, { type: types[i % types.length] ?? 'Claim' }),
      ]);
    const all = await collect(store.readAll());
    for (const prefix of [...streams, 'a-', 'zz', 'a%_', '.*', 'A']) {
      const expected = all.filter((e) => e.stream.startsWith(prefix));
      const filter = { streams: [prefix] };
      expect(await collect(store.readAll({ filter }))).toEqual(expected);
      expect(await collect(store.readAll({ filter, limit: 2 }))).toEqual(expected.slice(0, 2));
      const back = await collect(store.readAll({ filter, limit: 2, backwards: true }));
      expect(back).toEqual(expected.toReversed().slice(0, 2));
    }
    for (const prefixes of [['Claim'], ['ClaimS'], ['claim'], ['Pack', 'ClaimA'], ['']]) {
      const expected = all.filter((e) => prefixes.some((p) => e.type.startsWith(p)));
      const filter = { types: prefixes };
      expect(await collect(store.readAll({ filter }))).toEqual(expected);
      const pages = await collect(store.readPages({ filter, pageSize: 3 }));
      expect(pages.flatMap((page) => page.events)).toEqual(expected);
    }
    await expectCode(collect(store.readAll({ filter: { types: [] } })), 'store/bad-request');
    await store.close();
  });

  test(29, 'early exit leaves nothing open; an aborted read says so', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(50));
    for await (const event of store.readAll()) if (event.sequence === 3) break;
    for await (const event of store.readStream('a-1')) if (event.sequence === 3) break;
    for await (const page of store.readPages({ pageSize: 2 })) if (page.events.length > 0) break;
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      for await (const event of store.readAll({ signal: stop.signal }))
        if (event.sequence === 3) stop.abort();
    };
    await expectCode(read(), 'store/aborted');
    await expectCode(collect(store.readPages({ signal: stop.signal })), 'store/aborted');
    await expectCode(collect(store.readStream('a-1', { signal: stop.signal })), 'store/aborted');
    await put(store, 'a-1', 49n, makeEvents(1));
    await store.close();
  });

  test(30, 'fidelity: every JSON value comes back the same in canonical form', async () => {
    const store = await make();
    const special: readonly Json[] = [
      {},
      [],
      '',
      'nul \u0000 and 😀 and \u2028',
      JSON.parse('{"__proto__":{"a":1},"constructor":"x","toString":null}') as Json,
      'x'.repeat(1_000_000),
      '9007199254740993',
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`) as Json,
      { b: 1, a: 2, '10': 3, '9': 4 },
      '\\ud800 typed out',
    ];
    for (const data of special) await put(store, 'a-1', 'any', [makeEvent(data)]);
    const back = await collect(store.readStream('a-1'));
    expect(back.map((e) => canonicalJson(e.data))).toEqual(special.map(canonicalJson));
    let at = await store.revision('a-1');
    const values = fc.array(json(), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(values, async (datas) => {
        const events = datas.map((data) => makeEvent(data));
        const from = (at ?? -1n) + 1n;
        at = await put(store, 'a-1', at ?? 'none', events);
        const read = await collect(store.readStream('a-1', { from }));
        expect(read.map((e) => canonicalJson(e.data))).toEqual(datas.map(canonicalJson));
        expect(read.map((e) => e.meta)).toEqual(events.map((e) => e.meta));
      }),
      { numRuns: 40 },
    );
    const meta = {
      ...makeEvent().meta,
      counterparty: 'mso',
      site: 'ключ 😀',
      sourceSystem: 'pms',
      sourceFile: 'f'.repeat(64),
      sourceRecord: '17',
      causedBy: makeEvent().id,
      approvedBy: 'o"hara\\',
    };
    await put(store, 'b-1', 'none', [{ ...makeEvent(), meta }]);
    expect((await collect(store.readStream('b-1')))[0]?.meta).toEqual(meta);
    await store.close();
  });

  test(31, 'read while writing: the reading ends, whole up to where it began', async () => {
    const store = await make();
    let at = await put(store, 'a-1', 'none', makeEvents(2_500));
    const seen: number[] = [];
    for await (const event of store.readAll()) {
      seen.push(event.sequence);
      if (event.sequence % 2 === 0 && event.sequence < 2_000)
        at = await put(store, 'a-1', at, makeEvents(1));
    }
    expect(at).toBe(3_499n);
    expect(seen).toEqual(seen.map((_, i) => i));
    expect(seen.length).toBeGreaterThanOrEqual(2_500);
    await store.close();
  });

  test(32, 'page boundaries: the same events whatever the page size', async () => {
    const store = await make();
    await put(store, 'a-1', 'none', makeEvents(2_001));
    const all = await collect(store.readAll());
    expect(all).toHaveLength(2_001);
    for (const pageSize of [1, 2, 64, 1_000, 2_001, 3_000]) {
      const options: ReadPages = { pageSize, fromSequence: pageSize === 1 ? 1_900 : 0 };
      const pages = await collect(store.readPages(options));
      const events = pages.flatMap((page) => page.events);
      expect(events).toEqual(all.slice(options.fromSequence));
      expect(pages.every((page) => page.events.length <= pageSize)).toBe(true);
      expect(pages.length).toBe(Math.ceil(events.length / pageSize));
    }
    await expectCode(collect(store.readPages({ pageSize: 0 })), 'store/bad-request');
    const twice = collect(store.readPages({ fromSequence: 0, after: '@1' as Position }));
    await expectCode(twice, 'store/bad-request');
    await store.close();
  });
}
