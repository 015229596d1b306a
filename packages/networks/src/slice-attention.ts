import { concat, matmul, mean, mul, reshape, slice, softmax, sum, tanh, transpose, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import { convolutionStages } from "./cnn.ts";
import { linearLayer, type Scope } from "./layers.ts";
import { NetworkError } from "./network-error.ts";

/** Settings of the 2.5-D network. */
export interface SliceAttentionOptions {
  /** Channels of each stage of the 2-D network; from one stage to the next the resolution halves. Default 16, 32, 64, 96. */
  readonly channels?: readonly number[];
  /** Slices along each direction, placed around the middle of the image. Default 9. */
  readonly slices?: number;
  /** Voxels from one slice to the next. Default 2. */
  readonly step?: number;
  /** `axial`: slices across the long axis of the body. `orthogonal` (default): along all three axes; needs a cube. */
  readonly planes?: "axial" | "orthogonal";
  /** Width of the layer that decides how much a slice counts. Default 32. */
  readonly attention?: number;
}

/**
 * A 2.5-D network: one 2-D network looks at every slice, and attention decides how much each of them counts in the mean.
 *
 * Its image is the same cube that 3-D networks get, so crops, augmentation and prediction are the same. The weight of slice s is
 * softmax over s of w·tanh(V·h_s). Names: `stage1.conv.weight` …, `attention.hidden.weight`, `attention.score.weight`, classes `fc`.
 *
 * @throws NetworkError `network-spec` (when it is built) if the image has too few slices, or is no cube for `orthogonal`.
 * @see Ilse et al., ICML 2018 (attention-based pooling).
 */
export function sliceAttention(options: SliceAttentionOptions = {}): Backbone {
  const { channels = [16, 32, 64, 96], slices = 9, step = 2, planes = "orthogonal", attention: hidden = 32 } = options;
  const width = channels.at(-1)!;
  return {
    name: "slice-attention",
    classifier: "fc",
    width,
    build: (scope, image) => {
      const axes = planes === "axial" ? [0] : [0, 1, 2];
      if (planes === "orthogonal") requireCube(image);
      const stacks = axes.map((axis) => stackAlong(image, axis, slices, step));
      const count = axes.length * slices;
      const [n] = image.shape;
      // [n, directions·slices, channels, height, width]; all slices of all images are one batch for the 2-D network.
      const stack = stacks.length === 1 ? stacks[0] : concat(stacks, 1);
      const maps = convolutionStages(scope, reshape(stack, [n * count, ...stack.shape.slice(2)]), channels);
      const seen = mean(maps, [2, 3]);
      const shares = scope.observe(attentionShares(scope.in("attention"), seen, n, count, hidden), "shares");
      const features = sum(mul(reshape(shares, [n, count, 1]), reshape(seen, [n, count, width])), [1]);
      const volume = reshape(maps, [n, count, ...maps.shape.slice(1)]);
      return { features: scope.observe(features, "pooled"), map: transpose(volume, [0, 2, 1, 3, 4]) };
    },
  };
}

/** Slices across one spatial axis around the middle, [n, slices, c, …the other two axes]. */
function stackAlong(image: Value, axis: number, slices: number, step: number): Value {
  const size = image.shape[axis + 2];
  const span = (slices - 1) * step + 1;
  if (span > size) {
    throw new NetworkError(
      "network-spec",
      `${slices} slices, ${step} voxels apart, do not fit into ${size} voxels. Use a larger image, fewer slices or a smaller step.`,
    );
  }
  const start = Math.floor((size - span) / 2);
  const chosen = slice(image, { axis: axis + 2, start, end: start + span, step });
  const others = [2, 3, 4].filter((other) => other !== axis + 2);
  return transpose(chosen, [0, axis + 2, 1, ...others]);
}

function requireCube({ shape: [, , ...size] }: Value): void {
  if (size.every((voxels) => voxels === size[0])) return;
  throw new NetworkError(
    "network-spec",
    `Orthogonal slices need a cube; the image has ${size.join("×")} voxels. Use a cube, or planes "axial".`,
  );
}

/** How much each slice counts, [n, count]; the shares of one image add up to 1. */
function attentionShares(scope: Scope, seen: Value, n: number, count: number, hidden: number): Value {
  const inner = tanh(linearLayer(scope.in("hidden"), seen, hidden));
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(hidden) } as const;
  // No bias: softmax would take it away.
  const score = matmul(inner, scope.in("score").parameter("weight", [1, hidden], initial), { transposeB: true });
  return softmax(reshape(score, [n, count]), 1);
}
