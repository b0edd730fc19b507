/** A real matrix by rows. */
export type Matrix = ArrayLike<ArrayLike<number>>;

export type CholeskyResult =
  | {
      readonly status: 'positive definite';
      /** Row i holds l_i0 … l_ii; what lies above the diagonal is 0. */
      readonly lower: readonly Float64Array[];
    }
  | {
      readonly status: 'not positive definite';
      /** The first row (from 0) that the rows above it determine or contradict. */
      readonly row: number;
      /** What is left of its diagonal entry: 0 or below, or below the rounding of the entries. */
      readonly pivot: number;
    };

/**
 * A pivot below this share of its diagonal entry is rounding: the matrix is singular to working
 * precision.
 */
const SINGULAR = 1e-13;

/**
 * The lower triangular L with L·Lᵀ = A for a symmetric A, of which the lower triangle is read. A
 * matrix that is not positive definite is an answer, not an error: the row at which it fails.
 */
export function cholesky(matrix: Matrix): CholeskyResult {
  const lower: Float64Array[] = [];
  for (let i = 0; i < matrix.length; i += 1) {
    const row = new Float64Array(matrix.length);
    const given = matrix[i] as ArrayLike<number>;
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? row : (lower[j] as Float64Array);
      let left = given[j] as number;
      for (let k = 0; k < j; k += 1) left -= (row[k] as number) * (other[k] as number);
      if (j < i) {
        row[j] = left / (other[j] as number);
        continue;
      }
      if (!(left > SINGULAR * (given[i] as number))) {
        return { status: 'not positive definite', row: i, pivot: left };
      }
      row[i] = Math.sqrt(left);
    }
    lower.push(row);
  }
  return { status: 'positive definite', lower };
}

/** out[i] = Σ_j l_ij·x_j: standard normals become normals of covariance L·Lᵀ. `out` is not `x`. */
export function timesLower(
  lower: readonly Float64Array[],
  x: ArrayLike<number>,
  out: Float64Array,
): void {
  for (let i = 0; i < lower.length; i += 1) {
    const row = lower[i] as Float64Array;
    let total = 0;
    for (let j = 0; j <= i; j += 1) total += (row[j] as number) * (x[j] as number);
    out[i] = total;
  }
}

/** The x with L·x = b, by substitution. */
export function solveLower(lower: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(lower.length);
  lower.forEach((row, i) => {
    let left = b[i] as number;
    for (let j = 0; j < i; j += 1) left -= (row[j] as number) * (x[j] as number);
    x[i] = left / (row[i] as number);
  });
  return x;
}
