import { FeeworthError } from '../../error.ts';

/** One row as it lies in the file. Cells are not trimmed. */
export interface Row {
  /** Line on which the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Column of each cell's first character in its line, from 1. */
  readonly columns: readonly number[];
  /** Line of each cell; absent when the row stands on one line. */
  readonly lines?: readonly number[];
}

export interface ScanOptions {
  readonly file: string;
  /** One character. */
  readonly delimiter: string;
  /** One character, or undefined when quotes have no meaning. */
  readonly quote: string | undefined;
}

/** A cell longer than this is a quote that was never closed. */
const CELL_MAX = 65_536;

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;

/** `closing` is right behind a mark that either closes the cell or is the first of a doubled one. */
type State = 'start' | 'plain' | 'quoted' | 'closing' | 'closed';

/**
 * Splits text into rows and cells in one pass, keeping the line and column of every cell, which
 * csv-parse does not give; the tests hold the two against each other. Takes LF, CRLF and CR alone,
 * also mixed; quotes double inside quotes; blanks around a quoted cell are dropped.
 */
export function* scan(chunks: Iterable<string>, options: ScanOptions): Generator<Row> {
  const { file } = options;
  const delimiter = options.delimiter.charCodeAt(0);
  const quote = options.quote?.charCodeAt(0) ?? -1;
  let state = 'start' as State;
  let cell = '';
  let hasQuotes = false;
  let cells: string[] = [];
  let columns: number[] = [];
  let lines: number[] = [];
  let rowLine = 1;
  let line = 1;
  let column = 1;
  let cellLine = 1;
  let cellColumn = 1;
  let isAfterCr = false;

  const fail = (code: string, message: string, hint: string): never => {
    throw new FeeworthError(code, 'input', message, {
      place: { file, line: cellLine, column: cellColumn },
      hint,
    });
  };
  const unclosed = (): never =>
    fail(
      'import/unclosed-quote',
      'a quotation mark opens here and is not closed',
      'double the mark inside the cell, or put `quote: none` in the mapping',
    );
  const endCell = (): void => {
    if (state === 'plain' && hasQuotes) cell = unwrapFormula(cell) ?? strayQuote();
    cells.push(cell);
    columns.push(cellColumn);
    lines.push(cellLine);
    cell = '';
    hasQuotes = false;
    state = 'start';
  };
  const strayQuote = (): never =>
    fail(
      'import/stray-quote',
      'a quotation mark stands inside a cell that is not quoted',
      'put `quote: none` in the mapping if marks are plain text (inches, feet) in this file',
    );
  const endRow = (): Row => {
    endCell();
    const row: Row =
      line === rowLine
        ? { line: rowLine, cells, columns }
        : { line: rowLine, cells, columns, lines };
    cells = [];
    columns = [];
    lines = [];
    return row;
  };
  const newLine = (): void => {
    line += 1;
    column = 1;
  };

  for (const text of chunks) {
    let from = 0;
    let i = 0;
    if (isAfterCr && text.charCodeAt(0) === LF) {
      // The second half of a CRLF that a chunk border split; inside quotes it belongs to the cell.
      if (state === 'quoted') cell += '\n';
      i = 1;
      from = 1;
    }
    isAfterCr = false;
    for (; i < text.length; i += 1) {
      const c = text.charCodeAt(i);
      if (state === 'quoted') {
        if (c === quote) {
          cell += text.slice(from, i);
          state = 'closing';
        } else if (c === LF || c === CR) {
          if (c === CR && text.charCodeAt(i + 1) === LF) i += 1;
          else if (c === CR && i + 1 === text.length) isAfterCr = true;
          newLine();
          continue;
        }
        column += 1;
        continue;
      }
      if (c === delimiter) {
        if (isOpen(state)) cell += text.slice(from, i);
        endCell();
        column += 1;
        cellLine = line;
        cellColumn = column;
        from = i + 1;
        continue;
      }
      if (c === LF || c === CR) {
        if (isOpen(state)) cell += text.slice(from, i);
        const row = endRow();
        if (c === CR && text.charCodeAt(i + 1) === LF) i += 1;
        else if (c === CR && i + 1 === text.length) isAfterCr = true;
        newLine();
        rowLine = line;
        cellLine = line;
        cellColumn = 1;
        from = i + 1;
        yield row;
        continue;
      }
      if (state === 'closing' && c === quote) {
        state = 'quoted';
        from = i;
      } else if (!isOpen(state)) {
        state = 'closed';
        if (c !== SPACE && c !== TAB) {
          fail(
            'import/text-after-quote',
            'text follows the closing quotation mark of this cell',
            'double the mark inside the cell, or check the delimiter of the mapping',
          );
        }
      } else if (state === 'start') {
        if (c === quote) {
          state = 'quoted';
          cell = '';
          from = i + 1;
        } else if (c !== SPACE && c !== TAB) state = 'plain';
      } else if (c === quote) hasQuotes = true;
      column += 1;
    }
    if (isOpen(state)) cell += text.slice(from);
    if (cell.length > CELL_MAX) {
      if (state === 'quoted') unclosed();
      fail('import/cell-too-long', 'this cell is longer than 65,536 characters', 'check the file');
    }
  }
  if (state === 'quoted') unclosed();
  if (cells.length > 0 || cell !== '' || state !== 'start') yield endRow();
}

/** True while characters still belong to the cell. */
const isOpen = (state: State): boolean => state !== 'closing' && state !== 'closed';

/** `="00123"`, which keeps Excel from dropping zeros; undefined for anything else with quotes. */
function unwrapFormula(cell: string): string | undefined {
  return /^\s*="([^"]*)"\s*$/.exec(cell)?.[1];
}
