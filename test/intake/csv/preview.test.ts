import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../src/intake/csv/mapping.ts';
import { previewCsv } from '../../../src/intake/csv/preview.ts';
import { proposeMapping } from '../../../src/intake/csv/propose.ts';
import { checkCsv } from '../../../src/intake/csv/read.ts';
import { fixtureMapping, fixtureSource, mappingOf, readAll, textSource, TODAY } from './support.ts';

describe('the preview', () => {
  const preview = previewCsv(fixtureSource('day-sheet.csv'), fixtureMapping('day-sheet.yaml'), {
    today: TODAY,
  });

  test('counts rows by fate, with the lines to open', () => {
    expect(preview.toImport).toBe(6);
    expect(preview.refused).toBe(0);
    expect(preview.skipped).toEqual([
      { reason: 'before the header', count: 4, lines: [1, 2, 3, 4] },
      { reason: 'heading of site', count: 2, lines: [6, 9] },
      { reason: 'blank row', count: 1, lines: [13] },
      { reason: 'header again', count: 1, lines: [14] },
      { reason: 'control total', count: 1, lines: [16] },
      { reason: 'footer', count: 1, lines: [17] },
    ]);
    expect(preview.suspense).toEqual([
      { reason: 'unknown line "Xxxxxx xxxxxxx" (column "Category")', count: 1, lines: [12] },
    ]);
    expect(preview.canImport).toBe(true);
  });

  test('adds up amounts and spans dates over the rows to import', () => {
    expect(preview.totals).toEqual({ amount: '3122.00', salesTax: '3.46', tip: '40.00' });
    expect(preview.dates).toEqual({ date: { first: '2026-01-05', last: '2026-01-06' } });
    expect(preview.headerLine).toBe(5);
    expect(preview.encoding).toEqual({ encoding: 'utf-8', hasBom: false });
  });

  test('shows fill and samples, and masks what may name a person', () => {
    const byName = new Map(preview.columns.map((c) => [c.name, c]));
    expect(byName.get('Tip')).toMatchObject({ filled: 1, rows: 6, mapsTo: ['tip'] });
    expect(byName.get('Guest code')).toMatchObject({
      isMasked: true,
      mapsTo: ['patient'],
      samples: [{ line: 7, text: 'X-99999' }],
    });
    expect(byName.get('Net Amount')?.samples[0]).toEqual({ line: 7, text: '$1,280.00' });
    expect(byName.get('Category')?.samples.map((s) => s.text)).toEqual([
      'Service',
      'Retail',
      'Package Sale',
    ]);
  });

  test('lists the problems instead of throwing them', () => {
    const bad = previewCsv(fixtureSource('batch-ragged.csv'), fixtureMapping('batch-ragged.yaml'), {
      today: TODAY,
    });
    expect(bad).toMatchObject({ toImport: 1, refused: 2, problemCount: 2, canImport: false });
  });

  test('keeps fifty problems and counts the rest', () => {
    const rows = Array.from({ length: 80 }, () => '2026-13-01,C-1,1.00,denial').join('\n');
    const mapping = mappingOf(
      'target: write-off\ndateFormats: [YYYY-MM-DD]\ncolumns: { date: D, claim: C, amount: A, reason: R }\n',
    );
    const many = previewCsv(textSource(`D,C,A,R\n${rows}`), mapping, { today: TODAY });
    expect([many.problems.length, many.problemCount, many.refused]).toEqual([50, 80, 80]);
  });
});

describe('a date of birth in a wrong column', () => {
  const mapping = mappingOf(
    'target: write-off\ndateFormats: [YYYY-MM-DD]\ncolumns: { date: D, claim: C, amount: A, reason: R }\n',
  );
  test.each([
    ['1961-07-09,C-1,1.00,denial', '"9999-99-99" does not lie between'],
    ['07/09/1961,C-1,1.00,denial', '"99/99/9999" is no date'],
    ['2026-01-05,C-1,07.09.1961,denial', '"99.99.9999" is not an amount'],
    ['2026-01-05,C-1,-7091961,denial', '"-9999999" is below zero'],
    ['2026-01-05,C-1,7091961,denial', undefined],
  ])('shows only its shape: %s', (row, message) => {
    const { problems, columns } = previewCsv(textSource(`D,C,A,R\n${row}\n`), mapping, {
      today: TODAY,
    });
    if (message !== undefined) expect(problems[0]?.message).toContain(message);
    expect(JSON.stringify([problems, columns, problems.map((p) => p.message)])).not.toMatch(/1961/);
  });

  test('leaves samples of what the columns may hold', () => {
    const row = '2026-01-05,C-1,12345.60,denial';
    const { columns } = previewCsv(textSource(`D,C,A,R\n${row}\n`), mapping, { today: TODAY });
    expect(columns.map((column) => column.samples[0]?.text)).toEqual([
      '2026-01-05',
      'X-9',
      '12345.60',
      'denial',
    ]);
  });
});

describe('the proposal', () => {
  const propose = (text: string) => proposeMapping(textSource(text), { system: 'Sunrise POS' });

  test('reads a bank statement it proposed a mapping for', () => {
    const text = [
      'First Bank;;;;',
      'Posted;Description;Debit;Credit;Balance',
      '05.01.2026;AETNA TRN 88213;;1.540,00;1.540,00',
      '06.01.2026;GUSTO;40,00;;1.500,00',
      '16.01.2026;FEE;1,50;;1.498,50',
    ].join('\r\n');
    const proposal = propose(text);
    expect(proposal.target.name).toBe('bank-statement');
    expect(proposal.missing).toEqual([]);
    const mapping = parseMapping(proposal.yaml, { file: 'p.yaml' });
    expect(mapping).toMatchObject({ system: 'sunrise-pos', delimiter: ';' });
    expect(mapping.runningBalance?.order).toBe('oldest-first');
    expect(readAll(textSource(text), mapping).map((r) => r.values['amount'])).toEqual([
      '1540.00',
      '-40.00',
      '-1.50',
    ]);
  });

  test('leaves out what it is not sure of, and says so', () => {
    const proposal = propose(
      'Pay Date,Employee Name,Job,Gross,ER tax,EE taxes,Net Pay,Bonus net amount,DOB\n' +
        '01/05/2026,A B,RN,10.00,1.00,2.00,8.00,0.00,03/14/1962\n',
    );
    expect(proposal.target.name).toBe('payroll');
    expect(proposal.sure.map((m) => m.field.name)).toContain('gross');
    expect(proposal.yaml).toContain('- "DOB"   # 1 of 1 filled');
    expect(proposal.yaml).toContain('- "Bonus net amount"');
    expect(proposal.yaml).toContain('every cell also reads');
    expect(proposal.yaml).not.toContain('A B');
  });

  test('finds preamble, headings and a total that agrees', () => {
    const text = [
      'Day sheet',
      'Date,Ticket,Type,Net,Guest',
      'Location: Austin,,,,',
      '01/25/2026,1,Service,10.00,P-1',
      '01/26/2026,2,Service,5.00,P-2',
      'Total,,,15.00,',
    ].join('\n');
    const { yaml } = propose(text);
    expect(yaml).toContain('header: { find: ["Date"');
    expect(yaml).toContain('field: site');
    expect(yaml).toContain('check: ["Net"]');
    const records = readAll(textSource(text), parseMapping(yaml, { file: 'p.yaml' }));
    expect(records.map((r) => [r.values['site'], r.values['line'], r.values['amount']])).toEqual([
      ['Austin', 'service', '10.00'],
      ['Austin', 'service', '5.00'],
    ]);
  });

  test('lists categories that come again, and none that stands once and may be a name', () => {
    const types = ['Weight loss', 'Weight loss', 'Service', 'Quenby Zanzibarova'];
    const rows = types.map((type, i) => `01/25/2026,${i},${type},10.00,P-1`);
    const { yaml } = propose(['Date,Ticket,Type,Net,Guest', ...rows].join('\n'));
    expect(yaml).toContain('"Service": service');
    expect(yaml).toContain('# "Weight loss": ?');
    expect(yaml).not.toContain('Zanzibarova');
  });

  test('says which required fields it did not find', () => {
    expect(propose('Foo,Amount\nx,1.00\n').yaml).toMatch(/^# Needed and not found: /m);
  });
});

test('checking a file hands out nothing and counts', () => {
  const summary = checkCsv(fixtureSource('day-sheet.csv'), fixtureMapping('day-sheet.yaml'), {
    today: TODAY,
  });
  expect(summary).toEqual({ records: 6, suspended: 1, skipped: 10 });
});
