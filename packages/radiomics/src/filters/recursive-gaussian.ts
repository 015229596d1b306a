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

type Four = readonly [number, number, number, number];

function recurse(recursion: Recursion): LineFilter {
  let behind = new Float64Array(0);
  return (lines, length, count, [into]) => {
    if (behind.length < length * count) behind = new Float64Array(length * count);
    forward(recursion, lines, length, count, into);
    backward(recursion, lines, length, count, behind);
    for (let at = 0; at < length * count; at++) into[at] += behind[at];
  };
}

function forward({ n, d, forwardEdge }: Recursion, x: Lines, length: number, count: number, y: Lines): void {
  for (let v = 0; v < Math.min(length, 4); v++) {
    const inputs = [v, v - 1, v - 2, v - 3].map((voxel) => count * Math.max(voxel, 0));
    nearEdge(x, inputs, n, y, count * v, (k) => (v < k ? undefined : count * (v - k)), 0, d, forwardEdge, count);
  }
  ahead(x, y, 4 * count, length * count, count, n, d);
}

function backward({ m, d, backwardEdge }: Recursion, x: Lines, length: number, count: number, y: Lines): void {
  const last = length - 1;
  for (let v = last; v >= Math.max(0, length - 4); v--) {
    const inputs = [v + 1, v + 2, v + 3, v + 4].map((voxel) => count * Math.min(voxel, last));
    const earlier = (k: number) => (v + k > last ? undefined : count * (v + k));
    nearEdge(x, inputs, m, y, count * v, earlier, count * last, d, backwardEdge, count);
  }
  back(x, y, (length - 4) * count - 1, count, m, d);
}

/** Voxels from `from` to before `to` whose four inputs and four earlier outputs, `step` apart, lie on the line before them. */
function ahead(x: Lines, y: Lines, from: number, to: number, step: number, n: Four, d: Four): void {
  const [n0, n1, n2, n3] = n;
  const [d1, d2, d3, d4] = d;
  const [two, three, four] = [2 * step, 3 * step, 4 * step];
  for (let at = from; at < to; at++)
    y[at] =
      x[at] * n0 +
      x[at - step] * n1 +
      x[at - two] * n2 +
      x[at - three] * n3 -
      (y[at - step] * d1 + y[at - two] * d2 + y[at - three] * d3 + y[at - four] * d4);
}

/** The same from `from` down to 0, with inputs and outputs that lie behind. */
function back(x: Lines, y: Lines, from: number, step: number, m: Four, d: Four): void {
  const [m1, m2, m3, m4] = m;
  const [d1, d2, d3, d4] = d;
  const [two, three, four] = [2 * step, 3 * step, 4 * step];
  for (let at = from; at >= 0; at--)
    y[at] =
      x[at + step] * m1 +
      x[at + two] * m2 +
      x[at + three] * m3 +
      x[at + four] * m4 -
      (y[at + step] * d1 + y[at + two] * d2 + y[at + three] * d3 + y[at + four] * d4);
}

/** One voxel of every line near the edge: inputs beyond it repeat the edge voxel, outputs are its steady response. */
function nearEdge(
  x: Lines,
  [x0, x1, x2, x3]: readonly number[],
  [n0, n1, n2, n3]: Four,
  y: Lines,
  to: number,
  earlier: (k: number) => number | undefined,
  edge: number,
  d: Four,
  atEdge: Four,
  count: number,
): void {
  for (let l = 0; l < count; l++) {
    let recursive = 0;
    for (let k = 1; k <= 4; k++) {
      const from = earlier(k);
      recursive += from === undefined ? x[edge + l] * atEdge[k - 1] : y[from + l] * d[k - 1];
    }
    y[to + l] = x[x0 + l] * n0 + x[x1 + l] * n1 + x[x2 + l] * n2 + x[x3 + l] * n3 - recursive;
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
