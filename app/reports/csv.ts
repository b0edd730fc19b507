import { valueOf } from './document.ts';
import type { Column, Table } from './document.ts';
import { exact } from './numbers.ts';

/**
 * A table as CSV (RFC 4180): one row per record, stable names with their units as header, exact
 * numbers. Totals and headings are for people and left out: a sum over a column is right.
 */
export function tableCsv(table: Table): string {
  const lines = [table.columns.map((c) => field(headerOf(c)))];
  for (const row of table.rows) {
    if (row.kind !== undefined) continue;
    lines.push(table.columns.map((c, i) => field(exact(row.cells[i] ?? '', c.unit))));
  }
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

const UNIT_NAMES: Readonly<Record<string, string>> = {
  cents: 'usd',
  share: 'share',
  days: 'days',
  months: 'months',
};

function headerOf({ key, unit }: Column): string {
  const name = UNIT_NAMES[unit];
  return name === undefined ? key : `${key} (${name})`;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers. */
function field(text: string): string {
  const isFormula = /^[=+@\t\r-]/.test(text) && !/^-?[\d.]+$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as plain data: records by column key, money as exact dollars in text. */
export function tableData(table: Table): Record<string, unknown> {
  return {
    name: table.name,
    title: table.title,
    columns: table.columns,
    rows: table.rows
      .filter((row) => row.kind !== 'heading')
      .map((row) => {
        const record: Record<string, unknown> = {};
        table.columns.forEach((c, i) => {
          const cell = row.cells[i] ?? null;
          const value = valueOf(cell);
          record[c.key] =
            typeof value === 'number' && (c.unit === 'cents' || c.unit === 'month')
              ? exact(value, c.unit)
              : value;
        });
        return row.kind === 'total' ? { ...record, total: true } : record;
      }),
    ...(table.notes === undefined ? {} : { notes: table.notes }),
  };
}
