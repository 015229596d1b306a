import { add, concat, maxPool, mean, relu, slice, stopGradient, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import { batchNorm, convLayer, type Scope } from "./layers.ts";

/** Settings of a 3-D ResNet; the defaults are the study's. */
export interface ResNetOptions {
  /** Stride of the 7×7×7 stem: 1 in the study, 2 in MedicalNet. */
  readonly stemStride?: 1 | 2;
  /**
   * How a block's input reaches its output where sizes differ. `B`: 1×1×1 convolution and batch norm. `A`: every second voxel, missing
   * channels zero, without gradient (as MedicalNet and MONAI, which detach it).
   */
  readonly shortcut?: "A" | "B";
  /** Whether the 1×1×1 convolution of shortcut B has a bias: yes in MONAI, no in MedicalNet. */
  readonly shortcutBias?: boolean;
  /** Third and fourth stage keep their resolution and dilate their kernels by 2 and 4 instead (MedicalNet). */
  readonly dilated?: boolean;
  /** Factor on all channel counts; default 1. */
  readonly widthFactor?: number;
  /** Channel counts of the four stages; default 64, 128, 256, 512. */
  readonly planes?: readonly [number, number, number, number];
  /** Blocks per stage; default as the depth says. */
  readonly blocks?: readonly [number, number, number, number];
}

interface Depth {
  readonly block: "basic" | "bottleneck";
  readonly blocks: readonly [number, number, number, number];
}

const depths = {
  resnet10: { block: "basic", blocks: [1, 1, 1, 1] },
  resnet18: { block: "basic", blocks: [2, 2, 2, 2] },
  resnet34: { block: "basic", blocks: [3, 4, 6, 3] },
  resnet50: { block: "bottleneck", blocks: [3, 4, 6, 3] },
} as const satisfies Record<string, Depth>;

interface Stage {
  readonly planes: number;
  readonly stride: 1 | 2;
  readonly dilation: 1 | 2 | 4;
}

/**
 * ResNet over volumes with the definitions and parameter names of MONAI.
 *
 * @see He et al., CVPR 2016; Hara et al., CVPR 2018 (3-D); Chen et al., arXiv:1904.00625 (MedicalNet).
 */
function resnet(name: keyof typeof depths, options: ResNetOptions): Backbone {
  const {
    stemStride = 1,
    dilated = false,
    widthFactor = 1,
    planes = [64, 128, 256, 512],
    blocks = depths[name].blocks,
  } = options;
  const bottleneck = depths[name].block === "bottleneck";
  const widths = planes.map((count) => Math.max(1, Math.round(count * widthFactor)));
  const stages: readonly Stage[] = [
    { planes: widths[0], stride: 1, dilation: 1 },
    { planes: widths[1], stride: 2, dilation: 1 },
    { planes: widths[2], stride: dilated ? 1 : 2, dilation: dilated ? 2 : 1 },
    { planes: widths[3], stride: dilated ? 1 : 2, dilation: dilated ? 4 : 1 },
  ];
  const expansion = bottleneck ? 4 : 1;
  const width = widths[3] * expansion;
  return {
    name,
    classifier: "fc",
    width,
    build: (scope, image) => {
      const stem = scope.observe(
        convLayer(scope.in("conv1"), image, { out: widths[0], kernel: 7, stride: stemStride, padding: 3 }),
        "conv1",
      );
      // ReLU and maximum commute; after pooling there is an eighth of the voxels left to do it on.
      let x = relu(maxPool(batchNorm(scope.in("bn1"), stem), { kernel: 3, stride: 2, padding: 1 }));
      scope.observe(x, "maxpool");
      stages.forEach((stage, index) => {
        for (let block = 0; block < blocks[index]; block++) {
          const place = scope.in(`layer${index + 1}`, block);
          const own = block === 0 ? stage : { ...stage, stride: 1 as const };
          x = bottleneck ? bottleneckBlock(place, x, own, expansion, options) : basicBlock(place, x, own, options);
        }
        scope.observe(x, `layer${index + 1}`);
      });
      const features = mean(x, [2, 3, 4]);
      scope.observe(features, "avgpool");
      return { features, map: x };
    },
  };
}

function basicBlock(scope: Scope, x: Value, { planes, stride, dilation }: Stage, options: ResNetOptions): Value {
  const first = relu(
    batchNorm(
      scope.in("bn1"),
      convLayer(scope.in("conv1"), x, { out: planes, kernel: 3, stride, padding: dilation, dilation }),
    ),
  );
  const second = batchNorm(
    scope.in("bn2"),
    convLayer(scope.in("conv2"), first, { out: planes, kernel: 3, padding: dilation, dilation }),
  );
  return relu(add(second, shortcut(scope, x, planes, stride, options)));
}

function bottleneckBlock(
  scope: Scope,
  x: Value,
  { planes, stride, dilation }: Stage,
  expansion: number,
  options: ResNetOptions,
): Value {
  const first = relu(batchNorm(scope.in("bn1"), convLayer(scope.in("conv1"), x, { out: planes, kernel: 1 })));
  const second = relu(
    batchNorm(
      scope.in("bn2"),
      convLayer(scope.in("conv2"), first, { out: planes, kernel: 3, stride, padding: dilation, dilation }),
    ),
  );
  const third = batchNorm(
    scope.in("bn3"),
    convLayer(scope.in("conv3"), second, { out: planes * expansion, kernel: 1 }),
  );
  return relu(add(third, shortcut(scope, x, planes * expansion, stride, options)));
}

function shortcut(
  scope: Scope,
  x: Value,
  out: number,
  stride: number,
  { shortcut: kind = "B", shortcutBias = true }: ResNetOptions,
): Value {
  const channels = x.shape[1];
  if (stride === 1 && channels === out) return x;
  if (kind === "A") {
    const thinned = slice(x, ...[2, 3, 4].map((axis) => ({ axis, step: stride })));
    const shape = [thinned.shape[0], out - channels, ...thinned.shape.slice(2)];
    const zeros = x.graph.constant("float32", shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
    return stopGradient(concat([thinned, zeros], 1));
  }
  const projected = convLayer(scope.in("downsample", 0), x, {
    out,
    kernel: 1,
    stride,
    bias: shortcutBias ? "cancelled" : "none",
  });
  return batchNorm(scope.in("downsample", 1), projected);
}

/** ResNet with one basic block per stage. */
export const resnet10 = (options: ResNetOptions = {}): Backbone => resnet("resnet10", options);
/** ResNet-18: two basic blocks per stage, 512 features. */
export const resnet18 = (options: ResNetOptions = {}): Backbone => resnet("resnet18", options);
/** ResNet-34: 3, 4, 6, 3 basic blocks, 512 features. */
export const resnet34 = (options: ResNetOptions = {}): Backbone => resnet("resnet34", options);
/** ResNet-50: 3, 4, 6, 3 bottleneck blocks, 2048 features. */
export const resnet50 = (options: ResNetOptions = {}): Backbone => resnet("resnet50", options);
