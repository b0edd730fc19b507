import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFeeworthError } from '../../../src/error.ts';
import { scan } from '../../../src/intake/csv/scan.ts';
import type { Row } from '../../../src/intake/csv/scan.ts';

const rowsOf = (chunks: Iterable<string>, delimiter = ',', quote: string | null = '"'): Row[] => [
  ...scan(chunks, { file: 'f', delimiter, quote: quote ?? undefined }),
];

const delimiter = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const nastyText = fc
  .array(
    fc.constantFrom('a', 'Z', '0', ' ', ',', ';', '\t', '|', '"', '\n', '\r', 'é', '漢', '='),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
const tableOf = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.array(fc.array(nastyText, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 6,
  }),
);

const write = (table: readonly (readonly string[])[], d: string, nl: string): string =>
  table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(d)).join(nl);

describe('the scanner', () => {
  test('gives back what was written, however the text is cut into chunks', () => {
    fc.assert(
      fc.property(
        tableOf,
        delimiter,
        lineEnd,
        fc.integer({ min: 1, max: 7 }),
        (table, d, nl, size) => {
          const text = write(table, d, nl);
          const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          expect(rowsOf(chunks, d).map((r) => r.cells)).toEqual(table);
        },
      ),
    );
  });

  test('agrees with csv-parse on any text both accept, and refuses what csv-parse refuses', () => {
    const raw = fc
      .array(fc.constantFrom('a', '1', ',', '"', '\n', 'b'), { maxLength: 14 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(raw, (text) => {
        let theirs: string[][] | undefined;
        try {
          theirs = parse(text, {
            relax_column_count: true,
            skip_empty_lines: false,
            record_delimiter: '\n',
          });
        } catch {
          theirs = undefined;
        }
        let ours: (readonly string[])[] | undefined;
        try {
          ours = rowsOf([text]).map((r) => r.cells);
        } catch (error) {
          if (!isFeeworthError(error)) throw error;
        }
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 1000 },
    );
  });

  test('the place of every cell is where its text stands', () => {
    fc.assert(
      fc.property(tableOf, lineEnd, (table, nl) => {
        const text = write(table, ',', nl);
        const lines = text.split(/\r\n|\r|\n/);
        for (const row of rowsOf([text])) {
          row.cells.forEach((cell, i) => {
            const line = lines[(row.lines?.[i] ?? row.line) - 1] ?? '';
            const at = (row.columns[i] ?? 0) - 1;
            const start = `"${cell.replaceAll('"', '""')}`.split(/\r\n|\r|\n/)[0] ?? '';
            expect(line.slice(at, at + start.length)).toBe(start);
          });
        }
      }),
    );
  });

  test.each([
    ['="00123",x', ['00123', 'x']],
    ['a, "b, c" ,d', ['a', 'b, c', 'd']],
    ['a,', ['a', '']],
  ])('%s', (text, cells) => {
    expect(rowsOf([text]).map((r) => r.cells)).toEqual([cells]);
  });

  test.each([
    ['5" needle,x', 'import/stray-quote'],
    ['"a"b,x', 'import/text-after-quote'],
    ['x,"a', 'import/unclosed-quote'],
    [`"${'x'.repeat(70_000)}`, 'import/unclosed-quote'],
  ])('refuses a broken quote', (text, code) => {
    expect(() => rowsOf([text])).toThrow(expect.objectContaining({ code }));
  });

  test('takes marks as text when there are no quotes', () => {
    expect(rowsOf(['5" needle,"x'], ',', null)[0]?.cells).toEqual(['5" needle', '"x']);
  });
});
