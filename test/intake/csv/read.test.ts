import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewCsv } from '../../../src/intake/csv/preview.ts';
import { fileSource } from '../../../src/intake/csv/source.node.ts';
import { bytesSource } from '../../../src/intake/csv/source.ts';
import { brief, mappingOf, problemsFrom, readAll, textSource, TODAY } from './support.ts';

const WRITE_OFF = `target: write-off
dateFormats: [YYYY-MM-DD]
columns: { date: D, claim: C, amount: A, reason: R }
`;
const mapping = mappingOf(WRITE_OFF);
const rows = (...lines: string[]) => textSource(['D,C,A,R', ...lines].join('\n'));
const refusal = (source: Parameters<typeof readAll>[0], by = mapping) =>
  brief(problemsFrom(() => readAll(source, by)));

describe('all or nothing', () => {
  test('one bad row refuses the file and nothing is handed out before', () => {
    const source = rows('2026-01-01,C-1,1.00,denial', '2026-01-01,C-2,x,denial');
    const seen: unknown[] = [];
    expect(
      brief(
        problemsFrom(() => {
          for (const record of readAll(source, mapping)) seen.push(record);
        }),
      ),
    ).toEqual(['import/not-an-amount@3:16']);
    expect(seen).toEqual([]);
  });

  test('a column that is missing is said once, however often the mapping names it', () => {
    const twice = mappingOf(`${WRITE_OFF}totals: [{ column: D, pattern: Total, check: [A] }]\n`);
    expect(refusal(textSource('D,C,B,R\n2026-01-01,C-1,1.00,denial'), twice)).toEqual([
      'import/missing-column@1',
    ]);
  });

  test('every problem is listed, also two in one row', () => {
    expect(refusal(rows('2026-02-30,C-1,x,denial', '2026-01-01,,1.00,nonsense'))).toEqual(
      ['import/not-a-date@2:1', 'import/not-an-amount@2:16'].concat(['import/missing-value@3:12']),
    );
  });
});

describe('files that are none', () => {
  test.each([
    ['', 'import/empty-file'],
    ['D,C,A,R\n', 'import/no-rows'],
    ['PK\u0003\u0004rest', 'import/not-a-csv'],
    ['%PDF-1.7', 'import/not-a-csv'],
    ['\n\n\n', 'import/missing-column'],
    ['D,C,A,R\n2026-01-01,\0,1.00,denial\n', 'import/not-text'],
  ])('%j is refused', (text, code) => {
    expect(refusal(textSource(text)).map((b) => b.split('@')[0])).toContain(code);
  });

  test('a byte order mark against the mapping is refused', () => {
    const bytes = Buffer.from('\ufeffD,C\n', 'utf16le');
    expect(
      refusal(bytesSource('f.csv', bytes), mappingOf(`encoding: utf-8\n${WRITE_OFF}`)),
    ).toEqual(['import/wrong-encoding@1']);
  });

  test('a file on disk reads like bytes; one that is not there says so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'feeworth-csv-'));
    try {
      const path = join(folder, 'a.csv');
      writeFileSync(path, 'D,C,A,R\r\n2026-01-01,C-1,1.00,denial\r\n');
      expect(readAll(fileSource(path), mapping)).toHaveLength(1);
      expect(() => readAll(fileSource(join(folder, 'b.csv')), mapping)).toThrow(
        expect.objectContaining({ code: 'import/cannot-open', category: 'io' }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what a mapping allows', () => {
  test('ragged rows only when they are padded, and only with empty cells', () => {
    const padded = mappingOf(`raggedRows: pad\n${WRITE_OFF}`);
    expect(readAll(rows('2026-01-01,C-1,1.00,denial,,'), padded)).toHaveLength(1);
    expect(refusal(rows('2026-01-01,C-1,1.00,denial,,x'), padded)).toEqual(['import/ragged-row@2']);
  });

  test('a column of currencies must say the one of the book', () => {
    const text = 'D,C,A,R,Cur\n2026-01-01,C-1,1.00,denial,USD\n2026-01-01,C-2,1.00,denial,EUR\n';
    const by = mappingOf(`currency: { code: USD, column: Cur }\n${WRITE_OFF}`);
    expect(refusal(textSource(text), by)).toEqual(['import/wrong-currency@3:28']);
  });

  test('an unknown code is suspended or refused, as the mapping says', () => {
    const source = rows('2026-01-01,C-1,1.00,who knows');
    expect(readAll(source, mapping)).toEqual([
      {
        line: 2,
        values: { date: '2026-01-01', claim: 'claim:3', amount: '1.00' },
        suspense: { reason: 'unknown-code', field: 'reason', column: 'R' },
      },
    ]);
    const strict = mappingOf(
      WRITE_OFF.replace('reason: R', 'reason: { column: R, otherwise: refuse }'),
    );
    expect(refusal(source, strict)).toEqual(['import/unknown-code@2:21']);
  });

  test('a column that is neither imported nor ignored is new', () => {
    const by = mappingOf(`ignore: [Old]\n${WRITE_OFF}`);
    const source = textSource('D,C,A,R,Old,New\n2026-01-01,C-1,1.00,denial,x,y\n');
    const preview = previewCsv(source, by, { today: TODAY });
    expect(preview.columns.filter((c) => c.isNew).map((c) => c.name)).toEqual(['New']);
  });

  test('placeholders for nothing, by what the mapping calls empty', () => {
    const by = mappingOf(
      'target: card-batch\ndateFormats: [YYYY-MM-DD]\nempty: ["-", n/a]\ncolumns: { date: D, batch: B, gross: G, fee: F, net: N, chargebacks: C }\n',
    );
    const [record] = readAll(textSource('D,B,G,F,N,C\n2026-01-01,B1,5,.5,4.5, - \n'), by);
    expect(record?.values).toEqual({
      date: '2026-01-01',
      gross: '5.00',
      fee: '0.50',
      net: '4.50',
      batch: 'B1',
    });
  });

  test('dates up to 31 days ahead of the injected today', () => {
    expect(readAll(rows('2026-07-31,C-1,1.00,denial'), mapping)).toHaveLength(1);
    expect(refusal(rows('2026-08-01,C-1,1.00,denial'))).toEqual(['import/date-out-of-range@2:1']);
    expect(refusal(rows('1999-12-31,C-1,1.00,denial'))).toEqual(['import/date-out-of-range@2:1']);
  });

  test('an amount beyond what is counted is refused at its place, the last one within is read', () => {
    for (const cell of ['99999999999999.00', '22517998136852.49', '9'.repeat(30)]) {
      const [problem] = problemsFrom(() => readAll(rows(`2026-01-01,C-1,${cell},denial`), mapping));
      expect(problem).toMatchObject({
        code: 'import/not-an-amount',
        message: expect.stringContaining('it is more than this program counts') as string,
      });
      expect(refusal(rows(`2026-01-01,C-1,${cell},denial`))).toEqual(['import/not-an-amount@2:16']);
    }
    const [record] = readAll(rows('2026-01-01,C-1,22517998136852.48,denial'), mapping);
    expect(record?.values['amount']).toBe('22517998136852.48');
  });

  test.each(['12,34.00', '1.234', '1.2.3', '0.005', '1.2345', '--1', '1e3', '12 34', '$', '5%'])(
    'the amount %s is refused, not guessed',
    (cell) => {
      expect(refusal(rows(`2026-01-01,C-1,"${cell}",denial`))[0]).toMatch(
        /^import\/not-an-amount@2/,
      );
    },
  );
});
