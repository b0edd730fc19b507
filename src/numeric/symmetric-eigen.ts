import type { Matrix } from './cholesky.ts';

/** A = Σ values[k]·vectors[k]·vectors[k]ᵀ, values ascending, vectors of length 1. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/**
 * Quadratic convergence needs six to ten sweeps; this many only for matrices that hold no numbers.
 */
const MOST_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations in rows (Golub and Van
 * Loan, Matrix Computations, 8.5): slow for hundreds of rows, exact to rounding for the tens that
 * assumptions have. The upper triangle is read.
 */
export function symmetricEigen(matrix: Matrix): Eigen {
  const n = matrix.length;
  const a = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (__, j) => entry(matrix, Math.min(i, j), Math.max(i, j))),
  );
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    let rotations = 0;
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) rotations += rotate(a, vectors, p, q) ? 1 : 0;
    }
    if (rotations === 0) break;
  }
  const order = a.map((_, i) => i).sort((i, j) => entry(a, i, i) - entry(a, j, j));
  return {
    values: Float64Array.from(order, (i) => entry(a, i, i)),
    vectors: order.map((i) => vectors[i] as Float64Array),
  };
}

const entry = (of: Matrix, i: number, j: number): number =>
  (of[i] as ArrayLike<number>)[j] as number;

/** Turns the plane of p and q so that a_pq is 0; false where it is nothing beside the diagonal. */
function rotate(
  a: readonly Float64Array[],
  vectors: readonly Float64Array[],
  p: number,
  q: number,
): boolean {
  const off = entry(a, p, q);
  const [pp, qq] = [entry(a, p, p), entry(a, q, q)];
  if (!(Math.abs(off) > 1e-17 * (Math.abs(pp) + Math.abs(qq)))) return false;
  const theta = (qq - pp) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const turn = { sine: tangent * cosine, cosine };
  for (const row of a) turnPair(row, row, p, q, turn);
  const [rowP, rowQ] = [a[p] as Float64Array, a[q] as Float64Array];
  const [vectorP, vectorQ] = [vectors[p] as Float64Array, vectors[q] as Float64Array];
  for (let k = 0; k < a.length; k += 1) {
    turnPair(rowP, rowQ, k, k, turn);
    turnPair(vectorP, vectorQ, k, k, turn);
  }
  rowP[q] = 0;
  rowQ[p] = 0;
  return true;
}

function turnPair(
  x: Float64Array,
  y: Float64Array,
  i: number,
  j: number,
  { sine, cosine }: { readonly sine: number; readonly cosine: number },
): void {
  const [first, second] = [x[i] as number, y[j] as number];
  x[i] = cosine * first - sine * second;
  y[j] = sine * first + cosine * second;
}
