import type { Vec3 } from "./volume.ts";

/** The pole of the cubic B-spline's inverse filter. */
const POLE = Math.sqrt(3) - 2;
/** POLE to this power is below the rounding of a double: nothing further away has an influence. */
export const SPLINE_REACH = 30;

/**
 * Turns samples into the coefficients of the cubic B-spline that passes through them, in place; mirrored at the edge voxels' centres.
 *
 * @see Unser, Aldroubi & Eden, IEEE Trans. Signal Process. 41 (1993) 834–848; ITK's BSplineDecompositionImageFilter sums until
 * 1e-10, this one until 1e-17.
 */
export function splineCoefficients(samples: Float64Array, [ni, nj, nk]: Vec3): void {
  const line = new Float64Array(Math.max(ni, nj, nk));
  const pass = (start: number, step: number, count: number): void => {
    for (let n = 0, at = start; n < count; n++, at += step) line[n] = samples[at];
    filterLine(line, count);
    for (let n = 0, at = start; n < count; n++, at += step) samples[at] = line[n];
  };
  const slice = ni * nj;
  for (let row = 0; row < nj * nk; row++) pass(row * ni, 1, ni);
  for (let k = 0; k < nk; k++) for (let i = 0; i < ni; i++) pass(i + k * slice, ni, nj);
  for (let n = 0; n < slice; n++) pass(n, slice, nk);
}

function filterLine(line: Float64Array, count: number): void {
  if (count === 1) return;
  const gain = (1 - POLE) * (1 - 1 / POLE);
  for (let n = 0; n < count; n++) line[n] *= gain;
  line[0] = firstCausal(line, count);
  for (let n = 1; n < count; n++) line[n] += POLE * line[n - 1];
  line[count - 1] = (POLE / (POLE * POLE - 1)) * (POLE * line[count - 2] + line[count - 1]);
  for (let n = count - 2; n >= 0; n--) line[n] = POLE * (line[n + 1] - line[n]);
}

/** The first value of the causal filter over the endlessly mirrored line. */
function firstCausal(line: Float64Array, count: number): number {
  if (count > SPLINE_REACH) {
    let sum = 0;
    for (let n = SPLINE_REACH; n >= 0; n--) sum = line[n] + POLE * sum;
    return sum;
  }
  // A short line comes round again: one period of the mirrored line, as a geometric series.
  const period = 2 * count - 2;
  let sum = 0;
  for (let n = period - 1; n >= 0; n--) sum = line[n < count ? n : period - n] + POLE * sum;
  // Multiplied out: engines differ in the last digits of a power.
  let power = 1;
  for (let n = 0; n < period; n++) power *= POLE;
  return sum / (1 - power);
}
