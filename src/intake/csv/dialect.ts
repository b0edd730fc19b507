import { isFeeworthError } from '../../error.ts';
import { decode } from './decode.ts';
import type { FoundEncoding } from './decode.ts';
import { scan } from './scan.ts';
import type { Row } from './scan.ts';
import type { CsvSource } from './source.ts';

/** How a file separates and quotes its cells, as far as its first rows tell. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: '"' | undefined;
}

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE_ROWS = 200;

/**
 * Guesses the dialect for a proposal; reading never guesses. The delimiter that gives most rows
 * the same number of cells wins, then the one that gives more cells.
 */
export function detectDialect(source: CsvSource, encoding: FoundEncoding): Dialect {
  let best: Dialect = { delimiter: ',', quote: '"' };
  let bestScore = 0;
  for (const quote of ['"', undefined] as const) {
    for (const delimiter of DELIMITERS) {
      const score = scoreOf(source, encoding, { delimiter, quote });
      if (score > bestScore) {
        bestScore = score;
        best = { delimiter, quote };
      }
    }
    if (bestScore > 0) return best;
  }
  return best;
}

/** The first rows of a file; fewer when the text breaks off in a way that cannot be scanned. */
export function sampleRows(
  source: CsvSource,
  encoding: FoundEncoding,
  dialect: Dialect,
  limit: number,
): { readonly rows: readonly Row[]; readonly isWhole: boolean; readonly isBroken: boolean } {
  const rows: Row[] = [];
  try {
    for (const row of scan(decode(source, encoding), { file: source.name, ...dialect })) {
      if (rows.length === limit) return { rows, isWhole: false, isBroken: false };
      rows.push(row);
    }
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    return { rows, isWhole: false, isBroken: true };
  }
  return { rows, isWhole: true, isBroken: false };
}

/** The most frequent number of cells among rows that hold anything. */
export function usualWidth(rows: readonly Row[]): {
  readonly width: number;
  readonly count: number;
} {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 0;
  let count = 0;
  for (const [w, n] of counts) {
    if (n > count || (n === count && w > width)) {
      width = w;
      count = n;
    }
  }
  return { width, count };
}

function scoreOf(source: CsvSource, encoding: FoundEncoding, dialect: Dialect): number {
  const { rows, isBroken } = sampleRows(source, encoding, dialect, SAMPLE_ROWS);
  const filled = rows.filter((r) => r.cells.some((c) => c.trim() !== ''));
  const { width, count } = usualWidth(filled.filter((r) => r.cells.length > 1));
  if (isBroken || width < 2) return 0;
  return count / filled.length + Math.min(width, 100) / 1000;
}
