import type { Row, Table } from '../document.ts';
import { display } from '../numbers.ts';
import { figureOf, forPeople } from '../document.ts';
import { escape } from './markup.ts';

/** A table as HTML; a cell that can be explained carries its name as a title. */
export function tableHtml(whole: Table): string {
  const table = forPeople(whole);
  const head = table.columns
    .map((c) => `<th scope="col"${right(c.unit)}>${escape(c.label)}</th>`)
    .join('');
  const body = table.rows.map((row) => rowHtml(row, table)).join('\n');
  const notes = (table.notes ?? []).map((note) => `<p class="note">${escape(note)}</p>`).join('');
  return (
    `<table><caption>${escape(table.title)}</caption>\n<thead><tr>${head}</tr></thead>\n` +
    `<tbody>${body}</tbody></table>${notes}`
  );
}

function rowHtml(row: Row, { columns }: Table): string {
  const cells = columns.map((c, i) => {
    const given = row.cells[i];
    const cell = given === undefined ? '' : given;
    const figure = figureOf(cell);
    const name = figure === undefined ? '' : ` title="explain ${escape(figure)}"`;
    const text = escape(display(cell, c.unit));
    return i === 0 ? `<th scope="row">${text}</th>` : `<td${right(c.unit)}${name}>${text}</td>`;
  });
  return `<tr${row.kind === 'total' ? ' class="total"' : ''}>${cells.join('')}</tr>`;
}

function right(unit: string): string {
  return unit === 'text' || unit === 'month' ? '' : ' class="number"';
}
