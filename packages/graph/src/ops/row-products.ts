import type { Value } from "../graph.ts";
import { microsoftDomain } from "../onnx/node-writer.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { matmul } from "./matmul.ts";
import { transpose } from "./reshape.ts";

const rowProductsOperation = defineOperation<Record<string, never>>({
  name: "rowProducts",
  infer: ([a, b]) => {
    for (const type of [a, b]) expectDtype("rowProducts", type, "float32");
    expectShape(
      a.shape.length === 3 && b.shape.length === 3 && a.shape.slice(1).join() === b.shape.slice(1).join(),
      "rowProducts",
      `[${a.shape.join(", ")}] and [${b.shape.join(", ")}] must be [m, k, l] and [n, k, l].`,
    );
    return [{ dtype: "float32", shape: [a.shape[1], a.shape[0], b.shape[0]] }];
  },
  write: (writer, { inputs, outputs }) =>
    writer.node("FusedMatMul", inputs, outputs, { transB: 1, transBatchA: 1, transBatchB: 1 }, microsoftDomain),
  gradient: ({ inputs: [a, b], cotangents: [dy], wanted }) => [
    wanted[0] ? exchanged(matmul(dy!, exchanged(b))) : undefined,
    wanted[1] ? exchanged(matmul(dy!, exchanged(a), { transposeA: true })) : undefined,
  ],
});

const exchanged = (x: Value): Value => transpose(x, [1, 0, 2]);

/**
 * a[:, k]·b[:, k]ᵀ for every k: [m, k, l] and [n, k, l] → [k, m, n]. The rows of each factor lie apart, which the product takes as they
 * are; a transposition would copy everything.
 */
export function rowProducts(a: Value, b: Value): Value {
  return applyOne(rowProductsOperation, [a, b], {});
}
