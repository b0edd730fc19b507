import { compileDateFormat, readDate } from './date.ts';
import { NEGATIVES, readNumber } from './number.ts';
import type { Negative, NumberStyle, Thousands } from './number.ts';

/** Date forms a proposal tries, US order first; a proposal is checked by a person. */
const DATE_FORMS = [
  'YYYY-MM-DD',
  'M/D/YYYY',
  'D/M/YYYY',
  'D.M.YYYY',
  'M-D-YYYY',
  'YYYY/M/D',
  'YYYYMMDD',
  'MMM D, YYYY',
  'D-MMM-YYYY',
  'D MMM YYYY',
  'M/D/YY',
  'D.M.YY',
  'D-MMM-YY',
  'YYYY-MM',
  'MM/YYYY',
  'MMM YYYY',
  'MMMM YYYY',
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DD[T]HH:mm:ss',
  'M/D/YYYY h:mm A',
  'M/D/YYYY h:mm:ss A',
  'M/D/YYYY HH:mm',
].map((pattern) => compileDateFormat(pattern, 2000));

const STYLES: readonly (readonly ['.' | ',', Thousands])[] = [
  ['.', ','],
  [',', '.'],
  [',', 'space'],
  ['.', "'"],
  ['.', 'space'],
];

/** What the cells of one column look like. */
export interface ColumnShape {
  readonly filled: number;
  readonly rows: number;
  /** Share of filled cells that are numbers in the style of the file. */
  readonly numeric: number;
  readonly hasFractions: boolean;
  /** Formats that together read every filled cell; empty when it is no column of dates. */
  readonly dateFormats: readonly string[];
  /** A second reading of all cells that would also work, such as D/M/YYYY. */
  readonly otherDateFormat?: string;
  /** Distinct values with the number of cells, for columns that hold few. */
  readonly distinct: ReadonlyMap<string, number>;
}

const DISTINCT_MAX = 60;

/** Looks at the cells of one column. */
export function shapeOf(cells: readonly string[], style: NumberStyle): ColumnShape {
  const filled = cells.map((c) => c.trim()).filter((c) => c !== '');
  const distinct = new Map<string, number>();
  for (const cell of filled) {
    if (distinct.size > DISTINCT_MAX) break;
    distinct.set(cell, (distinct.get(cell) ?? 0) + 1);
  }
  const numbers = filled.filter((c) => isNumber(c, style));
  const dates = dateFormatsOf(filled);
  return {
    filled: filled.length,
    rows: cells.length,
    numeric: filled.length === 0 ? 0 : numbers.length / filled.length,
    hasFractions: numbers.some((c) => c.includes(style.decimal)),
    distinct,
    ...dates,
  };
}

const isNumber = (cell: string, style: NumberStyle): boolean =>
  !('wrong' in readNumber(cell, style));

/** True for a cell that is an amount, a number or a date: no header has such cells. */
export function looksLikeData(cell: string): boolean {
  const text = cell.trim();
  if (!/\d/.test(text)) return false;
  const isAny = STYLES.some(([decimal, thousands]) =>
    isNumber(text, { decimal, thousands, negative: NEGATIVES }),
  );
  return isAny || readDate(text, DATE_FORMS).kind !== 'none' || /@|\d{3}-\d{2,3}-\d{4}/.test(text);
}

function dateFormatsOf(
  filled: readonly string[],
): Pick<ColumnShape, 'dateFormats' | 'otherDateFormat'> {
  if (filled.length === 0) return { dateFormats: [] };
  const readsAll = DATE_FORMS.filter((f) => filled.every((c) => f.read(c) !== undefined));
  const [first] = readsAll;
  if (first) {
    const other = readsAll.find((f) => filled.some((c) => f.read(c)?.day !== first.read(c)?.day));
    return {
      dateFormats: [first.pattern],
      ...(other ? { otherDateFormat: other.pattern } : {}),
    };
  }
  // Two forms in one column: both are proposed when no cell is in doubt between them.
  for (const one of DATE_FORMS) {
    const rest = filled.filter((c) => one.read(c) === undefined);
    if (rest.length === filled.length) continue;
    const two = DATE_FORMS.find((f) => rest.every((c) => f.read(c) !== undefined));
    if (two && filled.every((c) => readDate(c, [one, two]).kind === 'read')) {
      return { dateFormats: [one.pattern, two.pattern] };
    }
  }
  return { dateFormats: [] };
}

/** How the numbers of a file are written: the style that reads most cells, US style first. */
export function numberStyleOf(cells: readonly string[]): NumberStyle {
  const candidates = cells.map((c) => c.trim()).filter((c) => /\d[.,'\s]\d/.test(c));
  let best: NumberStyle = { decimal: '.', thousands: ',', negative: NEGATIVES };
  let most = -1;
  for (const [decimal, thousands] of STYLES) {
    const style: NumberStyle = { decimal, thousands, negative: NEGATIVES };
    const count = candidates.filter((c) => isNumber(c, style)).length;
    if (count > most) {
      most = count;
      best = style;
    }
  }
  return best;
}

/** The ways of writing negative amounts that occur; `minus` when there are none. */
export function negativesOf(cells: readonly string[], style: NumberStyle): readonly Negative[] {
  const seen = NEGATIVES.filter((negative) =>
    cells.some((cell) => {
      const read = readNumber(cell, { ...style, negative: [negative] });
      return !('wrong' in read) && read.text.startsWith('-');
    }),
  );
  return seen.length === 0 ? ['minus'] : seen;
}
