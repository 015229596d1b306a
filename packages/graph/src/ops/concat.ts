import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { normaliseAxis } from "../tensor-type.ts";
import { expectShape } from "./expect.ts";
import { slice } from "./slice.ts";

const concatOperation = defineOperation<{ axis: number }>({
  name: "concat",
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    for (const other of inputs) {
      const fits =
        other.dtype === first.dtype &&
        other.shape.length === first.shape.length &&
        other.shape.every((size, a) => a === axis || size === first.shape[a]);
      expectShape(
        fits,
        "concat",
        `[${first.shape.join(", ")}] and [${other.shape.join(", ")}] differ on another axis than ${axis}.`,
      );
    }
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis], 0);
    return [{ dtype: first.dtype, shape: first.shape.map((size, a) => (a === axis ? total : size)) }];
  },
  write: (writer, { inputs, outputs, attributes }) => writer.node("Concat", inputs, outputs, { axis: attributes.axis }),
  gradient: ({ inputs, cotangents: [dy], attributes: { axis }, wanted }) => {
    let start = 0;
    return inputs.map((input, index) => {
      const end = start + input.shape[axis];
      const part = wanted[index] ? slice(dy!, { axis, start, end }) : undefined;
      start = end;
      return part;
    });
  },
});

/** Tensors one behind the other along an axis. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  return values.length === 1
    ? first
    : applyOne(concatOperation, values, { axis: normaliseAxis(axis, first.shape.length, "concat") });
}

/** Cuts a tensor into pieces of given sizes along an axis: the reverse of `concat`. */
export function split(x: Value, sizes: readonly number[], axis: number): Value[] {
  const along = normaliseAxis(axis, x.shape.length, "split");
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expectShape(
    total === x.shape[along],
    "split",
    `the pieces [${sizes.join(", ")}] do not add up to ${x.shape[along]}, the size of axis ${along}.`,
  );
  let start = 0;
  return sizes.map((size) => {
    const piece = slice(x, { axis: along, start, end: start + size });
    start += size;
    return piece;
  });
}

/** Shifts elements along axes, those that leave at the end come back in front (torch.roll). */
export function roll(x: Value, shifts: readonly { readonly axis: number; readonly by: number }[]): Value {
  let value = x;
  for (const { axis, by } of shifts) {
    const along = normaliseAxis(axis, x.shape.length, "roll");
    const size = x.shape[along];
    const cut = (((size - by) % size) + size) % size;
    if (cut !== 0)
      value = concat([slice(value, { axis: along, start: cut }), slice(value, { axis: along, end: cut })], along);
  }
  return value;
}
