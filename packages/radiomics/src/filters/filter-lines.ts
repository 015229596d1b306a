import type { Vec3 } from "@hilum/volume";

/** Lines of voxels one behind the other. */
export type Lines = Float64Array;

/** Filters the line of `length` voxels that begins at `from` into the same places of each of `into`. */
export type LineFilter = (lines: Lines, from: number, length: number, into: readonly Lines[]) => void;

/** Lines that are fetched together, as neighbours share the processor's cache lines. */
const together = 16;

/** Voxels from a first one up to, not including, a last one. */
export type Range = readonly [from: number, to: number];

/**
 * Runs a filter along one axis of an image, line by line, and stores what it gives in each of `outputs`.
 *
 * @param input - voxels with the first index fastest; may be one of the outputs.
 * @param ranges - along the other two axes, the lines that matter; the rest of the outputs stays as it is.
 */
export function filterLines(
  input: ArrayLike<number>,
  size: Vec3,
  axis: 0 | 1 | 2,
  outputs: readonly (Float32Array | Float64Array)[],
  filter: LineFilter,
  ranges: readonly Range[] = size.map((n) => [0, n]),
): void {
  const length = size[axis];
  const stride = [1, size[0], size[0] * size[1]][axis];
  const starts = firstVoxels(size, axis, ranges);
  const lines = new Float64Array(length * together);
  const results = outputs.map(() => new Float64Array(length * together));
  for (let first = 0; first < starts.length; first += together) {
    const these = starts.subarray(first, first + together);
    gather(input, these, length, stride, lines);
    for (let line = 0; line < these.length; line++) filter(lines, line * length, length, results);
    for (let o = 0; o < outputs.length; o++) scatter(results[o], these, length, stride, outputs[o]);
  }
}

/** Where each line along the axis begins. */
function firstVoxels([ni, nj]: Vec3, axis: number, ranges: readonly Range[]): Int32Array {
  const [ri, rj, rk] = ranges.map((range, a): Range => (a === axis ? [0, 1] : range));
  const starts = new Int32Array((ri[1] - ri[0]) * (rj[1] - rj[0]) * (rk[1] - rk[0]));
  for (let k = rk[0], line = 0; k < rk[1]; k++)
    for (let j = rj[0]; j < rj[1]; j++)
      for (let i = ri[0]; i < ri[1]; i++, line++) starts[line] = i + ni * (j + nj * k);
  return starts;
}

function gather(input: ArrayLike<number>, starts: Int32Array, length: number, stride: number, lines: Lines): void {
  for (let n = 0, voxel = 0; n < length; n++, voxel += stride)
    for (let line = 0, at = n; line < starts.length; line++, at += length) lines[at] = input[starts[line] + voxel];
}

function scatter(
  lines: Lines,
  starts: Int32Array,
  length: number,
  stride: number,
  output: Float32Array | Float64Array,
): void {
  for (let n = 0, voxel = 0; n < length; n++, voxel += stride)
    for (let line = 0, at = n; line < starts.length; line++, at += length) output[starts[line] + voxel] = lines[at];
}
