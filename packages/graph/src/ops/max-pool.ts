import type { Value } from "../graph.ts";
import { apply, defineOperation, applyOne } from "../operation.ts";
import { elementCount } from "../tensor-type.ts";
import { type PerAxis, perAxis } from "./conv.ts";
import { expectDtype, expectRank, expectShape } from "./expect.ts";

export interface PoolAttributes extends Record<string, readonly number[]> {
  kernel: readonly number[];
  stride: readonly number[];
  padding: readonly number[];
}

const maxPoolOperation = defineOperation<PoolAttributes>({
  name: "maxPool",
  infer: ([x], { kernel, stride, padding }) => {
    expectDtype("maxPool", x, "float32");
    expectRank("maxPool", x, 3, 5);
    const sizes = x.shape.slice(2).map((size, axis) => {
      expectShape(
        size + 2 * padding[axis] >= kernel[axis],
        "maxPool",
        `a window of ${kernel[axis]} does not fit into ${size} + ${2 * padding[axis]} voxels.`,
      );
      return Math.floor((size + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
    });
    return [{ dtype: "float32", shape: [...x.shape.slice(0, 2), ...sizes] }];
  },
  write: (writer, { inputs, outputs, attributes }) =>
    writer.node("MaxPool", inputs, outputs, poolAttributes(attributes)),
  gradient: ({ inputs: [x], cotangents: [dy], attributes }) => [applyOne(maxPoolGradient, [x, dy!], attributes)],
});

function poolAttributes({ kernel, stride, padding }: PoolAttributes) {
  return { kernel_shape: kernel, strides: stride, pads: [...padding, ...padding] };
}

/** Adds every dY to the voxel that was the first maximum of its window. */
const maxPoolGradient = defineOperation<PoolAttributes>({
  name: "maxPoolGradient",
  infer: ([x]) => [x],
  write: (writer, { inputs: [x, dy], outputs, inputTypes, attributes }) => {
    const pooled = writer.temporary("pooled");
    const indices = writer.temporary("indices");
    writer.node("MaxPool", [x], [pooled, indices], poolAttributes(attributes));
    const [inputType, outputType] = [inputTypes[0], inputTypes[1]];
    const flat = (name: string, count: number): string => {
      const out = writer.temporary("flat");
      writer.node("Reshape", [name, writer.integers([count])], [out]);
      return out;
    };
    const zeros = writer.temporary("zeros");
    const count = elementCount(inputType.shape);
    writer.node("ConstantOfShape", [writer.integers([count])], [zeros]);
    const scattered = writer.temporary("scattered");
    writer.node(
      "ScatterElements",
      [zeros, flat(indices, elementCount(outputType.shape)), flat(dy, elementCount(outputType.shape))],
      [scattered],
      { axis: 0, reduction: "add" },
    );
    writer.node("Reshape", [scattered, writer.integers(inputType.shape)], outputs);
  },
});

/** Settings of pooling; each is one number for all axes or one per axis. */
export interface PoolOptions {
  readonly kernel: PerAxis;
  /** Default: the kernel. */
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
}

/** Largest voxel of every window over 1, 2 or 3 spatial axes; padding never wins. [n, c, …spatial]. */
export function maxPool(x: Value, { kernel, stride = kernel, padding = 0 }: PoolOptions): Value {
  const axes = x.shape.length - 2;
  return apply(maxPoolOperation, [x], {
    kernel: perAxis(kernel, axes, "kernel"),
    stride: perAxis(stride, axes, "stride"),
    padding: perAxis(padding, axes, "padding"),
  })[0];
}
