// Correlation given to columns that are already there, by reordering each: every column keeps its
// values (R. L. Iman and W. J. Conover, Communications in Statistics B11:311, 1982).
import { invariant } from '../error.ts';
import { cholesky, solveLower, timesLower } from './cholesky.ts';
import type { Matrix } from './cholesky.ts';
import { pairwise, pearson, sortedOrder, spearman } from './correlation.ts';
import { normalQuantile } from './normal.ts';

export type Reordering =
  | {
      readonly status: 'reordered';
      readonly columns: readonly Float64Array[];
      /** Spearman's ρ of the result: near the target, never exactly it. Compare before use. */
      readonly achieved: readonly Float64Array[];
    }
  /** The target is no correlation of anything: see factorCorrelation. */
  | { readonly status: 'target not positive definite' }
  /** The columns' ranks determine each other (equal, reversed, fewer rows than columns). */
  | { readonly status: 'columns not independent enough' };

/**
 * Reorders columns of equal length so that their rank correlations come near `target`. The scores
 * are van der Waerden's of the columns' own ranks, ties by row; their correlation Q is taken out
 * and the target's P put in (scores·(P·Q⁻¹)ᵀ in factors), and each column follows the ranks of the
 * outcome. The first column stays as it is. The order of all rows hangs on all rows: for paths that
 * must be computable alone, take a copula (scenarios.md §2.9).
 */
export function imanConover(columns: readonly ArrayLike<number>[], target: Matrix): Reordering {
  const rows = columns[0]?.length ?? 0;
  invariant(
    columns.length === target.length && columns.every((column) => column.length === rows),
    'reordered columns are as long as each other and as many as the target has rows',
  );
  const wanted = cholesky(target);
  if (wanted.status !== 'positive definite') return { status: 'target not positive definite' };
  const scores = columns.map(normalScores);
  const found = rows < 2 ? null : cholesky(pairwise(pearson, scores));
  if (found?.status !== 'positive definite') return { status: 'columns not independent enough' };

  const correlated = columns.map(() => new Float64Array(rows));
  const row = new Float64Array(columns.length);
  for (let k = 0; k < rows; k += 1) {
    scores.forEach((score, j) => (row[j] = score[k] as number));
    timesLower(wanted.lower, solveLower(found.lower, row), row);
    correlated.forEach((column, j) => (column[k] = row[j] as number));
  }
  const out = columns.map((column, j) => inOrderOf(column, correlated[j] as Float64Array));
  return { status: 'reordered', columns: out, achieved: pairwise(spearman, out) };
}

/** Φ⁻¹(rank / (n + 1)) of each value, tied ones by row: all scores are different. */
function normalScores(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length);
  sortedOrder(values).forEach((at, k) => (out[at] = normalQuantile((k + 1) / (out.length + 1))));
  return out;
}

/** The values, the smallest where `guide` is smallest and so on. */
function inOrderOf(values: ArrayLike<number>, guide: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const out = new Float64Array(sorted.length);
  sortedOrder(guide).forEach((at, k) => (out[at] = sorted[k] as number));
  return out;
}
