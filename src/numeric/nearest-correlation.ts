// What to do with a matrix of correlations that cannot be one: refuse it, and show the nearest.
import { invariant } from '../error.ts';
import { cholesky } from './cholesky.ts';
import type { Matrix } from './cholesky.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The projections converge linearly: below 100 steps for random matrices of 3 to 50 rows. */
const MOST_STEPS = 2_000;
const SETTLED = 1e-13;

/** Smallest eigenvalue of a suggestion: it may be rounded to four decimals and still be valid. */
const SUGGESTED_FLOOR = 0.001;

export type CorrelationFactor =
  | { readonly status: 'valid'; readonly lower: readonly Float64Array[] }
  | {
      readonly status: 'not a correlation matrix';
      /** The first entry (from 0) that cannot stand. */
      readonly row: number;
      readonly column: number;
      readonly problem: 'not square' | 'diagonal is not 1' | 'not symmetric' | 'not from -1 to 1';
    }
  | {
      readonly status: 'not positive definite';
      /** Ascending; what is not above 0 contradicts itself or says the same twice. */
      readonly eigenvalues: Float64Array;
      /**
       * The nearest matrix that can be used, to four decimals too: to be shown, never taken
       * unasked.
       */
      readonly nearest: readonly Float64Array[];
      /** Entries above the diagonal that differ, the largest change first. */
      readonly changes: readonly {
        readonly row: number;
        readonly column: number;
        readonly asked: number;
        readonly nearest: number;
      }[];
    };

/** Entries of a matrix that are to stay as they are. */
type Stays = (row: number, column: number) => boolean;
const NONE_STAYS: Stays = () => false;

/**
 * The Cholesky factor of a matrix of correlations that people typed, or why there is none: entries
 * that cannot stand, or correlations that contradict each other, with what would have to change.
 * Entries that are to stay are zeros: with others there may be no such matrix.
 */
export function factorCorrelation(matrix: Matrix, stays: Stays = NONE_STAYS): CorrelationFactor {
  for (let row = 0; row < matrix.length; row += 1) {
    const wrong = problemIn(matrix, row);
    if (wrong) return { status: 'not a correlation matrix', row, ...wrong };
  }
  const factor = cholesky(matrix);
  if (factor.status === 'positive definite') return { status: 'valid', lower: factor.lower };
  const nearest = nearestCorrelation(matrix, SUGGESTED_FLOOR, stays);
  const changes = nearest
    .flatMap((values, row) =>
      [...values.keys()]
        .filter((column) => column > row)
        .map((column) => ({
          row,
          column,
          asked: at(matrix, row, column),
          nearest: values[column] as number,
        })),
    )
    .filter((change) => Math.abs(change.nearest - change.asked) > 1e-12)
    .sort((a, b) => Math.abs(b.nearest - b.asked) - Math.abs(a.nearest - a.asked));
  const { values: eigenvalues } = symmetricEigen(matrix);
  return { status: 'not positive definite', eigenvalues, nearest, changes };
}

const at = (of: Matrix, i: number, j: number): number => (of[i] as ArrayLike<number>)[j] as number;

type Problem = Extract<CorrelationFactor, { status: 'not a correlation matrix' }>['problem'];

function problemIn(matrix: Matrix, row: number): { column: number; problem: Problem } | null {
  const values = matrix[row] as ArrayLike<number>;
  if (values.length !== matrix.length) return { column: values.length, problem: 'not square' };
  if (values[row] !== 1) return { column: row, problem: 'diagonal is not 1' };
  for (let column = 0; column < matrix.length; column += 1) {
    const value = values[column] as number;
    if (!(Math.abs(value) <= 1)) return { column, problem: 'not from -1 to 1' };
    // A row that is too short is found when it is its turn.
    if (column < row && value !== at(matrix, column, row)) {
      return { column, problem: 'not symmetric' };
    }
  }
  return null;
}

/**
 * The correlation matrix nearest to a symmetric matrix, by the sum of squared differences (N. J.
 * Higham, IMA J. Numerical Analysis 22:329, 2002): projections in turn on matrices with eigenvalues
 * of at least `smallestEigenvalue` and on those with ones on the diagonal, Dykstra's correction
 * kept for the first. Symmetric with a diagonal of exactly 1; its smallest eigenvalue is the floor
 * or more, to rounding. Of zeros that are to stay, each is 0 in what is found. For matrices of 1 to
 * about 50 rows.
 */
export function nearestCorrelation(
  matrix: Matrix,
  smallestEigenvalue = 0,
  stays: Stays = NONE_STAYS,
): Float64Array[] {
  const n = matrix.length;
  const each = (of: (i: number, j: number) => number): Float64Array[] =>
    Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (__, j) => of(i, j)));
  let unit = each((i, j) => at(matrix, i, j));
  let correction = each(() => 0);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const corrected = each((i, j) => at(unit, i, j) - at(correction, i, j));
    const raised = raiseEigenvalues(corrected, smallestEigenvalue);
    correction = each((i, j) => at(raised, i, j) - at(corrected, i, j));
    const next = each((i, j) => (i === j ? 1 : stays(i, j) ? at(matrix, i, j) : at(raised, i, j)));
    const moved = largestDifference(next, unit);
    unit = next;
    if (Math.max(moved, largestDifference(next, raised)) <= SETTLED) return next;
  }
  invariant(false, 'the projections on correlation matrices settle');
}

/**
 * The nearest symmetric matrix whose eigenvalues are at least the floor: those below are lifted.
 */
function raiseEigenvalues(matrix: Matrix, floor: number): Float64Array[] {
  const { values, vectors } = symmetricEigen(matrix);
  const out = Array.from({ length: matrix.length }, (_, i) =>
    Float64Array.from(matrix[i] as ArrayLike<number>),
  );
  values.forEach((value, k) => {
    if (value >= floor) return;
    const vector = vectors[k] as Float64Array;
    out.forEach((row, i) => {
      for (let j = 0; j < row.length; j += 1) {
        const product = (vector[i] as number) * (vector[j] as number);
        row[j] = (row[j] as number) + (floor - value) * product;
      }
    });
  });
  return out;
}

const largestDifference = (a: Matrix, b: Matrix): number => {
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    for (let j = 0; j < a.length; j += 1) {
      largest = Math.max(largest, Math.abs(at(a, i, j) - at(b, i, j)));
    }
  }
  return largest;
};
