import type { LineFilter, Lines } from "../filters/filter-lines.ts";
import { boundaries, type Boundary } from "./boundary.ts";
import type { Chain, LineKernel } from "./line-kernel.ts";

/** Runs kernels one after the other along lines; before each of them the lines are continued beyond their ends. */
export function convolveLines(chain: Chain, boundary: Boundary): LineFilter {
  let between: Lines[] = [];
  return (lines, length, count, [into]) => {
    if (between[0]?.length !== lines.length) between = [new Float64Array(lines.length), new Float64Array(lines.length)];
    let from = lines;
    for (const [n, kernel] of chain.entries()) {
      const to = n === chain.length - 1 ? into : between[n % 2];
      convolve(kernel, boundary, from, length, count, to);
      from = to;
    }
  };
}

function convolve(
  { taps, offsets }: LineKernel,
  boundary: Boundary,
  lines: Lines,
  length: number,
  count: number,
  into: Lines,
): void {
  const source = boundaries[boundary];
  for (let n = 0; n < length; n++) {
    const to = n * count;
    into.fill(0, to, to + count);
    for (let k = 0; k < taps.length; k++) {
      const at = n + offsets[k];
      const voxel = at >= 0 && at < length ? at : source(at, length);
      if (voxel < 0) continue;
      const [tap, from] = [taps[k], voxel * count];
      for (let i = 0; i < count; i++) into[to + i] += tap * lines[from + i];
    }
  }
}
