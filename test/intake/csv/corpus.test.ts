import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { previewCsv } from '../../../src/intake/csv/preview.ts';
import {
  brief,
  fixture,
  fixtureMapping,
  fixtureSource,
  problemsFrom,
  readAll,
  TODAY,
} from './support.ts';

const read = (name: string) =>
  readAll(fixtureSource(`${name}.csv`), fixtureMapping(`${name}.yaml`));
const refusal = (name: string) => problemsFrom(() => read(name));

describe('files that are read', () => {
  test('preamble, headings, totals, repeated header, parentheses, unknown category', () => {
    const records = read('day-sheet');
    expect(
      records.map((r) => [r.line, r.values['site'], r.values['line'], r.values['amount']]),
    ).toEqual([
      [7, 'austin', 'service', '1280.00'],
      [8, 'austin', 'retail', '84.00'],
      [10, 'dallas', 'package-sale', '1500.00'],
      [11, 'dallas', 'retail-return', '-42.00'],
      [12, 'dallas', undefined, '300.00'],
      [15, 'dallas', 'service', '0.00'],
    ]);
    expect(records[3]?.values).toMatchObject({ quantity: '-1.000', salesTax: '-3.47' });
    expect(records[4]?.suspense).toEqual({
      reason: 'unknown-code',
      field: 'line',
      column: 'Category',
    });
    expect(records[0]?.values['patient']).toBe('patient:7');
    expect(records[0]?.values['tender']).toBe('card');
  });

  test('semicolons, decimal commas, cp1252, CRLF, days without zeros', () => {
    const records = read('bills-semicolon');
    expect(records.map((r) => r.values)).toEqual([
      {
        billNumber: 'F-1001',
        vendor: 'Société Générale Médicale',
        billDate: '2026-01-08',
        dueDate: '2026-02-07',
        category: 'supplies',
        amount: '1234.56',
      },
      {
        billNumber: 'F-1002',
        vendor: 'Müller Laser GmbH',
        billDate: '2026-01-09',
        category: 'equipment-lease',
        amount: '980.50',
      },
      {
        billNumber: 'F-1003',
        vendor: 'Müller Laser GmbH',
        billDate: '2026-01-31',
        dueDate: '2026-02-28',
        category: 'equipment-lease',
        amount: '-12.00',
      },
    ]);
  });

  test('debit and credit columns, running balance, rules with a captured trace', () => {
    const records = read('bank-balance');
    expect(records.map((r) => [r.values['amount'], r.values['code'], r.values['trace']])).toEqual([
      ['540.00', 'payer-receipt', '88213'],
      ['4068.82', 'card-settlement', undefined],
      ['-2496.00', 'payroll', undefined],
      ['25.00', undefined, undefined],
    ]);
    expect(records[3]?.suspense?.field).toBe('code');
    expect(records[0]?.values['description']).toBe('bank-description:26');
  });

  test('newest first, trailing minus, tabs, years of two digits', () => {
    const records = read('bank-newest-first');
    expect(records.map((r) => [r.values['date'], r.values['amount']])).toEqual([
      ['2026-01-06', '-16.00'],
      ['2026-01-05', '540.00'],
    ]);
  });

  test('duplicate and empty header names', () => {
    expect(read('duplicate-header')[0]?.values).toMatchObject({
      role: 'provider',
      gross: '3200.00',
      employerTaxes: '244.80',
      withheld: '704.00',
      net: '2496.00',
    });
  });

  test.each(['batch-utf16', 'batch-utf16be-unmarked', 'batch-cr-only', 'batch-bom'])(
    '%s',
    (name) => {
      expect(read(name).map((r) => [r.line, r.values['batch'], r.values['net']])).toEqual([
        [2, 'B-1', '4068.82'],
        [3, 'B-2', '97.21'],
      ]);
    },
  );

  test('two date forms that no cell confuses', () => {
    expect(read('dates-two-forms').map((r) => r.values['date'])).toEqual([
      '2026-03-31',
      '2026-04-02',
    ]);
  });

  test('a file that is no UTF-8 is read as cp1252 when nothing is said, and that is said', () => {
    expect(read('cp1252-unsaid')[1]?.values['item']).toBe('Crème');
    const preview = previewCsv(
      fixtureSource('cp1252-unsaid.csv'),
      fixtureMapping('cp1252-unsaid.yaml'),
      {
        today: TODAY,
      },
    );
    expect(preview.encoding).toMatchObject({ encoding: 'cp1252' });
    expect(preview.encoding?.note).toContain('line 3');
  });
});

describe('files that are refused, with their line', () => {
  test.each([
    ['bank-balance-broken', ['import/balance-does-not-follow@5:39']],
    ['bank-both-filled', ['import/debit-and-credit@2:29']],
    ['duplicate-header-unsaid', ['import/ambiguous-column@1']],
    ['batch-ragged', ['import/ragged-row@3', 'import/ragged-row@4']],
    ['dates-ambiguous', ['import/ambiguous-date@3:1']],
    ['date-2062', ['import/date-out-of-range@2:1']],
    ['wrong-column', ['import/missing-column@1']],
    ['two-currencies', ['import/two-currencies@3:16']],
    ['negative-amount', ['import/negative-amount@2:16']],
    ['negative-quantity', ['import/negative-quantity@2:30']],
    ['total-wrong', ['import/total-does-not-match@4:8']],
    ['quoted-newlines', ['import/not-an-amount@4:41']],
    ['letters-in-number', ['import/not-an-amount@2:30', 'import/not-an-amount@3:53']],
    ['unclosed-quote', ['import/unclosed-quote@3:1']],
    ['not-utf8', ['import/wrong-encoding@3']],
  ])('%s', (name, expected) => {
    const problems = refusal(name);
    expect(brief(problems)).toEqual(expected);
    for (const problem of problems) {
      expect(problem.place.file).toBe(`${name}.csv`);
      expect(problem.hint).toBeTruthy();
      expect(problem.category).toBe('input');
    }
  });

  test('says what is wrong with a number as a person would', () => {
    const [zeros, one] = refusal('letters-in-number');
    expect(zeros?.message).toBe(
      'column "Gross": "1,2OO.50" is not an amount: two letters O where zeros were expected',
    );
    expect(one?.message).toBe(
      'column "Net": "118l.50" is not an amount: one letter l or I where a one was expected',
    );
  });

  test('suggests the column that was meant', () => {
    expect(refusal('wrong-column')[0]?.message).toContain('Did you mean "Postd"?');
  });
});

test('every file of the corpus is looked at here', () => {
  const files = readdirSync(fixture('')).filter((f) => f.endsWith('.csv'));
  expect(files.length).toBe(26);
  for (const file of files)
    expect(() => fixtureMapping(file.replace('.csv', '.yaml'))).not.toThrow();
});
