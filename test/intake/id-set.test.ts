import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/audit/sha256.node.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { openIdSet } from '../../src/intake/id-set.node.ts';
import { contentDigest, IdSet } from '../../src/intake/id-set.ts';
import type { KnownRecord } from '../../src/intake/id-set.ts';
import { arbitraryBook, eventOf } from '../support/arbitrary-events.ts';
import { storeOf, watched, withFolder } from '../support/book-stores.ts';
import { uuidOf } from '../support/chance-data.ts';

const setOf = (events: readonly RecordedEvent[]): IdSet => {
  const set = new IdSet(sha256);
  for (const event of events) set.add(event);
  return set;
};

/** The same said slowly: the last import of an id that stands, a completed one before others. */
function slowKnown(events: readonly RecordedEvent[], id: string): KnownRecord | undefined {
  let found: KnownRecord | undefined;
  for (const e of events) {
    if (e.id !== id || !e.stream.startsWith('import-') || e.type.startsWith('Import')) continue;
    const after = events.filter((o) => o.stream === e.stream && o.sequence > e.sequence);
    const again = after.findIndex((o) => o.type === 'ImportStarted');
    const own = again < 0 ? after : after.slice(0, again);
    if (own.some((o) => o.type === 'ImportReverted')) continue;
    const isCompleted = own.some((o) => o.type === 'ImportCompleted');
    if (found?.isCompleted === true && !isCompleted) continue;
    found = { content: contentDigest(e, sha256), stream: e.stream, isCompleted };
  }
  return found;
}

describe('the ids of imported facts', () => {
  test('are known with their content, unless their import was reverted', () => {
    fc.assert(
      fc.property(arbitraryBook(), (events) => {
        const set = setOf(events);
        for (const { id } of events) expect(set.contentOf(id)).toEqual(slowKnown(events, id));
        expect(set.has(uuidOf(1))).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  // Steps of two imports of one record: 1 and 2 begin, bring it, complete it and take it back.
  const shared = (...steps: readonly string[]): IdSet =>
    setOf(
      steps.map((step, sequence) => {
        const type = { s: 'ImportStarted', c: 'ImportCompleted', r: 'ImportReverted' }[
          step[1] ?? ''
        ];
        return {
          ...eventOf(type ?? 'CapitalContributed', { amount: '1.00' }),
          id: type === undefined ? uuidOf(5) : uuidOf(100 + sequence),
          stream: `import-${step[0]}`,
          sequence,
        };
      }),
    );

  test.each([
    [['1s', '1f', '2s', '2f'], { isCompleted: false, isEarlier: true }],
    [['1s', '1f', '1c', '2s', '2f'], { isCompleted: true, isEarlier: true }],
    [['2s', '1s', '1f', '2f'], { isCompleted: false, isEarlier: false }],
    [['2s', '2f', '2r', '1s', '1f'], { isCompleted: false, isEarlier: true }],
    [['1s', '1f', '1r', '2s', '2f'], undefined],
    [['1s', '1f', '1r', '1c', '2s', '2f'], undefined],
  ])('%j: the second has a rival where the first stands', (steps, expected) => {
    const rivals = shared(...steps).rivals(uuidOf(5), 'import-2');
    expect(rivals).toEqual(expected === undefined ? [] : [{ stream: 'import-1', ...expected }]);
  });

  test('are known of the import that counts, not of a later one that does not', () => {
    const set = shared('2s', '1s', '1f', '1c', '2f');
    expect(set.contentOf(uuidOf(5))).toMatchObject({ stream: 'import-1', isCompleted: true });
    expect([...set.idsOf('import-2')]).toEqual([uuidOf(5)]);
  });

  test('imported again after a revert are those of the new import', () => {
    const stream = 'import-00000000000000aa';
    const steps = ['ImportStarted', 'sale', 'ImportCompleted', 'ImportReverted', 'ImportStarted'];
    const at = (type: string, sequence: number, amount: string): RecordedEvent => ({
      ...eventOf(type === 'sale' ? 'CapitalContributed' : type, { amount }),
      id: type === 'sale' ? uuidOf(5) : uuidOf(100 + sequence),
      stream,
      sequence,
    });
    const first = steps.map((type, i) => at(type, i, '1.00'));
    expect(setOf(first).has(uuidOf(5))).toBe(false);
    const second = at('sale', 5, '2.00');
    const known = setOf([...first, second]).contentOf(uuidOf(5));
    expect(known?.content).toBe(contentDigest(second, sha256));
    expect(known?.isCompleted).toBe(false);
  });

  test('compare by type, schema, entity, site, date and data, and by nothing else', () => {
    const event = eventOf('CapitalContributed', { amount: '1.00' });
    const digest = contentDigest(event, sha256);
    const moved = { ...event.meta, effectiveOn: '2025-05-01', recordedAt: 'x', actor: 'y' };
    expect(contentDigest({ ...event, meta: moved }, sha256)).toBe(digest);
    const { site: _, ...withoutSite } = event.meta;
    for (const other of [
      { ...event, type: 'LoanReceived' },
      { ...event, data: { amount: '1.01' } },
      { ...event, meta: { ...event.meta, schema: '2' } },
      { ...event, meta: { ...event.meta, entity: 'x' } },
      { ...event, meta: { ...event.meta, occurredOn: '2025-03-15' } },
      { ...event, meta: withoutSite },
    ])
      expect(contentDigest(other, sha256)).not.toBe(digest);
  });

  test('grow past one part, and every one is found again', () => {
    const stream = 'import-00000000000000aa';
    const start = { ...eventOf('ImportStarted', {}), stream };
    const sale = { ...eventOf('CapitalContributed', { amount: '1.00' }), stream };
    const set = new IdSet(sha256);
    set.add(start);
    for (let n = 0; n < 20_000; n++) set.add({ ...sale, id: uuidOf(n) });
    expect(set.partCount).toBe(2);
    const { attempts, partCount } = set;
    const parts = Array.from({ length: partCount }, (_, i) => set.part(i));
    const back = new IdSet(sha256, { attempts, parts });
    for (let n = 0; n < 20_000; n += 7) expect(back.has(uuidOf(n))).toBe(true);
    expect(back.has(uuidOf(20_000))).toBe(false);
  });

  test('lie beside the book, are extended, and rebuilt when a bit has changed', () =>
    withFolder(async (folder) => {
      const events = fc
        .sample(arbitraryBook(), { numRuns: 40, seed: 5 })
        .reduce((most, book) => (setOf(book).size > setOf(most).size ? book : most));
      const path = join(folder, 'book.ids');
      const open = async (of: readonly RecordedEvent[]): Promise<readonly number[]> => {
        const { store, read } = watched(await storeOf(of));
        const { made: set } = await openIdSet(store, sha256, path);
        for (const { id } of of) expect(set.contentOf(id)).toEqual(slowKnown(of, id));
        return read;
      };
      expect((await open(events.slice(0, 40))).length).toBe(40);
      expect((await open(events)).length).toBe(events.length - 40);
      expect(await open(events)).toEqual([]);
      expect((await open(events.slice(0, 30))).length).toBe(30);
      await open(events);
      const good = readFileSync(path);
      const used = [...good.keys()].filter((i) => good[i] !== 0);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...used), fc.nat(7), async (at, bit) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] ?? 0) ^ (1 << bit);
          writeFileSync(path, bad);
          await open(events);
        }),
        { numRuns: 30 },
      );
    }));
});
