import { FeeworthError } from '../../error.ts';
import { formatCents, parseCents } from '../../money.ts';
import type { Bound, BoundField } from './bind.ts';
import { readCell } from './cell.ts';
import type { CellContext, CellProblem, CellReading } from './cell.ts';
import type { ColumnName, Mapping } from './mapping.ts';
import type { Problems } from './problems.ts';
import { sameValue, tidy } from './same-value.ts';
import type { Row } from './scan.ts';
import type { CsvRecord, TargetField, Tokenise } from './target.ts';

export interface RowContext extends CellContext {
  readonly file: string;
  readonly bound: Bound;
  readonly tokenise: Tokenise;
  readonly problems: Problems;
  /** Values that a heading set for the rows below it. */
  readonly headings: ReadonlyMap<string, string>;
}

type Values = Record<string, string | number>;

/** A money field for amounts that belong to no field by themselves: debit, credit, balance. */
const MONEY: TargetField = {
  name: 'amount',
  kind: 'signed-money',
  required: false,
  doc: '',
  example: '',
};

/** Where a cell stands, for an error. */
export function placeOf(row: Row, index: number, file: string): FeeworthError['place'] {
  const line = row.lines?.[index] ?? row.line;
  const column = row.columns[index];
  return column === undefined ? { file, line } : { file, line, column };
}

/** Reads one row; undefined when something in it is wrong, which is then in `problems`. */
export function readRow(row: Row, context: RowContext): CsvRecord | undefined {
  const { bound, mapping, problems } = context;
  const read: Values = Object.fromEntries(context.headings);
  let isGood = true;
  let suspense: CsvRecord['suspense'];
  const reject = (index: number, problem: CellProblem): void => {
    isGood = false;
    problems.add(cellError(row, index, problem, context));
  };
  const take = (name: string, index: number, reading: CellReading): void => {
    if (reading.kind === 'value') read[name] = reading.value;
    else if (reading.kind === 'problem') reject(index, reading.problem);
    else if (reading.kind === 'unknown-code') {
      suspense ??= { reason: 'unknown-code', field: name, column: bound.names[index] ?? '' };
    }
  };

  for (const { field, source, index } of bound.fields) {
    const raw = 'constant' in source.from ? source.from.constant : (row.cells[index ?? -1] ?? '');
    const at = index ?? -1;
    take(field.name, at, readCell(field, source, raw, cellAt(bound, at, row), context));
  }
  checkCurrencyColumn(row, context, reject);
  if (mapping.debitCredit) takeDebitCredit(row, context, take, reject);
  if (mapping.rules) suspense = takeRules(row, context, take, read) ?? suspense;
  if (!isGood) return undefined;

  for (const problem of wholeRowProblems(read, suspense?.field, context)) {
    reject(problem.index, problem);
  }
  if (!isGood) return undefined;
  const values = inOrder(read, context);
  return suspense ? { line: row.line, values, suspense } : { line: row.line, values };
}

const cellAt = (bound: Bound, index: number, row: Row): { column: string; line: number } => ({
  column: bound.names[index] ?? '',
  line: row.line,
});

function cellError(
  row: Row,
  index: number,
  { code, message, hint }: CellProblem,
  { bound, file }: RowContext,
): FeeworthError {
  const column = bound.names[index];
  return new FeeworthError(
    code,
    'input',
    column === undefined ? message : `column "${column}": ${message}`,
    {
      place: placeOf(row, index, file),
      hint,
      details: column === undefined ? {} : { column },
    },
  );
}

/** Money of a raw column, in cents; 'absent' for an empty cell. */
export function readMoneyCell(
  row: Row,
  index: number,
  context: CellContext & { readonly bound: Bound },
): number | 'absent' | CellProblem {
  const raw = row.cells[index] ?? '';
  const reading = readCell(MONEY, undefined, raw, cellAt(context.bound, index, row), context);
  if (reading.kind === 'problem') return reading.problem;
  return reading.kind === 'value' ? parseCents(String(reading.value)) : 'absent';
}

function takeDebitCredit(
  row: Row,
  context: RowContext,
  take: (name: string, index: number, reading: CellReading) => void,
  reject: (index: number, problem: CellProblem) => void,
): void {
  const { bound, mapping } = context;
  const columns = mapping.debitCredit;
  if (!columns) return;
  const amountOf = (name: ColumnName, sign: 1 | -1): number | undefined => {
    const index = bound.index(name);
    const read = readMoneyCell(row, index, context);
    if (read === 'absent') return 0;
    if (typeof read === 'object') {
      reject(index, read);
      return undefined;
    }
    if (read * sign < 0) {
      reject(index, {
        code: 'import/wrong-sign',
        message: `the amount is ${sign > 0 ? 'below' : 'above'} zero, against the rest of the mapping`,
        hint: 'set `debitIs: negative` if this file writes debits below zero; else correct the cell',
      });
      return undefined;
    }
    return Math.abs(read);
  };
  const debit = amountOf(columns.debit, columns.debitIs === 'negative' ? -1 : 1);
  const credit = amountOf(columns.credit, 1);
  if (debit === undefined || credit === undefined) return;
  const index = bound.index(columns.credit);
  if (debit !== 0 && credit !== 0) {
    reject(index, {
      code: 'import/debit-and-credit',
      message: 'debit and credit are both filled',
      hint: 'one row is one movement: correct the row',
    });
    return;
  }
  const isEmpty = [columns.debit, columns.credit].every(
    (c) => (row.cells[bound.index(c)] ?? '').trim() === '',
  );
  if (!isEmpty) take('amount', index, { kind: 'value', value: formatCents(credit - debit) });
}

// First rule that matches wins; what its named groups capture fills fields that are still empty.
function takeRules(
  row: Row,
  context: RowContext,
  take: (name: string, index: number, reading: CellReading) => void,
  read: Readonly<Values>,
): CsvRecord['suspense'] {
  const { bound, mapping } = context;
  const { rules } = mapping;
  if (!rules) return undefined;
  const index = bound.index(rules.column);
  const text = tidy(row.cells[index] ?? '');
  const amount = typeof read['amount'] === 'string' ? parseCents(read['amount']) : 0;
  for (const rule of rules.match) {
    if (rule.direction !== undefined && amount > 0 !== (rule.direction === 'in')) continue;
    const match = rule.pattern.exec(text);
    if (!match) continue;
    take('code', index, { kind: 'value', value: rule.code });
    for (const [name, captured] of Object.entries(match.groups ?? {})) {
      const field = mapping.target.fields.find((f) => f.name === name);
      if (field && captured !== undefined && read[name] === undefined) {
        const at = cellAt(bound, index, row);
        take(name, index, readCell(field, undefined, captured, at, context));
      }
    }
    return undefined;
  }
  if (rules.otherwise === 'refuse') {
    const problem: CellProblem = {
      code: 'import/no-rule',
      message: 'no rule of the mapping matches',
      hint: 'add a rule, or write `otherwise: suspense` under `rules`',
    };
    take('code', index, { kind: 'problem', problem });
    return undefined;
  }
  return { reason: 'unknown-code', field: 'code', column: bound.names[index] ?? '' };
}

function checkCurrencyColumn(
  row: Row,
  { mapping, bound }: RowContext,
  reject: (index: number, problem: CellProblem) => void,
): void {
  const { code, column } = mapping.currency;
  if (!column) return;
  const index = bound.index(column);
  const found = tidy(row.cells[index] ?? '').toUpperCase();
  if (found === code) return;
  reject(index, {
    code: 'import/wrong-currency',
    message: `the row is ${/^[A-Z]{3}$/.test(found) ? `in ${found}` : 'in no known currency'}, the mapping says ${code}`,
    hint: 'a book has one currency: split the export by currency and import the right part',
  });
}

// What no cell shows by itself: required fields, groups, pairs and returns.
function* wholeRowProblems(
  read: Readonly<Values>,
  suspended: string | undefined,
  { bound, mapping }: RowContext,
): Generator<CellProblem & { readonly index: number }> {
  const indexOf = (name: string): number =>
    bound.fields.find((f: BoundField) => f.field.name === name)?.index ?? -1;
  const { target } = mapping;
  const hint = 'fill the cell; if the row is a total or a note, add a `skip` rule';
  for (const { name, required, negativeWith } of target.fields) {
    if (required && read[name] === undefined && suspended !== name) {
      yield {
        index: indexOf(name),
        code: 'import/missing-value',
        message: `"${name}" is empty`,
        hint,
      };
    }
    if (negativeWith && isBelowZero(read[name]) && suspended !== negativeWith.field) {
      const code = read[negativeWith.field];
      if (typeof code !== 'string' || !negativeWith.codes.includes(code)) {
        yield {
          index: indexOf(name),
          code: 'import/negative-quantity',
          message: `"${name}" is below zero on a line that is no return`,
          hint: `map such lines to ${negativeWith.codes.join(', ')}, or correct the cell`,
        };
      }
    }
  }
  for (const group of target.oneOf ?? []) {
    if (group.every((name) => read[name] === undefined)) {
      yield {
        index: indexOf(group[0] ?? ''),
        code: 'import/missing-value',
        message: `${group.map((n) => `"${n}"`).join(' or ')} is needed`,
        hint,
      };
    }
  }
  for (const [one, other] of target.notBoth ?? []) {
    if (isNotZero(read[one]) && isNotZero(read[other])) {
      yield {
        index: indexOf(other),
        code: 'import/debit-and-credit',
        message: `"${one}" and "${other}" are both filled`,
        hint: 'one row is one side: correct the row',
      };
    }
  }
}

const isBelowZero = (v: string | number | undefined): boolean =>
  typeof v === 'number' ? v < 0 : v !== undefined && v.startsWith('-');
const isNotZero = (v: string | number | undefined): boolean => v !== undefined && Number(v) !== 0;

// Tokens last: which family a token belongs to may hang on a code of the same row.
function inOrder(read: Readonly<Values>, { mapping, tokenise }: RowContext): Values {
  const values: Values = {};
  for (const { name, kind, tokenKind, tokenKindBy } of mapping.target.fields) {
    const found = read[name];
    if (found === undefined) continue;
    if (kind !== 'token') {
      values[name] = found;
      continue;
    }
    if (tokenKindBy) {
      const code = read[tokenKindBy.field];
      if (typeof code === 'string') {
        const family = tokenKindBy.kinds[code];
        values[name] = family === undefined ? found : tokenise(family, String(found));
      } else values[name] = tokenise('unknown', String(found));
    } else values[name] = tokenise(tokenKind ?? name, String(found));
  }
  return values;
}

/** The value a heading row sets, or a problem with it; undefined when it is no such heading. */
export function readHeading(
  row: Row,
  rule: Mapping['sections'][number],
  context: RowContext,
): { readonly value: string } | { readonly problem: CellProblem } | undefined {
  const index = context.bound.index(rule.column);
  const match = rule.pattern.exec(tidy(row.cells[index] ?? ''));
  if (!match) return undefined;
  const raw = match[1] ?? match[0];
  const field = context.mapping.target.fields.find((f) => f.name === rule.field);
  const mapped = rule.map?.get(sameValue(raw));
  if (mapped !== undefined) return { value: mapped };
  if (rule.map || !field) {
    return {
      problem: {
        code: 'import/unknown-value',
        message: `a heading that the map of "${rule.field}" does not know`,
        hint: 'add it to the `map` of the section rule',
      },
    };
  }
  const at = cellAt(context.bound, index, row);
  const reading = readCell(field, undefined, raw, at, context);
  if (reading.kind === 'problem') return { problem: reading.problem };
  return { value: reading.kind === 'value' ? String(reading.value) : '' };
}
