import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { expectShape } from "./expect.ts";
import { sum } from "./reduce.ts";
import { reshape } from "./reshape.ts";

const tileOperation = defineOperation<{ repeats: readonly number[] }>({
  name: "tile",
  infer: ([x], { repeats }) => {
    expectShape(
      repeats.length === x.shape.length && repeats.every((times) => Number.isInteger(times) && times >= 1),
      "tile",
      `[${repeats.join(", ")}] does not say how often to repeat each axis of [${x.shape.join(", ")}].`,
    );
    return [{ dtype: x.dtype, shape: x.shape.map((size, axis) => size * repeats[axis]) }];
  },
  write: (writer, { inputs: [x], outputs, attributes: { repeats } }) =>
    writer.node("Tile", [x, writer.integers(repeats)], outputs),
  gradient: ({ inputs: [x], cotangents: [dy], attributes: { repeats } }) => {
    const copies = reshape(
      dy!,
      x.shape.flatMap((size, axis) => [repeats[axis], size]),
    );
    return [
      sum(
        copies,
        x.shape.map((_, axis) => 2 * axis),
      ),
    ];
  },
});

/** The tensor side by side with copies of itself, `repeats` times along each axis (torch.Tensor.repeat). */
export function tile(x: Value, repeats: readonly number[]): Value {
  return repeats.every((times) => times === 1) && repeats.length === x.shape.length
    ? x
    : applyOne(tileOperation, [x], { repeats });
}
