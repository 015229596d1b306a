import type { LineFilter } from "./filter-lines.ts";

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
  const [sin1, sin2, cos1, cos2] = [
    Math.sin(w1 / sigma),
    Math.sin(w2 / sigma),
    Math.cos(w1 / sigma),
    Math.cos(w2 / sigma),
  ];
  const [exp1, exp2] = oscillations.decay.map((l) => Math.exp(l / sigma));
  return [
    a1 + a2,
    exp2 * (b2 * sin2 - (a2 + 2 * a1) * cos2) + exp1 * (b1 * sin1 - (a1 + 2 * a2) * cos1),
    ((a1 + a2) * cos2 * cos1 - (b1 * cos2 * sin1 + b2 * cos1 * sin2)) * (2 * exp1 * exp2) +
      (a2 * exp1 * exp1 + a1 * exp2 * exp2),
    exp2 * exp1 * exp1 * (b2 * sin2 - a2 * cos2) + exp1 * exp2 * exp2 * (b1 * sin1 - a1 * cos1),
  ];
}

function denominator(sigma: number): number[] {
  const [cos1, cos2] = oscillations.frequency.map((w) => Math.cos(w / sigma));
  const [exp1, exp2] = oscillations.decay.map((l) => Math.exp(l / sigma));
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

function recurse({ n, m, d, forwardEdge, backwardEdge }: Recursion): LineFilter {
  return (lines, length, count, [into]) => {
    const back = new Float64Array(length * count);
    for (let v = 0; v < length; v++) forward(v, lines, count, into, n, d, forwardEdge);
    for (let v = length - 1; v >= 0; v--) backward(v, length, lines, count, back, m, d, backwardEdge);
    for (let at = 0; at < back.length; at++) into[at] += back[at];
  };
}

type Four = readonly [number, number, number, number];

function forward(v: number, x: Float64Array, count: number, y: Float64Array, n: Four, d: Four, edge: Four): void {
  const to = v * count;
  const [x0, x1, x2, x3] = [to, Math.max(v - 1, 0) * count, Math.max(v - 2, 0) * count, Math.max(v - 3, 0) * count];
  step(to, count, y, x, [x0, x1, x2, x3], n, (k) => (v >= k ? [y, to - k * count, d[k - 1]] : [x, 0, edge[k - 1]]));
}

function backward(
  v: number,
  length: number,
  x: Float64Array,
  count: number,
  y: Float64Array,
  m: Four,
  d: Four,
  edge: Four,
): void {
  const to = v * count;
  const last = length - 1;
  const at = (k: number) => Math.min(v + k, last) * count;
  step(to, count, y, x, [at(1), at(2), at(3), at(4)], m, (k) =>
    v + k <= last ? [y, to + k * count, d[k - 1]] : [x, last * count, edge[k - 1]],
  );
}

/** One voxel of every line: four inputs weighted, minus four earlier outputs (or edge voxels) weighted. */
function step(
  to: number,
  count: number,
  y: Float64Array,
  x: Float64Array,
  [x0, x1, x2, x3]: Four,
  [n0, n1, n2, n3]: Four,
  earlier: (k: number) => readonly [from: Float64Array, at: number, weight: number],
): void {
  const [[y1, a1, d1], [y2, a2, d2], [y3, a3, d3], [y4, a4, d4]] = [earlier(1), earlier(2), earlier(3), earlier(4)];
  for (let l = 0; l < count; l++)
    y[to + l] =
      x[x0 + l] * n0 +
      x[x1 + l] * n1 +
      x[x2 + l] * n2 +
      x[x3 + l] * n3 -
      (y1[a1 + l] * d1 + y2[a2 + l] * d2 + y3[a3 + l] * d3 + y4[a4 + l] * d4);
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
