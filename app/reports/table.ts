import { forPeople } from './document.ts';
import type { Column, Row, Table } from './document.ts';
import { display } from './numbers.ts';

export interface Look {
  bold(text: string): string;
  dim(text: string): string;
}

const GAP = '  ';

/**
 * A table for a terminal: a title that states the result, numbers right-aligned and never cut,
 * units under the headings, rules only above totals.
 */
export function tableText(whole: Table, look: Look): string {
  const table = forPeople(whole);
  const columns = table.columns.map((column, i) => layOut(column, i, table.rows));
  const lines: string[] = [look.bold(table.title)];
  const head = columns.map((c) => pad(c.column.label, c)).join(GAP);
  lines.push(look.dim(head.trimEnd()));
  for (const row of table.rows) {
    if (row.kind === 'heading') {
      lines.push(look.bold(display(row.cells[0] ?? '', 'text')));
      continue;
    }
    if (row.kind === 'total') lines.push(look.dim(rule(columns)));
    const text = columns.map((c, i) => pad(cellText(row, i, c.column), c)).join(GAP);
    lines.push(row.kind === 'total' ? look.bold(text.trimEnd()) : text.trimEnd());
  }
  for (const note of table.notes ?? []) lines.push(look.dim(note));
  return `${lines.join('\n')}\n`;
}

interface Laid {
  readonly column: Column;
  readonly width: number;
  readonly isRight: boolean;
}

function layOut(column: Column, index: number, rows: readonly Row[]): Laid {
  let width = column.label.length;
  for (const row of rows) {
    if (row.kind === 'heading') continue;
    width = Math.max(width, cellText(row, index, column).length);
  }
  return { column, width, isRight: column.unit !== 'text' && column.unit !== 'month' };
}

/** Negative money ends in a parenthesis; others leave its place free, so that digits line up. */
function cellText(row: Row, index: number, column: Column): string {
  const given = row.cells[index];
  const cell = given === undefined ? '' : given;
  const text = display(cell, column.unit);
  return column.unit === 'cents' && text !== '' && !text.endsWith(')') ? `${text} ` : text;
}

function pad(text: string, { width, isRight }: Laid): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}

function rule(columns: readonly Laid[]): string {
  return columns.map((c) => '─'.repeat(c.width)).join(GAP);
}
