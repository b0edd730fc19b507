import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, civilOf, formatDay, parseDay } from '../../../src/calendar.ts';
import { bytesSource } from '../../../src/intake/csv/source.ts';
import { formatCents } from '../../../src/money.ts';
import { mappingOf, readAll } from './support.ts';

interface Bill {
  readonly vendor: string;
  readonly number: string;
  readonly day: number;
  readonly category: string;
  readonly cents: number;
}

const word = fc
  .array(fc.constantFrom('A', 'b', 'é', 'Ł', '9', ';', ',', '"', '\t', '|', '-'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `v${parts.join('')}w`.replace(/\s+/g, ' '));
const bill: fc.Arbitrary<Bill> = fc.record({
  vendor: word,
  number: fc.integer({ min: 1, max: 99_999 }).map((n) => `F-${n}`),
  day: fc.integer({ min: 0, max: 9_000 }),
  category: fc.constantFrom('rent', 'supplies', 'software'),
  cents: fc.integer({ min: -9_999_999_99, max: 9_999_999_99 }),
});
const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'),
  numbers: fc.constantFrom(['.', ','], [',', '.'], ['.', 'none'], [',', 'space'], ['.', "'"]),
  negative: fc.constantFrom('minus', 'parentheses', 'trailing-minus'),
  date: fc.constantFrom('YYYY-MM-DD', 'MM/DD/YYYY', 'D.M.YYYY', 'M/D/YY', 'DD MMM YYYY'),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 }),
  preamble: fc.integer({ min: 0, max: 3 }),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never;

const two = (n: number): string => String(n).padStart(2, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const dayOf = (offset: number) => addDays(parseDay('2000-01-01'), offset);

function writeDate(offset: number, format: string): string {
  const { year, month, day } = civilOf(dayOf(offset));
  return format.replace(/YYYY|YY|MMM|MM|DD|M|D/g, (token) => {
    if (token === 'YYYY') return String(year);
    if (token === 'YY') return two(year % 100);
    if (token === 'MMM') return MONTHS[month - 1] ?? '';
    const n = token.startsWith('M') ? month : day;
    return token.length === 2 ? two(n) : String(n);
  });
}

function writeAmount(cents: number, { numbers, negative }: Dialect): string {
  const [decimal = '.', thousands = 'none'] = numbers;
  const separator = thousands === 'none' ? '' : thousands === 'space' ? '\u00a0' : thousands;
  const [whole = '0', part = '00'] = formatCents(Math.abs(cents)).split('.');
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, separator)}${decimal}${part}`;
  if (cents >= 0) return text;
  if (negative === 'minus') return `-${text}`;
  return negative === 'parentheses' ? `(${text})` : `${text}-`;
}

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf-16le' ? little : little.swap16();
}

const HEADER = ['Vendor', 'Number', 'Date', 'Category', 'Amount'];
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function write(bills: readonly Bill[], d: Dialect): Uint8Array {
  const rows = bills.map((b) => [
    b.vendor,
    b.number,
    writeDate(b.day, d.date),
    b.category,
    writeAmount(b.cents, d),
  ]);
  const lines = [HEADER, ...rows].map((row) =>
    d.order.map((i) => quoted(row[i] ?? '')).join(d.delimiter),
  );
  const preamble = Array.from({ length: d.preamble }, (_, i) => `Report ${i}`);
  return encode([...preamble, ...lines].join(d.lineEnd), d.encoding);
}

const mappingFor = (d: Dialect) =>
  mappingOf(`target: vendor-bill
delimiter: ${d.delimiter === '\t' ? 'tab' : JSON.stringify(d.delimiter)}
decimal: ${JSON.stringify(d.numbers[0])}
thousands: ${JSON.stringify(d.numbers[1])}
negative: ${d.negative}
dateFormats: [${JSON.stringify(d.date)}]
century: 2000
header: { find: [Vendor, Amount] }
columns: { vendor: Vendor, billNumber: Number, billDate: Date, category: Category, amount: Amount }
`);

describe('reading what was written', () => {
  test('gives the same records under every dialect', () => {
    fc.assert(
      fc.property(
        fc.array(bill, { minLength: 1, maxLength: 6 }),
        dialect,
        fc.integer({ min: 1, max: 9 }),
        (bills, d, chunkBytes) => {
          const source = bytesSource('bills.csv', write(bills, d), chunkBytes);
          const values = readAll(source, mappingFor(d)).map((r) => r.values);
          expect(values).toEqual(
            bills.map((b) => ({
              billNumber: b.number,
              vendor: b.vendor,
              billDate: formatDay(dayOf(b.day)),
              category: b.category,
              amount: formatCents(b.cents),
            })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an amount in one style is refused or the same in another, never a different amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        dialect,
        dialect,
        (cents, one, other) => {
          const row = { vendor: 'v', number: 'F-1', day: 0, category: 'rent', cents };
          const written = write([row], { ...other, numbers: one.numbers });
          const source = bytesSource('bills.csv', written);
          try {
            const [record] = readAll(source, mappingFor(other));
            expect(record?.values['amount']).toBe(formatCents(cents));
          } catch (error) {
            expect(error).toMatchObject({ code: 'import/not-an-amount' });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
