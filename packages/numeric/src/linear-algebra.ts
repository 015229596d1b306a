import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from "ml-matrix";
import { HilumError } from "./errors.ts";

/**
 * The solution x of A x = b for a symmetric positive definite A, by Cholesky decomposition.
 *
 * @param matrix - A, row-major, n x n; only its lower triangle is read.
 * @param right - b, n values; or several right-hand sides as the columns of an n x m matrix, row-major.
 * @returns x in the shape of `right`.
 * @throws HilumError `not-positive-definite` if A is singular, indefinite or holds a value that is not finite.
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(matrix.length));
  const a = matrixOf(matrix, n, n);
  const b = matrixOf(right, n, Math.max(1, Math.round(right.length / n)));
  const finite = matrix.every(Number.isFinite) && right.every(Number.isFinite);
  // ml-matrix demands symmetry to the last bit, which rounding of the upper triangle need not give.
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) a.set(i, j, a.get(j, i));
  const cholesky = finite ? new CholeskyDecomposition(a) : undefined;
  if (!cholesky?.isPositiveDefinite()) {
    throw new HilumError(
      "not-positive-definite",
      `The ${n}x${n} system has no Cholesky decomposition: the matrix is singular, indefinite or holds values that ` +
        "are not finite. Add a ridge to its diagonal, or look for duplicate columns and NaN.",
    );
  }
  return Float64Array.from(cholesky.solve(b).to1DArray());
}

/** Eigenvalues in descending order; `vectors[i]` belongs to `values[i]`. */
export interface SymmetricEigen {
  readonly values: number[];
  readonly vectors: number[][];
}

/**
 * Eigenvalues (descending) and orthonormal eigenvectors of a symmetric matrix, by Householder reduction and QL.
 *
 * The largest component of every vector is positive, so that equal input gives equal signs everywhere.
 *
 * @param matrix - row-major, n x n, taken as symmetric.
 * @param n - number of rows, at least 1.
 * @throws HilumError `wrong-size` or `not-finite`.
 */
export function symmetricEigen(matrix: readonly number[], n: number): SymmetricEigen {
  const a = matrixOf(matrix, n, n);
  if (!matrix.every(Number.isFinite)) {
    throw new HilumError(
      "not-finite",
      `Eigenvalues need finite numbers; the ${n}x${n} matrix holds NaN or an infinity. Remove it before.`,
    );
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(a, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j] - realEigenvalues[i]);
  return {
    values: order.map((i) => realEigenvalues[i]),
    vectors: order.map((i) => withLargestPositive(eigenvectorMatrix.getColumn(i))),
  };
}

function matrixOf(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  if (rows < 1 || values.length !== rows * columns) {
    throw new HilumError(
      "wrong-size",
      `A ${rows}x${columns} matrix needs ${rows * columns} values (at least one row), ${values.length} were given.`,
    );
  }
  const matrix = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j]);
  return matrix;
}

function withLargestPositive(vector: number[]): number[] {
  const largest = vector.reduce((best, v) => (Math.abs(v) > Math.abs(best) ? v : best), 0);
  return largest < 0 ? vector.map((v) => -v) : vector;
}
