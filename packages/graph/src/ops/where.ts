import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { broadcastShapes } from "../tensor-type.ts";
import type { Operand } from "./binary.ts";
import { expectDtype } from "./expect.ts";
import { sumTo } from "./reduce.ts";

const whereOperation = defineOperation<Record<string, never>>({
  name: "where",
  elementwise: true,
  infer: ([condition, a, b]) => {
    expectDtype("where", condition, "bool");
    expectDtype("where", b, a.dtype);
    return [
      {
        dtype: a.dtype,
        shape: broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape, "where"), "where"),
      },
    ];
  },
  write: (writer, { inputs, outputs }) => writer.node("Where", inputs, outputs),
  gradient: ({ inputs: [condition, a, b], cotangents: [dy], wanted }) => [
    undefined,
    wanted[1] ? sumTo(where(condition, dy!, 0), a.shape) : undefined,
    wanted[2] ? sumTo(where(condition, 0, dy!), b.shape) : undefined,
  ],
});

/** a where the condition holds, else b; all three broadcast. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  const dtype = typeof a === "number" ? (typeof b === "number" ? "float32" : b.dtype) : a.dtype;
  const value = (operand: Operand): Value =>
    typeof operand === "number" ? condition.graph.constant(dtype, [], [operand]) : operand;
  return applyOne(whereOperation, [condition, value(a), value(b)], {});
}
