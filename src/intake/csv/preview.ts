import type { FeeworthError } from '../../error.ts';
import { formatCents, parseCents } from '../../money.ts';
import type { Bound } from './bind.ts';
import { columnTally } from './column-tally.ts';
import type { ColumnTally } from './column-tally.ts';
import type { FoundEncoding } from './decode.ts';
import type { Mapping } from './mapping.ts';
import { mask } from './personal.ts';
import { collectProblems } from './problems.ts';
import { tidy } from './same-value.ts';
import type { Row } from './scan.ts';
import type { CsvSource } from './source.ts';
import type { CsvRecord } from './target.ts';
import { walk } from './walk.ts';
import type { ReadOptions } from './walk.ts';

/** One column of the file, for a table that a person checks before anything is committed. */
export interface PreviewColumn {
  /** Position, from 1. */
  readonly number: number;
  readonly name: string;
  /** Filled cells among the rows that are not skipped. */
  readonly filled: number;
  readonly rows: number;
  /** Up to three different values with the line of each; masked where they may name a person. */
  readonly samples: readonly { readonly line: number; readonly text: string }[];
  readonly isMasked: boolean;
  /** What it becomes: fields, "debit", "balance"; empty when the column is not imported. */
  readonly mapsTo: readonly string[];
  /** Neither imported nor listed under `ignore`: the export may have gained a column. */
  readonly isNew: boolean;
}

/** Rows that share a fate, with the lines to open in the file. */
export interface RowGroup {
  readonly reason: string;
  readonly count: number;
  /** The first five. */
  readonly lines: readonly number[];
}

/** Everything about an import that a person should see first; nothing is committed by it. */
export interface Preview {
  readonly file: string;
  readonly target: string;
  readonly system: string;
  readonly encoding: FoundEncoding | undefined;
  readonly delimiter: string;
  readonly headerLine: number | undefined;
  readonly columns: readonly PreviewColumn[];
  readonly toImport: number;
  readonly skipped: readonly RowGroup[];
  /** Rows among `toImport` whose code is not known: the shape of the value, and where it stands. */
  readonly suspense: readonly RowGroup[];
  /** Rows that cannot be read. One is enough to refuse the file. */
  readonly refused: number;
  /** Sum of every amount field over the rows to import, "1234.56". */
  readonly totals: Readonly<Record<string, string>>;
  /** First and last value of every date and month field. */
  readonly dates: Readonly<Record<string, { readonly first: string; readonly last: string }>>;
  /** The first records as they would go out; tokens and plain text masked. */
  readonly records: readonly CsvRecord[];
  readonly problems: readonly FeeworthError[];
  readonly problemCount: number;
  readonly canImport: boolean;
}

const LINES_SHOWN = 5;
const RECORDS_SHOWN = 5;

/** Reads the whole file as an import would, and says what it would do. */
export function previewCsv(
  source: CsvSource,
  mapping: Mapping,
  options: Pick<ReadOptions, 'today'>,
): Preview {
  const problems = collectProblems();
  const groups = { skip: new Map<string, RowTally>(), suspense: new Map<string, RowTally>() };
  const sums = new Map<string, number>();
  const dates = new Map<string, { first: string; last: string }>();
  const records: CsvRecord[] = [];
  let encoding: FoundEncoding | undefined;
  let header: Row | undefined;
  let bound: Bound | undefined;
  let tallies: ColumnTally[] = [];
  let toImport = 0;
  let refused = 0;

  const walked = walk(source, mapping, { ...options, tokenise: () => '••••' }, problems);
  for (const outcome of walked) {
    if (outcome.kind === 'encoding') encoding = outcome.encoding;
    else if (outcome.kind === 'header') {
      header = outcome.row;
      ({ bound } = outcome);
      tallies = bound.names.map((name, i) => columnTally(name, i, outcome.bound, mapping));
    } else if (outcome.kind === 'skip') tally(groups.skip, outcome.reason, outcome.row.line);
    else {
      for (const t of tallies) t.add(outcome.row);
      if (outcome.kind === 'bad') refused += 1;
      else {
        const { record } = outcome;
        toImport += 1;
        if (records.length < RECORDS_SHOWN) records.push(masked(record, mapping));
        addUp(record, mapping, sums, dates);
        const reason = bound && suspenseReason(record, outcome.row, bound, mapping, tallies);
        if (reason !== undefined) tally(groups.suspense, reason, record.line);
      }
    }
  }
  return {
    file: source.name,
    target: mapping.target.name,
    system: mapping.system,
    encoding,
    delimiter: mapping.delimiter,
    headerLine: header?.line,
    columns: tallies.map((t) => t.finish()),
    toImport,
    skipped: [...groups.skip.values()],
    suspense: [...groups.suspense.values()],
    refused,
    totals: Object.fromEntries([...sums].map(([name, cents]) => [name, formatCents(cents)])),
    dates: Object.fromEntries(dates),
    records,
    problems: problems.found,
    problemCount: problems.count,
    canImport: problems.count === 0,
  };
}

// Text is shown only where the mapping itself wrote it; a wrong column may hold names.
function masked(record: CsvRecord, mapping: Mapping): CsvRecord {
  const isOwnText = (name: string): boolean =>
    mapping.fields.some((f) => f.field === name && (f.map !== undefined || 'constant' in f.from));
  const values = { ...record.values };
  for (const { name, kind, tokenKindBy } of mapping.target.fields) {
    const value = values[name];
    if (value === undefined) continue;
    if ((kind === 'text' && !isOwnText(name)) || tokenKindBy) values[name] = mask(String(value));
  }
  return { ...record, values };
}

interface RowTally {
  readonly reason: string;
  count: number;
  readonly lines: number[];
}

// A file can hold any number of reasons (unknown values); beyond a hundred they go together.
const REASONS_MAX = 100;

function tally(groups: Map<string, RowTally>, reason: string, line: number): void {
  const key = groups.has(reason) || groups.size < REASONS_MAX ? reason : 'other reasons';
  const group = groups.get(key) ?? { reason: key, count: 0, lines: [] };
  groups.set(key, group);
  group.count += 1;
  if (group.lines.length < LINES_SHOWN) group.lines.push(line);
}

function addUp(
  record: CsvRecord,
  mapping: Mapping,
  sums: Map<string, number>,
  dates: Map<string, { first: string; last: string }>,
): void {
  for (const { name, kind } of mapping.target.fields) {
    const value = record.values[name];
    if (typeof value !== 'string') continue;
    if (name !== 'balance' && (kind === 'money' || kind === 'signed-money')) {
      sums.set(name, (sums.get(name) ?? 0) + parseCents(value));
    } else if (kind === 'date' || kind === 'month') {
      const range = dates.get(name) ?? { first: value, last: value };
      dates.set(name, {
        first: value < range.first ? value : range.first,
        last: value > range.last ? value : range.last,
      });
    }
  }
}

function suspenseReason(
  { suspense }: CsvRecord,
  row: Row,
  bound: Bound,
  mapping: Mapping,
  tallies: readonly ColumnTally[],
): string | undefined {
  if (!suspense) return undefined;
  const { field, column } = suspense;
  if (mapping.rules && field === 'code') return `no rule matches (column "${column}")`;
  const index = bound.fields.find((f) => f.field.name === field)?.index ?? -1;
  const shown = tallies[index]?.show(tidy(row.cells[index] ?? '')) ?? '';
  return `unknown ${field} ${shown === '' ? '(empty)' : `"${shown}"`} (column "${column}")`;
}
