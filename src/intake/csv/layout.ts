import type { FoundEncoding } from './decode.ts';
import { detectEncoding } from './decode.ts';
import { detectDialect, sampleRows, usualWidth } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import type { NumberStyle } from './number.ts';
import { sameValue, tidy } from './same-value.ts';
import type { Row } from './scan.ts';
import { looksLikeData, numberStyleOf, shapeOf } from './shapes.ts';
import type { ColumnShape } from './shapes.ts';
import type { CsvSource } from './source.ts';
import { TARGETS } from './targets.ts';

/** What the first rows of a file tell about it; the ground of a proposed mapping. */
export interface Layout {
  readonly encoding: FoundEncoding;
  readonly dialect: Dialect;
  /** Row of the header; absent when no row looks like one. */
  readonly header: Row | undefined;
  readonly names: readonly string[];
  readonly columns: readonly ColumnShape[];
  /** Rows below the header that have its width and more than one filled cell. */
  readonly data: readonly Row[];
  /** Rows below the header that look like totals or headings. */
  readonly totals: readonly Row[];
  readonly headings: readonly Row[];
  readonly style: NumberStyle;
  /** True when the sample is the whole file. */
  readonly isWhole: boolean;
  readonly width: number;
  readonly hasRaggedRows: boolean;
}

const SAMPLE_ROWS = 1000;
const HEADER_ROWS = 40;
const TOTAL = /^(?:grand |sub|report )?-?\s?totals?\b/i;
const WORDS: ReadonlySet<string> = new Set(
  TARGETS.flatMap((t) => t.fields.flatMap((f) => [sameValue(f.name), ...(f.synonyms ?? [])])),
);

/** True for a row whose first filled cell says it is a total. */
export const isTotalRow = (row: Row): boolean =>
  TOTAL.test((row.cells.find((c) => c.trim() !== '') ?? '').trim());

/** Looks at the first thousand rows of a file. */
export function lookAt(source: CsvSource): Layout {
  const encoding = detectEncoding(source);
  const dialect = detectDialect(source, encoding);
  const { rows, isWhole } = sampleRows(source, encoding, dialect, SAMPLE_ROWS);
  const filled = rows.filter((r) => r.cells.some((c) => c.trim() !== ''));
  const header = findHeader(filled);
  const width = header?.cells.length ?? usualWidth(filled).width;
  const below = header ? filled.slice(filled.indexOf(header) + 1) : filled;
  const totals = below.filter(isTotalRow);
  const isHeading = (r: Row): boolean => r.cells.filter((c) => c.trim() !== '').length === 1;
  const headings = width > 1 ? below.filter((r) => isHeading(r) && !isTotalRow(r)) : [];
  const rest = below.filter((r) => !totals.includes(r) && !headings.includes(r));
  const data = rest.filter((r) => r.cells.length === width);
  const style = numberStyleOf(data.flatMap((r) => r.cells));
  const columns = Array.from({ length: width }, (_, i) =>
    shapeOf(
      data.map((r) => r.cells[i] ?? ''),
      style,
    ),
  );
  return {
    encoding,
    dialect,
    header,
    names: Array.from({ length: width }, (_, i) => tidy(header?.cells[i] ?? '')),
    columns,
    data,
    totals,
    headings,
    style,
    isWhole,
    width,
    hasRaggedRows: rest.some((r) => r.cells.length !== width),
  };
}

// The row with most words that headers use, the upper one of equals; never a row with data in it.
function findHeader(filled: readonly Row[]): Row | undefined {
  const { width } = usualWidth(filled);
  let best: Row | undefined;
  let bestScore = 0;
  for (const row of filled.slice(0, HEADER_ROWS)) {
    const cells = row.cells.map(tidy).filter((c) => c !== '');
    if (cells.length < Math.min(2, width) || cells.some(looksLikeData)) continue;
    const known = cells.filter((c) => WORDS.has(sameValue(c))).length;
    const score = known * 2 + (row.cells.length === width ? 1 : 0);
    const next = filled[filled.indexOf(row) + 1];
    const isAboveData = next !== undefined && next.cells.some(looksLikeData);
    if ((known > 0 || isAboveData) && score > bestScore) {
      best = row;
      bestScore = score;
    }
  }
  return best;
}
