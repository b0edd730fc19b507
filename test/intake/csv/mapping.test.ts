import { describe, expect, test } from 'vitest';
import { parseMapping, type Mapping } from '../../../src/intake/csv/mapping.ts';
import { brief, mappingOf, problemsFrom, readAll, textSource } from './support.ts';

const HEAD = 'schema: feeworth-mapping/1\nsystem: test\n';
const refusal = (body: string) =>
  problemsFrom(() => parseMapping(HEAD + body, { file: 'map.yaml' }));

test('a list of ignored columns whose last line was taken out ignores nothing', () => {
  const body = 'target: payroll\ncolumns: { role: Role }\nignore:\n';
  expect(parseMapping(HEAD + body, { file: 'map.yaml' }).ignore).toEqual([]);
});

describe('what is wrong with a mapping file is said with its place', () => {
  test('all at once, with suggestions', () => {
    const problems = refusal(`target: vendor-bill
delimeter: ';'
decimal: 'x'
columns:
  vendor: { colum: Vendor }
skip:
  - { column: 1, patern: x }
`);
    expect(brief(problems)).toEqual([
      'mapping/bad-value@5:10',
      'mapping/missing-key@9:5',
      'mapping/unknown-key@9:18',
      'mapping/unknown-key@7:13',
      'mapping/unknown-key@4:1',
    ]);
    expect(problems.map((p) => p.message).join('\n')).toContain('Did you mean "delimiter"?');
    expect(problems.map((p) => p.message).join('\n')).toContain('Did you mean "column"?');
    expect(problems.map((p) => p.message).join('\n')).toContain('Did you mean "pattern"?');
  });

  test.each([
    ['a misspelt target', 'target: payrol\ncolumns: {}\n', 'mapping/bad-value@3:9', '"payroll"'],
    [
      'an unknown field',
      'target: payroll\ncolumns:\n  grosss: Gross\n',
      'mapping/unknown-field@5:3',
      '"gross"',
    ],
    [
      'an unknown code',
      'target: payroll\ncolumns:\n  role: { column: Role, map: { RN: provder } }\n',
      'mapping/unknown-code@5:36',
      '"provider"',
    ],
    [
      'a bad date format',
      'target: payroll\ndateFormats: [MM/DD/JJJJ]\ncolumns: {}\n',
      'mapping/bad-date-format@4:15',
      '"J"',
    ],
    [
      'two-digit years without a century',
      'target: payroll\ndateFormats: [M/D/YY]\ncolumns: {}\n',
      'mapping/missing-key@4:15',
      'century',
    ],
    [
      'a pattern that is none',
      "target: payroll\nskip: [{ column: 1, pattern: '(' }]\ncolumns: {}\n",
      'mapping/bad-pattern@4:30',
      'regular expression',
    ],
    [
      'the same value mapped twice',
      'target: payroll\ncolumns:\n  role: { column: R, map: { RN: provider, rn: staff } }\n',
      'mapping/contradiction@5:47',
      'twice',
    ],
    [
      'debit and credit beside an amount',
      'target: bank-statement\ncolumns: { amount: A }\ndebitCredit: { debit: D, credit: C }\n',
      'mapping/contradiction@5:14',
      'already',
    ],
    [
      'dates without formats',
      'target: bank-statement\ncolumns: { date: D }\n',
      'mapping/missing-key@1:1',
      'dateFormats',
    ],
    [
      'a captured field that does not exist',
      "target: bank-statement\ncolumns: {}\nrules: { column: D, match: [{ pattern: '(?<trce>x)', code: other }] }\n",
      'mapping/unknown-field@5:40',
      '"trace"',
    ],
    [
      'a key twice',
      'target: payroll\ncolumns: {}\ncolumns: {}\n',
      'mapping/not-yaml@5:1',
      'unique',
    ],
  ])('%s', (_, body, expected, words) => {
    const problems = refusal(body);
    expect(brief(problems)).toContain(expected);
    expect(problems.map((p) => p.message).join('\n')).toContain(words);
  });

  test('a future version is refused', () => {
    const problems = problemsFrom(() =>
      parseMapping('schema: feeworth-mapping/2\ntarget: payroll\nsystem: x\ncolumns: {}\n', {
        file: 'map.yaml',
      }),
    );
    expect(brief(problems)).toEqual(['mapping/bad-value@1:9']);
  });

  test('keys that look like numbers stay as written', () => {
    const mapping: Mapping = mappingOf(
      'target: write-off\ncolumns:\n  reason: { column: R, map: { 0045: denial, 1e3: other } }\n',
    );
    expect([...(mapping.fields[0]?.map?.keys() ?? [])]).toEqual(['0045', '1e3']);
  });

  test('a required field without a column is refused when a file is read, not before', () => {
    const mapping = mappingOf(
      'target: card-batch\ndateFormats: [YYYY-MM-DD]\ncolumns: { date: D }\n',
    );
    const problems = problemsFrom(() => readAll(textSource('D\n2026-01-01\n'), mapping));
    expect(new Set(problems.map((p) => p.code))).toEqual(new Set(['mapping/missing-field']));
    expect(problems[0]?.place).toEqual({ file: 'map.yaml', line: 5, column: 10 });
  });
});
