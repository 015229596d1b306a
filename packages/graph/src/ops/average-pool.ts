import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { perAxis } from "./conv.ts";
import { expectDtype, expectRank, expectShape } from "./expect.ts";
import type { PoolOptions } from "./max-pool.ts";
import { type AxisWeights, resampleAxes } from "./resample-axes.ts";

interface AveragePoolAttributes extends Record<string, readonly number[] | number> {
  kernel: readonly number[];
  stride: readonly number[];
  padding: readonly number[];
  /** 1: zeros of the padding count in the divisor. */
  countPadding: number;
}

const averagePoolOperation = defineOperation<AveragePoolAttributes>({
  name: "averagePool",
  infer: ([x], { kernel, stride, padding }) => {
    expectDtype("averagePool", x, "float32");
    expectRank("averagePool", x, 3, 5);
    const sizes = x.shape.slice(2).map((size, axis) => {
      const room = size + 2 * padding[axis] - kernel[axis];
      expectShape(
        room >= 0 && 2 * padding[axis] <= kernel[axis],
        "averagePool",
        `a window of ${kernel[axis]} with padding ${padding[axis]} on ${size} voxels: it must fit, and the padding be at most half of it.`,
      );
      return Math.floor(room / stride[axis]) + 1;
    });
    return [{ dtype: "float32", shape: [...x.shape.slice(0, 2), ...sizes] }];
  },
  write: (writer, { inputs, outputs, attributes: { kernel, stride, padding, countPadding } }) =>
    writer.node("AveragePool", inputs, outputs, {
      kernel_shape: kernel,
      strides: stride,
      pads: [...padding, ...padding],
      count_include_pad: countPadding,
    }),
  gradient: ({ inputs: [x], cotangents: [dy], attributes }) => [
    resampleAxes(
      dy!,
      dy!.shape.slice(2).map((windows, axis) => windowsToVoxels(windows, x.shape[axis + 2], axis, attributes)),
    ),
  ],
});

/** Along one axis, the share that each voxel has in each window, [voxels, windows]. The mean over a box is the product of these. */
function windowsToVoxels(
  windows: number,
  voxels: number,
  axis: number,
  attributes: AveragePoolAttributes,
): AxisWeights {
  const [kernel, stride, padding] = [attributes.kernel[axis], attributes.stride[axis], attributes.padding[axis]];
  const weights = new Float32Array(voxels * windows);
  for (let window = 0; window < windows; window++) {
    const start = window * stride - padding;
    const [from, to] = [Math.max(0, start), Math.min(voxels, start + kernel)];
    const divisor = attributes.countPadding ? kernel : to - from;
    for (let voxel = from; voxel < to; voxel++) weights[voxel * windows + window] = 1 / divisor;
  }
  return { to: voxels, weights };
}

/** Settings of average pooling. */
export interface AveragePoolOptions extends PoolOptions {
  /** What a window's sum is divided by: its `window` (default, as PyTorch) or only its voxels `inside` the image. */
  readonly divisor?: "window" | "inside";
}

/** Mean of every window over 1, 2 or 3 spatial axes; windows that do not fit at the end are left out. [n, c, …spatial]. */
export function averagePool(
  x: Value,
  { kernel, stride = kernel, padding = 0, divisor = "window" }: AveragePoolOptions,
): Value {
  const axes = x.shape.length - 2;
  return applyOne(averagePoolOperation, [x], {
    kernel: perAxis(kernel, axes, "kernel"),
    stride: perAxis(stride, axes, "stride"),
    padding: perAxis(padding, axes, "padding"),
    countPadding: divisor === "window" ? 1 : 0,
  });
}
