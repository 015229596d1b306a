import type { Value } from "../graph.ts";
import { float, microsoftDomain, type NodeWriter } from "../onnx/node-writer.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import { mul } from "./binary.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { sum } from "./reduce.ts";
import { reshape } from "./reshape.ts";

/** All axes of an image but the channels'. */
export function axesButChannels(x: Value): number[] {
  return [0, ...x.shape.slice(2).map((_, axis) => axis + 2)];
}

/** One value per channel, shaped so that it broadcasts to an image. */
export function perChannel(values: Value, x: Value): Value {
  return reshape(values, [1, values.shape[0], ...x.shape.slice(2).map(() => 1)]);
}

/**
 * Writes Σ over batch and space of a·b per channel: a product of a row and a column for each channel of each sample. One pass, no
 * intermediate image, and fifty times as accurate as ReduceSumSquare, which adds up in single precision from one end to the other.
 */
export function writeChannelDot(writer: NodeWriter, a: string, b: string, dot: string, shape: Shape): void {
  const [n, c, ...spatial] = shape;
  const rows = [a, b].map((name) => {
    const row = writer.temporary("row");
    writer.node("Reshape", [name, writer.integers([n * c, 1, elementCount(spatial)])], [row]);
    return row;
  });
  const [dots, table] = [writer.temporary("dots"), writer.temporary("table")];
  writer.node("FusedMatMul", rows, [dots], { transB: 1 }, microsoftDomain);
  writer.node("Reshape", [dots, writer.integers([n, c])], [table]);
  writer.node("ReduceSum", [table, writer.integers([0])], [dot], { keepdims: 0 });
}

const dotOperation = defineOperation<Record<string, never>>({
  name: "channelDot",
  infer: ([a, b]) => {
    expectDtype("channelDot", a, "float32");
    expectShape(
      a.shape.join() === b.shape.join(),
      "channelDot",
      `[${a.shape.join(", ")}] and [${b.shape.join(", ")}] differ.`,
    );
    return [{ dtype: "float32", shape: [a.shape[1]] }];
  },
  write: (writer, { inputs: [a, b], outputs: [dot], inputTypes }) =>
    writeChannelDot(writer, a, b, dot, inputTypes[0].shape),
  gradient: ({ inputs: [a, b], cotangents: [dy], wanted }) => [
    wanted[0] ? mul(b, perChannel(dy!, a)) : undefined,
    wanted[1] ? mul(a, perChannel(dy!, a)) : undefined,
  ],
});

/** Σ over batch and space of a·b, one sum per channel; a and b are [n, c, …spatial]. */
export function channelDot(a: Value, b: Value): Value {
  return applyOne(dotOperation, [a, b], {});
}

const affineOperation = defineOperation<Record<string, never>>({
  name: "channelAffine",
  infer: ([x]) => [x],
  // BatchNormalization of mean 0 and variance 1 is scale·x + shift in one pass.
  write: (writer, { inputs, outputs, inputTypes }) => {
    const channels = inputTypes[0].shape[1];
    const statistic = (value: number): string =>
      writer.constant("float32", [channels], new Float32Array(channels).fill(value));
    writer.node("BatchNormalization", [...inputs, statistic(0), statistic(1)], outputs, { epsilon: float(0) });
  },
  gradient: ({ inputs: [x, scale], cotangents: [dy], wanted }) => [
    wanted[0] ? mul(dy!, perChannel(scale, x)) : undefined,
    wanted[1] ? channelDot(dy!, x) : undefined,
    wanted[2] ? sum(dy!, axesButChannels(x)) : undefined,
  ],
});

/** scale·x + shift with one scale and one shift per channel. */
export function channelAffine(x: Value, scale: Value, shift: Value): Value {
  return applyOne(affineOperation, [x, scale, shift], {});
}
