import { equal, type Graph, reshape, type Value, where } from "@hilum/graph";
import { tokensIn, type Triple, type Windows } from "./windows.ts";

/**
 * What keeps tokens apart that only moving the windows brought together: 0 between tokens of one region of the image, −100 (before
 * the softmax) between others.
 *
 * It is computed from the regions while the graph runs: as a constant it would be many times larger than the weights.
 *
 * @returns [windows, 1, tokens, tokens]; undefined where no window is moved.
 * @see Liu et al., ICCV 2021, section 3.2.
 */
export function shiftMask(graph: Graph, windows: Windows): Value | undefined {
  if (windows.shift.every((by) => by === 0)) return undefined;
  const tokens = tokensIn(windows.window);
  const regions = graph.constant("int64", [tokensIn(windows.padded) / tokens, tokens], shiftRegions(windows));
  return where(equal(reshape(regions, [-1, 1, tokens, 1]), reshape(regions, [-1, 1, 1, tokens])), 0, -100);
}

/** The region of every token of the moved grid, window by window. */
function shiftRegions({ window, shift, padded }: Windows): number[] {
  // Along a moved axis the last window holds the end of the image and, behind the seam, its beginning.
  const region = (position: number, axis: 0 | 1 | 2): number => {
    const fromEnd = padded[axis] - position;
    return shift[axis] === 0 || fromEnd > window[axis] ? 0 : fromEnd > shift[axis] ? 1 : 2;
  };
  const regions: number[] = [];
  forEachIndex([padded[0] / window[0], padded[1] / window[1], padded[2] / window[2]], (wk, wj, wi) =>
    forEachIndex(window, (k, j, i) =>
      regions.push(
        9 * region(wk * window[0] + k, 0) + 3 * region(wj * window[1] + j, 1) + region(wi * window[2] + i, 2),
      ),
    ),
  );
  return regions;
}

function forEachIndex(size: Triple, visit: (k: number, j: number, i: number) => void): void {
  for (let k = 0; k < size[0]; k++) for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[2]; i++) visit(k, j, i);
}
