import { add, gelu, pad, roll, slice, type Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";
import { shiftMask } from "./shift-mask.ts";
import { tokenLinear, tokenNorm } from "./token-layers.ts";
import { windowAttention } from "./window-attention.ts";
import { windowPartition, windowReverse } from "./window-partition.ts";
import { each, fitWindows } from "./windows.ts";

/** Settings of one block. */
export interface SwinBlockOptions {
  readonly heads: number;
  readonly window: number;
  /** Whether the windows are moved by half a window, so that tokens of neighbouring ones meet. */
  readonly shifted: boolean;
}

/** Attention inside windows, then a two-layer perceptron with four times the width, both added to their input. [n, d, h, w, c]. */
export function swinBlock(scope: Scope, x: Value, options: SwinBlockOptions): Value {
  const attended = add(x, attendInWindows(scope, x, options));
  const c = x.shape[4];
  const hidden = gelu(tokenLinear(scope.in("mlp", "linear1"), tokenNorm(scope.in("norm2"), attended), 4 * c));
  return scope.observe(add(attended, tokenLinear(scope.in("mlp", "linear2"), hidden, c)));
}

function attendInWindows(scope: Scope, x: Value, { heads, window, shifted }: SwinBlockOptions): Value {
  const grid = each((axis) => x.shape[axis + 1]);
  const windows = fitWindows(grid, window, shifted);
  const rolls = (sign: 1 | -1) => windows.shift.map((by, axis) => ({ axis: axis + 1, by: sign * by }));
  // Zeros are added after the normalisation: they take part in the attention, as in MONAI.
  const normalised = tokenNorm(scope.in("norm1"), x);
  const padded = pad(
    normalised,
    windows.padded.map((size, axis) => ({ axis: axis + 1, after: size - grid[axis] })),
  );
  const inWindows = windowPartition(roll(padded, rolls(-1)), windows);
  const mask = shiftMask(scope.graph, windows);
  const attended = windowAttention(scope.in("attn"), inWindows, { heads, window, mask });
  const moved = roll(windowReverse(attended, windows), rolls(1));
  return slice(moved, ...grid.map((end, axis) => ({ axis: axis + 1, end })));
}
