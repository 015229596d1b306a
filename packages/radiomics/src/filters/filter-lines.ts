import type { Vec3 } from "@hilum/volume";

/** Lines of voxels side by side, as filters along one axis see them: voxel n of line l stands at n · count + l. */
export type Lines = Float64Array;

/** Filters lines of `length` voxels, `count` at a time, from `lines` into each of `into`. */
export type LineFilter = (lines: Lines, length: number, count: number, into: readonly Lines[]) => void;

/** Lines that pass through the filter together: enough to hide the latency of a recursion, few enough for the cache. */
const together = 32;

/**
 * Runs a filter along one axis of an image, line by line, and stores what it gives in each of `outputs`.
 *
 * @param input - voxels with the first index fastest; may be one of the outputs.
 */
export function filterLines(
  input: ArrayLike<number>,
  size: Vec3,
  axis: 0 | 1 | 2,
  outputs: readonly (Float32Array | Float64Array)[],
  filter: LineFilter,
): void {
  const length = size[axis];
  const stride = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const lineCount = (size[0] * size[1] * size[2]) / length;
  const lines = new Float64Array(length * together);
  const results = outputs.map(() => new Float64Array(length * together));
  const starts = new Int32Array(together);
  for (let first = 0; first < lineCount; first += together) {
    const count = Math.min(together, lineCount - first);
    for (let l = 0; l < count; l++) {
      const line = first + l;
      // The line's place in its block of `stride` neighbouring lines, and the block's place in the image.
      starts[l] = (line % stride) + Math.floor(line / stride) * stride * length;
    }
    for (let n = 0, at = 0; n < length; n++)
      for (let l = 0; l < count; l++, at++) lines[at] = input[starts[l] + n * stride];
    filter(lines, length, count, results);
    for (let o = 0; o < outputs.length; o++) store(results[o], outputs[o], starts, count, length, stride);
  }
}

function store(
  result: Lines,
  output: Float32Array | Float64Array,
  starts: Int32Array,
  count: number,
  length: number,
  stride: number,
): void {
  for (let n = 0, at = 0; n < length; n++)
    for (let l = 0; l < count; l++, at++) output[starts[l] + n * stride] = result[at];
}
