import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventLine } from '../../../src/audit/line.ts';
import { ColumnBook } from '../../../src/batch/column-book.ts';
import { LineEncoder } from '../../../src/batch/lines/line-encoder.ts';
import { isFeeworthError } from '../../../src/error.ts';
import type { RecordedEvent } from '../../../src/event.ts';
import { arbitraryBook, arbitraryEvent, columnsOf } from '../../support/arbitrary-events.ts';
import { fingerprint } from '../../support/fingerprint.ts';

const encoder = new TextEncoder();

function pageOf(lines: readonly string[]) {
  const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(''));
  const ends = Uint32Array.from([...bytes].flatMap((byte, i) => (byte === 10 ? [i + 1] : [])));
  return { lines: bytes, ends };
}

const linesOf = (events: readonly RecordedEvent[]): string[] =>
  events.map((event) => eventLine(event, event));

/** Lines as columns, in pages of a size. */
function encoded(lines: readonly string[], pageSize: number): ColumnBook {
  const book = new ColumnBook();
  const encode = new LineEncoder(book);
  for (let at = 0; at < lines.length; at += pageSize)
    encode.add(pageOf(lines.slice(at, at + pageSize)));
  return book;
}

/** As one event after the other of one type: the second is read by the shape of the first. */
const twins = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  events.flatMap((event, i) => [
    { ...event, sequence: 2 * i },
    { ...event, sequence: 2 * i + 1, revision: event.revision + 1n },
  ]);

describe('lines become the columns that events become', () => {
  test('of whole books, to the bit, in pages of any size', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.integer({ min: 1, max: 50 }), (events, pageSize) => {
        const ours = encoded(linesOf(events), pageSize);
        expect(fingerprint(ours)).toBe(fingerprint(columnsOf(events)));
      }),
      { numRuns: 60 },
    );
  });

  test('of every type with edge cases, met again and again', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { minLength: 1, maxLength: 8 }), (some) => {
        const events = twins(some);
        expect(fingerprint(encoded(linesOf(events), 100))).toBe(fingerprint(columnsOf(events)));
      }),
      { numRuns: 180 },
    );
  });

  test('when a book goes on from what was kept of it', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.nat(), (events, n) => {
        const cut = n % (events.length + 1);
        const book = columnsOf(events.slice(0, cut));
        new LineEncoder(book).add(pageOf(linesOf(events.slice(cut))));
        expect(fingerprint(book)).toBe(fingerprint(columnsOf(events)));
      }),
      { numRuns: 60 },
    );
  });
});

/** What a book comes to, or the code of the error; slowly: line by line through decoding. */
function outcome(make: () => ColumnBook): string {
  try {
    return fingerprint(make());
  } catch (error) {
    if (isFeeworthError(error)) return error.code;
    throw error;
  }
}

/** The same of lines, each by an encoder that has not seen a shape, and adds it as an event. */
const slowly = (lines: readonly string[]): string =>
  outcome(() => {
    const book = new ColumnBook();
    for (const line of lines) new LineEncoder(book).add(pageOf([line]));
    return book;
  });

const FEE = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'PointOfSaleCompleted',
  meta: {
    schema: '1',
    occurredOn: '2026-02-28',
    effectiveOn: '2026-03-01',
    recordedAt: '2026-03-02T08:00:00.000Z',
    entity: 'tx-practice',
    site: 'austin',
    actor: 'desk',
    actorKind: 'person',
    policy: 'gaap-2025@1',
  },
  stream: 'desk-2026-03',
} as const;
const SALE = {
  retail: '12.00',
  sale: 'S1',
  salesTax: '0.99',
  service: '200.00',
  serviceLine: 'neurotoxin',
  tender: 'card',
  tips: '5.00',
};
const sale = (revision: number): string =>
  eventLine({ ...FEE, data: SALE }, { stream: FEE.stream, revision: BigInt(revision) });

test('a shape that is known is not decoded', () => {
  const book = new ColumnBook();
  let decoded = 0;
  const add = book.add.bind(book);
  book.add = (event) => {
    decoded += 1;
    add(event);
  };
  const encode = new LineEncoder(book);
  encode.add(pageOf([sale(0), sale(1), sale(2)]));
  encode.add(pageOf([sale(3), sale(30), sale(3)]));
  expect([decoded, book.size]).toEqual([1, 6]);
});

describe('what is out of the ordinary', () => {
  // Each changes a line that was read by its shape a moment ago.
  const CHANGES: readonly (readonly [string, (line: string) => string])[] = [
    ['nothing', (l) => l],
    ['an escape', (l) => l.replace('"S1"', '"S\\u00311"')],
    ['letters beyond ASCII', (l) => l.replace('"S1"', '"Sé"')],
    ['an empty name', (l) => l.replace('"S1"', '""')],
    ['another site', (l) => l.replace('"austin"', '"dallas"')],
    ['a schema of the future', (l) => l.replace('"schema":"1"', '"schema":"2"')],
    ['an unknown type', (l) => l.replace('PointOfSaleCompleted', 'PointOfSaleAborted')],
    ['a field more', (l) => l.replace('"sale":', '"room":"3","sale":')],
    ['a field less', (l) => l.replace('"tips":"5.00"', '"tip":"5.00"')],
    ['a negative amount', (l) => l.replace('"5.00"', '"-5.00"')],
    ['a negative nothing', (l) => l.replace('"5.00"', '"-0.00"')],
    ['one decimal', (l) => l.replace('"5.00"', '"5.0"')],
    ['a leading zero', (l) => l.replace('"5.00"', '"05.00"')],
    ['an amount beyond all', (l) => l.replace('"5.00"', '"99999999999999999.00"')],
    ['a large amount', (l) => l.replace('"5.00"', '"9999999999999.99"')],
    ['a number where text belongs', (l) => l.replace('"5.00"', '5')],
    ['an unknown code', (l) => l.replace('"card"', '"shells"')],
    ['a date that is none', (l) => l.replace('2026-02-28', '2026-02-30')],
    ['a date long ago', (l) => l.replace('2026-02-28', '1582-10-15')],
    ['made by a model', (l) => l.replace('"person"', '"model"')],
    ['another instant', (l) => l.replace('08:00:00', '09:00:00')],
    ['another policy', (l) => l.replace('gaap-2025@1', 'gaap-2025@2')],
    ['a policy of long name', (l) => l.replace('gaap-2025@1', 'x'.repeat(300))],
    ['spaces', (l) => l.replace(':', ': ')],
    ['a tail', (l) => `${l} `],
    ['no end', (l) => l.slice(0, -1)],
    ['an end that comes twice', (l) => l + l.slice(-20)],
    ['a revision that is none', (l) => l.replace('"revision":', '"revision":-')],
    ['almost nothing', () => '{}'],
    ['nothing at all', () => ''],
  ];

  test.each(CHANGES)('is read as events are: %s', (_, change) => {
    const lines = [sale(0), sale(1), change(sale(2)), sale(3), change(sale(4)), sale(5)];
    expect(outcome(() => encoded(lines, 3))).toBe(slowly(lines));
  });

  const pick = <T>(...of: T[]) => fc.constantFrom(...of);
  /** Values that stay, come again, grow by a letter or shrink by one: what lines are compared by. */
  const someSale = fc.record({
    sale: pick('S1', 'S10', 'S', '', 'Sé', 'S1S1S1S1S1'),
    retail: pick('12.00', '2.00', '112.00', '-12.00'),
    tender: pick('card', 'cash'),
    actor: pick('desk', 'desk2', 'de'),
    site: pick('austin', 'austin-2', undefined),
    effectiveOn: pick('2026-03-01', '2026-03-02', '2026-04-01'),
    policy: pick('gaap-2025@1', 'gaap-2025@2'),
    recordedAt: pick('2026-03-02T08:00:00.000Z', '2026-03-02T09:00:00.000Z'),
  });
  const lineOf = (of: typeof someSale extends fc.Arbitrary<infer T> ? T : never, i: number) => {
    const { actor, effectiveOn, policy, recordedAt, sale: named, retail, tender } = of;
    const { site: _, ...placeless } = FEE.meta;
    const meta = { ...placeless, actor, effectiveOn, policy, recordedAt };
    return eventLine(
      {
        ...FEE,
        meta: of.site === undefined ? meta : { ...meta, site: of.site },
        data: { ...SALE, sale: named, retail, tender },
      },
      { stream: FEE.stream, revision: BigInt(i) },
    );
  };

  test('is read as events are: any byte changed, among lines that have much in common', () => {
    const changed = fc.record({
      line: fc.nat(),
      at: fc.nat(),
      byte: fc.integer({ min: 32, max: 126 }),
    });
    fc.assert(
      fc.property(
        fc.array(someSale, { minLength: 4, maxLength: 9 }),
        fc.option(changed),
        fc.integer({ min: 1, max: 9 }),
        (sales, change, pageSize) => {
          const lines = sales.map(lineOf);
          if (change !== null) {
            const i = change.line % lines.length;
            const line = lines[i] ?? '';
            const at = change.at % line.length;
            lines[i] = line.slice(0, at) + String.fromCharCode(change.byte) + line.slice(at + 1);
          }
          expect(outcome(() => encoded(lines, pageSize))).toBe(slowly(lines));
        },
      ),
      { numRuns: 500 },
    );
  });
});
