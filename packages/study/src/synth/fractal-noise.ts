import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";

/** Mean over the phases of the sum of the squared weights of a cubic B-spline: what interpolation leaves of a variance. */
const splineVariance = 151 / 315;

/**
 * Texture that looks alike at several scales: cubic B-splines over random lattices, finer lattices counting less.
 * Normal with mean 0 and standard deviation 1 at every sample; shape [size], x fastest.
 *
 * @param step - distance between samples, mm.
 * @param scales - coarsest and finest lattice constant in mm; between them each is a third of the one before.
 * @param roughness - amplitude grows with the lattice constant to this power: 0 rough, 1 smooth.
 */
export function fractalNoise(
  random: RandomStream,
  size: Vec3,
  step: Vec3,
  scales: { readonly coarsestMm: number; readonly finestMm: number },
  roughness: number,
): Float32Array {
  const octaves: { cell: number; amplitude: number }[] = [];
  for (let cell = scales.coarsestMm; cell >= scales.finestMm * 0.99; cell /= 3) {
    octaves.push({ cell, amplitude: (cell / scales.coarsestMm) ** roughness });
  }
  const spread = Math.hypot(...octaves.map(({ amplitude }) => amplitude)) * splineVariance ** 1.5;
  const sum = new Float32Array(size[0] * size[1] * size[2]);
  for (const { cell, amplitude } of octaves) addOctave(sum, random, size, step, cell, amplitude / spread);
  return sum;
}

function addOctave(
  sum: Float32Array,
  random: RandomStream,
  size: Vec3,
  step: Vec3,
  cellMm: number,
  amplitude: number,
): void {
  const [x, y, z] = [
    splineRows(size[0], step[0] / cellMm),
    splineRows(size[1], step[1] / cellMm),
    splineRows(size[2], step[2] / cellMm),
  ];
  const lattice = new Float32Array(x.knots * y.knots * z.knots);
  for (let i = 0; i < lattice.length; i++) lattice[i] = random.normal() * amplitude;

  // One axis after the other: first x on the small lattice, z last, on the full grid.
  const alongX = new Float32Array(size[0] * y.knots * z.knots);
  expand(lattice, x, 1, y.knots * z.knots, alongX);
  const alongY = new Float32Array(size[0] * size[1] * z.knots);
  expand(alongX, y, size[0], z.knots, alongY);
  expand(alongY, z, size[0] * size[1], 1, sum);
}

/** For each sample of an axis the first of its four knots and their weights. */
interface SplineRows {
  readonly knots: number;
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

function splineRows(count: number, knotsPerSample: number): SplineRows {
  const first = new Int32Array(count);
  const weights = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const at = i * knotsPerSample;
    const base = Math.floor(at);
    const t = at - base;
    first[i] = base;
    weights.set(
      [(1 - t) ** 3 / 6, (3 * t ** 3 - 6 * t ** 2 + 4) / 6, (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6, t ** 3 / 6],
      i * 4,
    );
  }
  return { knots: Math.floor((count - 1) * knotsPerSample) + 4, count, first, weights };
}

/** Adds the interpolation along the middle axis of [inner, knots, outer] to `target` [inner, count, outer]. */
function expand(source: Float32Array, rows: SplineRows, inner: number, outer: number, target: Float32Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < rows.count; i++) {
      const from = inner * (rows.first[i]! + rows.knots * o);
      const to = inner * (i + rows.count * o);
      const w0 = rows.weights[i * 4]!;
      const w1 = rows.weights[i * 4 + 1]!;
      const w2 = rows.weights[i * 4 + 2]!;
      const w3 = rows.weights[i * 4 + 3]!;
      for (let n = 0; n < inner; n++) {
        const s = from + n;
        const value =
          w0 * source[s]! + w1 * source[s + inner]! + w2 * source[s + 2 * inner]! + w3 * source[s + 3 * inner]!;
        target[to + n] = target[to + n]! + value;
      }
    }
  }
}
