import { epsilon } from "./entropy.ts";
import type { Glcm } from "./glcm.ts";

/**
 * Maximal correlation coefficient of two neighbouring grey levels, from 0 to 1; 1 if the lesion has one grey level only.
 *
 * The square root of the second largest eigenvalue of Q(i, j) = Σk p(i, k) p(j, k) / (p(i) p(k)). For a symmetric p, Q
 * has the eigenvalues of S², with S(i, k) = p(i, k) / √(p(i) p(k)): what is looked for is S's second largest by size.
 *
 * @see Haralick et al. (1973), feature 14.
 */
export function maximalCorrelation({ levels, rows, columns, p, marginal }: Glcm): number {
  const n = levels.length;
  if (n < 2) return 1;
  const s = new Float64Array(n * n);
  for (let cell = 0; cell < p.length; cell++) {
    const [row, column] = [rows[cell], columns[cell]];
    // PyRadiomics guards Q's divisor; to first order that is this.
    s[row * n + column] = p[cell] / Math.sqrt(marginal[row] * marginal[column] + epsilon);
  }
  return secondLargestBySize(tridiagonal(s, n));
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k stands beside diagonal entries k and k + 1. */
  readonly beside: Float64Array;
}

/** A tridiagonal matrix with the eigenvalues of a symmetric one, which is overwritten, by Householder reflections. */
function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const [diagonal, beside] = [new Float64Array(n), new Float64Array(n - 1)];
  const [v, w] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k];
    let below = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k];
      if (i > k + 1) below += v[i] * v[i];
    }
    beside[k] = v[k + 1];
    if (below === 0) continue;
    const length = Math.sqrt(v[k + 1] * v[k + 1] + below);
    beside[k] = v[k + 1] > 0 ? -length : length;
    v[k + 1] -= beside[k];
    reflect(a, n, k + 1, v, w, 2 / (v[k + 1] * v[k + 1] + below));
  }
  diagonal[n - 1] = a[n * n - 1];
  return { diagonal, beside };
}

/** H a H for H = 1 − beta v vᵀ on the rows and columns from `first`: a − v wᵀ − w vᵀ. Only the lower triangle is kept. */
function reflect(a: Float64Array, n: number, first: number, v: Float64Array, w: Float64Array, beta: number): void {
  w.fill(0);
  for (let i = first; i < n; i++) {
    const vi = v[i];
    let product = a[i * n + i] * vi;
    for (let j = first, at = i * n + first; j < i; j++, at++) {
      product += a[at] * v[j];
      w[j] += a[at] * vi;
    }
    w[i] += product;
  }
  let along = 0;
  for (let i = first; i < n; i++) along += v[i] * w[i];
  for (let i = first; i < n; i++) w[i] = beta * (w[i] - (beta / 2) * along * v[i]);
  for (let i = first; i < n; i++) {
    const [vi, wi] = [v[i], w[i]];
    for (let j = first, at = i * n + first; j <= i; j++, at++) a[at] -= vi * w[j] + wi * v[j];
  }
}

/** Bisection of [0, 1]: no eigenvalue of S is larger than 1. */
function secondLargestBySize(matrix: Tridiagonal): number {
  const n = matrix.diagonal.length;
  let [low, high] = [0, 1];
  while (high - low > epsilon) {
    const middle = (low + high) / 2;
    const larger = below(matrix, -middle) + (n - below(matrix, middle));
    if (larger >= 2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How many eigenvalues are less than x: negative pivots of the matrix minus x (Sturm's sequence). */
function below({ diagonal, beside }: Tridiagonal, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let k = 0; k < diagonal.length; k++) {
    const coupling = k === 0 ? 0 : beside[k - 1] * beside[k - 1];
    pivot = diagonal[k] - x - coupling / pivot;
    if (pivot === 0) pivot = Math.sqrt(Number.MIN_VALUE);
    if (pivot < 0) count++;
  }
  return count;
}
