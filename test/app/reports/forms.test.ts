import { describe, expect, it } from 'vitest';
import { tableCsv, tableData } from '../../../app/reports/csv.ts';
import type { Table } from '../../../app/reports/document.ts';
import {
  display,
  dollars,
  exact,
  fixed,
  percent,
  shortDollars,
} from '../../../app/reports/numbers.ts';
import { tableText } from '../../../app/reports/table.ts';
import { tableHtml } from '../../../app/reports/html/table.ts';
import { linear } from '../../../app/reports/html/scale.ts';
import { waterfall } from '../../../app/reports/html/waterfall.ts';
import { escape } from '../../../app/reports/html/markup.ts';

const LOOK = { bold: (t: string) => t, dim: (t: string) => t };
const TABLE: Table = {
  name: 'fees',
  title: 'Fees fell',
  columns: [
    { key: 'month', label: 'Month', unit: 'text' },
    { key: 'fee', label: 'Fee', unit: 'cents' },
    { key: 'rate', label: 'Rate', unit: 'share' },
  ],
  rows: [
    { cells: ['2026-01', 1_234_567, 0.0875] },
    { cells: ['2026-02', { value: -50, figure: 'fee/due/2026-02/a' }, null] },
    { kind: 'total', cells: ['Total', 1_234_517, { value: null, words: 'n/a (no fee)' }] },
  ],
};

describe('a table', () => {
  it('for a terminal is aligned by digit, with its total under a rule', () => {
    expect(tableText(TABLE, LOOK)).toBe(
      [
        'Fees fell',
        'Month           Fee          Rate',
        '2026-01  12,345.67          8.8 %',
        '2026-02      (0.50)           n/a',
        '───────  ──────────  ────────────',
        'Total    12,345.17   n/a (no fee)',
        '',
      ].join('\n'),
    );
  });

  it('as data tells its total from a column that is called total', () => {
    const table: Table = {
      name: 't',
      title: 'T',
      columns: [
        { key: 'account', label: 'Account', unit: 'text' },
        { key: 'total', label: 'Total', unit: 'cents' },
      ],
      rows: [{ cells: ['4010', 1_00] }, { kind: 'total', cells: ['Net', 1_00] }],
    };
    expect(tableData(table)['rows']).toEqual([
      { account: '4010', total: '1.00' },
      { account: 'Net', total: '1.00', isTotal: true },
    ]);
  });

  it('as CSV is exact, without totals, and runs no formula', () => {
    const hostile: Table = {
      ...TABLE,
      rows: [...TABLE.rows, { cells: ['=cmd|"x"', -100, 1] }],
    };
    expect(tableCsv(hostile)).toBe(
      [
        'month,fee (usd),rate (share)',
        '2026-01,12345.67,0.0875',
        '2026-02,-0.50,',
        '"\'=cmd|""x""",-1.00,1',
        '',
      ].join('\r\n'),
    );
  });

  it('as HTML says what can be explained, and nothing becomes markup', () => {
    const html = tableHtml({ ...TABLE, title: '<b>' });
    expect(html).toContain('title="explain fee/due/2026-02/a"');
    expect(html).toContain('<caption>&lt;b&gt;</caption>');
    expect(escape('"<&>')).toBe('&quot;&lt;&amp;&gt;');
  });
});

describe('numbers', () => {
  it('are read by people and by machines', () => {
    expect(dollars(-123_456)).toBe('(1,234.56)');
    expect(shortDollars(-14_800_000)).toBe('−$148k');
    expect(shortDollars(123_456_789)).toBe('$1.23m');
    expect(percent(-0.064)).toBe('−6.4 %');
    expect(fixed(-0.004, 1)).toBe('0.0');
    expect(display(null, 'cents')).toBe('n/a');
    expect(exact(-5, 'cents')).toBe('-0.05');
    expect(exact(2026 * 12 + 2, 'month')).toBe('2026-03');
  });
});

describe('charts', () => {
  it('have scales with round ticks that hold zero and every value', () => {
    for (const values of [[3, 17], [-250_000, 88_000], [0, 0], [-5, -1], [1e9]]) {
      const scale = linear(values, 0, 100);
      expect(scale.ticks).toContain(0);
      expect(Math.min(...scale.ticks)).toBeLessThanOrEqual(Math.min(0, ...values));
      expect(Math.max(...scale.ticks)).toBeGreaterThanOrEqual(Math.max(0, ...values));
      for (const value of values) {
        expect(scale(value)).toBeGreaterThanOrEqual(0);
        expect(scale(value)).toBeLessThanOrEqual(100);
      }
    }
  });

  it('refuse a bridge that does not add up to the cent', () => {
    const steps = [
      { label: 'Gross benefit', cents: 72_558_618, isTotal: false },
      { label: 'Fee', cents: -95_676_341, isTotal: false },
    ];
    const total = { label: 'Difference', cents: -23_117_723, isTotal: true };
    expect(waterfall('A bridge', [...steps, total])).toContain('role="img"');
    expect(() => waterfall('A bridge', [...steps, { ...total, cents: -23_117_722 }])).toThrow(
      /adds up/,
    );
  });
});
