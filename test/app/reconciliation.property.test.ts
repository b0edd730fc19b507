import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchLines } from '../../app/reconciliation.ts';
import type { BankLine, CashDocument } from '../../app/indexes/cash.ts';
import type { Day } from '../../src/calendar.ts';

// Few amounts, days, numbers and kinds, so that much could belong together.
const cents = fc.constantFrom(100, 100, 250, -100, 350);
const day = fc.integer({ min: 20_000, max: 20_025 }).map((n) => n as Day);
const number = fc.option(fc.constantFrom('T1', 'T2', 'T3'), { nil: undefined, freq: 2 });

const lineArb = fc.record({
  cents,
  day,
  trace: number,
  rule: fc.constantFrom(undefined, 'deposit', 'payer-receipt', 'vendor', 'card-settlement'),
});
const documentArb = fc.record({
  type: fc.constantFrom('RemittanceReceived', 'VendorPaid', 'PointOfSaleCompleted', 'CostPaid'),
  site: fc.constantFrom('north', 'south'),
  cents,
  day,
  reference: number,
  cause: fc.option(fc.nat({ max: 11 }), { nil: undefined, freq: 4 }),
});

const lineOf = (i: number) => ({
  id: `line-${i}`,
  account: 'operating',
  entity: 'practice',
  effectiveOn: '',
  sequence: i,
});
const documentOf = (i: number) => ({
  id: `document-${i}`,
  entity: 'practice',
  sequence: 100 + i,
});

const bookArb = fc
  .record({
    lines: fc.array(lineArb, { maxLength: 12 }),
    documents: fc.array(documentArb, { maxLength: 16 }),
  })
  .map(({ lines, documents }) => ({
    lines: lines.map((line, i): BankLine => ({
      ...line,
      id: `line-${i}`,
      account: 'operating',
      entity: 'practice',
      effectiveOn: '',
      sequence: i,
    })),
    documents: documents.map(({ cause, ...document }, i): CashDocument => ({
      ...document,
      id: `document-${i}`,
      entity: 'practice',
      causedBy: cause === undefined ? undefined : `line-${cause}`,
      sequence: 100 + i,
    })),
  }));

const shown = (lines: readonly BankLine[], documents: readonly CashDocument[]): string[] =>
  matchLines(lines, documents)
    .matches.map((m) => [m.line.id, m.how, ...m.documents.map((d) => d.id)].join(' '))
    .toSorted();

describe('matching bank lines', () => {
  test('depends on what is there, not on the order it came in', () => {
    const shuffled = bookArb.chain((book) =>
      fc.record({
        book: fc.constant(book),
        lines: fc.shuffledSubarray(book.lines, { minLength: book.lines.length }),
        documents: fc.shuffledSubarray(book.documents, { minLength: book.documents.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ book, lines, documents }) => {
        expect(shown(lines, documents)).toEqual(shown(book.lines, book.documents));
      }),
      { numRuns: 1_000 },
    );
  });

  test('uses each line and document once, for exact sums, and finds nothing more when repeated', () => {
    fc.assert(
      fc.property(bookArb, ({ lines, documents }) => {
        const { matches, ambiguous } = matchLines(lines, documents);
        const used = matches.flatMap((m) => [m.line.id, ...m.documents.map((d) => d.id)]);
        expect(new Set(used).size).toBe(used.length);
        for (const { line, documents: own } of matches) {
          expect(own.reduce((sum, d) => sum + d.cents, 0)).toBe(line.cents);
        }
        const isLeft = ({ id }: { readonly id: string }): boolean => !used.includes(id);
        const again = matchLines(lines.filter(isLeft), documents.filter(isLeft));
        expect(again.matches).toEqual([]);
        for (const { lines: open } of ambiguous) {
          for (const id of open) expect(used).not.toContain(id);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves nothing where equal deposits are as many as equal days of the till', () => {
    const days = (min: number, max: number, n: number) =>
      fc.array(fc.integer({ min, max }), { minLength: n, maxLength: n });
    const equals = fc
      .integer({ min: 1, max: 6 })
      .chain((n) => fc.record({ banked: days(20_005, 20_010, n), taken: days(20_000, 20_005, n) }));
    fc.assert(
      fc.property(equals, ({ banked, taken }) => {
        const lines = banked.map((at, i) => ({
          ...lineOf(i),
          day: at as Day,
          cents: 14_500,
          trace: `DEP${i}`,
          rule: 'deposit',
        }));
        const documents = taken.map((at, i) => ({
          ...documentOf(i),
          // Sales of a day and site are one deposit: each sale has a site of its own here.
          site: `site-${i}`,
          type: 'PointOfSaleCompleted',
          day: at as Day,
          cents: 14_500,
          reference: undefined,
          causedBy: undefined,
        }));
        expect(matchLines(lines, documents).matches).toHaveLength(lines.length);
      }),
      { numRuns: 500 },
    );
  });
});
