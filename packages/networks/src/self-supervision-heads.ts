import {
  conv,
  convTranspose,
  instanceNorm,
  leakyRelu,
  reshape,
  slice,
  stopGradient,
  upsample,
  type Value,
} from "@hilum/graph";
import { linearLayer, type Scope } from "./layers.ts";
import { NetworkError } from "./network-error.ts";

/**
 * How the image is rebuilt from the last feature map. `one-step`: a single transposed convolution as large as the whole factor (the
 * published file's `convTrans3d`). `transposed`: one transposed convolution per doubling. `interpolated`: convolution, instance
 * normalisation and trilinear doubling in turn (MONAI's default).
 */
export type Reconstruction = "one-step" | "transposed" | "interpolated";

/** Settings of the heads; the defaults are those of the published pre-training. */
export interface SelfSupervisionOptions {
  /** Size of the image, [k, j, i]. */
  readonly size: readonly number[];
  /** Channels of the image; default 1. */
  readonly channels?: number;
  /** Rotations to tell apart; default 4, quarter turns about the long axis. */
  readonly rotations?: number;
  /** Width of the contrastive embedding; default 512. */
  readonly embedding?: number;
  readonly reconstruction?: Reconstruction;
  /** Voxels of the image along one voxel of the map; default 32. A power of two. */
  readonly factor?: number;
  /** Pooled features, [n, width], that answer for rotation and contrast; default: two tokens of the map, as published for Swin. */
  readonly features?: Value;
}

/** What the heads make of a map. */
export interface SelfSupervisionOutput {
  /** Logits of the rotation, [n, rotations]. */
  readonly rotation: Value;
  /** For the contrast of two views, [n, embedding]. */
  readonly embedding: Value;
  /** The rebuilt image, [n, channels, …size]. */
  readonly reconstruction: Value;
}

/**
 * Heads for self-supervised pre-training of a Swin Transformer, as MONAI's SSLHead: which rotation, which view, what was masked.
 *
 * The first token of the map answers for the rotation, the second for the contrast, unless pooled features are given for both.
 *
 * @param map - the last hidden state, [n, c, …spatial].
 * @throws NetworkError `map` if it has a single token, or is too small for the image.
 * @see Tang et al., CVPR 2022.
 */
export function selfSupervisionHeads(scope: Scope, map: Value, options: SelfSupervisionOptions): SelfSupervisionOutput {
  const { size, channels = 1, rotations = 4, embedding = 512, reconstruction = "interpolated", factor = 32 } = options;
  const { features } = options;
  const [n, c, ...spatial] = map.shape;
  const tokens = spatial.reduce((a, b) => a * b, 1);
  if ((tokens < 2 && !features) || size.some((voxels, axis) => voxels > factor * spatial[axis])) {
    throw new NetworkError(
      "map",
      `A map of ${spatial.join("×")} tokens cannot rebuild ${size.join("×")} voxels at ${factor} voxels per token, or has a single token. ` +
        `Use an image of at least ${2 * factor} voxels along one axis, or another factor.`,
    );
  }
  const flat = reshape(map, [n, c, tokens]);
  const token = (index: number): Value => reshape(slice(flat, { axis: 2, start: index, end: index + 1 }), [n, c]);
  const rebuilt = decoders[reconstruction](scope, map, { channels, factor });
  return {
    rotation: linearLayer(scope.in("rotation_head"), features ?? token(0), rotations),
    embedding: linearLayer(scope.in("contrastive_head"), features ?? token(1), embedding),
    reconstruction: slice(rebuilt, ...size.map((end, axis) => ({ axis: axis + 2, end }))),
  };
}

interface Rebuilding {
  readonly channels: number;
  readonly factor: number;
}

const decoders: Readonly<Record<Reconstruction, (scope: Scope, map: Value, target: Rebuilding) => Value>> = {
  "one-step": (scope, map, { channels, factor }) => stamp(scope.in("convTrans3d"), map, channels, factor),
  transposed: (scope, map, { channels, factor }) => {
    const steps = Math.log2(factor);
    let x = map;
    for (let step = 0; step < steps; step++) {
      x = stamp(scope.in("conv", step), x, step === steps - 1 ? channels : Math.floor(x.shape[1] / 2), 2);
    }
    return x;
  },
  interpolated: (scope, map, { channels, factor }) => {
    const steps = Math.log2(factor);
    let x = map;
    for (let step = 0; step < steps; step++) {
      // Four modules per step in MONAI's Sequential; the last step keeps its width.
      const out = step < 4 ? Math.floor(x.shape[1] / 2) : x.shape[1];
      const hidden = convolution(scope.in("conv", 4 * step), x, out, 3, "cancelled");
      x = upsample(leakyRelu(instanceNorm(hidden)), { scale: 2, mode: "linear" });
    }
    return convolution(scope.in("conv", 4 * steps), x, channels, 1, "used");
  },
};

/** A transposed convolution whose kernel is its stride: every voxel becomes a cube. */
function stamp(scope: Scope, x: Value, out: number, side: number): Value {
  const kernel = x.shape.slice(2).map(() => side);
  // PyTorch's default: its fan in of a transposed convolution is counted along the second axis of the weight.
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(out * side ** kernel.length) } as const;
  const weight = scope.parameter("weight", [x.shape[1], out, ...kernel], initial);
  return convTranspose(x, weight, { stride: side, bias: scope.parameter("bias", [out], initial) });
}

/** A convolution with PyTorch's default initialisation; a `cancelled` bias is taken away by the normalisation that follows. */
function convolution(scope: Scope, x: Value, out: number, kernel: number, bias: "used" | "cancelled"): Value {
  const sizes = x.shape.slice(2).map(() => kernel);
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(x.shape[1] * kernel ** sizes.length) } as const;
  const weight = scope.parameter("weight", [out, x.shape[1], ...sizes], initial);
  const offset = scope.parameter("bias", [out], initial);
  const stopped = bias === "cancelled" && scope.mode === "train";
  return conv(x, weight, { padding: (kernel - 1) / 2, bias: stopped ? stopGradient(offset) : offset });
}
