import { valueOf } from './document.ts';
import type { Cell, Column, Table, Unit } from './document.ts';
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
export function field(text: string): string {
  if (!/[",\t\r\n=+@-]/.test(text)) return text;
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
          record[c.key] = jsonValue(row.cells[i] ?? null, c.unit);
        });
        return row.kind === 'total' ? { ...record, isTotal: true } : record;
      }),
    ...(table.notes === undefined ? {} : { notes: table.notes }),
  };
}

/** Money and months as text, other numbers as numbers; a null with words keeps the words. */
function jsonValue(cell: Cell, columnUnit: Unit): unknown {
  const value = valueOf(cell);
  const of = typeof cell === 'object' && cell !== null && 'value' in cell ? cell : undefined;
  if (value === null) return of?.words ?? null;
  if (typeof value !== 'number') return value;
  const unit = of?.unit ?? columnUnit;
  return unit === 'cents' || unit === 'month' ? exact(value, unit) : value;
}
