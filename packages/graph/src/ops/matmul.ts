import type { Value } from "../graph.ts";
import { microsoftDomain } from "../onnx/node-writer.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { broadcastShapes, type Shape } from "../tensor-type.ts";
import { add } from "./binary.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { sumTo } from "./reduce.ts";
import { reshape } from "./reshape.ts";

interface MatmulAttributes extends Record<string, number> {
  /** 1: the operand's last two axes are exchanged first. */
  transposeA: number;
  transposeB: number;
}

const matmulOperation = defineOperation<MatmulAttributes>({
  name: "matmul",
  infer: ([a, b], { transposeA, transposeB }) => {
    expectDtype("matmul", a, "float32");
    expectDtype("matmul", b, "float32");
    const left = matrix(a.shape, transposeA);
    const right = matrix(b.shape, transposeB);
    expectShape(
      left.columns === right.rows,
      "matmul",
      `[${a.shape.join(", ")}]${transposeA ? " transposed" : ""} has ${left.columns} columns, [${b.shape.join(", ")}]${transposeB ? " transposed" : ""} ${right.rows} rows.`,
    );
    return [
      { dtype: "float32", shape: [...broadcastShapes(left.batch, right.batch, "matmul"), left.rows, right.columns] },
    ];
  },
  write: (writer, { inputs, outputs, attributes: { transposeA, transposeB } }) => {
    if (transposeA || transposeB)
      writer.node("FusedMatMul", inputs, outputs, { transA: transposeA, transB: transposeB }, microsoftDomain);
    else writer.node("MatMul", inputs, outputs);
  },
  gradient: ({ inputs: [a, b], cotangents: [dy], attributes: { transposeA, transposeB }, wanted }) => {
    const tA = transposeA === 1;
    const tB = transposeB === 1;
    // Y = op(A)·op(B): dA = op(dY·op(B)ᵀ), dB = op(op(A)ᵀ·dY)
    const da = () => (tA ? matmul(b, dy!, { transposeA: tB, transposeB: true }) : matmul(dy!, b, { transposeB: !tB }));
    const db = () => (tB ? matmul(dy!, a, { transposeA: true, transposeB: tA }) : matmul(a, dy!, { transposeA: !tA }));
    return [wanted[0] ? sumTo(da(), a.shape) : undefined, wanted[1] ? sumTo(db(), b.shape) : undefined];
  },
});

function matrix(shape: Shape, transposed: number): { batch: Shape; rows: number; columns: number } {
  expectShape(shape.length >= 2, "matmul", `a matrix needs two axes; given was [${shape.join(", ")}].`);
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const batch = shape.slice(0, -2);
  return transposed ? { batch, rows: columns, columns: rows } : { batch, rows, columns };
}

/** Which operands are transposed (their last two axes exchanged) before the product. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Matrix product over the last two axes; the axes in front are batches and broadcast. */
export function matmul(a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value {
  return applyOne(matmulOperation, [a, b], { transposeA: transposeA ? 1 : 0, transposeB: transposeB ? 1 : 0 });
}

/** x·Wᵀ + b over the last axis; weight has PyTorch's layout [out, in]. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  // All axes but the last are folded into one, so that the weight's gradient is one product and not a batch of them.
  const rows = x.shape.length === 2 ? x : reshape(x, [-1, x.shape[x.shape.length - 1]]);
  const product = matmul(rows, weight, { transposeB: true });
  return reshape(bias ? add(product, bias) : product, [...x.shape.slice(0, -1), weight.shape[0]]);
}
