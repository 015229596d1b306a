import { cos, exp, sin } from "@hilum/numeric";
import type { LineFilter, Lines } from "./filter-lines.ts";

/**
 * Coefficients of a recursive filter of fourth order: forwards y(n) = Σ n(k) x(n − k) − Σ d(k) y(n − k), backwards the
 * same with m, and the sum of both. The boundary coefficients continue the line with its edge for ever.
 */
interface Recursion {
  readonly n: readonly [number, number, number, number];
  readonly m: readonly [number, number, number, number];
  readonly d: readonly [number, number, number, number];
  readonly forwardEdge: readonly [number, number, number, number];
  readonly backwardEdge: readonly [number, number, number, number];
}

/** Deriche's approximation of the Gaussian (order 0) and of its second derivative by two damped oscillations. */
const oscillations = {
  frequency: [0.6681, 2.0787],
  decay: [-1.3932, -1.3732],
  cosine: { 0: [1.353, -0.3531], 2: [-1.3563, 0.3446] },
  sine: { 0: [1.8151, 0.0902], 2: [5.2318, -2.2355] },
} as const;

/**
 * A line filtered with a Gaussian, or with its second derivative times sigma² in mm², by ITK's recursive filter.
 *
 * The second derivative is per squared voxel, as ITK gives it: divide by the squared spacing.
 *
 * @param sigma - mm.
 * @param spacing - mm between the voxels of the line.
 * @see Deriche, INRIA report 1893 (1993); itk::RecursiveGaussianImageFilter with NormalizeAcrossScale.
 */
export function recursiveGaussian(order: 0 | 2, sigma: number, spacing: number): LineFilter {
  return recurse(order === 0 ? smoothing(sigma / spacing) : secondDerivative(sigma / spacing, sigma * sigma));
}

function smoothing(sigma: number): Recursion {
  const d = denominator(sigma);
  const n = numerator(sigma, 0);
  const scale = (2 * sum(n)) / sum(d, 1) - n[0];
  return complete(times(n, 1 / scale), d);
}

function secondDerivative(sigma: number, across: number): Recursion {
  const d = denominator(sigma);
  const [gaussian, second] = [numerator(sigma, 0), numerator(sigma, 2)];
  const [sd, dd, ed] = [sum(d, 1), moment(d, 1, 1), moment(d, 1, 2)];
  // So much of the Gaussian is added that a constant line becomes zero.
  const beta = -(2 * sum(second) - sd * second[0]) / (2 * sum(gaussian) - sd * gaussian[0]);
  const n = second.map((x, k) => x + beta * gaussian[k]);
  const sn = sum(second) + beta * sum(gaussian);
  const [dn, en] = [1, 2].map((power) => moment(second, 0, power) + beta * moment(gaussian, 0, power));
  const scale = (en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn) / (sd * sd * sd);
  return complete(times(n, across / scale), d);
}

function numerator(sigma: number, order: 0 | 2): number[] {
  const [w1, w2] = oscillations.frequency;
  const [a1, a2] = oscillations.cosine[order];
  const [b1, b2] = oscillations.sine[order];
  const [sin1, sin2, cos1, cos2] = [sin(w1 / sigma), sin(w2 / sigma), cos(w1 / sigma), cos(w2 / sigma)];
  const [exp1, exp2] = oscillations.decay.map((l) => exp(l / sigma));
  return [
    a1 + a2,
    exp2 * (b2 * sin2 - (a2 + 2 * a1) * cos2) + exp1 * (b1 * sin1 - (a1 + 2 * a2) * cos1),
    ((a1 + a2) * cos2 * cos1 - (b1 * cos2 * sin1 + b2 * cos1 * sin2)) * (2 * exp1 * exp2) +
      (a2 * exp1 * exp1 + a1 * exp2 * exp2),
    exp2 * exp1 * exp1 * (b2 * sin2 - a2 * cos2) + exp1 * exp2 * exp2 * (b1 * sin1 - a1 * cos1),
  ];
}

function denominator(sigma: number): number[] {
  const [cos1, cos2] = oscillations.frequency.map((w) => cos(w / sigma));
  const [exp1, exp2] = oscillations.decay.map((l) => exp(l / sigma));
  return [
    -2 * (exp2 * cos2 + exp1 * cos1),
    4 * cos2 * cos1 * exp1 * exp2 + (exp1 * exp1 + exp2 * exp2),
    -2 * cos1 * exp1 * exp2 * exp2 - 2 * cos2 * exp2 * exp1 * exp1,
    exp1 * exp1 * exp2 * exp2,
  ];
}

/** The backward coefficients of a symmetric filter, and those of the boundary. */
function complete([n0, n1, n2, n3]: readonly number[], [d1, d2, d3, d4]: readonly number[]): Recursion {
  const m = [n1 - d1 * n0, n2 - d2 * n0, n3 - d3 * n0, -d4 * n0] as const;
  const steady = 1 + d1 + d2 + d3 + d4;
  const edge = (gain: number) =>
    [(d1 * gain) / steady, (d2 * gain) / steady, (d3 * gain) / steady, (d4 * gain) / steady] as const;
  return {
    n: [n0, n1, n2, n3],
    m,
    d: [d1, d2, d3, d4],
    forwardEdge: edge(n0 + n1 + n2 + n3),
    backwardEdge: edge(sum(m)),
  };
}

function recurse(recursion: Recursion): LineFilter {
  let behind = new Float64Array(0);
  return (lines, from, length, [into]) => {
    if (behind.length < length) behind = new Float64Array(length);
    nearEdges(recursion, lines, from, length, into, behind);
    betweenEdges(recursion, lines, from, length, into, behind);
    for (let v = 0; v < length; v++) into[from + v] += behind[v];
  };
}

/** The first four values forwards, the last four backwards: inputs beyond the line repeat its edge, outputs are the steady response. */
function nearEdges(r: Recursion, x: Lines, from: number, length: number, ahead: Lines, behind: Lines): void {
  const last = length - 1;
  const [first, end] = [from, from + last];
  for (let v = 0; v < Math.min(length, 4); v++) {
    let recursive = 0;
    for (let k = 1; k <= 4; k++)
      recursive += v < k ? x[first] * r.forwardEdge[k - 1] : ahead[from + v - k] * r.d[k - 1];
    let direct = 0;
    for (let k = 0; k < 4; k++) direct += x[Math.max(from + v - k, first)] * r.n[k];
    ahead[from + v] = direct - recursive;
  }
  for (let v = last; v >= Math.max(0, length - 4); v--) {
    let recursive = 0;
    for (let k = 1; k <= 4; k++)
      recursive += v + k > last ? x[end] * r.backwardEdge[k - 1] : behind[v + k] * r.d[k - 1];
    let direct = 0;
    for (let k = 1; k <= 4; k++) direct += x[Math.min(from + v + k, end)] * r.m[k - 1];
    behind[v] = direct - recursive;
  }
}

/** The rest. Each value waits for the one before it: both directions at once wait half as long. */
function betweenEdges(
  { n, m, d }: Recursion,
  x: Lines,
  from: number,
  length: number,
  ahead: Lines,
  behind: Lines,
): void {
  const [n0, n1, n2, n3] = n;
  const [m1, m2, m3, m4] = m;
  const [d1, d2, d3, d4] = d;
  const last = length - 1;
  const end = from + last;
  let x1 = x[from + 3];
  let x2 = x[from + 2];
  let x3 = x[from + 1];
  let y1 = ahead[from + 3];
  let y2 = ahead[from + 2];
  let y3 = ahead[from + 1];
  let y4 = ahead[from];
  let u1 = x[end - 3];
  let u2 = x[end - 2];
  let u3 = x[end - 1];
  let u4 = x[end];
  let z1 = behind[last - 3];
  let z2 = behind[last - 2];
  let z3 = behind[last - 1];
  let z4 = behind[last];
  for (let v = 4, back = last - 4; back >= 0; v++, back--) {
    const x0 = x[from + v];
    const y0 = x0 * n0 + x1 * n1 + x2 * n2 + x3 * n3 - (y1 * d1 + y2 * d2 + y3 * d3 + y4 * d4);
    const z0 = u1 * m1 + u2 * m2 + u3 * m3 + u4 * m4 - (z1 * d1 + z2 * d2 + z3 * d3 + z4 * d4);
    ahead[from + v] = y0;
    behind[back] = z0;
    x3 = x2;
    x2 = x1;
    x1 = x0;
    y4 = y3;
    y3 = y2;
    y2 = y1;
    y1 = y0;
    u4 = u3;
    u3 = u2;
    u2 = u1;
    u1 = x[from + back];
    z4 = z3;
    z3 = z2;
    z2 = z1;
    z1 = z0;
  }
}

function sum(values: readonly number[], start = 0): number {
  return values.reduce((total, x) => total + x, start);
}

/** Σ value(k) · place^power, the first value at place `from`. */
function moment(values: readonly number[], from: number, power: number): number {
  return values.reduce((total, x, k) => total + x * (k + from) ** power, 0);
}

function times(values: readonly number[], factor: number): number[] {
  return values.map((x) => x * factor);
}
