// Least squares by normal equations, which parts of a sample add up to.
import { cholesky, solveLower } from './cholesky.ts';
import { invariant } from '../error.ts';

/** Σ x·xᵀ and Σ x·y over rows of a sample. */
export interface NormalEquations {
  readonly gram: readonly Float64Array[];
  readonly moment: Float64Array;
}

export function normalEquations(terms: number): NormalEquations {
  return {
    gram: Array.from({ length: terms }, () => new Float64Array(terms)),
    moment: new Float64Array(terms),
  };
}

/** Adds one row to the equations: its terms and what they are to give; the lower triangle is kept. */
export function addRow({ gram, moment }: NormalEquations, row: Float64Array, y: number): void {
  for (let i = 0; i < row.length; i += 1) {
    const x = row[i] as number;
    const own = gram[i] as Float64Array;
    for (let j = 0; j <= i; j += 1) own[j] = (own[j] as number) + x * (row[j] as number);
    moment[i] = (moment[i] as number) + x * y;
  }
}

/** Adds other equations `times` times: 1 joins two samples, −1 takes one out again. */
export function addEquations(into: NormalEquations, other: NormalEquations, times: 1 | -1): void {
  other.gram.forEach((row, i) => {
    const own = into.gram[i] as Float64Array;
    for (let j = 0; j <= i; j += 1) own[j] = (own[j] as number) + times * (row[j] as number);
    into.moment[i] = (into.moment[i] as number) + times * (other.moment[i] as number);
  });
}

/** Share of the diagonal that keeps terms apart which are multiples of each other. */
const RIDGE = 1e-9;

/**
 * Coefficients with the least sum of squares. Terms of like size lose half of a double's digits to
 * the normal equations, which estimates from noisy samples do not miss; of terms that depend on each
 * other some solution is given.
 */
export function leastSquares({ gram, moment }: NormalEquations): Float64Array {
  const ridged = gram.map((row, i) => {
    const own = Float64Array.from(row);
    own[i] = (own[i] as number) * (1 + RIDGE);
    return own;
  });
  // A term that is 0 on every row has no say: its own equation is c = 0.
  ridged.forEach((row, i) => {
    if ((gram[i]?.[i] as number) === 0) row[i] = 1;
  });
  const found = cholesky(ridged);
  invariant(found.status === 'positive definite', 'ridged normal equations have a solution');
  return solveUpper(found.lower, solveLower(found.lower, moment));
}

/** The x with Lᵀ·x = b. */
function solveUpper(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = x.length - 1; i >= 0; i -= 1) {
    x[i] = (x[i] as number) / (lower[i]?.[i] as number);
    for (let j = 0; j < i; j += 1) {
      x[j] = (x[j] as number) - (lower[i]?.[j] as number) * (x[i] as number);
    }
  }
  return x;
}
