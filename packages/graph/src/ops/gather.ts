import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { elementCount, normaliseAxis, type Shape } from "../tensor-type.ts";
import { expectDtype } from "./expect.ts";

const gatherOperation = defineOperation<{ axis: number }>({
  name: "gather",
  infer: ([x, places], { axis }) => {
    expectDtype("gather", places, "int64");
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)] }];
  },
  write: (writer, { inputs, outputs, attributes: { axis } }) => writer.node("Gather", inputs, outputs, { axis }),
  gradient: ({ inputs: [x, places], cotangents: [dy], attributes: { axis } }) => [
    applyOne(scatterOperation, [dy!, places], { axis, shape: x.shape }),
  ],
});

/** Adds the slices of a tensor to the places of a tensor of zeros that they were gathered from. */
const scatterOperation = defineOperation<{ axis: number; shape: Shape }>({
  name: "scatterAdd",
  infer: ([dy], { shape }) => [{ dtype: dy.dtype, shape }],
  // ScatterElements adds in order, one thread; ScatterND would run in several that overwrite each other's sums.
  write: (writer, { inputs: [dy, places], outputs, inputTypes, attributes: { axis, shape } }) => {
    const before = shape.slice(0, axis).map(() => 1);
    const after = shape.slice(axis + 1);
    const count = elementCount(inputTypes[1].shape);
    const flat = [...shape.slice(0, axis), count, ...after];
    const [zeros, column, everywhere, slices] = ["zeros", "column", "everywhere", "slices"].map((hint) =>
      writer.temporary(hint),
    );
    writer.node("ConstantOfShape", [writer.integers(shape)], [zeros]);
    writer.node("Reshape", [places, writer.integers([...before, count, ...after.map(() => 1)])], [column], {
      allowzero: 1,
    });
    writer.node("Expand", [column, writer.integers(flat)], [everywhere]);
    writer.node("Reshape", [dy, writer.integers(flat)], [slices], { allowzero: 1 });
    writer.node("ScatterElements", [zeros, everywhere, slices], outputs, { axis, reduction: "add" });
  },
  gradient: ({ inputs: [, places], cotangents: [dz], attributes: { axis } }) => [gather(dz!, places, axis)],
});

/**
 * Slices of a tensor along an axis, chosen by indices: rows of a table for embeddings.
 *
 * @param places - int64 of any shape; its axes take the place of `axis`. Negative ones count from the end.
 */
export function gather(x: Value, places: Value, axis = 0): Value {
  return applyOne(gatherOperation, [x, places], { axis: normaliseAxis(axis, x.shape.length, "gather") });
}
