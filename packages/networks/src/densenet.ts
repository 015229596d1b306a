import { averagePool, conv, maxPool, mean, relu, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import type { Scope } from "./layers.ts";
import { joined, type Piece, piece, piecewiseBatchNorm } from "./piecewise-batch-norm.ts";

/** Settings of a 3-D DenseNet; the defaults are DenseNet-121's. */
export interface DenseNetOptions {
  /** Channels of the stem; default 64. */
  readonly initFeatures?: number;
  /** Channels that every layer adds; default 32. */
  readonly growthRate?: number;
  /** Layers in each block; default 6, 12, 24, 16. */
  readonly blockConfig?: readonly number[];
  /** Channels between the two convolutions of a layer, as a multiple of the growth rate; default 4. */
  readonly bottleneck?: number;
}

/**
 * DenseNet-121 over volumes with the definitions and parameter names of MONAI: stem 7×7×7 with stride 2, dense blocks with
 * transitions between them, 1024 features.
 *
 * @see Huang et al., CVPR 2017.
 */
export function densenet121(options: DenseNetOptions = {}): Backbone {
  const { initFeatures = 64, growthRate = 32, blockConfig = [6, 12, 24, 16], bottleneck = 4 } = options;
  const width = blockConfig.reduce(
    (channels, layers, block) => (block === 0 ? channels : Math.floor(channels / 2)) + layers * growthRate,
    initFeatures,
  );
  return {
    name: "densenet121",
    classifier: "class_layers.out",
    width,
    build: (root, image) => {
      const scope = root.in("features");
      let x = piece(scope, stem(scope, image, initFeatures));
      blockConfig.forEach((layers, index) => {
        if (index > 0) {
          const place = scope.in(`transition${index}`);
          x = piece(scope, place.observe(transition(place, x)));
        }
        const place = scope.in(`denseblock${index + 1}`);
        x = denseBlock(place, x, { layers, growthRate, bottleneck });
        place.observe(x.value);
      });
      const normalised = scope.observe(piecewiseBatchNorm(scope.in("norm5"), x), "norm5");
      const map = relu(normalised);
      return { features: root.observe(mean(map, [2, 3, 4]), "pooling_layers"), map };
    },
  };
}

function stem(scope: Scope, image: Value, channels: number): Value {
  const first = scope.observe(
    convolution(scope.in("conv0"), image, { out: channels, kernel: 7, stride: 2, padding: 3 }),
    "conv0",
  );
  // ReLU and maximum commute; after pooling there is an eighth of the voxels left to do it on.
  const pooled = relu(
    maxPool(piecewiseBatchNorm(scope.in("norm0"), piece(scope, first)), { kernel: 3, stride: 2, padding: 1 }),
  );
  return scope.observe(pooled, "pool0");
}

interface DenseBlock {
  readonly layers: number;
  readonly growthRate: number;
  readonly bottleneck: number;
}

/** Every layer sees the outputs of all layers before it. */
function denseBlock(scope: Scope, x: Piece, { layers, growthRate, bottleneck }: DenseBlock): Piece {
  let known = x;
  for (let layer = 1; layer <= layers; layer++) {
    const place = scope.in(`denselayer${layer}`, "layers");
    const narrow = convolution(place.in("conv1"), relu(piecewiseBatchNorm(place.in("norm1"), known)), {
      out: bottleneck * growthRate,
      kernel: 1,
    });
    const active = relu(piecewiseBatchNorm(place.in("norm2"), piece(scope, narrow)));
    const added = convolution(place.in("conv2"), active, { out: growthRate, kernel: 3, padding: 1 });
    known = joined(known, piece(scope, added));
  }
  return known;
}

/** Half the channels at half the resolution. */
function transition(scope: Scope, x: Piece): Value {
  const active = relu(piecewiseBatchNorm(scope.in("norm"), x));
  // MONAI pools after the 1×1×1 convolution; both are linear, so they commute, and on pooled voxels it costs an eighth.
  const pooled = averagePool(active, { kernel: 2 });
  return convolution(scope.in("conv"), pooled, { out: Math.floor(active.shape[1] / 2), kernel: 1 });
}

interface Convolution {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
}

/** A convolution without bias; He's initialisation by fan in, as MONAI's DenseNet has it. */
function convolution(scope: Scope, x: Value, { out, kernel, ...geometry }: Convolution): Value {
  const channels = x.shape[1];
  const initial = { kind: "normal", deviation: Math.sqrt(2 / (channels * kernel ** 3)) } as const;
  return conv(x, scope.parameter("weight", [out, channels, kernel, kernel, kernel], initial), geometry);
}
