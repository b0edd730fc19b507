import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, NameTable, NO_NAME } from '../../src/batch/name-table.ts';
import type { NameBytes } from '../../src/batch/name-table.ts';

const encoder = new TextEncoder();

/** The same with texts in a map. */
class PlainNames {
  readonly names = [''];
  readonly #numbers = new Map([['', 0]]);

  intern(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  numberOf(name: string): number {
    return this.#numbers.get(name) ?? 0;
  }
}

// Alike ones, so that they meet again; two pairs of one hash; long ones; some that are no ASCII.
const NAME = fc.oneof(
  fc.constantFrom('E20cc', 'E2m05', 'E20b0', 'E2m1f'),
  fc.constantFrom(
    '',
    'a',
    'b',
    'ab',
    'é',
    '\uFEFFa',
    '診療所',
    'E00000001',
    'E00000002',
    'x'.repeat(5_000),
  ),
  fc.string({ maxLength: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

const WAY = fc.constantFrom('text', 'bytes', 'look', 'look at bytes', 'name');
type Way = 'text' | 'bytes' | 'look' | 'look at bytes' | 'name';

/** Does to both what is said, and compares. */
function mustAgree(table: NameTable, plain: PlainNames, name: string, way: Way): void {
  const padded = encoder.encode(`<${name}>`);
  const isPlain = padded.every((byte) => byte < 0x80);
  const end = padded.length - 1;
  if (way === 'text') expect(table.intern(name)).toBe(plain.intern(name));
  if (way === 'bytes')
    expect(table.internBytes(padded, 1, end)).toBe(isPlain ? plain.intern(name) : -1);
  if (way === 'look') expect(table.numberOf(name)).toBe(plain.numberOf(name));
  if (way === 'look at bytes')
    expect(table.numberOfBytes(padded, 1, end)).toBe(isPlain ? plain.numberOf(name) : -1);
  const number = plain.numberOf(name);
  if (way === 'name') expect(table.nameOf(number)).toBe(plain.names[number]);
  expect(table.size).toBe(plain.names.length);
}

/** A table as it is kept, in pieces that end at these numbers. */
function storedIn(table: NameTable, cuts: readonly number[]) {
  const { size } = table;
  const ends = [...cuts.map((cut) => 1 + (cut % size)), size].toSorted((a, b) => a - b);
  let first = 1;
  const pieces: NameBytes[] = [NO_NAME];
  for (const end of ends) {
    if (end > first) pieces.push(table.bytesOf(first, end));
    first = Math.max(first, end);
  }
  return { size, load: () => joined(pieces) };
}

describe('a table of names', () => {
  test('gives the numbers and names that a map of texts gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(NAME, WAY), { maxLength: 60 }), (steps) => {
        const table = new NameTable(1_000);
        const plain = new PlainNames();
        for (const [name, way] of steps) mustAgree(table, plain, name, way);
        expect(table.names()).toEqual(plain.names);
      }),
      { numRuns: 300 },
    );
  });

  test('goes on from what was kept of it, and leaves that as it was', () => {
    const steps = fc.array(fc.tuple(NAME, WAY), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(NAME),
        fc.array(fc.nat(), { maxLength: 4 }),
        steps,
        (first, cuts, then) => {
          const table = new NameTable(1_000);
          const plain = new PlainNames();
          for (const name of first) mustAgree(table, plain, name, 'text');
          const kept = storedIn(table, cuts).load();
          const before = structuredClone(kept);
          const back = new NameTable(1_000, { size: table.size, load: () => kept });
          for (const [name, way] of then) mustAgree(back, plain, name, way);
          expect(back.names()).toEqual(plain.names);
          expect(kept).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of many names, whose texts are made one by one', () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `E${i % 9_000}${i % 7 ? '' : 'é'}`);
    const table = new NameTable(100_000);
    const plain = new PlainNames();
    for (const name of names) mustAgree(table, plain, name, 'text');
    const back = new NameTable(100_000, storedIn(table, [5_000, 3, 3]));
    for (const [i, name] of names.entries()) {
      mustAgree(back, plain, name, i % 2 ? 'name' : 'look');
      if (i % 1_000 === 0) mustAgree(back, plain, `new ${i}`, 'bytes');
    }
    expect(back.names()).toEqual(plain.names);
    for (const none of [plain.names.length, -1]) expect(back.nameOf(none)).toBe('');
  });

  test('reads what is stored when somebody asks for a name, and not before', () => {
    let loads = 0;
    const load = (): NameBytes => {
      loads += 1;
      return joined([NO_NAME, { bytes: encoder.encode('ab'), ends: Int32Array.of(1, 2) }]);
    };
    const table = new NameTable(10, { size: 3, load });
    expect([table.size, loads]).toEqual([3, 0]);
    expect([table.nameOf(0), table.nameOf(2), table.numberOf('a'), loads]).toEqual(['', 'b', 1, 1]);
    expect(new NameTable(10, { size: 1, load }).intern('c')).toBe(1);
    expect(loads).toBe(1);
  });

  test('has fewer names than it was made for', () => {
    const table = new NameTable(2);
    expect(table.intern('a')).toBe(1);
    expect(() => table.intern('b')).toThrow('names');
    expect(table.intern('a')).toBe(1);
  });
});
