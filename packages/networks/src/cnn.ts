import { maxPool, mean, relu, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import { batchNorm, convLayer, type Scope } from "./layers.ts";

/** Settings of the small 3-D network. */
export interface CnnOptions {
  /** Channels of each stage; from one stage to the next the resolution halves. Default 16, 32, 64, 96. */
  readonly channels?: readonly number[];
}

/**
 * A small network over volumes, for crops around a nodule and for machines without a graphics card: a stage is a 3×3×3 convolution with
 * batch normalisation and ReLU; between stages a maximum over 2×2×2 voxels. With the defaults 0.23 million parameters.
 *
 * Names: `stage1.conv.weight`, `stage1.bn.weight` …, classes `fc`.
 */
export function cnn({ channels = [16, 32, 64, 96] }: CnnOptions = {}): Backbone {
  return {
    name: "cnn",
    classifier: "fc",
    width: channels.at(-1)!,
    build: (scope, image) => {
      const map = convolutionStages(scope, image, channels);
      return { features: scope.observe(mean(map, [2, 3, 4]), "avgpool"), map };
    },
  };
}

/** Convolution, batch normalisation and ReLU once for each number of channels, halving the resolution in between; 2-D or 3-D. */
export function convolutionStages(scope: Scope, image: Value, channels: readonly number[]): Value {
  return channels.reduce((x, out, stage) => {
    const place = scope.in(`stage${stage + 1}`);
    const normalised = batchNorm(place.in("bn"), convLayer(place.in("conv"), x, { out, kernel: 3, padding: 1 }));
    const isLast = stage === channels.length - 1;
    // ReLU and maximum commute; after pooling there is less to do it on.
    return place.observe(relu(isLast ? normalised : maxPool(normalised, { kernel: 2, stride: 2 })));
  }, image);
}
