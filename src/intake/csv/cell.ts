import type { Day } from '../../calendar.ts';
import { addDays, formatDay, formatMonth, monthFrom, monthOf, parseDay } from '../../calendar.ts';
import { parseCents } from '../../money.ts';
import { mayEchoDate, readDate } from './date.ts';
import type { FieldSource, Mapping } from './mapping.ts';
import { countOf, isCurrency, mayEcho, moneyOf, quantityOf, rateOf, readNumber } from './number.ts';
import { mask, personalShape } from './personal.ts';
import { sameValue, tidy } from './same-value.ts';
import type { TargetField } from './target.ts';

/** What became of a cell. Raw text of tokens is not yet replaced: read-row.ts does it. */
export type CellReading =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown-code' }
  | { readonly kind: 'problem'; readonly problem: CellProblem };

/** A problem without its place; never holds a cell that could name a person. */
export interface CellProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** What cells are read with; `currencySeen` remembers the first sign of one column. */
export interface CellContext {
  readonly mapping: Mapping;
  readonly today: Day;
  readonly currencySeen: Map<string, { sign: string; line: number }>;
}

const FIRST_DAY = parseDay('2000-01-01');
const FIRST_MONTH = monthFrom(2000, 1);
/** Dates of facts lie at most this many days after today (settled.md §1.10). */
export const FUTURE_DAYS = 31;
const TEXT_MAX = 500;

const value = (v: string | number): CellReading => ({ kind: 'value', value: v });
const ABSENT: CellReading = { kind: 'absent' };
const problem = (code: string, message: string, hint: string): CellReading => ({
  kind: 'problem',
  problem: { code, message, hint },
});

/** True for a date that any field may hold: of a fact, or of a term that ends some day. */
export function isDateOfBusiness(cell: string, mapping: Mapping): boolean {
  const reading = readDate(cell, mapping.dates);
  return reading.kind === 'read' && reading.date.month >= FIRST_MONTH;
}

/** Reads one cell of a field. `column` and `line` serve the currency check and messages. */
export function readCell(
  field: TargetField,
  source: FieldSource | undefined,
  raw: string,
  at: { readonly column: string; readonly line: number },
  context: CellContext,
): CellReading {
  const cell = tidy(raw);
  const { empty } = context.mapping;
  const isEmpty = cell === '' || (empty.size > 0 && empty.has(sameValue(cell)));
  switch (field.kind) {
    case 'code':
      return readCode(field, source, isEmpty ? '' : cell);
    case 'text':
      return isEmpty ? ABSENT : readText(source, cell);
    case 'token':
      if (isEmpty) return ABSENT;
      return cell.length > TEXT_MAX ? tooLong() : value(cell);
    case 'date':
      return isEmpty ? ABSENT : readDayCell(field, cell, context);
    case 'month':
      return isEmpty ? ABSENT : readMonthCell(cell, context);
    default:
      return isEmpty ? ABSENT : readNumeric(field, source, cell, at, context);
  }
}

function readCode(field: TargetField, source: FieldSource | undefined, cell: string): CellReading {
  const code = source?.map?.get(sameValue(cell));
  if (code !== undefined) return value(code);
  if (field.codes?.includes(cell)) return value(cell);
  if (cell === '' && !field.required) return ABSENT;
  if (source?.otherwise === 'suspense') return { kind: 'unknown-code' };
  return problem(
    'import/unknown-code',
    cell === '' ? `no value for the code "${field.name}"` : `not a known value of "${field.name}"`,
    'add the value to the `map` of this field, or write `otherwise: suspense`',
  );
}

function readText(source: FieldSource | undefined, cell: string): CellReading {
  if (source?.map) {
    const mapped = source.map.get(sameValue(cell));
    if (mapped !== undefined) return value(mapped);
    if (source.otherwise === 'suspense') return { kind: 'unknown-code' };
    return problem(
      'import/unknown-value',
      `not a value that the map of "${source.field}" knows`,
      'add it to the `map` of this field',
    );
  }
  const shape = personalShape(cell);
  if (shape !== undefined) {
    return problem(
      'import/personal-data',
      `the cell holds ${shape}; it may not enter the book`,
      'leave the column out of the mapping, or map it to a field that becomes a token',
    );
  }
  return cell.length > TEXT_MAX ? tooLong() : value(cell);
}

const tooLong = (): CellReading =>
  problem('import/text-too-long', `longer than ${TEXT_MAX} characters`, 'check the column');

function readDayCell(field: TargetField, cell: string, context: CellContext): CellReading {
  const reading = readDate(cell, context.mapping.dates);
  if (reading.kind !== 'read' || reading.date.day === undefined) {
    return notADate(reading.kind === 'ambiguous' ? reading.patterns : undefined, cell, context);
  }
  const { day } = reading.date;
  const last = addDays(context.today, FUTURE_DAYS);
  if (field.isTerm !== true && (day < FIRST_DAY || day > last)) {
    return outOfRange(cell, formatDay(FIRST_DAY), formatDay(last));
  }
  return value(formatDay(day));
}

function readMonthCell(cell: string, context: CellContext): CellReading {
  const reading = readDate(cell, context.mapping.dates);
  if (reading.kind !== 'read') {
    return notADate(reading.kind === 'ambiguous' ? reading.patterns : undefined, cell, context);
  }
  const { month } = reading.date;
  const last = monthOf(addDays(context.today, FUTURE_DAYS));
  if (month < FIRST_MONTH || month > last) {
    return outOfRange(cell, formatMonth(FIRST_MONTH), formatMonth(last));
  }
  return value(formatMonth(month));
}

function notADate(
  ambiguous: readonly [string, string] | undefined,
  cell: string,
  { mapping }: CellContext,
): CellReading {
  // A date of birth in a wrong column looks like any date: only its shape is said.
  const shown = mayEchoDate(cell) ? `"${mask(cell)}"` : 'the cell';
  if (ambiguous) {
    return problem(
      'import/ambiguous-date',
      `${shown} is one date as ${ambiguous[0]} and another as ${ambiguous[1]}`,
      'keep one of the two in `dateFormats`, or export the dates as YYYY-MM-DD',
    );
  }
  return problem(
    'import/not-a-date',
    `${shown} is no date of the form ${mapping.dates.map((f) => f.pattern).join(' or ')}`,
    'correct the cell, or add its form to `dateFormats`; footers belong to `skip`',
  );
}

const outOfRange = (cell: string, first: string, last: string): CellReading =>
  problem(
    'import/date-out-of-range',
    `"${mask(cell)}" does not lie between ${first} and ${last}`,
    'correct the year; if it is a term or expiry date, map it to such a field',
  );

function readNumeric(
  field: TargetField,
  source: FieldSource | undefined,
  cell: string,
  at: { readonly column: string; readonly line: number },
  context: CellContext,
): CellReading {
  const { mapping } = context;
  const noun = field.kind.endsWith('money') ? 'an amount' : `a ${field.kind}`;
  const shown = (): string => (mayEcho(cell) ? `"${cell}"` : `"${mask(cell)}"`);
  const refuse = (wrong: string): CellReading =>
    problem(
      field.kind.endsWith('money') ? 'import/not-an-amount' : 'import/not-a-number',
      `${shown()} is not ${noun}: ${wrong}`,
      'correct the cell, or say in the mapping how this file writes numbers',
    );
  const number = readNumber(cell, mapping.numbers);
  if ('wrong' in number) return refuse(number.wrong);
  if (number.currency !== undefined) {
    const refused = checkCurrency(number.currency, at, context);
    if (refused) return refused;
  }
  if (number.isPercent && field.kind !== 'rate') return refuse('it is a percentage');
  const isNegative = number.text.startsWith('-');
  if (isNegative && !mayBeNegative(field)) {
    return problem(
      field.kind === 'money' ? 'import/negative-amount' : 'import/negative-quantity',
      `${shown()} is below zero, which "${field.name}" cannot be`,
      'a return has a type of its own; correct the cell or map the column to another field',
    );
  }
  switch (field.kind) {
    case 'rate':
      return value(rateOf(number.text, number.isPercent || source?.isPercent === true));
    case 'quantity':
    case 'count': {
      const read = field.kind === 'count' ? countOf(number.text) : quantityOf(number.text);
      return typeof read === 'object' ? refuse(read.wrong) : value(read);
    }
    default: {
      const money = moneyOf(number.text);
      if (typeof money !== 'string') return refuse(money.wrong);
      return value(source?.isNegated === true ? negate(money) : money);
    }
  }
}

const mayBeNegative = (field: TargetField): boolean =>
  field.kind === 'signed-money' || field.negativeWith !== undefined;

/** The same money with the other sign. */
export function negate(money: string): string {
  if (parseCents(money) === 0) return money;
  return money.startsWith('-') ? money.slice(1) : `-${money}`;
}

function checkCurrency(
  sign: string,
  at: { readonly column: string; readonly line: number },
  { mapping, currencySeen }: CellContext,
): CellReading | undefined {
  const before = currencySeen.get(at.column);
  if (before === undefined) currencySeen.set(at.column, { sign, line: at.line });
  const { code } = mapping.currency;
  if (before && before.sign !== sign && isCurrency(before.sign, code) !== isCurrency(sign, code)) {
    return problem(
      'import/two-currencies',
      `${sign} here, but ${before.sign} on line ${before.line} of the same column`,
      'a book has one currency: split the export by currency and import the right part',
    );
  }
  if (isCurrency(sign, code)) return undefined;
  return problem(
    'import/wrong-currency',
    `the amount is in ${sign}, the mapping says ${code}`,
    'import only amounts in the currency of the book',
  );
}
