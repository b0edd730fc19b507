import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFeeworthError } from '../../src/error.ts';
import type { EventStore, Expected, StreamAppend } from '../../src/store/port.ts';
import { makeEvent } from '../support/plain-event.ts';
import { collect, type Suite } from './kit.ts';

const STREAMS = ['a-1', 'b-1', 'ab-1'];

interface Write {
  readonly stream: string;
  readonly expected: Expected;
  readonly ids: readonly number[];
}

/** The rules of event-sourcing.md §2.6 in the plainest words: streams are lists of ids. */
class Reference {
  readonly streams = new Map<string, number[]>();
  readonly log: (readonly [stream: string, id: number])[] = [];

  append(writes: readonly Write[]): 'conflict' | Map<string, number> {
    const outcomes = writes.map((write) => this.#one(write));
    const written = writes.map((w, i) => [w, outcomes[i] ?? 'conflict'] as const);
    const real = written.filter(([write]) => write.ids.length > 0);
    const last = new Map<string, number>();
    if (real.length > 0 && real.every(([, outcome]) => typeof outcome === 'number')) {
      for (const [write, outcome] of real) last.set(write.stream, Number(outcome));
      return last;
    }
    if (outcomes.some((outcome) => outcome !== 'new')) return 'conflict';
    for (const [{ stream, ids }] of real) {
      const list = this.streams.get(stream) ?? [];
      list.push(...ids);
      this.streams.set(stream, list);
      this.log.push(...ids.map((id) => [stream, id] as const));
      last.set(stream, list.length - 1);
    }
    return last;
  }

  /** Whether a server may take it either way: known ids without a number (§2.6). */
  isWeakRepeat({ stream, expected, ids }: Write): boolean {
    const list = this.streams.get(stream) ?? [];
    return typeof expected !== 'bigint' && expected !== 'none' && ids.some((i) => list.includes(i));
  }

  // 'new', 'conflict', or the last revision of what is there already.
  #one({ stream, expected, ids }: Write): 'new' | 'conflict' | number {
    const list = this.streams.get(stream) ?? [];
    if (expected === 'exists' && list.length === 0) return 'conflict';
    if (expected === 'any' || expected === 'exists') {
      const known = ids.map((id) => list.lastIndexOf(id));
      if (ids.length === 0 || known[0] === -1) return 'new';
      return known.includes(-1) ? 'conflict' : (known.at(-1) ?? 0);
    }
    const from = expected === 'none' ? 0 : Number(expected) + 1;
    if (from > list.length) return 'conflict';
    if (from === list.length) return 'new';
    if (ids.length === 0 || ids.some((id, i) => list[from + i] !== id)) return 'conflict';
    return from + ids.length - 1;
  }
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const write: fc.Arbitrary<Write> = fc
  .record({
    stream: fc.constantFrom(...STREAMS),
    expected: fc.oneof(
      fc.constantFrom<Expected>('any', 'none', 'exists'),
      fc.bigInt({ min: 0n, max: 6n }),
    ),
    // Few ids, so that repeats, prefixes and mixtures come about by themselves.
    ids: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  })
  .filter(({ expected, ids }) => ids.length > 0 || expected !== 'any');

const step = fc.uniqueArray(write, { minLength: 1, maxLength: 2, selector: (w) => w.stream });

async function apply(store: EventStore, writes: readonly Write[]): Promise<unknown> {
  const appends = writes.map(({ stream, expected, ids }): StreamAppend => {
    const events = ids.map((id) => makeEvent({ id }, { id: uuid(id) }));
    return { stream, expected, events };
  });
  try {
    const { revisions } = await store.append(appends);
    return new Map([...revisions].map(([stream, revision]) => [stream, Number(revision)]));
  } catch (error) {
    if (isFeeworthError(error) && error.code === 'store/conflict') return 'conflict';
    throw error;
  }
}

/** Random appends against the reference, step by step, then everything that can be read. */
export function modelTests({ make, hooks }: Suite): void {
  it('does what the reference model does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let store = await make();
        const reference = new Reference();
        for (const [i, drawn] of steps.entries()) {
          const writes = drawn
            .slice(0, store.limits.atomicStreams)
            .filter((one) => !hooks.isServer || !reference.isWeakRepeat(one));
          if (writes.length === 0) continue;
          expect(await apply(store, writes)).toEqual(reference.append(writes));
          if (i === 12 && hooks.reopen) store = await hooks.reopen(store);
        }
        const log = (await collect(store.readAll())).map((e) => [e.stream, e.id]);
        expect(log).toEqual(reference.log.map(([stream, id]) => [stream, uuid(id)]));
        for (const stream of STREAMS) {
          const list = reference.streams.get(stream) ?? [];
          const read = await collect(store.readStream(stream));
          expect(read.map((e) => e.id)).toEqual(list.map(uuid));
          expect(await store.revision(stream)).toBe(list.length ? BigInt(list.length - 1) : null);
        }
        expect((await store.verify()).problems).toEqual([]);
        await store.close();
      }),
      { numRuns: hooks.isServer ? 12 : hooks.file ? 40 : 200 },
    );
  });
}
