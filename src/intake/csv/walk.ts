import type { Day } from '../../calendar.ts';
import { FeeworthError, isFeeworthError } from '../../error.ts';
import { checkBalance } from './balance.ts';
import { bindColumns } from './bind.ts';
import type { Bound } from './bind.ts';
import { checkTotals } from './control-totals.ts';
import { decode, settleEncoding } from './decode.ts';
import type { FoundEncoding } from './decode.ts';
import type { Mapping } from './mapping.ts';
import type { Problems } from './problems.ts';
import { placeOf, readHeading, readRow } from './read-row.ts';
import type { RowContext } from './read-row.ts';
import { tidy } from './same-value.ts';
import { scan } from './scan.ts';
import type { Row } from './scan.ts';
import type { CsvSource } from './source.ts';
import type { CsvRecord, Tokenise } from './target.ts';

/** What the outside world gives: the date, and the keyed tokens. */
export interface ReadOptions {
  readonly today: Day;
  readonly tokenise: Tokenise;
}

/** What one row turned out to be. */
export type Outcome =
  | { readonly kind: 'encoding'; readonly encoding: FoundEncoding }
  | { readonly kind: 'header'; readonly row: Row | undefined; readonly bound: Bound }
  | { readonly kind: 'record'; readonly row: Row; readonly record: CsvRecord }
  | { readonly kind: 'bad'; readonly row: Row }
  | { readonly kind: 'skip'; readonly row: Row; readonly reason: string };

/** Rows above this many lines are searched for the header. */
const HEADER_SEARCH_ROWS = 200;

/**
 * Goes through a file row by row: what each row is, and what is wrong with it (to `problems`).
 * Ends early when nothing sensible can follow. Memory does not grow with the file.
 */
export function* walk(
  source: CsvSource,
  mapping: Mapping,
  options: ReadOptions,
  problems: Problems,
): Generator<Outcome> {
  try {
    yield* walkRows(source, mapping, options, problems);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    problems.add(error);
  }
}

function* walkRows(
  source: CsvSource,
  mapping: Mapping,
  options: ReadOptions,
  problems: Problems,
): Generator<Outcome> {
  const file = source.name;
  const encoding = settleEncoding(source, mapping.encoding);
  yield { kind: 'encoding', encoding };
  const { delimiter, quote } = mapping;
  const rows = scan(decode(source, encoding), { file, delimiter, quote });
  const isHeader = headerTest(mapping);
  const before = problems.count;
  let context: RowContext | undefined;
  let checks: Checks | undefined;
  let rowCount = 0;
  let searched = 0;

  for (const row of rows) {
    if (!context || !checks) {
      searched += 1;
      const isFirstData = mapping.header === 'none' && !isSeparatorHint(row) && !isBlank(row);
      if (!isFirstData && !isHeader(row)) {
        if (searched > HEADER_SEARCH_ROWS && mapping.header !== 'none')
          throw noHeader(mapping, file);
        yield { kind: 'skip', row, reason: 'before the header' };
        continue;
      }
      const header = mapping.header === 'none' ? undefined : row;
      const bound = bindColumns(mapping, header, row.cells.length, file, problems);
      yield { kind: 'header', row: header, bound };
      if (problems.count > before) return;
      const headings = new Map<string, string>();
      context = { ...options, file, bound, mapping, problems, headings, currencySeen: new Map() };
      checks = makeChecks(mapping, headings);
      if (header) continue;
    }
    const reason = notARecord(row, context, checks);
    if (reason !== undefined) {
      yield { kind: 'skip', row, reason };
      continue;
    }
    rowCount += 1;
    const problemsBefore = problems.count;
    const whole = fitWidth(row, context);
    const record = whole ? readRow(whole, context) : undefined;
    checks.balance?.follow(row, record, context);
    checks.totals.add(row, record !== undefined, context);
    yield record && problems.count === problemsBefore
      ? { kind: 'record', row, record }
      : { kind: 'bad', row };
  }
  if (!context) throw noHeader(mapping, file);
  if (rowCount === 0) {
    problems.add(
      new FeeworthError('import/no-rows', 'input', `${file} has no rows to import`, {
        place: { file },
        hint: 'check the export, and the `skip` rules of the mapping',
      }),
    );
  }
}

interface Checks {
  readonly headings: Map<string, string>;
  readonly balance: ReturnType<typeof checkBalance> | undefined;
  readonly totals: ReturnType<typeof checkTotals>;
}

function makeChecks(mapping: Mapping, headings: Map<string, string>): Checks {
  return {
    headings,
    balance: mapping.runningBalance && checkBalance(mapping.runningBalance),
    totals: checkTotals(mapping.totals),
  };
}

// Why a row is no record: blank, a repeated header, a total, a heading, or skipped by rule.
function notARecord(row: Row, context: RowContext, checks: Checks): string | undefined {
  const { bound, mapping } = context;
  if (isBlank(row)) return 'blank row';
  if (bound.headerCells && isSame(row, bound.headerCells)) return 'header again';
  if (checks.totals.isTotal(row, context)) return 'control total';
  for (const rule of mapping.sections) {
    const heading = readHeading(row, rule, context);
    if (!heading) continue;
    if ('value' in heading) checks.headings.set(rule.field, heading.value);
    else {
      checks.headings.delete(rule.field);
      const { code, message, hint } = heading.problem;
      const place = placeOf(row, bound.index(rule.column), context.file);
      context.problems.add(new FeeworthError(code, 'input', message, { place, hint }));
    }
    checks.totals.section();
    return `heading of ${rule.field}`;
  }
  for (const rule of mapping.skip) {
    const cell = tidy(row.cells[bound.index(rule.column)] ?? '');
    if (rule.pattern.test(cell)) return rule.reason;
  }
  return undefined;
}

const isBlank = (row: Row): boolean => row.cells.every((c) => c.trim() === '');
const isSame = (row: Row, header: readonly string[]): boolean =>
  row.cells.length === header.length && row.cells.every((c, i) => tidy(c) === header[i]);
/** `sep=;` in the first line tells Excel the delimiter. */
const isSeparatorHint = (row: Row): boolean => row.line === 1 && /^sep=/i.test(row.cells[0] ?? '');

// A row that is shorter or longer than the header may have its cells in the wrong columns.
function fitWidth(row: Row, { bound, mapping, file, problems }: RowContext): Row | undefined {
  const { width } = bound;
  const length = row.cells.length;
  if (length === width) return row;
  const hasOnlyEmptyExtras = row.cells.slice(width).every((c) => c.trim() === '');
  if (mapping.padsRaggedRows && (length < width || hasOnlyEmptyExtras)) return row;
  problems.add(
    new FeeworthError(
      'import/ragged-row',
      'input',
      `the row has ${length} cells, the ${bound.headerCells ? 'header' : 'first row'} has ${width}`,
      {
        place: { file, line: row.line },
        hint:
          length < width || hasOnlyEmptyExtras
            ? 'if only empty cells at the end differ, write `raggedRows: pad`; for notes add `skip`'
            : 'a cell holding the delimiter must be in quotation marks; check the delimiter',
      },
    ),
  );
  return undefined;
}

function headerTest({ header }: Mapping): (row: Row) => boolean {
  if (header === 'none') return () => false;
  if ('line' in header) return (row) => row.line === header.line;
  const wanted = header.find.map(tidy);
  return (row) => {
    const cells = new Set(row.cells.map(tidy));
    return wanted.every((name) => cells.has(name));
  };
}

function noHeader(mapping: Mapping, file: string): FeeworthError {
  const { header } = mapping;
  const message =
    header === 'none'
      ? 'the file has no rows'
      : 'line' in header
        ? `no row begins on line ${header.line}, where the mapping says the header is`
        : `no row holds ${header.find.map((n) => `"${n}"`).join(', ')}`;
  return new FeeworthError('import/no-header', 'input', message, {
    place: { file, line: header !== 'none' && 'line' in header ? header.line : 1 },
    hint: 'correct `header` in the mapping; also check the delimiter and the encoding',
  });
}
