import type { NodeWriter } from "../onnx/node-writer.ts";
import type { NodeUse } from "../operation.ts";
import { elementCount } from "../tensor-type.ts";
import type { ConvAttributes } from "./conv.ts";
import { minimalFiltering } from "./minimal-filtering.ts";
import { PlaneWriter } from "./plane-writer.ts";

const { taps, kernel: kernelTable } = minimalFiltering;

/** Whether the planes of a convolution come in pairs of neighbours, each under three neighbouring planes of the image. */
export function suitsDepthTiles({ inputTypes, outputTypes, attributes }: NodeUse<ConvAttributes>): boolean {
  const { stride, before, after, dilation } = attributes;
  return (
    inputTypes[1].shape[2] === taps &&
    [stride[0], before[0], after[0], dilation[0]].every((value) => value === 1) &&
    outputTypes[0].shape[2] % 2 === 0
  );
}

/**
 * The convolution by minimal filtering along the first axis. With planes e₀ o₀ e₁ o₁ … of the image (even and odd ones), a zero plane at
 * both ends, the outputs at 2t and 2t + 1 are
 *
 *     y₀ = (o₋₁ − o)·u₀ + m₁ + m₂,    m₁ = (e + o)·u₁,
 *     y₁ = (e₊₁ − e)·u₃ + m₁ − m₂,    m₂ = (o − e)·u₂,
 *
 * each product a 2-D convolution with a combination u = G·g of the kernel's three taps.
 */
export function writeDepthTiledConv(writer: NodeWriter, use: NodeUse<ConvAttributes>, block: number): void {
  const { inputs, outputs, inputTypes, outputTypes } = use;
  const [n, channels, depth, ...plane] = inputTypes[0].shape;
  const [, out, , ...outPlane] = outputTypes[0].shape;
  const tiles = depth / 2;
  const write = new PlaneWriter(writer, use, block);

  const pairs = write.reshaped(inputs[0], [n, channels, tiles, 2, elementCount(plane)]);
  const byParity = write.step("Transpose", [pairs], { perm: [3, 0, 2, 1, 4] });
  const stack = write.reshaped(write.blocked(byParity, 2 * n * tiles), [2 * n, tiles, channels, ...plane]);
  const [even, odd] = write.steps("Split", [stack], 2, { axis: 0, num_outputs: 2 });
  const kernels = write.step("MatMul", [
    write.constant([kernelTable.length, taps], kernelTable.flat()),
    write.kernelByTap(),
  ]);
  const [u0, u1, u2, u3] = write.steps("Split", [kernels], kernelTable.length, {
    axis: 0,
    num_outputs: kernelTable.length,
  });
  const conv = (image: string, kernel: string, sum?: string): string =>
    write.conv(image, n * tiles, kernel, sum !== undefined, sum);

  const m1 = conv(write.step("Add", [even, odd]), u1);
  const m2 = conv(write.step("Sub", [odd, even]), u2);
  const first = write.step("Sub", [write.padded(odd, 1, -1), odd]);
  const second = write.step("Sub", [write.padded(even, -1, 1), even]);
  const y0 = conv(first, u0, write.step("Add", [m1, m2]));
  const y1 = conv(second, u3, write.step("Sub", [m1, m2]));
  const both = write.unblocked(write.step("Concat", [y0, y1], { axis: 0 }));
  const parted = write.reshaped(both, [2, n, tiles, out, elementCount(outPlane)]);
  const joined = write.step("Transpose", [parted], { perm: [1, 3, 2, 0, 4] });
  writer.node("Reshape", [joined, writer.integers(outputTypes[0].shape)], outputs);
}
