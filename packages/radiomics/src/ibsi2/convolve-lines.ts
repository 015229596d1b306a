import type { LineFilter, Lines } from "../filters/filter-lines.ts";
import { boundaries, type Boundary } from "./boundary.ts";
import type { Chain, LineKernel } from "./line-kernel.ts";

/** Runs kernels one after the other along lines; before each of them the lines are continued beyond their ends. */
export function convolveLines(chain: Chain, boundary: Boundary): LineFilter {
  let between: Lines[] = [];
  return (lines, start, length, [into]) => {
    if (between[0]?.length !== lines.length) between = [new Float64Array(lines.length), new Float64Array(lines.length)];
    let from = lines;
    for (const [n, kernel] of chain.entries()) {
      const to = n === chain.length - 1 ? into : between[n % 2];
      convolve(kernel, boundary, from, start, length, to);
      from = to;
    }
  };
}

function convolve(
  { taps, offsets }: LineKernel,
  boundary: Boundary,
  lines: Lines,
  start: number,
  length: number,
  into: Lines,
): void {
  const source = boundaries[boundary];
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (let k = 0; k < taps.length; k++) {
      const at = n + offsets[k];
      const voxel = at >= 0 && at < length ? at : source(at, length);
      if (voxel >= 0) sum += taps[k] * lines[start + voxel];
    }
    into[start + n] = sum;
  }
}
