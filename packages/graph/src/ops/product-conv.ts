import type { Value } from "../graph.ts";
import { microsoftDomain, type NodeWriter } from "../onnx/node-writer.ts";
import type { NodeUse } from "../operation.ts";
import { elementCount, type Shape } from "../tensor-type.ts";
import type { ConvAttributes } from "./conv.ts";
import { matmul } from "./matmul.ts";
import { reshape, transpose } from "./reshape.ts";

/**
 * Whether an image has so few positions, all images of the batch together, that a table of which position meets which tap costs less than
 * what is saved: large kernels are then read once for the batch, and neither reversed nor exchanged for the gradient.
 */
export function suitsProduct(image: Shape, [out, , ...kernel]: Shape): boolean {
  return elementCount(kernel) > 1 && 2 * image[0] * elementCount(image.slice(2)) <= out;
}

/** A convolution as two products: the image as each tap sees it, [c·taps, outputs], then the kernel [out, c·taps] times that. */
export function writeProductConv(writer: NodeWriter, use: NodeUse<ConvAttributes>): void {
  const { inputs, outputs, inputTypes, outputTypes, attributes } = use;
  const [image, weight, result] = [inputTypes[0].shape, inputTypes[1].shape, outputTypes[0].shape];
  const { shape, elements } = meetings(image, weight, result, attributes);
  const step = (type: string, from: readonly string[], settings = {}, domain = ""): string => {
    const name = writer.temporary(type);
    writer.node(type, from, [name], settings, domain);
    return name;
  };
  const reshaped = (name: string, to: Shape) => step("Reshape", [name, writer.integers(to)]);
  const exchange = { perm: [1, 0, ...image.slice(2).map((_, axis) => axis + 2)] };
  const channels = reshaped(step("Transpose", [inputs[0]], exchange), [image[1], -1]);
  const table = writer.constant("float32", shape, elements);
  const seen = step("FusedMatMul", [channels, table], { transB: 1 }, microsoftDomain);
  const columns = elementCount(weight.slice(1));
  const product = step("MatMul", [reshaped(inputs[1], [weight[0], columns]), reshaped(seen, [columns, -1])]);
  const biased = inputs[2] ? step("Add", [product, reshaped(inputs[2], [-1, 1])]) : product;
  writer.node("Transpose", [reshaped(biased, [result[1], result[0], ...result.slice(2)])], outputs, exchange);
}

/** d loss / d image: what each tap gives back, summed where it came from. */
export function productInputGradient(dy: Value, weight: Value, image: Shape, attributes: ConvAttributes): Value {
  const { shape, elements } = meetings(image, weight.shape, dy.shape, attributes);
  const [n, channels, ...size] = image;
  const parts = matmul(reshape(weight, [weight.shape[0], -1]), byChannel(dy), { transposeA: true });
  const sums = matmul(reshape(parts, [channels, -1]), dy.graph.constant("float32", shape, elements));
  return exchanged(reshape(sums, [channels, n, ...size]));
}

/** d loss / d kernel: dY [out, outputs] times the image as each tap sees it. */
export function productWeightGradient(x: Value, dy: Value, weightShape: Shape, attributes: ConvAttributes): Value {
  const { shape, elements } = meetings(x.shape, weightShape, dy.shape, attributes);
  const seen = matmul(byChannel(x), x.graph.constant("float32", shape, elements), { transposeB: true });
  const rows = reshape(seen, [elementCount(weightShape.slice(1)), -1]);
  return reshape(matmul(byChannel(dy), rows, { transposeB: true }), weightShape);
}

/** 1 where a tap at an output meets a position of the image: [taps·outputs, positions], the batch part of outputs and positions. */
function meetings(image: Shape, weight: Shape, result: Shape, { stride, before, dilation }: ConvAttributes) {
  const [size, kernel, outputs] = [image.slice(2), weight.slice(2), result.slice(2)];
  const [positions, taps, places] = [size, kernel, outputs].map(elementCount);
  const batch = image[0];
  const elements = new Float32Array(taps * batch * places * batch * positions);
  for (let tap = 0; tap < taps; tap++) {
    const shift = indexOf(tap, kernel);
    for (let place = 0; place < places; place++) {
      const at = indexOf(place, outputs).map(
        (o, axis) => o * stride[axis] + shift[axis] * dilation[axis] - before[axis],
      );
      if (at.some((i, axis) => i < 0 || i >= size[axis])) continue;
      const position = at.reduce((index, i, axis) => index * size[axis] + i, 0);
      for (let n = 0; n < batch; n++)
        elements[((tap * batch + n) * places + place) * batch * positions + n * positions + position] = 1;
    }
  }
  return { shape: [taps * batch * places, batch * positions], elements };
}

/** The index along each axis of a row-major position. */
function indexOf(position: number, shape: Shape): number[] {
  const index: number[] = [];
  let rest = position;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** [n, c, …spatial] → [c, n·positions]. */
function byChannel(x: Value): Value {
  return reshape(exchanged(x), [x.shape[1], -1]);
}

function exchanged(x: Value): Value {
  return transpose(x, [1, 0, ...x.shape.slice(2).map((_, axis) => axis + 2)]);
}
