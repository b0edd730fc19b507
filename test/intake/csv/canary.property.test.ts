import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFeeworthError } from '../../../src/error.ts';
import { parseMapping } from '../../../src/intake/csv/mapping.ts';
import { previewCsv } from '../../../src/intake/csv/preview.ts';
import { problemsOf } from '../../../src/intake/csv/problems.ts';
import { proposeMapping } from '../../../src/intake/csv/propose.ts';
import { readCsv } from '../../../src/intake/csv/read.ts';
import { findTarget, TARGETS } from '../../../src/intake/csv/targets.ts';
import { mappingOf, TODAY, textSource, tokenise } from './support.ts';

// Names, numbers and dates no person has; each must never leave the file but as a token.
const CANARY = fc.constantFrom(
  'Quenby Zanzibarova',
  'Zanzibarova, Quenby',
  'P-77310482',
  '77310482',
  '515-55-0142',
  '(515) 555-0142',
  '515-555-0142',
  '515.555.0142',
  'quenby@zanzibarova.example',
  'QZ77310482',
);
const PARTS = ['Quenby', 'Zanzibarova', '7731', '0142', 'quenby', '555'];

const hasCanary = (value: unknown): string | undefined => {
  const text = JSON.stringify(value, (_, v: unknown) =>
    v instanceof Error && isFeeworthError(v) ? [v.code, v.message, v.hint, v.place, v.details] : v,
  );
  return PARTS.find((p) => text.includes(p));
};

const COLUMNS = [
  'Date',
  'Ticket',
  'Type',
  'Qty',
  'Amount',
  'Payment',
  'Guest',
  'Staff',
  'Notes',
  'Item',
];
const mapping = mappingOf(`target: point-of-sale
dateFormats: [YYYY-MM-DD, MM/DD/YYYY]
columns:
  date: Date
  ticket: Ticket
  line: { column: Type, otherwise: refuse }
  quantity: Qty
  amount: Amount
  tender: { column: Payment, map: { Visa: card } }
  patient: Guest
  provider: Staff
  item: Item
`);
const good = ['2026-01-05', 'T-1', 'service', '1', '280.00', 'Visa', 'G', 'S', 'n', 'Botox'];

describe('what names a person stays in the file', () => {
  test('whatever cell it stands in, no error and no preview repeats it', () => {
    fc.assert(
      fc.property(
        CANARY,
        fc.integer({ min: 0, max: COLUMNS.length - 1 }),
        fc.boolean(),
        (canary, at, tooLong) => {
          const row = good.map((cell, i) => (i === at ? canary : cell));
          if (tooLong) row.push(canary);
          const lines = [COLUMNS, good, row].map((r) => r.map((c) => `"${c}"`).join(','));
          const source = textSource(lines.join('\n'));
          try {
            for (const record of readCsv(source, mapping, { today: TODAY, tokenise })) {
              const { item: _item, amount: _amount, quantity: _quantity, ...rest } = record.values;
              expect(hasCanary(rest)).toBeUndefined();
            }
          } catch (error) {
            if (!isFeeworthError(error)) throw error;
            expect(hasCanary(problemsOf(error))).toBeUndefined();
          }
          const preview = previewCsv(source, mapping, { today: TODAY });
          const isNumber = COLUMNS[at] === 'Amount' || COLUMNS[at] === 'Qty';
          const { totals: _totals, records: _records, columns, ...rest } = preview;
          expect(hasCanary(rest)).toBeUndefined();
          if (!isNumber) expect(hasCanary([preview.records, columns])).toBeUndefined();
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a header row that is really a patient is not repeated either', () => {
    const source = textSource('Quenby Zanzibarova,1962-03-14,280.00\nX,2026-01-05,1.00\n');
    const byNumber = mappingOf(
      'target: write-off\ndateFormats: [YYYY-MM-DD]\ncolumns: { patient: 1, date: 2, amount: 3, reason: { constant: denial } }\n',
    );
    expect(hasCanary(previewCsv(source, byNumber, { today: TODAY }))).toBeUndefined();
    const byName = mappingOf(
      'target: write-off\ndateFormats: [YYYY-MM-DD]\ncolumns: { patient: Guest, date: Date, amount: Amt, reason: { constant: denial } }\n',
    );
    expect(hasCanary(previewCsv(source, byName, { today: TODAY }))).toBeUndefined();
  });

  test.each(['Patient name', 'DOB', 'E-mail', 'Notes', 'Phone'])(
    'column "%s" cannot become plain text',
    (header) => {
      const source = textSource(`Date,Ticket,Type,Amount,${header}\n2026-01-05,T,service,1.00,x\n`);
      const bad = mappingOf(
        `target: point-of-sale\ndateFormats: [YYYY-MM-DD]\ncolumns: { date: Date, ticket: Ticket, line: Type, amount: Amount, item: "${header}" }\n`,
      );
      const preview = previewCsv(source, bad, { today: TODAY });
      expect(preview.problems.map((p) => p.code)).toEqual(['import/personal-column']);
    },
  );
});

describe('a proposed mapping', () => {
  const header = fc.oneof(
    fc.constantFrom(...TARGETS.flatMap((t) => t.fields.flatMap((f) => f.synonyms ?? []))),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '',
      ' ',
      'a: b',
      '# x',
      "it's",
      '"q"',
      '- x',
      '{',
      '&a',
      '*a',
      '!t',
      '1',
      'null',
      '\u2028',
      '\u0085',
    ),
  );
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '2026-01-05',
      '01/02/2026',
      '1/2/26',
      '1,234.56',
      '(3.00)',
      '5.00-',
      '1.234,56',
      'Visa',
      'Total',
      'Location: X',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );

  test('always parses, for any header and any cells', () => {
    fc.assert(
      fc.property(
        fc.array(header, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
        fc.option(fc.constantFrom(...TARGETS.map((t) => t.name))),
        fc.constantFrom(',', ';', '\t'),
        (names, rows, targetName, delimiter) => {
          const quoted = (c: string): string => `"${c.replaceAll('"', '""').replaceAll('\0', '')}"`;
          const text = [names, ...rows].map((r) => r.map(quoted).join(delimiter)).join('\n');
          const target = targetName === null ? undefined : findTarget(targetName);
          const proposal = proposeMapping(textSource(text), {
            system: 'any',
            ...(target ? { target } : {}),
          });
          expect(() => parseMapping(proposal.yaml, { file: 'p.yaml' })).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
  });

  test('repeats nothing from columns of persons, and no cell but categories', () => {
    fc.assert(
      fc.property(
        CANARY,
        fc.constantFrom('Guest', 'Staff', 'Notes', 'Ticket', 'Phone', 'Zzz', 'Patient type'),
        (canary, name) => {
          const lines = [
            `Date,Type,Amount,${name}`,
            `2026-01-05,Service,280.00,"${canary}"`,
            `2026-01-06,Service,280.00,"${canary}"`,
          ];
          const { yaml } = proposeMapping(textSource(lines.join('\n')));
          expect(hasCanary(yaml)).toBeUndefined();
        },
      ),
    );
  });
});
