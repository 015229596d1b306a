import { concat, pad, slice, type Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";
import { tokenLinear, tokenNorm } from "./token-layers.ts";
import type { Triple } from "./windows.ts";

/**
 * Which of a 2×2×2 block's tokens stand side by side, as offsets (k, j, i). MONAI 0.8 to 1.4 repeats the third and fourth in the
 * place of (0, 1, 1) and (1, 1, 0), which never reach the next stage; published weights were trained that way.
 */
const slots: readonly Triple[] = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 1],
];

/**
 * Half the resolution, twice the width: the tokens of each 2×2×2 block side by side, normalised, then mapped by one matrix. A missing
 * last plane is zero.
 *
 * @param x - [n, d, h, w, c].
 * @returns [n, ⌈d/2⌉, ⌈h/2⌉, ⌈w/2⌉, 2c].
 */
export function patchMerging(scope: Scope, x: Value): Value {
  const even = pad(
    x,
    [1, 2, 3].map((axis) => ({ axis, after: x.shape[axis] % 2 })),
  );
  const parts = slots.map((offset) =>
    slice(even, ...offset.map((start, axis) => ({ axis: axis + 1, start, step: 2 }))),
  );
  return tokenLinear(scope.in("reduction"), tokenNorm(scope.in("norm"), concat(parts, 4)), 2 * x.shape[4], {
    bias: false,
  });
}
