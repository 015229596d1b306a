import { compile, type DType, type ElementArray, Graph, gradients, type Shape, type Value } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";

export const runtime = await loadOnnxRuntime();

/** A tensor given to a loss. */
export interface Given {
  readonly dtype?: DType;
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** int64 [n], or of another shape. */
export const labels = (values: readonly number[], shape: Shape = [values.length]): Given => ({
  dtype: "int64",
  shape,
  values,
});

/** The value of a loss and its gradient by every float32 argument, as ONNX Runtime computes them. */
export async function evaluate(
  loss: (...values: Value[]) => Value,
  ...given: readonly Given[]
): Promise<{ loss: number; gradients: Float32Array[] }> {
  const graph = new Graph();
  const values = given.map(({ dtype = "float32", shape }, index) => graph.input(`x${index}`, dtype, shape));
  const value = loss(...values);
  const real = values.filter(({ dtype }) => dtype === "float32");
  const found = Object.fromEntries(
    gradients(value, real).flatMap((gradient, index) => (gradient ? [[`d${index}`, gradient]] : [])),
  );
  const program = await compile(graph, { runtime, outputs: { ...found, value } });
  const needed = given.map(({ dtype = "float32", values }, index) => [`x${index}`, elements(dtype, values)]);
  const out = await program.run(Object.fromEntries(needed));
  await program.release();
  return {
    loss: Number(out["value"][0]),
    gradients: real.map((_, index) => Float32Array.from(out[`d${index}`], Number)),
  };
}

function elements(dtype: DType, values: ArrayLike<number>): ElementArray {
  const list = Array.from(values);
  return dtype === "int64"
    ? BigInt64Array.from(list, BigInt)
    : dtype === "bool"
      ? Uint8Array.from(list)
      : Float32Array.from(list);
}
