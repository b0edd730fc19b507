import type { Bound } from './bind.ts';
import { isDateOfBusiness } from './cell.ts';
import { mayEchoDate } from './date.ts';
import type { ColumnName, Mapping } from './mapping.ts';
import { mayEcho } from './number.ts';
import { isPersonalHeader, mask } from './personal.ts';
import type { PreviewColumn } from './preview.ts';
import { sameValue, tidy } from './same-value.ts';
import type { Row } from './scan.ts';

/** Collects what the preview shows of one column. */
export interface ColumnTally {
  add(row: Row): void;
  /** A cell as it may be shown. */
  show(cell: string): string;
  finish(): PreviewColumn;
}

const SAMPLES = 3;
const NUMERIC = new Set(['money', 'signed-money', 'rate', 'count', 'quantity']);

/**
 * A cell is shown when the mapping uses its column for amounts or dates and the cell has that form,
 * or when it is a category that the mapping knows; of all others only the shape is shown, whatever
 * the column is called.
 */
export function columnTally(
  name: string,
  index: number,
  bound: Bound,
  mapping: Mapping,
): ColumnTally {
  const kinds = kindsOf(index, bound, mapping);
  const mapsTo = usesOf(index, bound, mapping);
  const isPersonal = isPersonalHeader(name);
  const known = knownValues(index, bound);
  const samples = new Map<string, number>();
  let filled = 0;
  let rows = 0;
  let isMasked = false;
  const mayShow = (cell: string): boolean => {
    if (kinds.has('token') || kinds.has('text')) return false;
    if (kinds.has('code')) return known.has(sameValue(cell));
    if (isPersonal && mapsTo.length === 0) return false;
    if (mapsTo.length === 0) return mayEcho(cell) && /[.,]\d{1,2}\D*$/.test(cell);
    if (kinds.has('date') || kinds.has('month')) {
      return mayEchoDate(cell) && isDateOfBusiness(cell, mapping);
    }
    return mayEcho(cell) || (isNumeric(kinds) && /^\d{1,4}$/.test(cell));
  };
  const show = (cell: string): string => (mayShow(cell) ? cell : mask(cell));
  return {
    add(row) {
      rows += 1;
      const cell = tidy(row.cells[index] ?? '');
      if (cell === '') return;
      filled += 1;
      if (samples.size >= SAMPLES) return;
      if (!mayShow(cell)) isMasked = true;
      const shown = show(cell);
      if (!samples.has(shown)) samples.set(shown, row.lines?.[index] ?? row.line);
    },
    show,
    finish: () => ({
      number: index + 1,
      name,
      filled,
      rows,
      samples: [...samples].map(([text, line]) => ({ line, text })),
      isMasked,
      mapsTo,
      isNew: mapsTo.length === 0 && !mapping.ignore.some((c) => bound.index(c) === index),
    }),
  };
}

const isNumeric = (kinds: ReadonlySet<string>): boolean => [...kinds].some((k) => NUMERIC.has(k));

function kindsOf(index: number, bound: Bound, mapping: Mapping): ReadonlySet<string> {
  const kinds = new Set<string>(
    bound.fields.filter((f) => f.index === index).map((f) => f.field.kind),
  );
  if (mapping.rules && bound.index(mapping.rules.column) === index) kinds.add('token');
  return kinds;
}

function knownValues(index: number, bound: Bound): ReadonlySet<string> {
  return new Set(
    bound.fields
      .filter((f) => f.index === index && f.field.kind === 'code')
      .flatMap(({ field, source }) => [...(field.codes ?? []), ...(source.map?.keys() ?? [])]),
  );
}

function usesOf(index: number, bound: Bound, mapping: Mapping): readonly string[] {
  const uses: string[] = bound.fields.filter((f) => f.index === index).map((f) => f.field.name);
  const note = (column: ColumnName | undefined, use: string): void => {
    if (column && bound.index(column) === index) uses.push(use);
  };
  note(mapping.debitCredit?.debit, 'debit');
  note(mapping.debitCredit?.credit, 'credit');
  note(mapping.runningBalance?.column, 'running balance');
  note(mapping.rules?.column, 'rules');
  note(mapping.currency.column, 'currency');
  for (const rule of mapping.sections) note(rule.column, `heading of ${rule.field}`);
  return uses;
}
