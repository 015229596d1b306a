import { kernelRows, kernelValue } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";

/** Multipliers of a trained C-SVC: decision(x) = sum of multipliers[i] K(rows[i], x) + intercept. */
export interface SvmSolution {
  /** alpha_i y_i: in [0, c] for positive rows, in [-c, 0] for negative ones; 0 = no support vector. */
  readonly multipliers: Float64Array;
  readonly intercept: number;
  /** False if the iterations ran out before the tolerance was met. */
  readonly converged: boolean;
}

/** Stands in for a curvature that is not positive (duplicate rows), as in libsvm. */
const flat = 1e-12;

/**
 * Trains a support vector classifier with cost `c`: libsvm's C-SVC, by sequential minimal optimisation with
 * second-order choice of the pair, without shrinking.
 *
 * @param tolerance - largest violation of the optimality conditions that may remain. The default, 1e-5, is stricter
 *   than libsvm's 1e-3, at which rows with tiny multipliers are support vectors or not by accident.
 * @see Fan, Chen & Lin, Journal of Machine Learning Research 6 (2005) 1889-1918; Chang & Lin, LIBSVM.
 */
export function solveSvm(
  rows: readonly Float64Array[],
  labels: readonly number[],
  { kernel, c, tolerance = 1e-5 }: { kernel: Kernel; c: number; tolerance?: number },
): SvmSolution {
  const n = rows.length;
  const kernelRow = kernelRows(kernel, rows);
  const diagonal = Float64Array.from(rows, (row) => kernelValue(kernel, row, row));
  const low = Float64Array.from(labels, (label) => (label === 1 ? 0 : -c));
  const high = Float64Array.from(labels, (label) => (label === 1 ? c : 0));
  const multipliers = new Float64Array(n);
  // Decision without intercept minus the target +1 or -1: the gradient of the dual, signed by the class.
  const error = Float64Array.from(labels, (label) => (label === 1 ? -1 : 1));

  let converged = false;
  // A few steps for each row are usual, hundreds with a large cost; beyond this bound the columns need scaling.
  const mostSteps = Math.max(1_000_000, 100 * n);
  for (let step = 0; step < mostSteps; step++) {
    const down = highestError();
    const rowDown = down < 0 ? undefined : kernelRow(down);
    const up = rowDown ? bestPartner(down, rowDown) : -1;
    if (rowDown === undefined || up < 0) {
      converged = true;
      break;
    }
    const rowUp = kernelRow(up);
    const wanted = (error[down] - error[up]) / curvature(down, up, rowDown);
    const [roomDown, roomUp] = [multipliers[down] - low[down], high[up] - multipliers[up]];
    const change = Math.min(wanted, roomDown, roomUp);
    // Bounds are met exactly: a rounding rest would make a support vector of a row that is none.
    multipliers[down] = change === roomDown ? low[down] : multipliers[down] - change;
    multipliers[up] = change === roomUp ? high[up] : multipliers[up] + change;
    for (let t = 0; t < n; t++) error[t] += change * (rowUp[t] - rowDown[t]);
  }
  return { multipliers, intercept: -threshold(), converged };

  function curvature(i: number, j: number, rowI: Float64Array): number {
    const value = diagonal[i] + diagonal[j] - 2 * rowI[j];
    return value > 0 ? value : flat;
  }

  /** The row whose multiplier would most like to shrink. */
  function highestError(): number {
    let best = -1;
    let highest = -Infinity;
    for (let t = 0; t < n; t++) {
      if (multipliers[t] > low[t] && error[t] > highest) {
        highest = error[t];
        best = t;
      }
    }
    return best;
  }

  /** The row whose growing multiplier gains most together with i; -1 if no pair violates the tolerance. */
  function bestPartner(i: number, rowI: Float64Array): number {
    let best = -1;
    let gain = 0;
    let lowest = Infinity;
    for (let t = 0; t < n; t++) {
      if (multipliers[t] >= high[t]) continue;
      if (error[t] < lowest) lowest = error[t];
      const difference = error[i] - error[t];
      if (difference <= 0) continue;
      const gainT = (difference * difference) / curvature(i, t, rowI);
      if (gainT > gain) {
        gain = gainT;
        best = t;
      }
    }
    return error[i] - lowest < tolerance ? -1 : best;
  }

  /** Mean error of the free rows, which lie on the margin; without any, the middle of what the bounds allow. */
  function threshold(): number {
    let sum = 0;
    let free = 0;
    let from = -Infinity;
    let to = Infinity;
    for (let t = 0; t < n; t++) {
      if (multipliers[t] >= high[t]) from = Math.max(from, error[t]);
      else if (multipliers[t] <= low[t]) to = Math.min(to, error[t]);
      else {
        sum += error[t];
        free++;
      }
    }
    return free > 0 ? sum / free : (from + to) / 2;
  }
}
