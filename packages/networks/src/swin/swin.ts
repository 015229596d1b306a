import { conv, layerNorm, mean, pad, relu, transpose, type Value } from "@hilum/graph";
import type { Backbone } from "../backbone.ts";
import type { Scope } from "../layers.ts";
import { NetworkError } from "../network-error.ts";
import { relativePositionIndex } from "./relative-position.ts";
import { swinStage } from "./swin-stage.ts";

/** Settings of a 3-D Swin Transformer; the defaults are the study's. */
export interface SwinOptions {
  /** Width of the first stage; every stage doubles it. Default 48. */
  readonly embedDim?: number;
  /** Blocks of each stage; default 2, 2, 2, 2. */
  readonly depths?: readonly [number, number, number, number];
  /** Attention heads of each stage; default 3, 6, 12, 24. */
  readonly heads?: readonly [number, number, number, number];
  /** Tokens along each side of a window; default 7. */
  readonly window?: number;
  /** Voxels along each side of a token; default 2. */
  readonly patch?: number;
}

const defaults = { embedDim: 48, depths: [2, 2, 2, 2], heads: [3, 6, 12, 24], window: 7, patch: 2 } as const;

/**
 * Swin Transformer over volumes with the definitions and parameter names of MONAI 0.9.1, as SwinUNETR's encoder: four stages, each
 * halving the resolution; 768 features. They are the last hidden state, normalised, rectified and averaged.
 *
 * @throws NetworkError `heads` if a stage's width is no multiple of its heads.
 * @see Liu et al., ICCV 2021; Tang et al., CVPR 2022 (SwinUNETR's pre-training).
 */
export function swin(options: SwinOptions = {}): Backbone {
  const { embedDim, depths, heads, window, patch } = { ...defaults, ...options };
  heads.forEach((count, stage) => {
    if ((embedDim * 2 ** stage) % count !== 0) {
      throw new NetworkError(
        "heads",
        `Stage ${stage + 1} has ${embedDim * 2 ** stage} channels, which ${count} heads cannot share. Choose a divisor.`,
      );
    }
  });
  return {
    name: "swin",
    classifier: "class_layers.out",
    width: embedDim * 2 ** depths.length,
    build: (root, image) => {
      const scope = root.in("swinViT");
      const embedded = patchEmbedding(scope.in("patch_embed"), image, embedDim, patch);
      let x = channelsLast(embedded);
      depths.forEach((depth, stage) => {
        const place = scope.in(`layers${stage + 1}`, 0);
        x = swinStage(place, x, { depth, heads: heads[stage], window });
        place.observe(channelsFirst(x));
      });
      const hidden = layerNorm(x);
      const features = root.observe(mean(relu(hidden), [1, 2, 3]), "pooling_layers");
      return { features, map: channelsFirst(hidden) };
    },
  };
}

/**
 * The tables of MONAI's state_dict that are no weights: `relative_position_index` of every block, by name, each of shape
 * [window³, window³].
 */
export function swinStructures(options: SwinOptions = {}): ReadonlyMap<string, Int32Array> {
  const { depths, window } = { ...defaults, ...options };
  const index = relativePositionIndex(window);
  const names = depths.flatMap((depth, stage) =>
    Array.from(
      { length: depth },
      (_, block) => `swinViT.layers${stage + 1}.0.blocks.${block}.attn.relative_position_index`,
    ),
  );
  return new Map(names.map((name) => [name, index]));
}

/** Every patch of voxels becomes one token. */
function patchEmbedding(scope: Scope, image: Value, embedDim: number, patch: number): Value {
  const channels = image.shape[1];
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(channels * patch ** 3) } as const;
  const place = scope.in("proj");
  const weight = place.parameter("weight", [embedDim, channels, patch, patch, patch], initial);
  // A volume that is no multiple of the patch is filled up with zeros behind.
  const even = pad(
    image,
    [2, 3, 4].map((axis) => ({ axis, after: (patch - (image.shape[axis] % patch)) % patch })),
  );
  return scope.observe(conv(even, weight, { bias: place.parameter("bias", [embedDim], initial), stride: patch }));
}

const channelsLast = (x: Value): Value => transpose(x, [0, 2, 3, 4, 1]);
const channelsFirst = (x: Value): Value => transpose(x, [0, 4, 1, 2, 3]);
