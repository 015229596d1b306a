import { solvePositiveDefinite } from "@hilum/numeric";
import { LearnError } from "../learn-error.ts";
import { sigmoid } from "./sigmoid.ts";

/** log-odds of class 1 = intercept + coefficients . row. */
export interface LogisticFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  readonly iterations: number;
}

/** Where the descent stands: log-odds of every row, and the penalised loss. */
interface Position {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  readonly logits: Float64Array;
  readonly loss: number;
}

/**
 * L2-penalised logistic regression: the minimum of 0.5 |w|^2 + c * (sum of log-losses); the intercept is free.
 *
 * Newton steps, halved until the loss falls. With more columns than rows the linear system is solved in the space of
 * the rows (Woodbury's identity), so that 1,500 features of 500 cases cost as much as 500.
 *
 * @param rows - on one scale, or the penalty means something else for each column.
 * @param labels - 1 or 0, both present.
 * @throws LearnError `not-converged` if 200 steps do not reach a vanishing gradient.
 * @see Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, sections 4.4 and 18.3.5.
 */
export function fitLogistic(
  rows: readonly Float64Array[],
  labels: readonly number[],
  { c }: { c: number },
): LogisticFit {
  const columns = rows[0].length;
  const newton = columns > rows.length ? throughRows(rows) : throughColumns(rows);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let at = evaluate(new Float64Array(columns), Math.log(positives / (labels.length - positives)));

  for (let iterations = 0; iterations < 200; iterations++) {
    const probabilities = at.logits.map(sigmoid);
    const residuals = probabilities.map((p, i) => c * (p - labels[i]));
    const gradient = transposedProduct(rows, residuals);
    for (let j = 0; j < columns; j++) gradient[j] += at.coefficients[j];
    const slope = residuals.reduce((sum, r) => sum + r, 0);

    // H = I + X' W X for the coefficients; the intercept's row and column are eliminated.
    const weights = probabilities.map((p) => c * p * (1 - p));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const cross = transposedProduct(rows, weights);
    const [fromGradient, fromCross] = newton(weights, gradient, cross);
    const pivot = total - dot(cross, fromCross);
    const stepIntercept = pivot > 0 ? (dot(cross, fromGradient) - slope) / pivot : -Math.sign(slope);
    const step = fromGradient.map((v, j) => -v - stepIntercept * fromCross[j]);

    // Half the decrement is what a quadratic model would still gain: far below the loss's own rounding, it is over.
    const decrement = -dot(gradient, step) - slope * stepIntercept;
    if (decrement <= 1e-16 * (1 + at.loss)) return { ...at, iterations };
    let scale = 1;
    let next = move(scale);
    while (next.loss > at.loss - 1e-4 * scale * decrement && scale > 1e-10) next = move((scale /= 2));
    if (next.loss >= at.loss) {
      // No representable gain is left; a decrement at the rounding of the loss is the minimum all the same.
      if (decrement <= 1e-10 * (1 + at.loss)) return { ...at, iterations };
      break;
    }
    at = next;

    function move(by: number): Position {
      const from = at;
      return evaluate(
        from.coefficients.map((w, j) => w + by * step[j]),
        from.intercept + by * stepIntercept,
      );
    }
  }
  throw new LearnError(
    "not-converged",
    `Logistic regression of ${rows.length} rows and ${columns} columns at c = ${c} found no minimum. ` +
      "Standardise the columns first, or use a smaller c (a stronger penalty).",
  );

  function evaluate(coefficients: Float64Array, intercept: number): Position {
    const logits = Float64Array.from(rows, (row) => intercept + dot(row, coefficients));
    let loss = 0.5 * dot(coefficients, coefficients);
    for (const [i, z] of logits.entries()) {
      loss += c * (Math.max(z, 0) - labels[i] * z + Math.log1p(Math.exp(-Math.abs(z))));
    }
    return { coefficients, intercept, logits, loss };
  }
}

/** Solves (I + X' W X) s = v for two v. */
type Solver = (weights: Float64Array, v1: Float64Array, v2: Float64Array) => [Float64Array, Float64Array];

function throughColumns(rows: readonly Float64Array[]): Solver {
  const n = rows[0].length;
  return (weights, v1, v2) => {
    const hessian = new Float64Array(n * n);
    for (const [i, row] of rows.entries()) {
      for (let j = 0; j < n; j++) {
        const weighted = weights[i] * row[j];
        for (let k = 0; k <= j; k++) hessian[j * n + k] += weighted * row[k];
      }
    }
    for (let j = 0; j < n; j++) hessian[j * n + j] += 1;
    return solvePair(hessian, v1, v2);
  };
}

/** s = v - X' R (I + R X X' R)^-1 R X v with R = sqrt(W): a system of one equation for each row. */
function throughRows(rows: readonly Float64Array[]): Solver {
  const n = rows.length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k <= i; k++) gram[i * n + k] = dot(rows[i], rows[k]);
  return (weights, v1, v2) => {
    const roots = weights.map(Math.sqrt);
    const system = gram.map((value, at) => {
      const [i, k] = [Math.floor(at / n), at % n];
      return roots[i] * value * roots[k] + (i === k ? 1 : 0);
    });
    const rightHand = (v: Float64Array) => Float64Array.from(rows, (row, i) => roots[i] * dot(row, v));
    const solutions = solvePair(system, rightHand(v1), rightHand(v2));
    const back = (v: Float64Array, u: Float64Array) => {
      const correction = transposedProduct(
        rows,
        u.map((value, i) => roots[i] * value),
      );
      return v.map((value, j) => value - correction[j]);
    };
    return [back(v1, solutions[0]), back(v2, solutions[1])];
  };
}

function solvePair(matrix: Float64Array, v1: Float64Array, v2: Float64Array): [Float64Array, Float64Array] {
  const both = new Float64Array(2 * v1.length);
  for (let i = 0; i < v1.length; i++) {
    both[2 * i] = v1[i];
    both[2 * i + 1] = v2[i];
  }
  const solved = solvePositiveDefinite(matrix, both);
  return [v1.map((_, i) => solved[2 * i]), v2.map((_, i) => solved[2 * i + 1])];
}

/** X' v. */
function transposedProduct(rows: readonly Float64Array[], v: Float64Array): Float64Array {
  const product = new Float64Array(rows[0].length);
  for (const [i, row] of rows.entries()) for (let j = 0; j < product.length; j++) product[j] += row[j] * v[i];
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
