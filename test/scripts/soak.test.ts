import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { idOf, originOf } from '../../scripts/soak/ids.ts';
import { growthOf } from '../../scripts/soak/memory.ts';
import type { Appended, Followed, Sample } from '../../scripts/soak/messages.ts';
import { Truth } from '../../scripts/soak/truth.ts';
import type { RecordedEvent } from '../../src/event.ts';
import { makeEvent } from '../support/plain-event.ts';

interface Placed {
  readonly append: number;
  readonly place: number;
  readonly stream: string;
  readonly revision: number;
}

/** Two appends to one stream with one to another between them. */
const BOOK: readonly Placed[] = [
  { append: 0, place: 0, stream: 'own-1', revision: 0 },
  { append: 0, place: 1, stream: 'own-1', revision: 1 },
  { append: 1, place: 0, stream: 'any-1', revision: 0 },
  { append: 2, place: 0, stream: 'own-1', revision: 2 },
];

function eventsOf(placed: readonly Placed[]): RecordedEvent[] {
  return placed.map(({ append, place, stream, revision }, sequence) => ({
    ...makeEvent({}, { id: idOf({ writer: 1, append, place }) }),
    stream,
    revision: BigInt(revision),
    sequence,
  }));
}

const told = (append: number, over: Partial<Appended> = {}): Appended => ({
  kind: 'append',
  writer: 1,
  append,
  count: append === 0 ? 2 : 1,
  stream: append === 1 ? 'any-1' : 'own-1',
  ending: 'written',
  sequence: append + 1,
  revision: [1, 0, 2][append] ?? 0,
  ...over,
});
const ALL = [told(0), told(1), told(2)];

function problems(
  events: readonly RecordedEvent[],
  appends: readonly Appended[] = ALL,
  followed: readonly Followed[] = [],
): readonly string[] {
  const truth = new Truth(['', 'any-']);
  for (const event of events) truth.add(event);
  return truth.problems(appends, followed);
}

test('an id says where its event comes from', () => {
  const origin = { writer: 7, append: 4_000_000_000, place: 65_535 };
  expect(idOf(origin)).toMatch(/^[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}$/);
  expect(originOf(idOf(origin))).toEqual(origin);
});

describe('the truth of a soak', () => {
  test('finds nothing wrong with a book that is as everybody was told', () => {
    expect(problems(eventsOf(BOOK))).toEqual([]);
    const unknown = [told(0), told(1, { ending: 'indeterminate' }), told(2)];
    expect(problems(eventsOf(BOOK), unknown)).toEqual([]);
  });

  test('finds an acknowledged append that is missing, and half of one', () => {
    const without = eventsOf(BOOK.slice(0, 3));
    expect(problems(without)).toEqual(['Append 1 2 to own-1 was acknowledged, and is missing.']);
    const [first, , third] = BOOK as [Placed, Placed, Placed];
    const half = eventsOf([first, third]);
    expect(problems(half, [told(0), told(1, { sequence: 1 })])).toEqual([
      'Append 1 0 to own-1 is there by 1 of 2.',
    ]);
  });

  test('finds what is there twice, also when nobody knew its outcome', () => {
    const twice = eventsOf([...BOOK, { append: 1, place: 0, stream: 'any-1', revision: 1 }]);
    const appends = [told(0), told(1, { ending: 'indeterminate' }), told(2)];
    expect(problems(twice, appends)).toEqual([
      'Event 0 of append 1 1 is there again, or not in its order.',
      'Append 1 1 to any-1 is there by 2 of 1.',
    ]);
  });

  test('finds what was refused and is there, and what nobody told of', () => {
    const refused = [told(0), told(1, { ending: 'not-written' })];
    expect(problems(eventsOf(BOOK), refused)).toEqual([
      'Append 1 1 to any-1 was refused, and is there.',
      'Append 1 2 is there, and nobody told of it.',
    ]);
  });

  test('finds another place than was told, and a gap in a stream', () => {
    expect(problems(eventsOf(BOOK), [told(0), told(1), told(2, { sequence: 9 })])).toEqual([
      'Append 1 2 to own-1 is at 3, revision 2, not at 9 and 2.',
    ]);
    const gap = eventsOf(BOOK.map((p) => (p.append === 2 ? { ...p, revision: 3 } : p)));
    expect(problems(gap, [told(0), told(1), told(2, { revision: 3 })])).toEqual([
      'Revision 2 of own-1 is 3.',
    ]);
  });

  test('finds a subscription that took another event, or none, or one twice', () => {
    const events = eventsOf(BOOK);
    const digestOf = (of: readonly RecordedEvent[]): string => {
      const hash = createHash('sha256');
      for (const { sequence, id } of of) hash.update(`${sequence} ${id}\n`);
      return hash.digest('hex');
    };
    const given = (prefix: string, of: readonly RecordedEvent[]): Followed => ({
      kind: 'followed',
      name: '4',
      prefix,
      count: of.length,
      digest: digestOf(of),
      resumed: 0,
      repeated: 0,
    });
    const anys = events.filter(({ stream }) => stream.startsWith('any-'));
    expect(problems(events, ALL, [given('', events), given('any-', anys)])).toEqual([]);
    for (const wrong of [events.slice(1), [...events, ...events.slice(3)], events.toReversed()])
      expect(problems(events, ALL, [given('', wrong)])).toEqual([
        `Subscription 4 was given ${wrong.length} events, not the 4 of it.`,
      ]);
  });
});

describe('the memory of a soak', () => {
  const samples = (of: (i: number) => Partial<Sample>): Sample[] =>
    Array.from({ length: 50 }, (_, i) => ({
      kind: 'memory',
      heapBytes: 30e6,
      rssBytes: 90e6,
      known: 0,
      ...of(i),
    }));

  test('compares the last fifth with the second, so that beginnings and outliers do not count', () => {
    const growth = growthOf(samples((i) => ({ heapBytes: i < 10 || i === 45 ? 1e9 : 30e6 })));
    expect(growth).toMatchObject({ heap: 0, rss: 0 });
  });

  test('sees a leak, and allows what a store keeps of each event', () => {
    const leak = growthOf(samples((i) => ({ heapBytes: 30e6 + i * 1e6 })));
    expect(leak?.heap).toBe(30e6);
    expect(leak?.heap).toBeGreaterThan(leak?.mostHeap ?? 0);
    const kept = growthOf(samples((i) => ({ heapBytes: 30e6 + i * 1e6, known: i * 10_000 })));
    expect(kept?.heap).toBeLessThan(kept?.mostHeap ?? 0);
    expect(growthOf(samples(() => ({})).slice(0, 5))).toBeNull();
  });
});
